import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mnistpad.ink.stroke import Drawing
from mnistpad.ui.pad.canvas import Canvas

RIGHT, MIDDLE = Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
LINE = [(0.2, 0.5), (0.4, 0.5), (0.6, 0.5), (0.8, 0.5)]


def test_a_press_and_a_drag_leave_ink_where_the_mouse_went(canvas, hand):
    hand.draw(LINE)

    assert len(canvas.drawing().strokes) == 1
    assert canvas.drawing().strokes[0].points == pytest.approx(np.array(LINE))
    assert hand.sees_ink(0.5, 0.5)
    assert hand.sees_paper(0.5, 0.6)


def test_events_that_come_through_the_window_draw_too(canvas, hand):
    window = canvas.windowHandle()
    QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 200))
    QTest.mouseMove(window, QPoint(300, 200))
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 200))

    assert canvas.drawing().points == pytest.approx(np.array([[0.24, 0.49], [0.74, 0.49]]))
    assert hand.sees_ink(0.5, 0.49)


def test_ink_is_as_wide_as_the_pen(canvas, hand):
    canvas.pen_width = 0.1
    hand.draw(LINE)

    assert hand.sees_ink(0.5, 0.54)
    assert hand.sees_paper(0.5, 0.56)


def test_a_new_width_is_for_later_strokes(canvas, hand):
    hand.draw(LINE)
    canvas.pen_width = 0.14
    hand.draw([(0.2, 0.8), (0.8, 0.8)])

    assert [stroke.width for stroke in canvas.drawing().strokes] == [0.07, 0.14]
    assert hand.sees_paper(0.5, 0.55)
    assert hand.sees_ink(0.5, 0.85)


@pytest.mark.parametrize(("asked", "given"), [(0.0, 0.02), (1.0, 0.14), (0.05, 0.05)])
def test_the_pen_has_a_thinnest_and_a_thickest(canvas, asked, given):
    canvas.pen_width = asked

    assert canvas.pen_width == given


def test_the_drawing_is_told_while_the_pen_is_down(canvas, hand, qtbot):
    told = []
    canvas.drawing_changed.connect(told.append)

    hand.press(0.2, 0.5)
    hand.move(0.4, 0.5)
    hand.move(0.6, 0.5)

    assert [len(drawing.points) for drawing in told] == [1, 2, 3]
    assert canvas.is_pen_down
    assert canvas.drawing() == told[-1]
    hand.release(0.6, 0.5)
    assert canvas.drawing() == told[-1]


def test_signals_tell_a_strokes_life_in_order(canvas, hand):
    told = []
    canvas.pen_lowered.connect(lambda: told.append("lowered"))
    canvas.history_changed.connect(lambda undo, redo: told.append(("history", undo, redo)))
    canvas.stroke_finished.connect(lambda: told.append("finished"))
    canvas.pen_lifted.connect(lambda: told.append("lifted"))

    hand.draw(LINE)

    assert told == ["lowered", ("history", True, False), "finished", "lifted"]


def test_a_tap_makes_a_dot(canvas, hand):
    hand.draw([(0.5, 0.5)])

    assert canvas.drawing().points.tolist() == [[0.5, 0.5]]
    assert hand.sees_ink(0.52, 0.5)


def test_a_trembling_tap_is_still_a_dot(canvas, hand):
    hand.draw([(0.5, 0.5), (0.505, 0.5), (0.503, 0.504), (0.5, 0.5)])

    assert canvas.drawing().points.tolist() == [[0.5, 0.5]]


def test_two_quick_taps_are_two_dots(canvas, hand):
    hand.draw([(0.3, 0.5)])
    hand.mouse(QEvent.Type.MouseButtonDblClick, 0.6, 0.5, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)
    hand.release(0.6, 0.5)

    assert len(canvas.drawing().strokes) == 2


def test_a_press_beside_the_paper_draws_nothing(canvas, hand):
    hand.draw([(-0.008, 0.5), (0.5, 0.5), (0.8, 0.5)])

    assert canvas.drawing().is_blank
    assert not canvas.can_undo


def test_a_stroke_that_leaves_and_comes_back_is_one_step(canvas, hand):
    hand.draw([(0.5, 0.2), (1.5, 0.2), (1.5, 0.8), (0.5, 0.8)])

    pieces = canvas.drawing().strokes
    assert len(pieces) == 2
    assert pieces[0].points == pytest.approx(np.array([[0.5, 0.2], [1, 0.2]]))
    assert pieces[1].points == pytest.approx(np.array([[1, 0.8], [0.5, 0.8]]))
    canvas.undo()
    assert canvas.drawing().is_blank


