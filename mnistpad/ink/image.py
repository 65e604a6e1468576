"""From strokes to the 28×28 image that a network reads: the one way for pad, command line, built-in digits and tests.

The image is made as MNIST was (LeCun, Cortes and Burges): the ink's longest side becomes 20 pixels with the aspect
kept, anti-aliased, and the centre of mass moves to the middle of 28×28.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from math import ceil
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnistpad.ink.path import BoolArray, ComplexArray, FloatArray, IntArray, Lines, refine, to_complex
from mnistpad.ink.stroke import Drawing

Image: TypeAlias = NDArray[np.float32]
Corners: TypeAlias = tuple[complex, complex]  # of a box, top left and bottom right

SIZE = 28  # pixels along the image's edge
BOX = 20.0  # pixels along the ink's longest side, pen included
MIDDLE = 14.0  # pixel index of the centre of mass, as measured on MNIST
# With these two, real pen strokes have MNIST's mean ink (0.130 to 0.131, digits weighted alike), share of full
# pixels (7.5 to 7.4 %) and of grey ones.
PEN_RADIUS = 1.35  # pixels from the centre line to where coverage is one half
TRACE = 1e-6  # coverage below this is the rounding of a pixel that the pen just misses
EDGE = 1.2  # pixels over which coverage falls from 1 to 0
REACH = PEN_RADIUS + EDGE / 2  # pixels from the centre line to the last trace of ink
MOST_RADIUS = 3.0  # pixels; a pen as thick as that fills a digit's loops

STEP = 0.23  # pixels between samples of the centre line; coverage is then right within 0.01
MOST_SAMPLES = 3000  # seven times the length of a long digit; what is longer is sampled more thinly
LONG_PIECES = 1000  # of a curve that is longer; thrice as many make its pixels no truer
GOLDEN = (5**0.5 - 1) / 2
_GOLDEN_PARTS = np.arange(MOST_SAMPLES + 2.0) * GOLDEN % 1
CHUNK = 750  # samples rendered at once: their distances stay below 128 kB, from which on memory may come page by page
MANY = 1000  # samples, from which on it pays to look for those that change nothing

# A box smaller than this, against the coordinates' size, is rounding left over from a dot.
DOT = 1e-9


def to_image(drawing: Drawing) -> Image:
    """Return what the network sees of a drawing.

    Pen width and pressure are for the eye; the pen here is constant. The strokes are followed along the same smooth
    curve that the pad draws (`path.smooth`). Moving or scaling a drawing does not change its image.

    Parameters
    ----------
    drawing
        Strokes in any unit, y down.

    Returns
    -------
    numpy.ndarray
        Ink coverage in [0, 1], float32, shape (28, 28); all 0 if the drawing is blank. A dot is a dot in the middle.
    """
    return penned(drawing)


def penned(drawing: Drawing, *, pen_radius: float = PEN_RADIUS, offset: complex = 0) -> Image:
    """Return the image that another pen would have left, for data whose pens differ as MNIST's do.

    Parameters
    ----------
    drawing
        As for `to_image`.
    pen_radius
        Pixels from the centre line to where coverage is one half, up to `MOST_RADIUS`.
    offset
        Pixels by which the centre of mass misses the middle, x + iy. MNIST's are off by up to half a pixel, for its
        images were placed by whole pixels.
    """
    if drawing.is_blank:
        return np.zeros((SIZE, SIZE), dtype=np.float32)
    reach = min(pen_radius, MOST_RADIUS) + EDGE / 2
    return coverage(_settle(*_centre_line(drawing, reach), reach, offset), reach).astype(np.float32)


def centre_of_mass(image: NDArray[np.floating]) -> tuple[float, float]:
    """Return where the ink balances, as (row, column) in pixel indices: MNIST's are at (14, 14).

    Raises
    ------
    ValueError
        If the image is blank: nothing balances nowhere.
    """
    total = float(image.sum())
    if total <= 0:
        msg = "a blank image has no centre of mass"
        raise ValueError(msg)
    rows, columns = image.sum(axis=1), image.sum(axis=0)
    return float(rows @ np.arange(len(rows)) / total), float(columns @ np.arange(len(columns)) / total)


def coverage(samples: ComplexArray, reach: float = REACH) -> FloatArray:
    """Return the pen's ink along the samples.

    Coverage is a function of the distance to the nearest sample, so ink over ink is not doubled.

    Parameters
    ----------
    samples
        Points of the centre line, a fraction of a pixel apart, as x + iy in pixel indices, shape (n,), at least
        `reach` inside the image.
    reach
        Pixels from the centre line to the last trace of ink, under 4.

    Returns
    -------
    numpy.ndarray
        Shape (28, 28), in [0, 1].
    """
    nearest = np.full(_STRIDE * _STRIDE, np.inf)
    if len(samples) > MANY and reach - EDGE > _HALF_DIAGONAL:
        samples = _of_use(nearest, samples, ceil(reach))
    for begin in range(0, len(samples), CHUNK):
        _measure(nearest, samples[begin : begin + CHUNK], ceil(reach))
    inside = nearest.reshape(_STRIDE, _STRIDE)[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    ink: FloatArray = np.minimum((reach - np.sqrt(inside)) / EDGE, 1)
    ink[ink < TRACE] = 0
    return ink


_MARGIN = 4  # pixels around the field, so that rounding cannot reach outside
_STRIDE = SIZE + 2 * _MARGIN
_FIRST = _MARGIN * (_STRIDE + 1)  # where the image's first pixel is in the field
_HALF_DIAGONAL = 0.5**0.5  # pixels from a sample to the pixel that it lies in, at most


def _of_use(nearest: FloatArray, samples: ComplexArray, reach: int) -> ComplexArray:
    """Return the samples that reach a pixel in which none of them lies; the pixels in which one lies are made full.

    Most samples of a scribble are among others. A pixel is full when a sample is nearer than `reach - EDGE`.
    """
    x, y = samples.real, samples.imag
    nearest[_place(np.rint(x), np.rint(y)) + _FIRST] = 0
    open_ = nearest > 0  # the pixel itself; in the end, any pixel of the patch that begins with it
    for along in (1, _STRIDE) * (2 * reach - 1):
        open_[:-along] |= open_[along:]
    of_use: ComplexArray = samples[open_[_place(np.floor(x), np.floor(y)) + _patch(reach)[0]]]
    return of_use


def _measure(nearest: FloatArray, samples: ComplexArray, reach: int) -> None:
    """Lower the squared distance to the nearest sample for each pixel within a whole number of pixels, in place."""
    # Samples along the last axis: NumPy's loops are as long as the last axis, and a patch is only 4 wide.
    patch = np.arange(1.0 - reach, reach + 1)[:, None]
    column, row = np.floor(samples.real), np.floor(samples.imag)
    across = (samples.real - column - patch) ** 2
    down = (samples.imag - row - patch) ** 2
    distance = down[:, None] + across
    np.minimum.at(nearest, (_place(column, row) + _patch(reach)).ravel(), distance.ravel())


def _place(column: FloatArray, row: FloatArray) -> IntArray:
    """Return how far pixels are from the image's first one in the field."""
    place: IntArray = (row * _STRIDE + column).astype(np.intp)
    return place


