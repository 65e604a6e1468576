import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSlider, QToolButton

from mnistpad.ui import theme
from mnistpad.ui.pad.tools import ToolRow

BUTTONS = ["penButton", "eraserButton", "undoButton", "redoButton", "clearButton"]


@pytest.fixture
def row(qtbot) -> ToolRow:
    return qtbot.present(ToolRow(), 404, 32)


def button(row: ToolRow, name: str) -> QToolButton:
    return row.findChild(QToolButton, name)


def slider(row: ToolRow) -> QSlider:
    return row.findChild(QSlider, "penWidth")


def ground(row: ToolRow, name: str) -> str:
    """Return the colour behind a button's icon."""
    return button(row, name).grab().toImage().pixelColor(6, 6).name().upper()


def test_every_control_has_a_name_and_a_tooltip(row):
    for name in BUTTONS:
        assert button(row, name).accessibleName()
        assert button(row, name).toolTip().startswith(button(row, name).accessibleName())
    assert "Ctrl+Z" in button(row, "undoButton").toolTip()
    assert "Ctrl+Backspace" in button(row, "clearButton").toolTip()
    assert slider(row).accessibleName() == "Pen width"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tool_in_use_has_the_accent_behind_it(row, qtbot, scheme):
    theme.theme.scheme = scheme

    with qtbot.waitSignal(row.tool_chosen) as chosen:
        qtbot.mouseClick(button(row, "eraserButton"), Qt.MouseButton.LeftButton)

    assert chosen.args == ["eraser"]
    qtbot.mouseMove(row, QPoint(200, 1))
    assert ground(row, "eraserButton") == theme.tokens().accent
    assert ground(row, "penButton") != theme.tokens().accent


def test_only_one_tool_is_in_use(row, qtbot):
    qtbot.mouseClick(button(row, "eraserButton"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(row, "penButton"), Qt.MouseButton.LeftButton)

    assert button(row, "penButton").isChecked()
    assert not button(row, "eraserButton").isChecked()


def test_being_told_the_tool_asks_for_nothing(row, qtbot):
    with qtbot.assertNotEmitted(row.tool_chosen), qtbot.assertNotEmitted(row.pen_width_chosen):
        row.set_tool("eraser")
        row.set_pen_width(0.11)

    assert button(row, "eraserButton").isChecked()
    assert slider(row).value() == 11


@pytest.mark.parametrize(
    ("name", "signal"),
    [("undoButton", "undo_requested"), ("redoButton", "redo_requested"), ("clearButton", "clear_requested")],
)
def test_a_press_asks_once(row, qtbot, name, signal):
    row.set_history(can_undo=True, can_redo=True)
    asked = []
    getattr(row, signal).connect(lambda: asked.append(name))

    qtbot.mouseClick(button(row, name), Qt.MouseButton.LeftButton)

    assert asked == [name]


def test_without_history_there_is_nothing_to_press(row, qtbot):
    with qtbot.assertNotEmitted(row.undo_requested):
        qtbot.mouseClick(button(row, "undoButton"), Qt.MouseButton.LeftButton)

    assert not button(row, "redoButton").isEnabled()


def test_the_pen_goes_from_2_to_14_per_cent(row, qtbot):
    widths = []
    row.pen_width_chosen.connect(widths.append)

    qtbot.keyClick(slider(row), Qt.Key.Key_Home)
    qtbot.keyClick(slider(row), Qt.Key.Key_End)

    assert widths == [0.02, 0.14]
    assert slider(row).accessibleDescription() == "14 % of the pad"


def test_clear_says_its_name_where_there_is_room(row):
    assert button(row, "clearButton").toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon

    row.resize(280, 32)

    assert button(row, "clearButton").toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly


@pytest.mark.parametrize("scale", [80, 100, 150, 200])
@pytest.mark.parametrize("width", [280, 404, 900])
def test_all_targets_are_large_enough_and_inside_the_row(row, scale, width):
    theme.theme.scale = scale
    row.resize(width, row.sizeHint().height())
    row.grab()

    places = [button(row, name).geometry() for name in BUTTONS] + [slider(row).geometry()]

    for place in places:
        assert min(place.width(), place.height()) >= 24
        assert row.rect().contains(place)
    assert all(not a.intersects(b) for a in places for b in places if a is not b)


def test_at_280_px_the_buttons_are_32_px(row):
    row.resize(280, 32)
    row.grab()

    assert {(button(row, name).width(), button(row, name).height()) for name in BUTTONS} == {(32, 32)}
    assert slider(row).width() >= 64
