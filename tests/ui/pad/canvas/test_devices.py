import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEventPoint, QInputDevice, QMouseEvent, QPointingDevice, QTouchEvent
from PySide6.QtWidgets import QApplication

from mnistpad.ui.pad.paper.pen_input import ECHO

PRESS, MOVE, RELEASE = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
NONE = Qt.MouseButton.NoButton


def draw_with_stylus(hand, points, **how):
    hand.stylus(PRESS, *points[0], **how)
    for point in points[1:]:
        hand.stylus(MOVE, *point, **how)
    hand.stylus(RELEASE, *points[-1][:2], 0.0, **how)


LINE = [(0.2, 0.5, 0.0), (0.5, 0.5, 0.5), (0.8, 0.5, 1.0)]


def test_a_stylus_draws_with_its_pressure(canvas, hand):
    draw_with_stylus(hand, LINE)

    (stroke,) = canvas.drawing().strokes
    assert stroke.pressure == pytest.approx([0, 0.5, 1])


def test_pressure_makes_the_line_wider(canvas, hand):
    canvas.pen_width = 0.1
    draw_with_stylus(hand, LINE)

    ink = [sum(hand.sees_ink(x, 0.4 + n / 400) for n in range(80)) for x in (0.21, 0.5, 0.79)]
    assert ink[0] == pytest.approx(14, abs=3)  # 0.35 of 40 px
    assert ink[1] == pytest.approx(30, abs=3)
    assert ink[2] == pytest.approx(46, abs=3)


def test_the_release_of_a_stylus_does_not_thin_the_lines_end(canvas, hand):
    draw_with_stylus(hand, [(0.2, 0.5, 0.9), (0.8, 0.5, 0.9)])

    assert canvas.drawing().strokes[0].pressure == pytest.approx([0.9, 0.9])


def test_a_stylus_that_feels_no_pressure_draws_at_full_width(canvas, hand):
    hand._stylus = QPointingDevice(
        "plain", 9, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen, QInputDevice.Capability.Position,
        1, 1,
    )  # fmt: skip
    draw_with_stylus(hand, LINE)

    assert canvas.drawing().strokes[0].pressure is None


def test_the_other_end_of_the_stylus_erases(canvas, hand):
    draw_with_stylus(hand, LINE)

    draw_with_stylus(hand, [(0.5, 0.2, 1), (0.5, 0.8, 1)], eraser=True)

    assert len(canvas.drawing().strokes) == 2
    assert hand.sees_paper(0.5, 0.5)
    assert canvas.tool == "pen"


def test_the_button_of_the_stylus_is_a_right_button(canvas, hand):
    draw_with_stylus(hand, LINE)
    menus = []
    canvas.context_menu_requested.connect(menus.append)

    draw_with_stylus(hand, [(0.5, 0.5, 0)], button=Qt.MouseButton.RightButton)
    assert len(menus) == 1
    draw_with_stylus(hand, [(0.5, 0.2, 0), (0.5, 0.8, 0)], button=Qt.MouseButton.RightButton)

    assert len(canvas.drawing().strokes) == 2


def test_a_stylus_stroke_does_not_arrive_again_as_a_mouse(canvas, hand):
    hand.stylus(PRESS, 0.2, 0.5)
    hand.press(0.2, 0.5)
    hand.stylus(MOVE, 0.5, 0.5)
    hand.move(0.5, 0.5)
    hand.stylus(RELEASE, 0.5, 0.5)
    hand.release(0.5, 0.5)

    assert len(canvas.drawing().strokes) == 1
    assert canvas.drawing().points == pytest.approx(np.array([[0.2, 0.5], [0.5, 0.5]]))


def test_a_copy_that_arrives_late_is_not_believed(canvas, hand, clock):
    draw_with_stylus(hand, LINE)
    clock.now += ECHO / 2
    hand.draw([(0.2, 0.5), (0.5, 0.5)])
    assert len(canvas.drawing().strokes) == 1

    clock.now += ECHO
    hand.draw([(0.2, 0.8), (0.5, 0.8)])
    assert len(canvas.drawing().strokes) == 2


def test_a_copy_that_arrives_early_is_forgotten(canvas, hand, clock):
    hand.press(0.2, 0.5)
    clock.now += 0.01
    hand.stylus(PRESS, 0.2, 0.5)
    hand.move(0.5, 0.5)
    hand.stylus(MOVE, 0.5, 0.5)
    hand.stylus(RELEASE, 0.5, 0.5)
    hand.release(0.5, 0.5)

    assert len(canvas.drawing().strokes) == 1


def test_a_mouse_event_that_qt_made_itself_draws_nothing(canvas, hand):
    at = hand.px(0.5, 0.5)
    event = QMouseEvent(
        QEvent.Type.MouseButtonPress, at, at, canvas.mapToGlobal(at), Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.MouseEventSource.MouseEventSynthesizedByQt,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)

    assert canvas.drawing().is_blank