def test_ink_beyond_the_edge_is_neither_seen_nor_read(canvas, hand):
    hand.draw([(0.5, 0.5), (2.0, 0.5), (2.0, 3.0), (-1.0, 3.0)])

    points = canvas.drawing().points
    assert points.min() >= 0
    assert points.max() <= 1
    window = hand.picture()
    assert window.pixelColor(406, 204).name() != "#14171c"


def test_the_papers_round_corners_clip_the_ink(canvas, hand):
    canvas.pen_width = 0.14
    hand.draw([(0.0, 0.0), (0.2, 0.2)])

    assert not hand.sees_ink(0.001, 0.001)
    assert hand.sees_ink(0.04, 0.04)


@pytest.mark.parametrize("other", [RIGHT, MIDDLE])
def test_other_buttons_during_a_stroke_do_not_confuse_it(canvas, hand, other):
    menus = []
    canvas.context_menu_requested.connect(menus.append)
    hand.press(0.2, 0.5)
    hand.mouse(QEvent.Type.MouseButtonPress, 0.3, 0.5, other, Qt.MouseButton.LeftButton | other)
    hand.mouse(QEvent.Type.MouseMove, 0.4, 0.5, Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton | other)
    hand.mouse(QEvent.Type.MouseButtonRelease, 0.4, 0.5, other, Qt.MouseButton.LeftButton)
    hand.move(0.6, 0.5)
    hand.release(0.6, 0.5)

    assert canvas.drawing().points == pytest.approx(np.array([(0.2, 0.5), (0.4, 0.5), (0.6, 0.5)]))
    assert menus == []


def test_the_middle_button_does_nothing(canvas, hand):
    hand.draw(LINE, MIDDLE)

    assert canvas.drawing().is_blank


def test_a_left_press_while_the_middle_button_is_held_draws_nothing_odd(canvas, hand):
    hand.press(0.2, 0.5, MIDDLE)
    hand.press(0.3, 0.5)
    hand.release(0.3, 0.5)
    hand.release(0.2, 0.5, MIDDLE)
    hand.draw(LINE)

    assert len(canvas.drawing().strokes) == 1


def test_a_release_that_got_lost_ends_the_stroke(canvas, hand):
    hand.press(0.2, 0.5)
    hand.move(0.4, 0.5)
    hand.move(0.9, 0.9, Qt.MouseButton.NoButton)
    hand.move(0.1, 0.9, Qt.MouseButton.NoButton)

    assert not canvas.is_pen_down
    assert canvas.drawing().points == pytest.approx(np.array([(0.2, 0.5), (0.4, 0.5)]))


def test_a_press_after_a_lost_release_begins_another_stroke(canvas, hand):
    hand.press(0.2, 0.5)
    hand.move(0.4, 0.5)
    hand.draw([(0.2, 0.8), (0.4, 0.8)])

    assert len(canvas.drawing().strokes) == 2


def test_leaving_and_entering_during_a_stroke_changes_nothing(canvas, hand):
    hand.press(0.2, 0.5)
    for _ in range(3):
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        hand.move(0.5, 0.5)
    hand.release(0.6, 0.5)

    assert len(canvas.drawing().strokes) == 1


@pytest.mark.parametrize("kind", [QEvent.Type.WindowDeactivate, QEvent.Type.UngrabMouse])
def test_a_lost_window_or_grab_finishes_the_stroke(canvas, hand, kind):
    hand.press(0.2, 0.5)
    hand.move(0.6, 0.5)
    QApplication.sendEvent(canvas, QEvent(kind))
    hand.move(0.6, 0.9)

    assert not canvas.is_pen_down
    assert canvas.can_undo
    assert canvas.drawing().points == pytest.approx(np.array([(0.2, 0.5), (0.6, 0.5)]))


def test_a_lost_focus_finishes_the_stroke(canvas, hand):
    hand.press(0.2, 0.5)
    hand.move(0.6, 0.5)
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))

    assert not canvas.is_pen_down
    assert len(canvas.drawing().strokes) == 1


@pytest.mark.parametrize("lose", [Canvas.hide, lambda canvas: canvas.setEnabled(False)])
def test_a_hidden_or_disabled_pad_finishes_the_stroke(canvas, hand, lose):
    hand.press(0.2, 0.5)
    hand.move(0.6, 0.5)
    lose(canvas)

    assert not canvas.is_pen_down
    assert len(canvas.drawing().strokes) == 1


def test_escape_drops_the_stroke_under_the_pen(canvas, hand):
    hand.draw(LINE)
    hand.press(0.2, 0.8)
    hand.move(0.6, 0.8)

    assert hand.key(Qt.Key.Key_Escape)

    hand.move(0.9, 0.9)
    hand.release(0.9, 0.9)
    assert len(canvas.drawing().strokes) == 1
    assert hand.sees_paper(0.4, 0.8)
    canvas.undo()
    assert canvas.drawing().is_blank


