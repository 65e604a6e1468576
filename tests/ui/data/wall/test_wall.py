import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mnistpad.ui import theme
from mnistpad.ui.data.wall.strips import enlarged, shades
from mnistpad.ui.data.wall.wall import PictureWall
from tests.ui.data.conftest import click, press_key, tiles_of

MANY = 60_000


class Pictures:
    """Sixty thousand pictures that are made when somebody looks at them."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, numbers):
        self.asked += numbers.tolist()
        pixels = np.zeros((len(numbers), 784), np.uint8)
        pixels[:, ::7] = (numbers % 256).astype(np.uint8)[:, None]
        return pixels


@pytest.fixture
def pictures():
    return Pictures()


@pytest.fixture
def wall(show, pictures):
    wall = show(PictureWall("wall", "All pictures"))
    wall.show_pictures(np.arange(MANY), pictures)
    wall.grab()
    return wall


def turn_wheel(wall, notches):
    at = QPointF(wall.viewport().rect().center())
    event = QWheelEvent(
        at, QPointF(wall.viewport().mapToGlobal(at.toPoint())), QPoint(), QPoint(0, -120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(wall.viewport(), event)


def test_only_what_is_in_sight_is_fetched(wall, pictures):
    assert len(pictures.asked) < 200
    assert pictures.asked[0] == 0


def test_the_wheel_scrolls_and_fetches_only_what_is_new(wall, pictures):
    pictures.asked.clear()

    turn_wheel(wall, 2)
    wall.grab()

    assert wall.verticalScrollBar().value() > 0
    assert len(pictures.asked) < 200
    assert len(set(pictures.asked)) == len(pictures.asked)


def test_the_end_is_reached_and_its_last_picture_seen(wall, pictures):
    wall.verticalScrollBar().setValue(wall.verticalScrollBar().maximum())
    wall.grab()

    assert MANY - 1 in pictures.asked
    assert wall.rect_of(MANY - 1).bottom() <= wall.viewport().height()


def test_a_picture_is_painted_as_it_is(wall, pictures):
    rect = wall.rect_of(3).toRect()

    seen = wall.viewport().grab(rect).toImage()

    colours, expected = shades(), enlarged(pictures(np.array([3])), 2)[0]
    for y, x in ((0, 0), (10, 14), (30, 28), (55, 55)):
        assert seen.pixel(x, y) == colours.table[expected[y, x]]


def test_a_click_chooses_the_picture_under_it(wall, qtbot):
    turn_wheel(wall, 3)
    index = wall.index_at(QPointF(200, 200))

    with qtbot.waitSignal(wall.chosen) as chosen:
        click(wall.viewport(), QPoint(200, 200))

    assert chosen.args == [index]
    assert wall.cursor_picture == index


def test_a_press_that_ends_elsewhere_chooses_nothing(wall, qtbot):
    with qtbot.assertNotEmitted(wall.chosen):
        QTest.mousePress(wall.viewport(), Qt.MouseButton.LeftButton, pos=wall.centre_of(0))
        QTest.mouseRelease(wall.viewport(), Qt.MouseButton.LeftButton, pos=wall.centre_of(5))


def test_keys_walk_along_the_rows_and_choose(wall, qtbot):
    wall.setFocus()
    columns = next(index for index in range(100) if wall.rect_of(index).y() > 0)
    with qtbot.waitSignal(wall.chosen) as chosen:
        press_key(wall, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Return)

    assert chosen.args == [columns + 1]


def test_home_and_end_go_to_the_ends_and_bring_them_into_sight(wall):
    press_key(wall, Qt.Key.Key_End)
    assert wall.cursor_picture == MANY - 1
    assert wall.rect_of(MANY - 1).bottom() <= wall.viewport().height() + 1

    press_key(wall, Qt.Key.Key_Home)
    assert wall.cursor_picture == 0
    assert wall.verticalScrollBar().value() == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_PageDown, Qt.Key.Key_Down])
def test_keys_stop_in_their_column_at_the_last_row(wall, key):
    press_key(wall, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Left)
    column = wall.rect_of(wall.cursor_picture).x()

    press_key(wall, *[key] * 3)

    assert wall.rect_of(wall.cursor_picture).x() == column
    assert MANY - wall.cursor_picture <= 20


def test_page_down_and_up_bring_back_to_the_same_picture(wall):
    press_key(wall, Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp)

    assert wall.cursor_picture == 1


def test_the_cursor_has_a_ring_only_while_the_wall_has_the_focus(wall, qtbot):
    wall.setFocus()
    qtbot.waitUntil(wall.hasFocus)
    with_ring = tiles_of(wall.viewport().grab().toImage(), theme.tokens().accent).any()
    wall.clearFocus()
    without = tiles_of(wall.viewport().grab().toImage(), theme.tokens().accent).any()

    assert with_ring
    assert not without


def test_what_is_under_the_mouse_is_told(wall, qtbot):
    with qtbot.waitSignal(wall.pointed, check_params_cb=lambda number: number == 4):
        QTest.mouseMove(wall.viewport(), wall.centre_of(4))


def test_a_screen_reader_hears_the_picture_at_the_cursor(wall):
    wall.sentence = lambda number: f"Image {number}, labelled 3"

    press_key(wall, Qt.Key.Key_Right)

    assert wall.accessibleDescription() == "Image 1, labelled 3"


def test_another_width_keeps_what_was_seen_in_sight(wall):
    wall.verticalScrollBar().setValue(100_000)
    seen = wall.index_at(QPointF(1, 1))

    wall.resize(300, 440)
    wall.grab()

    assert abs(wall.index_at(QPointF(1, 1)) - seen) <= 10


def test_an_empty_wall_does_nothing(wall, qtbot):
    wall.show_pictures(np.arange(0), lambda _numbers: np.empty((0, 784), np.uint8))

    with qtbot.assertNotEmitted(wall.chosen):
        press_key(wall, Qt.Key.Key_Return, Qt.Key.Key_End, Qt.Key.Key_PageDown)
        click(wall.viewport(), QPoint(30, 30))
    assert wall.cursor_picture == -1
    wall.grab()


def test_other_pictures_begin_at_the_top(wall, pictures):
    press_key(wall, Qt.Key.Key_End)

    wall.show_pictures(np.arange(100, 400), pictures)

    assert wall.verticalScrollBar().value() == 0
    assert wall.cursor_picture == 100


def test_colours_change_at_once(wall):
    before = wall.viewport().grab().toImage()

    theme.theme.scheme = "dark"

    assert wall.viewport().grab().toImage() != before


def test_what_is_kept_painted_is_bounded(wall):
    for value in range(0, 200_000, 900):
        wall.verticalScrollBar().setValue(value)
        wall.viewport().repaint()

    assert len(wall._rows) < 60
