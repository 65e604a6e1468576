"""Digits that are none: several at once, and parts of one that nobody could take for a digit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mnistpad.data.builtin.curve import FloatArray
from mnistpad.data.notdigits.scribbles import Strokes, is_upright_line
from mnistpad.ink.stroke import Drawing, Stroke, clip

# By these, what has little ink across is told from the rest.
BEYOND = 1e3  # any drawing, in units of a shape
NARROW = 0.3  # of a character's height: a 1, most often
FLAT = 0.8  # a part of a digit that is narrower than this share of its height could be a 1, a 7, a 6


@dataclass(frozen=True)
class Part:
    """What may be left of a digit that is no digit, and no other one either.

    Attributes
    ----------
    digit, shape
        What is begun.
    drawn
        What share of all the ink is there: the least and the most.
    upper, lower
        At which shares of the height the rest is cut off: the least and the most.
    """

    digit: int
    shape: str
    drawn: tuple[float, float] = (1.0, 1.0)
    upper: tuple[float, float] = (0.0, 0.0)
    lower: tuple[float, float] = (1.0, 1.0)


# A half of an 8 or a 5 may be a 3, an S or a 6; what is left of a 9 a 0, of a 4, 6 or 7 a 1, of a 3 a 2 or a 7: those
# are left out.
PARTS: Sequence[Part] = (
    Part(0, "closed", lower=(0.3, 0.5)),  # an arch
    Part(0, "closed", upper=(0.5, 0.7)),  # a bowl
    Part(0, "clockwise", upper=(0.55, 0.7)),
    Part(2, "plain", upper=(0.6, 0.72)),  # the foot without the head
    Part(2, "sharp", upper=(0.55, 0.7)),
    Part(3, "round", upper=(0.56, 0.65)),  # the lower bow
    Part(4, "open", drawn=(0.42, 0.5)),  # its first stroke: a corner
    Part(4, "closed", drawn=(0.4, 0.47)),
    Part(5, "one stroke", drawn=(0.3, 0.38)),  # the flag and the stem
    Part(7, "plain", drawn=(0.24, 0.31)),  # the bar
    Part(7, "serif", lower=(0.12, 0.2)),
)


def left_of(strokes: Strokes, part: Part, rng: np.random.Generator) -> Strokes:
    """Return what is left of a digit; nothing if this one's rest might be a digit."""
    begun = _begun(strokes, rng.uniform(*part.drawn))
    heights = np.concatenate(begun)[:, 1]
    upper, lower = (heights.min() + np.ptp(heights) * rng.uniform(*each) for each in (part.upper, part.lower))
    kept = [piece.points for each in begun for piece in clip(Stroke(each), -BEYOND, upper, BEYOND, lower)]
    points = np.concatenate(kept)
    width, height = np.ptp(points, axis=0)
    return [] if width < FLAT * height or is_upright_line(points, 0.2) else kept


def several(digits: Iterator[Drawing], rng: np.random.Generator) -> Strokes:
    """Return two digits, or three, side by side or one below the other, near each other or touching."""
    count = 2 if rng.random() < 0.75 else 3
    if count == 2 and rng.random() < 0.2:
        return _in_a_column([_fitted(_next(digits, _STACKED), rng) for _ in range(2)], rng)
    return side_by_side([[stroke.points for stroke in next(digits).strokes] for _ in range(count)], rng)


def overlapping(digits: Iterator[Drawing], rng: np.random.Generator) -> Strokes:
    """Return two unlike digits over each other; a digit written twice over itself would still be that digit."""
    one = _next(digits, _FULL)
    other = _next(digits, tuple(digit for digit in _FULL if digit != one.label))
    angle, far = rng.uniform(-0.8, 0.8), rng.uniform(0.5, 0.8)
    away = np.array([far * np.cos(angle), far * np.sin(angle)])
    return [*_fitted(one, rng), *(stroke + away for stroke in _fitted(other, rng))]


def side_by_side(signs: Sequence[Strokes], rng: np.random.Generator) -> Strokes:
    """Set characters in a row, as a word or a number is written.

    A bare line keeps its distance, or it would make a letter or an 8 of its neighbour.
    """
    strokes: Strokes = []
    left, was_narrow = 0.0, False
    for sign in signs:
        fitted = _at_height(sign, rng)
        width = float(np.concatenate(fitted)[:, 0].max())
        is_narrow = width < NARROW
        left += rng.uniform(0.2, 0.5) if is_narrow or was_narrow else rng.uniform(0.0, 0.4)
        strokes += [stroke + np.array([left, 0]) for stroke in fitted]
        left, was_narrow = left + width, is_narrow
    return strokes


# Without a 0 or 1: two 0s over each other are an 8, a 0 above a 1 is a 9, below it a 6.
_STACKED = (2, 3, 4, 5, 6, 8)
# With what has ink in more than a line: a 1 across a 0 is a 0 with a slash, across a 7 its bar.
_FULL = (2, 3, 4, 5, 6, 8, 9)


def _next(digits: Iterator[Drawing], among: Sequence[int]) -> Drawing:
    return next(digit for digit in digits if digit.label in among)


def _fitted(drawing: Drawing, rng: np.random.Generator) -> Strokes:
    return _at_height([stroke.points for stroke in drawing.strokes], rng)


def _at_height(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Return the strokes about 1 tall, their left side at 0 and their middle at the height 0."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = rng.uniform(0.8, 1.1) / max((high - low)[1], 0.6 * (high - low)[0], 1e-6)
    origin = np.array([low[0], (low[1] + high[1]) / 2 + rng.normal(0, 0.05) / scale])
    return [(stroke - origin) * scale for stroke in strokes]


def _in_a_column(signs: Sequence[Strokes], rng: np.random.Generator) -> Strokes:
    first, second = signs
    bottom = np.concatenate(first)[:, 1].max() - np.concatenate(second)[:, 1].min()
    below = np.array([rng.normal(0, 0.1), bottom + rng.uniform(0.1, 0.3)])
    return [*first, *(stroke + below for stroke in second)]


def _begun(strokes: Strokes, share: float) -> list[FloatArray]:
    """Return what is there when so much of the ink is drawn."""
    lengths = [float(np.linalg.norm(np.diff(stroke, axis=0), axis=1).sum()) for stroke in strokes]
    left = share * sum(lengths)
    kept = []
    for stroke, length in zip(strokes, lengths, strict=True):
        if left > 0:
            kept.append(stroke[: max(2, int(np.ceil(len(stroke) * min(1.0, left / length))))])
        left -= length
    return kept
