"""What is no digit: letters that nobody writes like one, signs, scribbles, dots, arrows, two digits, half a digit."""

from collections.abc import Callable, Mapping

import numpy as np

from mnistpad.ink.path import ComplexArray, FloatArray
from mnistpad.ink.stroke import Drawing, Stroke
from tools.judging.hand.digits import SHAPES
from tools.judging.hand.line import Line, arc, bend, corners
from tools.judging.hand.writer import PAD, Hand

Thing = Callable[[Hand], list[Line]]

# Straight strokes: a letter is strokes, a stroke the points that it goes through. Y grows downwards.
_STRAIGHT: Mapping[str, tuple[tuple[complex, ...], ...]] = {
    "A": ((0 + 1j, 0.3 + 0j), (0.3 + 0j, 0.62 + 1j), (0.1 + 0.62j, 0.52 + 0.62j)),
    "E": ((0.02 + 0j, 0 + 1j), (0.02 + 0j, 0.5 + 0j), (0.02 + 0.48j, 0.42 + 0.48j), (0 + 1j, 0.52 + 1j)),
    "F": ((0.02 + 0j, 0 + 1j), (0.02 + 0j, 0.54 + 0j), (0.02 + 0.46j, 0.42 + 0.46j)),
    "H": ((0 + 0j, 0 + 1j), (0.58 + 0j, 0.58 + 1j), (0 + 0.5j, 0.58 + 0.48j)),
    "K": ((0 + 0j, 0 + 1j), (0.55 + 0j, 0.03 + 0.52j, 0.58 + 1j)),
    "M": ((0 + 1j, 0.08 + 0j, 0.4 + 0.62j, 0.74 + 0j, 0.82 + 1j),),
    "N": ((0 + 1j, 0.02 + 0j, 0.56 + 1j, 0.58 + 0j),),
    "W": ((0 + 0j, 0.22 + 1j, 0.44 + 0.25j, 0.66 + 1j, 0.88 + 0j),),
    "X": ((0 + 0j, 0.6 + 1j), (0.6 + 0j, 0 + 1j)),
}


def _straight(name: str) -> Thing:
    def lines(hand: Hand) -> list[Line]:
        return [corners(*(_near(hand, point, i) for i, point in enumerate(stroke))) for stroke in _STRAIGHT[name]]

    return lines


def _near(hand: Hand, point: complex, which: int) -> complex:
    return point + complex(hand(f"across {which}", 0, 0.03), hand(f"down {which}", 0, 0.03))


def _r(hand: Hand) -> list[Line]:
    waist = hand("waist", 0.5, 0.04) * 1j
    bowl = bend(0 + 0.02j, 0.35 + 0.0j, 0.52 + 0.22j, 0.34 + 0.46j, 0.04 + waist)
    return [corners(0.02 + 0j, 0 + 1j), [*bowl, *corners(0.04 + waist, 0.56 + 1j)]]


def _f(hand: Hand) -> list[Line]:
    stem = bend(0.5 + 0.1j, 0.38 + 0j, 0.26 + 0.16j, 0.24 + 0.5j, 0.22 + 1j)
    cross = hand("cross", 0.42, 0.04) * 1j
    return [stem, corners(0.02 + cross, 0.46 + cross)]


def _h(hand: Hand) -> list[Line]:
    arch = bend(0.02 + 0.62j, 0.2 + hand("arch", 0.46, 0.03) * 1j, 0.42 + 0.54j, 0.46 + 0.75j, 0.46 + 1j)
    return [[*corners(0.03 + 0j, 0 + 1j), *corners(0 + 1j, 0.02 + 0.62j), *arch]]


def _k(hand: Hand) -> list[Line]:
    return [corners(0.02 + 0j, 0 + 1j), corners(0.44 + 0.4j, 0.03 + hand("knee", 0.68, 0.03) * 1j, 0.5 + 1j)]


def _m(hand: Hand) -> list[Line]:
    one = bend(0.02 + 0.3j, 0.16 + 0.02j, 0.32 + 0.1j, 0.36 + 0.4j, 0.36 + 1j)
    two = bend(0.37 + 0.3j, 0.52 + 0.02j, 0.7 + 0.1j, 0.74 + 0.4j, 0.74 + 1j)
    up = corners(0 + 1j, 0.02 + 0.3j), corners(0.36 + 1j, 0.37 + 0.3j)
    return [[*corners(hand("start", 0, 0.03) + 0j, 0 + 1j), *up[0], *one, *up[1], *two]]