def test_a_hovering_stylus_is_left_to_the_cursor(canvas, hand):
    assert not hand.stylus(MOVE, 0.5, 0.5, button=NONE)

    assert canvas.drawing().is_blank


def test_a_stylus_that_hovers_has_been_lifted(canvas, hand):
    hand.stylus(PRESS, 0.5, 0.5)
    hand.stylus(MOVE, 0.7, 0.5)

    assert not hand.stylus(MOVE, 0.9, 0.9, button=NONE)

    assert not canvas.is_pen_down
    assert canvas.drawing().points == pytest.approx(np.array([[0.5, 0.5], [0.7, 0.5]]))


def test_the_first_finger_draws(canvas, hand):
    hand.touch().press(0, QPoint(104, 204)).commit()
    hand.touch().move(0, QPoint(204, 204)).commit()
    hand.touch().move(0, QPoint(304, 204)).commit()
    assert canvas.is_pen_down
    hand.touch().release(0, QPoint(304, 204)).commit()

    assert canvas.drawing().points == pytest.approx(np.array([[0.25, 0.5], [0.5, 0.5], [0.75, 0.5]]))
    assert hand.sees_ink(0.5, 0.5)
    assert not canvas.is_pen_down


def test_a_finger_leaves_no_mouse_strokes_and_brings_the_focus(canvas, hand):
    canvas.clearFocus()
    hand.touch().press(0, QPoint(104, 204)).commit()
    hand.touch().release(0, QPoint(104, 204)).commit()
    QApplication.processEvents()

    assert len(canvas.drawing().strokes) == 1
    assert canvas.hasFocus()


def test_a_second_finger_is_ignored(canvas, hand):
    hand.touch().press(0, QPoint(104, 204)).commit()
    hand.touch().move(0, QPoint(204, 204)).press(1, QPoint(50, 50)).commit()
    hand.touch().move(0, QPoint(304, 204)).move(1, QPoint(60, 60)).commit()
    hand.touch().release(0, QPoint(304, 204)).stationary(1).commit()
    hand.touch().move(1, QPoint(90, 90)).commit()
    hand.touch().release(1, QPoint(90, 90)).commit()

    assert canvas.drawing().points == pytest.approx(np.array([[0.25, 0.5], [0.5, 0.5], [0.75, 0.5]]))


def test_a_cancelled_touch_is_dropped(canvas, hand):
    hand.touch().press(0, QPoint(104, 204)).commit()
    hand.touch().move(0, QPoint(204, 204)).commit()
    QApplication.sendEvent(canvas, QTouchEvent(QEvent.Type.TouchCancel, hand._screen))

    assert canvas.drawing().is_blank
    assert not canvas.can_undo
    assert not canvas.is_pen_down
    hand.touch().release(0, QPoint(204, 204)).commit()


def test_a_palm_that_came_before_the_stylus_leaves_no_ink(canvas, hand):
    hand.touch().press(0, QPoint(50, 380)).commit()
    draw_with_stylus(hand, LINE)
    hand.touch().release(0, QPoint(50, 380)).commit()

    assert len(canvas.drawing().strokes) == 1
    assert canvas.drawing().strokes[0].pressure is not None


def test_a_palm_beside_the_stylus_draws_nothing(canvas, hand):
    hand.stylus(PRESS, 0.2, 0.5)
    hand.touch().press(0, QPoint(50, 380)).commit()
    hand.touch().move(0, QPoint(90, 380)).commit()
    hand.stylus(MOVE, 0.5, 0.5)
    hand.touch().release(0, QPoint(90, 380)).commit()
    hand.stylus(RELEASE, 0.5, 0.5)

    assert len(canvas.drawing().strokes) == 1


def test_a_touch_pad_moves_the_mouse_instead(canvas, hand):
    pad = QPointingDevice(
        "pad", 11, QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Position, 5, 3,
    )  # fmt: skip
    point = QEventPoint(0, QEventPoint.State.Pressed, QPointF(9, 9), QPointF(9, 9))
    event = QTouchEvent(QEvent.Type.TouchBegin, pad, Qt.KeyboardModifier.NoModifier, [point])
    QApplication.sendEvent(canvas, event)

    assert not event.isAccepted()
    assert canvas.drawing().is_blank


def test_a_touch_whose_end_got_lost_does_not_block_the_next(canvas, hand):
    hand.touch().press(0, QPoint(104, 204)).commit()
    point = QEventPoint(5, QEventPoint.State.Pressed, QPointF(304, 304), QPointF(304, 304))
    QApplication.sendEvent(
        canvas, QTouchEvent(QEvent.Type.TouchBegin, hand._screen, Qt.KeyboardModifier.NoModifier, [point])
    )

    assert len(canvas.drawing().strokes) == 1
    hand.touch().release(0, QPoint(104, 204)).commit()
