import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from mnistpad.ui import theme
from mnistpad.ui.pad.changes import Moment
from mnistpad.ui.pad.ribbon import Ribbon

MOMENTS = [Moment(10, 1), Moment(40, 7), Moment(60, 3)]


class Owner:
    """Notes what it is asked to draw."""

    def __init__(self, ribbon: Ribbon) -> None:
        self.drawn: list[int | None] = []
        ribbon.moment_chosen.connect(self.drawn.append)
        ribbon.returned.connect(lambda: self.drawn.append(None))


@pytest.fixture
def window(qtbot) -> QWidget:
    widget = qtbot.present(QWidget(), 320, 360)
    widget.activateWindow()
    return widget


@pytest.fixture
def ribbon(window) -> Ribbon:
    strip = Ribbon(window)
    strip.show_changes(MOMENTS, 80)
    return strip


@pytest.fixture
def owner(ribbon) -> Owner:
    return Owner(ribbon)


def place(ribbon: Ribbon, index: float) -> QPoint:
    """Return the middle of a digit."""
    return ribbon._cell(index).center().toPoint()


@pytest.mark.parametrize("moments", [[], MOMENTS[:1]])
def test_an_answer_that_never_changed_has_no_ribbon(window, moments):
    ribbon = Ribbon(window)

    ribbon.show_changes(moments, 80)

    assert ribbon.isHidden()


def test_the_sequence_is_shown_and_heard(ribbon):
    assert ribbon.isVisible()
    assert ribbon.accessibleDescription() == "1, then 7, then 3"
    assert theme.LIGHT.text in colours(ribbon)


def colours(ribbon: Ribbon) -> set[str]:
    picture = ribbon.grab().toImage()
    return {picture.pixelColor(x, y).name().upper() for x in range(picture.width()) for y in range(picture.height())}


def test_pressing_a_digit_goes_to_the_moment_when_it_was_read(ribbon, owner, qtbot):
    qtbot.mousePress(ribbon, Qt.MouseButton.LeftButton, pos=place(ribbon, 1))

    assert owner.drawn == [pytest.approx(40, abs=1)]
    assert theme.LIGHT.accent in colours(ribbon)


def test_dragging_goes_through_the_ink_without_jumps(ribbon, owner, qtbot):
    left, right = place(ribbon, 0), place(ribbon, 2)
    qtbot.mousePress(ribbon, Qt.MouseButton.LeftButton, pos=left)

    for x in range(left.x(), right.x() + 1):
        qtbot.mouseMove(ribbon, QPoint(x, left.y()))

    assert owner.drawn == sorted(owner.drawn)
    assert owner.drawn[0] == pytest.approx(10, abs=1)
    assert owner.drawn[-1] == pytest.approx(60, abs=1)
    assert max(b - a for a, b in zip(owner.drawn, owner.drawn[1:], strict=False)) <= 2


def test_the_left_end_is_the_first_point_and_the_right_end_is_now(ribbon, owner, qtbot):
    qtbot.mousePress(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(0, 10))
    qtbot.mouseMove(ribbon, QPoint(ribbon.width() - 1, 10))

    assert owner.drawn == [1, 80]


def test_leaving_returns_to_now(ribbon, owner, qtbot):
    qtbot.mousePress(ribbon, Qt.MouseButton.LeftButton, pos=place(ribbon, 1))

    qtbot.mouseRelease(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(10, 300))

    assert owner.drawn[-1] is None
    assert ribbon.chosen is None


def test_arrow_keys_step_from_change_to_change(ribbon, owner, qtbot):
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End):
        qtbot.keyClick(ribbon, key)

    assert owner.drawn == [60, 40, 10, 40, 80]


def test_escape_returns_to_now_and_then_belongs_to_the_window(ribbon, owner, qtbot):
    qtbot.keyClick(ribbon, Qt.Key.Key_Home)

    qtbot.keyClick(ribbon, Qt.Key.Key_Escape)

    assert owner.drawn == [10, None]


def test_losing_the_focus_returns_to_now(ribbon, owner, qtbot):
    ribbon.setFocus()
    qtbot.waitUntil(ribbon.hasFocus)
    qtbot.keyClick(ribbon, Qt.Key.Key_Home)

    ribbon.clearFocus()

    assert owner.drawn == [10, None]


def test_the_next_stroke_puts_it_away_and_returns_to_now(ribbon, owner, qtbot):
    qtbot.keyClick(ribbon, Qt.Key.Key_Home)

    ribbon.put_away()

    assert ribbon.isHidden()
    assert owner.drawn == [10, None]


def test_it_lies_at_the_pads_lower_right_corner_and_moves_nothing(window):
    pad = QWidget(window)
    pad.setGeometry(20, 10, 200, 200)
    pad.show()
    ribbon = Ribbon(window)
    ribbon.lie_over(pad)

    ribbon.show_changes(MOMENTS, 80)
    pad.setGeometry(40, 30, 240, 240)

    assert pad.geometry().getRect() == (40, 30, 240, 240)
    assert ribbon.geometry().right() < 280
    assert ribbon.geometry().top() < 270 < ribbon.geometry().bottom()


def test_of_very_many_changes_the_last_are_shown(ribbon):
    ribbon.show_changes([Moment(n, n % 2) for n in range(1, 31)], 40)

    assert ribbon.accessibleDescription().count("then") == 7


@pytest.mark.parametrize("scale", [80, 200])
def test_it_is_always_large_enough_to_hit(ribbon, scale):
    theme.theme.scale = scale

    assert ribbon.height() >= 24
