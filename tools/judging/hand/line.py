"""Lines as a hand draws them, before they are points of a device. Complex numbers, x + iy, y down, a digit 1 high."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from mnistpad.ink.path import ComplexArray, FloatArray

Line: TypeAlias = list[ComplexArray]
"""One stroke: pieces through whose points a smooth curve goes. Where two pieces meet is a corner."""

DENSE = 0.01  # between the points of a line that is followed


def bend(*points: complex) -> Line:
    """Return a stroke that goes smoothly through points."""
    return [np.array(points, dtype=np.complex128)]


def corners(*points: complex) -> Line:
    """Return a stroke of straight pieces from point to point."""
    return [np.array(pair, dtype=np.complex128) for pair in pairwise(points)]


def arc(middle: complex, across: float, down: float, start: float, sweep: float) -> ComplexArray:
    """Return points of an ellipse.

    Parameters
    ----------
    middle, across, down
        Its middle and its half axes.
    start, sweep
        Degrees: 0 is at the right, 90 at the bottom; a positive sweep goes clockwise, as seen.
    """
    angle = np.radians(np.linspace(start, start + sweep, max(4, int(abs(sweep) / 15))))
    return middle + across * np.cos(angle) + 1j * down * np.sin(angle)


def followed(line: Line) -> ComplexArray:
    """Return dense points along a stroke, evenly spaced."""
    joined = np.concatenate([_spline(piece) for piece in line])
    return evenly(joined, max(4, int(length(joined) / DENSE)))


def evenly(points: ComplexArray, count: int) -> ComplexArray:
    """Return `count` points at equal distances along a polyline."""
    return along(points, np.linspace(0, 1, count))


def along(points: ComplexArray, part: FloatArray) -> ComplexArray:
    """Return the points at parts of a polyline's length, from 0 to 1."""
    travelled = np.append(0.0, np.cumsum(np.abs(np.diff(points))))
    found: ComplexArray = np.interp(part * travelled[-1], travelled, points)
    return found


def length(points: ComplexArray) -> float:
    """Return the length of a polyline."""
    return float(np.abs(np.diff(points)).sum())


def bounds(strokes: Sequence[ComplexArray]) -> tuple[complex, complex]:
    """Return the corners, top left and bottom right, of the box around strokes."""
    points = np.concatenate(strokes)
    return complex(points.real.min(), points.imag.min()), complex(points.real.max(), points.imag.max())


def softened(points: ComplexArray, reach: float) -> ComplexArray:
    """Return evenly spaced points averaged with their neighbours: corners become rounds. The ends stay."""
    width = int(reach / DENSE)
    if width < 1 or len(points) < 4:
        return points
    kernel = np.hanning(2 * width + 3)[1:-1]
    padded = np.concatenate([np.full(width, points[0]), points, np.full(width, points[-1])])
    soft: ComplexArray = np.convolve(padded, kernel / kernel.sum(), mode="valid")
    return soft


def _spline(points: ComplexArray) -> ComplexArray:
    """Return a Catmull-Rom curve, uniform in its points, 24 places a segment."""
    if len(points) < 3:
        return points
    padded = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    t = np.linspace(0, 1, 24, endpoint=False)[:, None]
    a, b, c, d = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    curve = b + t * (c - a) / 2 + t**2 * (a - 2.5 * b + 2 * c - d / 2) + t**3 * (1.5 * (b - c) + (d - a) / 2)
    return np.append(curve.T.ravel(), points[-1])