def test_escape_without_a_stroke_is_left_to_the_window(canvas, hand):
    hand.draw(LINE)

    assert not hand.key(Qt.Key.Key_Escape)
    assert len(canvas.drawing().strokes) == 1


def test_a_right_drag_erases(canvas, hand):
    hand.draw(LINE)

    hand.erase([(0.5, 0.2), (0.5, 0.8)])

    assert len(canvas.drawing().strokes) == 2
    assert hand.sees_paper(0.5, 0.5)
    assert hand.sees_ink(0.25, 0.5)
    canvas.undo()
    assert hand.sees_ink(0.5, 0.5)


def test_the_eraser_shows_what_it_does_while_it_is_dragged(canvas, hand):
    canvas.tool = "eraser"
    told = []
    canvas.set_drawing(canvas.drawing().adding())
    canvas.tool = "pen"
    hand.draw(LINE)
    canvas.tool = "eraser"
    canvas.drawing_changed.connect(told.append)

    hand.press(0.3, 0.5)
    assert hand.sees_paper(0.3, 0.5)
    hand.move(0.6, 0.5)
    assert hand.sees_paper(0.5, 0.5)
    assert len(told) == 2
    hand.release(0.6, 0.5)


def test_an_eraser_that_meets_no_ink_is_no_step(canvas, hand):
    hand.draw(LINE)
    hand.erase([(0.1, 0.9), (0.9, 0.9)])
    canvas.undo()

    assert canvas.drawing().is_blank
    assert not canvas.can_undo


def test_a_right_click_asks_for_the_menu_and_erases_nothing(canvas, hand):
    hand.draw(LINE)
    menus = []
    canvas.context_menu_requested.connect(menus.append)

    hand.draw([(0.5, 0.5), (0.505, 0.5)], RIGHT)

    assert menus == [canvas.mapToGlobal(hand.px(0.505, 0.5)).toPoint()]
    assert hand.sees_ink(0.5, 0.5)


def test_a_right_drag_asks_for_no_menu(canvas, hand):
    menus = []
    canvas.context_menu_requested.connect(menus.append)

    hand.erase(LINE)

    assert menus == []


def test_the_menu_key_asks_for_the_menu(canvas):
    menus = []
    canvas.context_menu_requested.connect(menus.append)
    for reason in (QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse):
        QApplication.sendEvent(canvas, QContextMenuEvent(reason, QPoint(5, 5), QPoint(5, 5)))

    assert len(menus) == 1


def test_a_stroke_may_be_drawn_between_whole_pixels(canvas, hand):
    event = QMouseEvent(
        QEvent.Type.MouseButtonPress, QPointF(100.25, 50.5), QPointF(100.25, 50.5), Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    hand.release(0.5, 0.5)

    assert canvas.drawing().points[0] == pytest.approx([96.25 / 400, 46.5 / 400])


def test_a_resize_keeps_the_ink_in_place(canvas, hand):
    hand.draw(LINE)
    before = canvas.drawing()
    canvas.resize(808, 908)

    assert canvas.drawing() == before
    assert canvas.paper.getRect() == (4, 54, 800, 800)
    assert hand.sees_ink(0.5, 0.5)
    assert hand.sees_paper(0.5, 0.55)


def test_the_pad_is_square_in_a_layout(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    canvas = Canvas()
    QVBoxLayout(window).addWidget(canvas)
    window.resize(900, 500)
    with qtbot.waitExposed(window):
        window.show()

    assert canvas.paper.width() == canvas.paper.height() == canvas.height() - 8
    assert canvas.heightForWidth(300) == 300


def test_a_drawing_that_reaches_beyond_the_pad_is_clipped(canvas, hand):
    hand.draw([(0.5, 0.5), (0.6, 0.5)])
    stroke = canvas.drawing().strokes[0]
    canvas.set_drawing(Drawing((type(stroke)(np.array([[0.5, 0.5], [3.0, 0.5]])),)))

    assert canvas.drawing().points == pytest.approx(np.array([[0.5, 0.5], [1.0, 0.5]]))


def test_a_pad_without_room_takes_no_ink_and_keeps_what_it_has(canvas, hand):
    hand.draw(LINE)
    canvas.resize(6, 6)
    hand.draw([(0.5, 0.5)])
    canvas.clear()
    canvas.undo()
    canvas.resize(408, 408)

    assert len(canvas.drawing().strokes) == 1
    assert hand.sees_ink(0.5, 0.5)