def _w(hand: Hand) -> list[Line]:
    low = hand("low", 0.62, 0.03) * 1j
    points = (0j, 0.06 + 0.4j, 0.2 + low, 0.36 + 0.42j, 0.4 + 0.1j, 0.44 + 0.42j, 0.6 + low, 0.74 + 0.4j, 0.8 + 0j)
    return [bend(*points)]


def _x(hand: Hand) -> list[Line]:
    tall = hand("tall", 0.62, 0.04) * 1j
    return [bend(0j, 0.28 + tall / 2, 0.56 + tall), bend(0.56 + 0j, 0.28 + tall / 2, 0 + tall)]


LETTERS: Mapping[str, Thing] = {name: _straight(name) for name in _STRAIGHT} | {
    "R": _r,
    "f": _f,
    "h": _h,
    "k": _k,
    "m": _m,
    "w": _w,
    "x": _x,
}
"""Letters that nobody writes like a digit."""


def _plus(hand: Hand) -> list[Line]:
    return [corners(0.4 + 0j, 0.4 + 0.8j), corners(0 + 0.4j, 0.8 + hand("rise", 0.4, 0.03) * 1j)]


def _equals(hand: Hand) -> list[Line]:
    return [corners(0j, 0.7 + 0j), corners(hand("gap", 0.3, 0.05) * 1j, 0.7 + 0.3j)]


def _hash(hand: Hand) -> list[Line]:
    up = [corners(x + 0.1 + 0j, x + 0.9j) for x in (0.2, 0.5)]
    return [*up, *(corners(y, 0.8 + y) for y in (hand("upper", 0.3, 0.03) * 1j, 0.62j))]


def _star(hand: Hand) -> list[Line]:
    turns = np.exp(1j * (np.arange(6) * 0.8 * np.pi - np.pi / 2)) * hand("size", 0.5, 0.05)
    return [corners(*(complex(point) for point in turns))]


def _heart(hand: Hand) -> list[Line]:
    dip = 0.4 + hand("dip", 0.22, 0.04) * 1j
    left = bend(dip, 0.25 + 0j, 0.02 + 0.12j, 0.08 + 0.45j, 0.4 + 0.9j)
    return [[*left, *bend(0.4 + 0.9j, 0.72 + 0.45j, 0.78 + 0.12j, 0.55 + 0j, dip)]]


def _box(hand: Hand) -> list[Line]:
    wide = hand("wide", 0.8, 0.08)
    return [corners(0j, 0.8j, wide + 0.8j, wide + 0j, 0.02 + 0j)]


def _triangle(hand: Hand) -> list[Line]:
    return [corners(0.42 + 0j, 0.8j, 0.86 + 0.8j, hand("close", 0.43, 0.02) + 0j)]


def _percent(hand: Hand) -> list[Line]:
    rings = [[arc(m, 0.16, 0.17, -90, -370)] for m in (0.16 + 0.2j, 0.66 + 0.8j)]
    return [rings[0], corners(0.7 + hand("slash", 0, 0.03) * 1j, 0.1 + 1j), rings[1]]


def _at(hand: Hand) -> list[Line]:
    inner = arc(0.45 + 0.45j, 0.16, 0.18, -20, -340)
    outer = arc(0.42 + 0.45j, 0.44, 0.46, 20, -hand("sweep", 300, 12))
    return [[inner, np.array([inner[-1], 0.62 + 0.6j, 0.8 + 0.6j, outer[0]]), outer]]


def _face(hand: Hand) -> list[Line]:
    eyes = [corners(x + 0.32j, x + 0.42j) for x in (0.33, 0.67)]
    return [[arc(0.5 + 0.5j, 0.5, 0.5, -90, -370)], *eyes, [arc(0.5 + 0.5j, hand("smile", 0.27, 0.03), 0.27, 20, 140)]]


SIGNS: Mapping[str, Thing] = {
    "plus": _plus,
    "equals": _equals,
    "hash": _hash,
    "star": _star,
    "heart": _heart,
    "box": _box,
    "triangle": _triangle,
    "percent": _percent,
    "at": _at,
    "face": _face,
}


def _zigzag(hand: Hand) -> list[Line]:
    count = int(hand.rng.integers(7, 16))
    x = np.linspace(0, 0.9, count) + hand.rng.normal(0, 0.03, count)
    y = np.where(np.arange(count) % 2, 0.75, 0.0) + hand.rng.normal(0, 0.1, count)
    return [corners(*(complex(a, b) for a, b in zip(x, y, strict=True)))]


