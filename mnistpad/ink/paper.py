"""Ink on paper: which parts of a picture are written and which are paper, shadow, dust or the edge of the shot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.float32]  # (rows, columns), 0 black to 1 white
Mask: TypeAlias = NDArray[np.bool_]

# Strokes are thinner than this share of the picture's longest side, paper and shadows are wider. Of a strip, only twice
# its width counts as the longest side.
WIDEST_STROKE = 0.35
# Once the strokes' width is known: wide enough for a crossing of them.
STROKES_A_WINDOW = 3.0
# What is fainter than this share of the darkest ink is not ink.
FAINTEST = 0.3
# Shadows are not as deep as this share of the darkest ink.
DEEP = 0.6
# Boxes that differ by less do not tell ink from the paper between.
ALIKE = 0.75
# What stands out from the paper by less than this is not ink, whatever it is: of full contrast, and of the noise.
LEAST_CONTRAST = 0.04
LEAST_OVER_NOISE = 7.0
# Specks smaller than this share of all the ink are dust.
SPECK = 0.02
# The least side of a digit, as a share of the picture's, for which the edge of the shot is given up.
SMALLEST_INSIDE = 0.08


@dataclass(frozen=True)
class Writing:
    """Where the ink of a picture is.

    Parameters
    ----------
    ink
        Which pixels are written on.
    paper
        How light each pixel would be without ink.
    span
        The diagonal of the box around the deepest ink.
    is_light
        Whether the ink is lighter than what it is written on.
    """

    ink: Mask
    paper: Grey
    span: float
    is_light: bool = False

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The box around the ink: left, top, right, bottom, the last two exclusive."""
        return _box(self.ink)


def find_writing(grey: Grey) -> Writing | None:
    """Return where the ink is, dark on light or light on dark; None where nothing is written.

    Paper is what remains when everything thinner than a thick stroke is filled in (a closing, the black top-hat of
    morphology), so uneven light, wide shadows and a table beside the sheet count as paper. Both polarities are
    tried: the holes and bays of a digit lie inside its box, never the other way round, so the larger box wins. Where
    they are much alike, most of the picture's edge is taken for paper.

    Parameters
    ----------
    grey
        A picture of moderate size: 100 to 200 pixels along its longest side are plenty.
    """
    dark = _dark_writing(grey)
    light = _dark_writing(1 - grey)
    if light is not None and (dark is None or _is_light(grey, dark.span, light.span)):
        return replace(light, paper=1 - light.paper, is_light=True)
    return dark


def _is_light(grey: Grey, dark_span: float, light_span: float) -> bool:
    if ALIKE < light_span / dark_span < 1 / ALIKE:
        edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
        return bool(np.median(edge) < (grey.min() + grey.max()) / 2)
    return light_span > dark_span


def _dark_writing(grey: Grey) -> Writing | None:
    window = max(3, round(WIDEST_STROKE * min(max(grey.shape), 2 * min(grey.shape))))
    writing = _thinner_than(window, grey)
    # The narrower the window, the narrower the shadows that still count as paper.
    for _ in range(2):
        if writing is None:
            return None
        window = min(window, max(3, round(STROKES_A_WINDOW * _stroke_width(writing.ink)) + 2))
        writing = _thinner_than(window, grey)
    return writing


def _thinner_than(window: int, grey: Grey) -> Writing | None:
    paper = _closing(grey, window)
    depth = paper - grey
    level = np.median(depth)
    noise = 1.5 * float(np.median(abs(depth - level)))
    depth -= level
    deepest = float(depth.max())
    if deepest < max(LEAST_CONTRAST, LEAST_OVER_NOISE * noise):
        return None
    ink = _without_strangers(depth > max(FAINTEST * deepest, 4 * noise))
    deep = ink & (depth > DEEP * deepest)
    return Writing(ink, (paper - level).astype(np.float32), _diagonal(deep)) if deep.any() else None


def _stroke_width(ink: Mask) -> float:
    """Return the mean width of the strokes: for a long line, twice its area over its outline."""
    padded = np.pad(ink, 1).astype(np.float64)
    # Over a diagonal edge the gradient of a mask is spread on two pixels, so this measures all directions alike.
    down, across = np.gradient(padded)
    return 2 * float(padded.sum()) / max(float(np.hypot(down, across).sum()), 1.0)


def _closing(grey: Grey, window: int) -> Grey:
    """Fill in everything dark that is thinner than the window, and leave the edges of the rest where they are."""
    return -_dilated(-_dilated(grey, window), window)


def _dilated(grey: Grey, window: int) -> Grey:
    """Return the lightest value within a square window."""
    return _dilated_down(_dilated_down(grey, window).T, window).T


def _dilated_down(grey: Grey, window: int) -> Grey:
    padding = ((window // 2, window - 1 - window // 2), (0, 0))
    tall = np.pad(grey, padding, constant_values=-np.inf)
    rows, reach = len(grey), 1
    while 2 * reach <= window:
        tall = np.maximum(tall[: len(tall) - reach], tall[reach:])
        reach *= 2
    return np.maximum(tall[:rows], tall[window - reach : window - reach + rows])


def _without_strangers(ink: Mask) -> Mask:
    """Return the ink without dust, and without what reaches in from the edge, if then a digit is left."""
    labels, count = _components(ink)
    size = np.bincount(labels.ravel(), minlength=count + 1)
    size[0] = 0
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    inner = size > 0
    inner[edge] = False
    for kept in (inner, size > 0):
        digit = (kept & (size >= SPECK * size[kept].sum()))[labels] if kept.any() else np.zeros_like(ink)
        if digit.any() and _side(digit) >= SMALLEST_INSIDE * max(ink.shape):
            return digit
    return ink


def _components(mask: Mask) -> tuple[NDArray[np.intp], int]:
    """Number the connected parts of a mask from 1, corners touching; 0 is outside."""
    stride = mask.shape[1] + 2
    flat = np.pad(mask, ((0, 0), (1, 1))).ravel().astype(np.int8)
    turns = np.diff(flat)
    begin, end = np.flatnonzero(turns == 1) + 1, np.flatnonzero(turns == -1) + 1
    # A run touches those of the row above that begin no later than just behind it and end no earlier than at it.
    first = np.searchsorted(end + stride, begin, side="left")
    last = np.searchsorted(begin + stride, end, side="right")
    number, count = _joined([range(*touched) for touched in zip(first, last, strict=True)])
    labels = np.zeros(mask.shape, dtype=np.intp)
    labels[mask] = np.repeat(number, end - begin)
    return labels, count


def _joined(touched: list[range]) -> tuple[NDArray[np.intp], int]:
    """Number groups from 1, given which earlier ones each one touches; return a number for each, and how many."""
    leader = list(range(len(touched)))

    def find(one: int) -> int:
        while leader[one] != one:
            leader[one] = one = leader[leader[one]]
        return one

    for nth, others in enumerate(touched):
        for other in others:
            leader[find(nth)] = find(other)
    leaders, number = np.unique([find(nth) for nth in range(len(touched))], return_inverse=True)
    return number + 1, len(leaders)


def _box(mask: Mask) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _side(mask: Mask) -> int:
    left, top, right, bottom = _box(mask)
    return max(right - left, bottom - top)


def _diagonal(mask: Mask) -> float:
    left, top, right, bottom = _box(mask)
    return float(np.hypot(right - left, bottom - top))
