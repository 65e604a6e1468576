"""The digits as they are written around the world, in shapes that MNIST, written by Americans, has few of or none."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from tools.judging.hand.line import Line, arc, bend, corners
from tools.judging.hand.writer import Hand


class Shape(NamedTuple):
    """A way to write a digit."""

    digit: int
    lines: Callable[[Hand], list[Line]]


def zero(hand: Hand) -> list[Line]:
    """Return an oval from the top; a quarter of all people go clockwise."""
    way = 1 if hand.does("clockwise", 0.25) else -1
    sweep = way * hand("sweep", 366, 14)
    return [[arc(0.3 + 0.5j, hand("half width", 0.3, 0.035), 0.5, hand("start", -80, 18), sweep)]]


def slashed_zero(hand: Hand) -> list[Line]:
    """Return a zero with a slash, within it or beyond it."""
    half = float(np.clip(hand("slash", 0.45, 0.13), 0.24, 0.75))
    angle = hand("angle", 52, 9)
    direction = np.exp(-1j * np.radians(angle))
    if hand.does("backslash", 0.08):
        direction = direction.conjugate()
    middle = 0.3 + 0.5j + complex(hand("aside", 0, 0.02), hand("above", 0, 0.03))
    ends = [middle + half * direction, middle - half * direction]
    return [*zero(hand), corners(*(ends if hand.does("downwards", 0.6) else ends[::-1]))]


def dotted_zero(hand: Hand) -> list[Line]:
    """Return a zero with a dot or a tick within."""
    middle = 0.3 + 0.5j + complex(hand("aside", 0, 0.03), hand("above", 0, 0.04))
    half = abs(hand("dot", 0.03, 0.03)) + 0.004
    direction = np.exp(1j * np.radians(hand("angle", 80, 40)))
    return [*zero(hand), corners(middle - half * direction, middle + half * direction)]


def bar_one(hand: Hand) -> list[Line]:
    """Return a one that is a plain bar."""
    return [bend(0.3, 0.3 + hand("bow", 0, 0.025) + 0.5j, 0.3 + 1j)]


def flagged_one(hand: Hand) -> list[Line]:
    """Return a one with a flag, long or short. A flag that is no steeper than a roof would make it a seven."""
    across, steep = hand("flag across", 0.21, 0.05), max(0.75, hand("steep", 1.1, 0.2))
    flag = 0.3 - across + 1j * across * steep
    return [corners(flag, 0.3 + 0.0j, 0.3 + hand("lean", 0, 0.03) + 1j)]


def footed_one(hand: Hand) -> list[Line]:
    """Return a one with a flag and a foot."""
    stem = flagged_one(hand)[0]
    left, right = 0.3 - hand("foot left", 0.22, 0.05), 0.3 + hand("foot right", 0.22, 0.05)
    foot = [left + 1j, right + 1j * hand("foot rise", 1, 0.02)]
    if hand.does("without lifting", 0.2):
        return [[*stem, *corners(stem[-1][-1], *foot)]]
    return [stem, corners(*foot)]


def looped_two(hand: Hand) -> list[Line]:
    """Return a two with a loop at its foot."""
    loop = hand("loop", 0.1, 0.03)
    top = [hand("start", 0.08, 0.03) + 0.22j, 0.3 + 0.0j, 0.55 + 0.24j, 0.4 + 0.56j, 0.2 + 0.84j]
    turn = [0.06 + 0.98j, -0.03 - loop / 4 + (1 - loop) * 1j, 0.08 + (0.97 - 1.8 * loop) * 1j]
    return [bend(*top, *turn, 0.26 + 0.91j, 0.45 + 1j, 0.64 + hand("tail", 0.9, 0.05) * 1j)]


def angular_two(hand: Hand) -> list[Line]:
    """Return a two with a sharp corner at its foot, its top bent but little."""
    high = hand("arch", 0.1, 0.04)
    top = [0.04 + 1.4j * high, 0.24 + 0.2j * high, 0.52 + 0.7j * high, 0.5 + 0.28j]
    foot = 0.02 + hand("foot", 0.97, 0.02) * 1j
    return [[*bend(*top), *corners(top[-1], foot, hand("base", 0.6, 0.06) + 0.96j)]]


def flat_three(hand: Hand) -> list[Line]:
    """Return a three with a flat top."""
    waist = hand("waist x", 0.26, 0.04) + 1j * hand("waist", 0.4, 0.03)
    top = corners(0.06 + hand("rise", 0.03, 0.03) * 1j, 0.54 + 0.02j, waist)
    out = hand("belly", 0.58, 0.04)
    belly = bend(waist, 0.48 + 0.47j, out + 0.7j, 0.42 + 0.95j, 0.18 + 1j, hand("tail", 0.0, 0.04) + 0.88j)
    return [[*top, *belly]]


def open_four(hand: Hand) -> list[Line]:
    """Return a four whose top stays open: a corner and a bar."""
    cross = 1j * hand("cross", 0.56, 0.04)
    left = hand("left", 0.1, 0.04)
    first = corners(left + 0.0j, 0.02 + cross, hand("reach", 0.62, 0.05) + cross * hand("rise", 0.97, 0.04))
    stem = hand("stem", 0.45, 0.04)
    return [first, corners(stem + 1j * hand("stem top", 0.1, 0.1), stem - 0.02 + 1j)]


def closed_four(hand: Hand) -> list[Line]:
    """Return a four whose top is closed, in two strokes or, by some, in one from below."""
    cross = 1j * hand("cross", 0.64, 0.04)
    corner, end = 0.0 + cross, hand("reach", 0.6, 0.05) + cross
    stem = hand("stem", 0.42, 0.03)
    if hand.does("from below", 0.2):
        return [corners(stem + 1j, stem + 0.0j, corner, end)]
    return [corners(stem + 0.0j, corner, end), corners(stem + hand("gap", 0.02, 0.02) + 0.02j, stem + 1j)]


def one_stroke_five(hand: Hand) -> list[Line]:
    """Return a five in one stroke, from the end of its roof."""
    left = hand("left", 0.1, 0.03)
    roof = corners(hand("roof", 0.54, 0.05) + hand("rise", 0.02, 0.03) * 1j, left + 0.04j, left - 0.03 + 0.43j)
    return [[*roof, *_five_belly(hand, left - 0.03 + 0.43j)]]


def two_stroke_five(hand: Hand) -> list[Line]:
    """Return a five in two strokes, its roof put on last and not always where it belongs."""
    left = hand("left", 0.1, 0.03)
    body = [*corners(left + 0.04j, left - 0.03 + 0.42j), *_five_belly(hand, left - 0.03 + 0.42j)]
    start = left + hand("gap", 0.01, 0.04) + hand("lift", 0.03, 0.03) * 1j
    return [body, corners(start, hand("roof", 0.58, 0.06) + hand("rise", 0.0, 0.03) * 1j)]


def _five_belly(hand: Hand, start: complex) -> Line:
    out = hand("belly", 0.57, 0.04)
    tail = hand("tail", 0.0, 0.04) + hand("tail down", 0.9, 0.04) * 1j
    return bend(
        start, 0.28 + hand("brow", 0.36, 0.03) * 1j, out - 0.05 + 0.52j, out + 0.72j, 0.38 + 0.96j, 0.2 + 1j, tail
    )


def open_six(hand: Hand) -> list[Line]:
    """Return a six whose bowl does not close."""
    end = hand("gap", 0.26, 0.03) + hand("end", 0.64, 0.03) * 1j
    return [bend(*_six_neck(hand), *_six_bowl(hand), 0.36 + 0.54j, end)]


def closed_six(hand: Hand) -> list[Line]:
    """Return a six with a straight neck and a closed bowl."""
    return [bend(*_six_neck(hand), *_six_bowl(hand), 0.3 + 0.52j, 0.12 + 0.6j, hand("end", 0.02, 0.03) + 0.76j)]


def curved_six(hand: Hand) -> list[Line]:
    """Return a six whose neck curls over at the top."""
    neck = [hand("curl", 0.54, 0.03) + hand("curl down", 0.14, 0.04) * 1j, 0.38 + 0.0j, 0.16 + 0.18j, 0.03 + 0.52j]
    return [bend(*neck, 0.06 + 0.8j, *_six_bowl(hand)[1:], 0.3 + 0.5j, 0.12 + 0.58j, 0.05 + 0.7j)]


def _six_neck(hand: Hand) -> list[complex]:
    return [hand("neck", 0.42, 0.06) + 0.0j, hand("bow", 0.2, 0.03) + 0.3j, 0.05 + 0.6j, 0.05 + 0.8j]


def _six_bowl(hand: Hand) -> list[complex]:
    out = hand("bowl", 0.55, 0.04)
    return [0.08 + 0.87j, 0.28 + 1j, out - 0.05 + 0.9j, out + 0.7j, out - 0.08 + 0.56j]


def barred_seven(hand: Hand) -> list[Line]:
    """Return a seven with a bar through its stem."""
    middle = hand("bar", 0.5, 0.05)
    half = hand("bar half", 0.18, 0.04)
    bar = [0.38 - half + 1j * middle, 0.38 + half + 1j * (middle - hand("bar rise", 0.02, 0.03))]
    return [_seven(hand, 0.02 + 0.04j), corners(*bar)]


def curled_seven(hand: Hand) -> list[Line]:
    """Return a seven with a wave for a roof and a bent stem."""
    wave = hand("wave", 0.09, 0.03)
    roof = bend(0.02 + 0.13j, 0.12 + (0.05 - wave / 2) * 1j, 0.36 + (0.03 + wave / 2) * 1j, 0.58 + 0.02j)
    stem = bend(0.58 + 0.02j, 0.42 + 0.33j, 0.3 + 0.65j, hand("foot", 0.26, 0.04) + 1j)
    return [[*roof, *stem]]


def serif_seven(hand: Hand) -> list[Line]:
    """Return a seven that begins with a serif; a third of those who write it bar it, too."""
    corner = 0.03 + 0.03j
    serif = corners(0.02 + hand("serif across", 0, 0.015) + hand("serif", 0.18, 0.04) * 1j, corner)
    lines = [[*serif, *_seven(hand, corner)]]
    if hand.does("barred", 0.33):
        lines.append(corners(0.2 + 0.52j, 0.54 + hand("bar", 0.5, 0.03) * 1j))
    return lines


def _seven(hand: Hand, start: complex) -> Line:
    corner = hand("roof", 0.58, 0.04) + 0.03j
    stem = bend(corner, hand("knee", 0.39, 0.03) + 0.5j, hand("foot", 0.22, 0.05) + 1j)
    return [*corners(start, corner), *stem]


def two_circle_eight(hand: Hand) -> list[Line]:
    """Return an eight as two circles, one on the other; they may overlap or just miss."""
    waist = hand("waist", 0.46, 0.03)
    upper, lower = waist / 2, (1 - waist) / 2
    gap = hand("gap", 0.0, 0.015)
    top = arc(0.3 + hand("aside", 0, 0.02) + (upper - gap) * 1j, hand("upper", 0.22, 0.025), upper, -90, -368)
    low = arc(
        0.3 + (waist + lower) * 1j, hand("lower", 0.27, 0.03), lower, hand("start", -90, 10), -hand("sweep", 368, 9)
    )
    return [[top], [low]] if hand.does("top first", 0.85) else [[low], [top]]


def one_stroke_eight(hand: Hand) -> list[Line]:
    """Return an eight in one stroke from the top: an S and back."""
    waist = 0.3 + hand("waist", 0.47, 0.03) * 1j
    down = [hand("start", 0.49, 0.03) + 0.1j, 0.3 + 0.0j, 0.13 + 0.07j, 0.08 + 0.22j, 0.16 + 0.36j, waist]
    low = [0.48 + 0.6j, 0.56 + 0.77j, 0.48 + 0.94j, 0.3 + 1j, 0.11 + 0.94j, 0.03 + 0.77j, 0.12 + 0.6j]
    return [bend(*down, *low, waist + 0.01j, 0.48 + 0.33j, 0.53 + 0.2j, hand("end", 0.43, 0.05) + 0.05j)]


def middle_eight(hand: Hand) -> list[Line]:
    """Return an eight that begins and ends at its waist."""
    waist = 0.3 + hand("waist", 0.47, 0.03) * 1j
    upper = [0.46 + 0.36j, 0.53 + 0.22j, 0.46 + 0.07j, 0.3 + 0.0j, 0.14 + 0.07j, 0.07 + 0.22j, 0.14 + 0.36j]
    lower = [0.48 + 0.6j, 0.57 + 0.77j, 0.48 + 0.94j, 0.3 + 1j, 0.12 + 0.94j, 0.03 + 0.77j, 0.12 + 0.6j]
    return [bend(waist, *upper, waist, *lower, waist + complex(hand("end", 0.0, 0.03), hand("meet", 0.02, 0.02)))]


def straight_nine(hand: Hand) -> list[Line]:
    """Return a nine with a straight leg."""
    stem = hand("stem", 0.52, 0.02)
    return [[*_nine_bowl(hand, stem), *corners(stem + 0.14j, stem - hand("lean", 0.04, 0.04) + 1j)]]


def curled_nine(hand: Hand) -> list[Line]:
    """Return a nine whose leg bends to the left."""
    leg = bend(0.53 + 0.14j, 0.52 + 0.45j, 0.44 + 0.76j, 0.28 + 0.95j, hand("foot", 0.08, 0.05) + 1j)
    return [[*_nine_bowl(hand, 0.53), *leg]]


def g_nine(hand: Hand) -> list[Line]:
    """Return a nine like a g: its leg ends in a hook."""
    hook = hand("hook", 0.88, 0.04)
    leg = bend(0.53 + 0.12j, 0.54 + 0.5j, 0.5 + 0.85j, 0.3 + 1j, 0.12 + 0.97j, hand("foot", 0.0, 0.03) + hook * 1j)
    return [[*_nine_bowl(hand, 0.53), *leg]]


def _nine_bowl(hand: Hand, stem: float) -> Line:
    low = hand("bowl", 0.49, 0.04)
    left = hand("bowl left", 0.04, 0.03)
    top = [stem - 0.02 + 0.14j, 0.43 + 0.02j, 0.3 + 0.0j, left + 0.1 + low * 0.16j, left + low / 2 * 1j]
    return bend(*top, left + 0.08 + low * 0.86j, 0.25 + low * 1j, stem - 0.08 + low * 0.78j, stem + 0.14j)


SHAPES: Mapping[str, Shape] = {
    "zero, plain": Shape(0, zero),
    "zero, slashed": Shape(0, slashed_zero),
    "zero, dotted": Shape(0, dotted_zero),
    "one, a bar": Shape(1, bar_one),
    "one, flag": Shape(1, flagged_one),
    "one, flag and foot": Shape(1, footed_one),
    "two, looped": Shape(2, looped_two),
    "two, angular": Shape(2, angular_two),
    "three, flat top": Shape(3, flat_three),
    "four, open": Shape(4, open_four),
    "four, closed": Shape(4, closed_four),
    "five, one stroke": Shape(5, one_stroke_five),
    "five, two strokes": Shape(5, two_stroke_five),
    "six, open bowl": Shape(6, open_six),
    "six, closed bowl": Shape(6, closed_six),
    "six, curved neck": Shape(6, curved_six),
    "seven, barred": Shape(7, barred_seven),
    "seven, curled": Shape(7, curled_seven),
    "seven, serif": Shape(7, serif_seven),
    "eight, two circles": Shape(8, two_circle_eight),
    "eight, one stroke": Shape(8, one_stroke_eight),
    "eight, from the middle": Shape(8, middle_eight),
    "nine, straight leg": Shape(9, straight_nine),
    "nine, curled leg": Shape(9, curled_nine),
    "nine, like a g": Shape(9, g_nine),
}
"""Each shape by its name, in the order of the digits."""
