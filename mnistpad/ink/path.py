"""The curve through a stroke's points: the one that the eye sees and the network reads."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnistpad.ink.stroke import FloatArray, Stroke

BoolArray: TypeAlias = NDArray[np.bool_]
IndexArray: TypeAlias = NDArray[np.intp]

# Points that nearly coincide have no direction to speak of. In steps of the curve.
SAME_POINT = 1e-6
# The most pieces that a curve is cut into, whatever its length, unless it had more points before.
MOST_PIECES = 100_000


def smooth(points: ArrayLike, step: float) -> FloatArray:
    """Return the smooth curve through the points, as a polyline.

    Centripetal Catmull-Rom (Yuksel, Schaefer and Keyser 2011): it meets every point and makes no loops or cusps
    between them. Turns of up to 60 degrees are rounded, turns of 90 and more stay corners, so that a 7 of three
    points keeps its angle. Between two points the curve stays within a quarter of their distance from the straight
    line.

    Parameters
    ----------
    points
        Shape (n, 2), n >= 1.
    step
        The length of the pieces, in the points' unit. Where the points are closer than this nothing is added.

    Returns
    -------
    numpy.ndarray
        Shape (m, 2). Points that coincide with their predecessor are left out.
    """
    stroke = Stroke(np.asarray(points, dtype=np.float64))
    return smooth_stroke(stroke, step).points


def smooth_stroke(stroke: Stroke, step: float) -> Stroke:
    """Return the stroke along its smooth curve (see `smooth`), its pressure interpolated."""
    starts = np.zeros(len(stroke), dtype=bool)
    starts[0] = True
    points, _, index = refine(stroke.points, starts, step)
    if stroke.pressure is None:
        return Stroke(points, None, stroke.width)
    return Stroke(points, np.interp(index, np.arange(len(stroke)), stroke.pressure), stroke.width)


def refine(
    points: FloatArray, starts: BoolArray, step: float, most: int = MOST_PIECES
) -> tuple[FloatArray, BoolArray, FloatArray]:
    """Return many strokes along their smooth curves at once.

    Parameters
    ----------
    points
        The points of all strokes, one after the other, shape (n, 2).
    starts
        Whether each point is the first of its stroke, shape (n,).
    step
        See `smooth`.
    most
        About how many pieces to add at most: a longer curve gets longer pieces.

    Returns
    -------
    points, starts, index
        The points of all curves, shape (m, 2); which of them begin a stroke; and where each came from, as a
        fractional index into the given points.
    """
    index = np.arange(len(points), dtype=np.float64)
    length = _lengths(points)
    apart = starts.copy()
    apart[1:] |= length > SAME_POINT * step
    if not apart.all():
        points, starts, index = points[apart], starts[apart], index[apart]
        length = _lengths(points)
    drawn = ~starts[1:]
    step = max(step, float(length @ drawn) / most)
    # Samples at whole steps from a segment's first point, not at equal parts of it: when a length grows past a
    # multiple of the step the new sample coincides with the next point, so nothing jumps.
    count = np.where(drawn, np.ceil(length / step), 1).astype(np.intp)
    count = np.maximum(count, 1)
    total = int(count.sum())
    if total == len(length):
        return points, starts, index
    segment = np.repeat(np.arange(len(length)), count)
    nth = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
    t = np.where(nth > 0, nth * step / np.where(length > 0, length, 1)[segment], 0.0)
    out, into = _tangents(points, length, drawn)
    curve = _hermite(points[segment], points[segment + 1], out[segment], into[segment], t[:, None])
    spread = index[segment] + t * (index[segment + 1] - index[segment])
    first = starts[segment] & (nth == 0)
    return (
        np.concatenate([curve, points[-1:]]),
        np.append(first, starts[-1]),
        np.append(spread, index[-1]),
    )


def _lengths(points: FloatArray) -> FloatArray:
    along = points[1:] - points[:-1]
    return np.hypot(along[:, 0], along[:, 1])


def _tangents(points: FloatArray, length: FloatArray, drawn: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return the velocities with which each segment is left and entered, both (n - 1, 2)."""
    along = points[1:] - points[:-1]
    out, into = along.copy(), along.copy()
    inner = np.flatnonzero(drawn[:-1] & drawn[1:])
    before, after = along[inner], along[inner + 1]
    l0, l1 = length[inner, None], length[inner + 1, None]
    r0, r1 = np.sqrt(l0), np.sqrt(l1)
    velocity = before / r0 - (before + after) / (r0 + r1) + after / r1
    straightness = (before * after).sum(axis=1, keepdims=True) / (l0 * l1)
    velocity *= np.clip(2 * straightness, 0, 1)
    speed = np.hypot(velocity[:, 0], velocity[:, 1])[:, None]
    limit = np.where(speed > 0, speed, 1)
    into[inner] = velocity * np.minimum(r0, l0 / limit)
    out[inner + 1] = velocity * np.minimum(r1, l1 / limit)
    _relax_the_ends(along, out, into, inner)
    return out, into


def _relax_the_ends(along: FloatArray, out: FloatArray, into: FloatArray, inner: IndexArray) -> None:
    """Let the first and last segment of each stroke bend no more than their one neighbour asks."""
    first = np.setdiff1d(inner, inner + 1)
    last = np.setdiff1d(inner + 1, inner)
    out[first] = (3 * along[first] - into[first]) / 2
    into[last] = (3 * along[last] - out[last]) / 2


def _hermite(p0: FloatArray, p1: FloatArray, v0: FloatArray, v1: FloatArray, t: FloatArray) -> FloatArray:
    u = 1 - t
    return p0 * (u * u * (1 + 2 * t)) + p1 * (t * t * (3 - 2 * t)) + v0 * (t * u * u) - v1 * (t * t * u)
