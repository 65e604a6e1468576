"""From strokes to the 28×28 image that a network reads: the one way for pad, command line, built-in digits and tests.

The image is made as MNIST was (LeCun, Cortes and Burges): the ink's longest side becomes 20 pixels with the aspect
kept, anti-aliased, and the centre of mass moves to the middle of 28×28.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnistpad.ink.path import BoolArray, refine
from mnistpad.ink.stroke import Drawing, FloatArray

Image: TypeAlias = NDArray[np.float32]

SIZE = 28  # pixels along the image's edge
BOX = 20.0  # pixels along the ink's longest side, pen included
MIDDLE = 14.0  # pixel index of the centre of mass, as measured on MNIST
# With these two, real pen strokes have MNIST's mean ink (0.130 to 0.131, digits weighted alike), share of full
# pixels (7.5 to 7.4 %) and of grey ones.
PEN_RADIUS = 1.35  # pixels from the centre line to where coverage is one half
EDGE = 1.2  # pixels over which coverage falls from 1 to 0
REACH = PEN_RADIUS + EDGE / 2  # pixels from the centre line to the last trace of ink

STEP = 0.23  # pixels between samples of the centre line; coverage is then right within 0.01
MOST_SAMPLES = 2000  # more than 20 times the length of a digit; what is longer is sampled more thinly
CHUNK = 20_000  # samples rendered at once, to bound the memory

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
    if drawing.is_blank:
        return np.zeros((SIZE, SIZE), dtype=np.float32)
    samples = _centre_line(drawing)
    return coverage(_settle(samples)).astype(np.float32)


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


def coverage(samples: FloatArray) -> FloatArray:
    """Return the constant pen's ink along the samples.

    Coverage is a function of the distance to the nearest sample, so ink over ink is not doubled.

    Parameters
    ----------
    samples
        Points of the centre line, a fraction of a pixel apart, as (x, y) in pixel indices, shape (n, 2), at least
        `REACH` inside the image.

    Returns
    -------
    numpy.ndarray
        Shape (28, 28), in [0, 1].
    """
    nearest = np.full((SIZE + 2 * _MARGIN) ** 2, np.inf)
    for begin in range(0, len(samples), CHUNK):
        _measure(nearest, samples[begin : begin + CHUNK])
    inside = nearest.reshape(SIZE + 2 * _MARGIN, -1)[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    ink: FloatArray = np.clip((REACH - np.sqrt(inside)) / EDGE, 0, 1)
    return ink


_MARGIN = 2  # pixels around the field, so that rounding cannot reach outside
_PATCH = np.arange(-1, 3)  # pixels around a sample's own that lie within REACH < 2


def _measure(nearest: FloatArray, samples: FloatArray) -> None:
    """Lower each pixel's squared distance to the nearest sample, in place."""
    whole = np.floor(samples)
    part = samples - whole
    cell = whole.astype(np.intp) + _MARGIN
    square = (part[:, :, None] - _PATCH) ** 2
    distance = square[:, 1, :, None] + square[:, 0, None, :]
    stride = SIZE + 2 * _MARGIN
    corner = cell[:, 1] * stride + cell[:, 0]
    index = corner[:, None] + _OFFSETS
    np.minimum.at(nearest, index.ravel(), distance.ravel())


_OFFSETS = (_PATCH[:, None] * (SIZE + 2 * _MARGIN) + _PATCH).ravel()


def _centre_line(drawing: Drawing) -> FloatArray:
    """Return evenly spaced points of the curves, scaled so that the ink fills the box, anywhere."""
    points, starts = _unit_box(drawing)
    points, starts, _ = refine(points * BOX, starts, STEP, MOST_SAMPLES)
    samples = _resample(points, starts)
    extent = float(np.ptp(samples, axis=0).max())
    return samples * ((BOX - 2 * REACH) / extent if extent > 0 else 0.0)


def _unit_box(drawing: Drawing) -> tuple[FloatArray, BoolArray]:
    """Return all points with the longest side of their box made 1, and which of them begin a stroke."""
    points = drawing.points
    starts = np.zeros(len(points), dtype=bool)
    starts[np.cumsum([0] + [len(stroke) for stroke in drawing.strokes[:-1]])] = True
    # Halves first: coordinates may be anything finite, and their difference must be too.
    size = float(np.abs(points).max()) or 1.0
    points = points / size / 2
    points = points - points.min(axis=0)
    extent = float(points.max())
    return (points / extent if extent > DOT else np.zeros_like(points)), starts


def _resample(points: FloatArray, starts: BoolArray) -> FloatArray:
    """Return points at whole steps along all strokes, and each stroke's two ends."""
    along = points[1:] - points[:-1]
    length = np.hypot(along[:, 0], along[:, 1]) * ~starts[1:]
    travelled = np.concatenate([[0.0], np.cumsum(length)])
    step = max(STEP, float(travelled[-1]) / MOST_SAMPLES)
    at = np.arange(0.0, travelled[-1], step)
    evenly = np.stack([np.interp(at, travelled, points[:, 0]), np.interp(at, travelled, points[:, 1])], axis=1)
    ends = starts | np.append(starts[1:], True)
    return np.concatenate([evenly, points[ends]])


def _settle(samples: FloatArray) -> FloatArray:
    """Move the samples so that their ink balances at the middle, without pushing any off the image."""
    low, high = samples.min(axis=0), samples.max(axis=0)
    samples = samples + ((SIZE - 1) / 2 - (low + high) / 2)
    row, column = centre_of_mass(coverage(samples))
    room = (SIZE - (high - low)) / 2 - REACH
    return samples + np.clip(MIDDLE - np.array([column, row]), -room, room)
