import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.pad.paper.painting.surface import Look, Surface

LINE = [(0.2, 0.5), (0.8, 0.5)]
ONE = Drawing((Stroke(np.array([[0.5, 0.2], [0.5, 0.8]])),), label=1)


def test_undo_and_redo_walk_strokes_and_say_what_is_left(canvas, hand):
    told = []
    canvas.history_changed.connect(lambda *can: told.append(can))
    hand.draw(LINE)
    hand.draw([(0.5, 0.2), (0.5, 0.8)])

    canvas.undo()
    assert len(canvas.drawing().strokes) == 1
    assert hand.sees_paper(0.5, 0.3)
    canvas.undo()
    canvas.redo()
    canvas.redo()

    assert len(canvas.drawing().strokes) == 2
    assert hand.sees_ink(0.5, 0.3)
    assert told[2:] == [(True, True), (False, True), (True, True), (True, False)]


def test_clear_is_one_step_and_a_blank_pad_needs_none(canvas, hand):
    canvas.clear()
    assert not canvas.can_undo

    hand.draw(LINE)
    canvas.clear()
    canvas.clear()

    assert canvas.drawing().is_blank
    canvas.undo()
    assert len(canvas.drawing().strokes) == 1


def test_an_opened_drawing_is_one_step(canvas, hand):
    hand.draw(LINE)
    canvas.set_drawing(ONE)
    canvas.set_drawing(ONE)

    assert canvas.drawing() == ONE
    canvas.undo()
    assert len(canvas.drawing().strokes) == 1
    canvas.undo()
    assert not canvas.can_undo


@pytest.mark.parametrize("change", ["draw", "erase"])
def test_a_label_does_not_outlive_a_change(canvas, hand, change):
    canvas.set_drawing(ONE)
    getattr(hand, change)(LINE)

    assert canvas.drawing().label is None


def test_a_hundred_steps_can_be_taken_back(canvas, hand):
    for n in range(110):
        hand.draw([(0.1 + n / 200, 0.5)])
    steps = 0
    while canvas.can_undo:
        canvas.undo()
        steps += 1

    assert steps == 100
    assert len(canvas.drawing().strokes) == 10


def test_undo_during_a_stroke_takes_that_stroke_back(canvas, hand):
    hand.draw(LINE)
    hand.press(0.2, 0.8)
    hand.move(0.8, 0.8)
    canvas.undo()
    hand.move(0.8, 0.9)
    hand.release(0.8, 0.9)

    assert len(canvas.drawing().strokes) == 1
    assert canvas.can_redo


def test_clear_during_a_stroke_keeps_it_for_undo(canvas, hand):
    hand.press(0.2, 0.8)
    hand.move(0.8, 0.8)
    canvas.clear()
    hand.move(0.8, 0.9)
    hand.release(0.8, 0.9)

    assert canvas.drawing().is_blank
    canvas.undo()
    assert len(canvas.drawing().strokes) == 1


PLACE = st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2))
BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
EVENTS = st.one_of(
    st.tuples(st.just("press"), PLACE, st.sampled_from(BUTTONS)),
    st.tuples(st.just("move"), PLACE, st.sampled_from((*BUTTONS, Qt.MouseButton.NoButton))),
    st.tuples(st.just("release"), PLACE, st.sampled_from(BUTTONS)),
    st.tuples(st.just("stylus"), PLACE, st.sampled_from(("TabletPress", "TabletMove", "TabletRelease"))),
    st.tuples(st.just("key"), st.sampled_from([Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Escape])),
    st.tuples(st.just("call"), st.sampled_from(["undo", "redo", "clear", "cancel_stroke", "back_to_drawing"])),
    st.tuples(st.just("tool"), st.sampled_from(["pen", "eraser"])),
    st.tuples(st.just("width"), st.floats(0, 0.2)),
    st.tuples(st.just("set"), st.sampled_from([ONE, Drawing()])),
    st.tuples(st.just("picture"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("preview"), st.sampled_from([ONE, None])),
    st.tuples(st.just("play"), st.sampled_from([0, 500])),
    st.tuples(st.just("wait"), st.floats(0, 2)),
    st.tuples(st.just("lose"), st.sampled_from([QEvent.Type.WindowDeactivate, QEvent.Type.FocusOut])),
)


def happen(canvas, hand, clock, event):
    kind, *details = event
    if kind in {"press", "move", "release"}:
        getattr(hand, kind)(*details[0], details[1])
    elif kind == "stylus":
        hand.stylus(getattr(QEvent.Type, details[1]), *details[0])
    elif kind == "key":
        hand.key(details[0])
    elif kind == "call":
        getattr(canvas, details[0])()
    elif kind == "tool":
        canvas.tool = details[0]
    elif kind == "width":
        canvas.pen_width = details[0]
    elif kind == "set":
        canvas.set_drawing(details[0])
    elif kind == "picture":
        canvas.show_picture(np.eye(28, dtype=np.float32), details[0])
    elif kind == "preview":
        canvas.preview_drawing(details[0])
    elif kind == "play":
        canvas.play(ONE, details[0])
    elif kind == "wait":
        clock.now += details[0]
        QApplication.processEvents()
    elif details[0] == QEvent.Type.FocusOut:
        QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    else:
        QApplication.sendEvent(canvas, QEvent(details[0]))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENTS, max_size=40))
def test_whatever_happens_the_pad_stays_sound(canvas, hand, clock, events):
    for event in events:
        happen(canvas, hand, clock, event)
        assert_sound(canvas)
    settle(canvas)
    while canvas.can_redo:
        canvas.redo()
    end = canvas.content()

    while canvas.can_undo:
        canvas.undo()
    while canvas.can_redo:
        canvas.redo()

    assert canvas.content() == end
    assert looks_like(canvas, end)
    canvas.clear()
    canvas.tool, canvas.pen_width = "pen", 0.07


def assert_sound(canvas):
    points = canvas.drawing().points
    assert ((points >= 0) & (points <= 1)).all()
    image = canvas.content().image()
    assert image is None or (image.shape == (28, 28) and image.min() >= 0 and image.max() <= 1)


def settle(canvas):
    """Let go of everything: no stroke may stay under the pen."""
    canvas.preview_drawing(None)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))
    canvas.cancel_stroke()
    assert not canvas.is_pen_down


def looks_like(canvas, content: Content) -> bool:
    """Return whether the pad, repainted in parts all along, looks as if it were painted afresh."""
    afresh = Surface()
    afresh.show(content)
    afresh.dress(Look(400, 1.0, "#FFFFFF", "#14171C"))
    return canvas._surface.pixmap.toImage() == afresh.pixmap.toImage()
