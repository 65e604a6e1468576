"""Real digits, drawn at the pace at which they were written: what the answer says on the way does not flicker."""

from itertools import pairwise

import numpy as np
import pytest

from mnistpad import model_file, resources
from mnistpad.data import unipen
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.recognizer import Recognizer
from mnistpad.ui.pad.answer import AnswerView

TICK = 0.01  # seconds between two points; pendigits' tablet felt its pen a hundred times a second
SOON = 0.25
PEN = 0.12  # of the digit's longest side


@pytest.fixture(scope="module")
def recognizer():
    return Recognizer(model_file.load(resources.shipped_model()))


def kept(folder):
    """Forty digits by the writers that no training saw."""
    path = folder / "pendigits" / "pendigits-train.unipen.gz"
    digits = [digit.drawing for digit in unipen.read(path) if int(digit.writer) in unipen.KEPT_WRITERS]
    return [digits[n] for n in np.random.default_rng(0).choice(len(digits), 40, replace=False)]


def with_pen(drawing):
    width = PEN * float(np.ptp(drawing.points, axis=0).max())
    return [Stroke(stroke.points, width=width) for stroke in drawing.strokes]


def drawn_before(view, clock, recognizer, strokes):
    """Draw point by point; return what was seen, as (seconds, look)."""
    seen = [(clock.now, view.reading.look)]

    def go_on(answer, ticks):
        for _ in range(ticks):
            view.show_answer(answer)
            if view.reading.look != seen[-1][1]:
                seen.append((clock.now, view.reading.look))
            clock.now += TICK

    done = []
    for stroke in strokes:
        view.set_pen_down(True)
        for n in range(1, len(stroke) + 1):
            answer = recognizer.read(Drawing((*done, Stroke(stroke.points[:n], width=stroke.width))))
            go_on(answer, 1)
        done.append(stroke)
        view.set_pen_down(False)
        go_on(answer, 20)
    go_on(answer, 30)
    return seen


def look_on(qtbot, clock, recognizer, drawings):
    """Return how often the answer changed in each drawing, and in how many of them it soon went back."""
    changes, returns = [], 0
    for drawing in drawings:
        view = AnswerView(clock=clock)
        qtbot.addWidget(view)
        seen = drawn_before(view, clock, recognizer, with_pen(drawing))
        changes.append(len(seen) - 1)
        words = list(pairwise(seen))
        returns += any(a == d and late - soon < SOON for ((_, a), (soon, _)), (_, (late, d)) in pairwise(words))
    return np.array(changes), returns


def test_the_answer_to_half_of_a_real_digit_does_not_flicker(qtbot, clock, recognizer, shared_data):
    changes, returns = look_on(qtbot, clock, recognizer, kept(shared_data))

    assert returns <= 1
    assert changes.mean() < 3