@cache
def _patch(reach: int) -> IntArray:
    """Return where the pixels in reach of a sample are if it lies in the image's first square of four, (n, 1)."""
    along = np.arange(1 - reach, reach + 1)
    return _FIRST + (along[:, None] * _STRIDE + along).reshape(-1, 1)


def _centre_line(drawing: Drawing, reach: float) -> tuple[ComplexArray, Corners]:
    """Return evenly spaced points of the curves, scaled so that the ink fills the box, anywhere, and their box."""
    samples = _resample(refine(*_unit_box(drawing), STEP / BOX, MOST_SAMPLES, LONG_PIECES), STEP / BOX)
    low, high = _box(samples)
    extent = max((high - low).real, (high - low).imag)
    scale = (BOX - 2 * reach) / extent if extent > 0 else 0.0
    return samples * scale, (low * scale, high * scale)


def _unit_box(drawing: Drawing) -> tuple[ComplexArray, BoolArray]:
    """Return all points with the longest side of their box made 1, and which of them begin a stroke."""
    points = drawing.points
    starts = np.zeros(len(points), dtype=bool)
    starts[[0, *accumulate(map(len, drawing.strokes[:-1]))]] = True
    # Coordinates may be anything finite: halved, their differences are finite too.
    size = max(float(points.max()), -float(points.min())) or 1.0
    unit = to_complex(points / size)
    unit *= 0.5
    low, high = _box(unit)
    extent = max((high - low).real, (high - low).imag)
    unit -= low
    unit *= 1 / extent if extent > DOT else 0.0
    return unit, starts


def _box(points: ComplexArray) -> Corners:
    """Return the corners of the points' box, top left and bottom right."""
    x, y = points.real, points.imag
    return complex(x.min(), y.min()), complex(x.max(), y.max())


def _resample(lines: Lines, step: float) -> ComplexArray:
    """Return points at whole steps along all strokes, and each stroke's two ends."""
    first = np.flatnonzero(lines.starts)
    last = np.append(first[1:], len(lines.points)) - 1
    travelled = np.abs(lines.steps)
    travelled[last[:-1]] = 0  # the pen was up
    travelled = np.concatenate([[0.0], np.cumsum(travelled)])
    wide = max(step, float(travelled[-1]) / MOST_SAMPLES)
    nth = np.arange(0.0, travelled[-1] / wide)
    # Wide steps must not keep time with a line that is scribbled over and over, or they would meet the same spots.
    if wide > step:
        nth += min(1.0, wide / step - 1) * _GOLDEN_PARTS[: len(nth)]
    evenly = np.interp(nth * wide, travelled, lines.points)
    # Every other one first: neighbours share their nearest pixels, and `minimum.at` waits for what it just wrote.
    return np.concatenate([evenly[::2], evenly[1::2], lines.points[first], lines.points[last]])


def _settle(samples: ComplexArray, box: Corners, reach: float, offset: complex) -> ComplexArray:
    """Move the samples so that their ink balances off the middle by `offset`, without pushing any off the image."""
    low, high = box
    samples = samples + complex(SIZE - 1, SIZE - 1) / 2 - (low + high) / 2
    row, column = centre_of_mass(coverage(samples, reach))
    return samples + complex(
        _within(MIDDLE + offset.real - column, (SIZE - (high - low).real) / 2 - reach),
        _within(MIDDLE + offset.imag - row, (SIZE - (high - low).imag) / 2 - reach),
    )


def _within(shift: float, room: float) -> float:
    return min(max(shift, -room), room)
