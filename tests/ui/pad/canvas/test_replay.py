import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui import theme
from mnistpad.ui.pad.paper.replay import first_part

SEVEN = Drawing((Stroke(np.array([[0.2, 0.2], [0.8, 0.2], [0.4, 0.8]]), width=0.07),), label=7)
DOTTED = Drawing((Stroke(np.array([[0.5, 0.5]])), Stroke(np.array([[0.1, 0.1], [0.9, 0.1]]), np.array([0.2, 1.0]))))


def test_a_drawing_draws_itself(canvas, hand, clock, qtbot):
    told = []
    canvas.drawing_changed.connect(told.append)

    canvas.play(SEVEN, 800)
    clock.now += 0.4
    qtbot.waitUntil(lambda: hand.sees_ink(0.4, 0.2))

    assert canvas.is_pen_down
    assert hand.sees_paper(0.42, 0.75)
    clock.now += 0.5
    with qtbot.waitSignal(canvas.pen_lifted):
        pass
    assert canvas.drawing() == SEVEN
    assert told[-1] == SEVEN
    assert len(told) > 1
    assert hand.sees_ink(0.41, 0.78)


def test_a_played_drawing_is_one_step_that_replaces_the_ink(canvas, hand, clock, qtbot):
    hand.draw([(0.1, 0.9), (0.9, 0.9)])
    mine = canvas.drawing()
    canvas.play(SEVEN, 0)

    assert canvas.drawing() == SEVEN
    canvas.undo()
    assert canvas.drawing() == mine


def test_reduced_motion_shows_the_drawing_at_once(canvas):
    theme.theme.reduced_motion = True
    canvas.play(SEVEN)

    assert canvas.drawing() == SEVEN
    assert not canvas.is_pen_down


def test_a_press_drops_the_play_and_draws_on_what_was_there(canvas, hand, clock):
    hand.draw([(0.1, 0.9), (0.9, 0.9)])
    canvas.play(SEVEN)
    clock.now += 0.3

    hand.draw([(0.1, 0.1), (0.9, 0.1)])

    assert len(canvas.drawing().strokes) == 2
    assert hand.sees_paper(0.7, 0.35)
    canvas.undo()
    canvas.undo()
    assert not canvas.can_undo


@pytest.mark.parametrize("end", ["escape", "undo"])
def test_escape_and_undo_drop_the_play_alone(canvas, hand, clock, end):
    hand.draw([(0.1, 0.9), (0.9, 0.9)])
    canvas.play(SEVEN)
    clock.now += 0.3

    if end == "escape":
        assert hand.key(Qt.Key.Key_Escape)
    else:
        canvas.undo()

    assert len(canvas.drawing().strokes) == 1
    assert not canvas.is_pen_down


def test_a_preview_is_seen_but_does_not_count(canvas, hand):
    hand.draw([(0.1, 0.9), (0.9, 0.9)])
    mine = canvas.drawing()
    told = []
    canvas.drawing_changed.connect(told.append)

    canvas.preview_drawing(SEVEN)
    assert hand.sees_ink(0.4, 0.2)
    assert hand.sees_paper(0.4, 0.9)
    assert canvas.drawing() == mine
    canvas.preview_drawing(None)

    assert hand.sees_ink(0.4, 0.9)
    assert told == []


def test_input_ends_a_preview(canvas, hand, qtbot):
    canvas.preview_drawing(SEVEN)

    with qtbot.waitSignal(canvas.preview_ended):
        hand.draw([(0.1, 0.9), (0.9, 0.9)])

    assert hand.sees_paper(0.4, 0.2)
    assert len(canvas.drawing().strokes) == 1


def test_a_preview_during_a_stroke_keeps_the_stroke(canvas, hand):
    hand.press(0.1, 0.9)
    hand.move(0.9, 0.9)
    canvas.preview_drawing(SEVEN)
    hand.move(0.9, 0.1)
    hand.release(0.9, 0.1)
    canvas.preview_drawing(None)

    assert canvas.drawing().points == pytest.approx(np.array([[0.1, 0.9], [0.9, 0.9]]))


def test_the_first_part_grows_from_nothing_to_all():
    assert first_part(SEVEN, 0).is_blank
    assert first_part(SEVEN, 1) is SEVEN
    assert len(first_part(DOTTED, 0.02).strokes) == 1
    half = first_part(DOTTED, 0.5)
    assert half.strokes[1].points[-1] == pytest.approx([0.1 + (0.86 / 2 - 0.06), 0.1])
    assert half.strokes[1].pressure[-1] == pytest.approx(0.2 + 0.8 * (0.86 / 2 - 0.06) / 0.8)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_later_part_begins_with_the_earlier(one, other):
    early, late = (first_part(SEVEN, fraction) for fraction in sorted((one, other)))

    assert len(early.points) <= len(late.points)
    assert np.array_equal(early.points[:-1], late.points[: max(0, len(early.points) - 1)])
