"""Answers to show, without a network that gives them."""

from collections.abc import Callable

import numpy as np
import pytest

from mnistpad.answer import Answer, Verdict

MakeAnswer = Callable[..., Answer]


@pytest.fixture
def answer_of() -> MakeAnswer:
    """Return an answer from some of its probabilities, {digit: probability}; the rest is spread evenly."""

    def make(probabilities: dict[int, float], *, declined: bool = False, either: bool = False) -> Answer:
        rest = (1 - sum(probabilities.values())) / (10 - len(probabilities))
        spread = np.array([probabilities.get(digit, rest) for digit in range(10)])
        digit = None if declined or either else int(spread.argmax())
        verdict = Verdict.NOT_A_DIGIT if declined else Verdict.EITHER if either else Verdict.DIGIT
        image = np.full((28, 28), 0.13, np.float32)
        return Answer(digit, spread, image, blank=False, likeness=None, verdict=verdict)

    return make


@pytest.fixture
def blank() -> Answer:
    """The answer to an empty pad."""
    return Answer(None, np.full(10, 0.1), np.zeros((28, 28), np.float32), True, None, Verdict.BLANK)