def _tangle(hand: Hand) -> list[Line]:
    count = int(hand.rng.integers(9, 22))
    points: ComplexArray = hand.rng.normal(0, 0.3, (count, 2)) @ np.array([1.0, 1j])
    return [[points]]


def _coils(hand: Hand) -> list[Line]:
    t = np.linspace(0, 2 * np.pi * hand.rng.uniform(3, 7), 90)
    drift = hand.rng.uniform(0.03, 0.12) * t / 2
    return [[drift + (0.25 + hand.rng.normal(0, 0.03, len(t))) * np.exp(1j * t)]]


def _spiral(hand: Hand) -> list[Line]:
    t = np.linspace(0, 2 * np.pi * hand.rng.uniform(3.0, 4.5), 80)
    return [[t / t[-1] * 0.5 * np.exp(1j * t * hand.rng.choice([-1, 1]))]]


SCRIBBLES: Mapping[str, Thing] = {"zigzag": _zigzag, "tangle": _tangle, "coils": _coils, "spiral": _spiral}


def _arrow(hand: Hand) -> list[Line]:
    """Return an arrow to the right, the left or down: up would be a one with two flags."""
    turn = np.exp(1j * (hand.rng.choice([0, 90, 180, 45, 135]) + hand.rng.normal(0, 8)) * np.pi / 180)
    barb = hand("barb", 0.25, 0.04)
    tip = 0.95 * turn
    sides = [tip - barb * turn * np.exp(s * 1j * hand("spread", 0.6, 0.05)) for s in (1, -1)]
    return [corners(0j, complex(tip)), corners(complex(sides[0]), complex(tip), complex(sides[1]))]


ARROWS: Mapping[str, Thing] = {"arrow": _arrow}


def click(hand: Hand) -> Drawing:
    """Return a click on the pad, where the pen is down and up again without a way between."""
    return Drawing((Stroke(np.tile(_place(hand), (int(hand.rng.integers(1, 4)), 1))),))


def shaken_click(hand: Hand) -> Drawing:
    """Return a click during which the mouse moved by a pixel."""
    place = _place(hand)
    return Drawing((Stroke(np.stack([place, place + hand.rng.permutation([1, int(hand.rng.integers(2))])])),))


def several_dots(hand: Hand) -> Drawing:
    """Return three to seven clicks here and there."""
    return Drawing(tuple(click(hand).strokes[0] for _ in range(int(hand.rng.integers(3, 8)))))


def _place(hand: Hand) -> FloatArray:
    return np.round(hand.rng.uniform(0.1, 0.9, 2) * PAD)


DOTS: Mapping[str, Callable[[Hand], Drawing]] = {
    "click": click,
    "shaken click": shaken_click,
    "several dots": several_dots,
}


def two_digits(hand: Hand) -> Drawing:
    """Return two digits side by side, each in one of the shapes that people write."""
    left, right = (_some_digit(hand) for _ in range(2))
    wide = max(piece.real.max() for line in left for piece in line)
    by = wide + abs(hand("apart", 0.22, 0.08)) + 0.08 - min(piece.real.min() for line in right for piece in line)
    return hand.draw([*left, *([piece + by for piece in line] for line in right)])


def _some_digit(hand: Hand) -> list[Line]:
    names = list(SHAPES)
    return SHAPES[names[int(hand.rng.integers(len(names)))]].lines(hand)


# How much of a digit is no digit yet. Not of others: half an eight may be a three, half a nine a nought, and the first
# stroke of a four a one.
_CUTS: Mapping[str, tuple[float, float]] = {
    "two, looped": (0.25, 0.36),
    "two, angular": (0.25, 0.36),
    "three, flat top": (0.24, 0.32),
    "four, open": (0.42, 0.5),
    "five, one stroke": (0.25, 0.4),
    "eight, one stroke": (0.2, 0.34),
}


def half_digit(hand: Hand) -> Drawing:
    """Return the first quarter to half of a digit, as far as that is no digit yet."""
    name = list(_CUTS)[int(hand.rng.integers(len(_CUTS)))]
    drawing = hand.draw(SHAPES[name].lines(hand))
    return Drawing(tuple(_first(drawing.strokes, hand.rng.uniform(*_CUTS[name]))))


def _first(strokes: tuple[Stroke, ...], part: float) -> list[Stroke]:
    left = max(2, round(part * sum(len(stroke) for stroke in strokes)))
    kept = []
    for stroke in strokes:
        if left > 0:
            kept.append(Stroke(stroke.points[:left]))
        left -= len(stroke)
    return kept
