"""The curve through a stroke's points: the one that the eye sees and the network reads.

Inside, points are complex numbers, x + iy: directions are products then, and arrays stay in one piece.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
ComplexArray: TypeAlias = NDArray[np.complex128]
BoolArray: TypeAlias = NDArray[np.bool_]
IntArray: TypeAlias = NDArray[np.intp]

# Points that nearly coincide have no direction to speak of. In steps of the curve.
SAME_POINT = 1e-6
# The most pieces that a curve is cut into, whatever its length, unless it had more points before.
MOST_PIECES = 100_000


class Lines(NamedTuple):
    """Many strokes, one after the other."""

    points: ComplexArray  # (n,)
    starts: BoolArray  # (n,): the first point of its stroke
    source: FloatArray  # (n,): where each came from, as a fractional index into the points first given

    @property
    def steps(self) -> ComplexArray:
        """The way from each point to the next, (n - 1,), also where the pen was up."""
        return self.points[1:] - self.points[:-1]

    @property
    def drawn(self) -> BoolArray:
        """Whether the pen was down on each step, (n - 1,)."""
        return ~self.starts[1:]


def smooth(points: ArrayLike, step: float) -> FloatArray:
    """Return the smooth curve through the points, as a polyline.

    Centripetal Catmull-Rom (Yuksel, Schaefer and Keyser 2011): it meets every point and makes no loops or cusps
    between them. Turns of up to 60 degrees are rounded, turns of 90 and more stay corners, so that a 7 of three
    points keeps its angle. Between two points the curve stays within 0.3 of their distance from the straight line.

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
    return from_complex(smooth_curve(np.asarray(points, dtype=np.float64), step).points)


def smooth_curve(points: FloatArray, step: float) -> Lines:
    """Return the smooth curve of one stroke (see `smooth`), and where on the stroke each of its points came from."""
    starts = np.zeros(len(points), dtype=bool)
    starts[0] = True
    return refine(to_complex(points), starts, step)


def to_complex(points: FloatArray) -> ComplexArray:
    """Return points of shape (n, 2) as x + iy, shape (n,)."""
    return np.ascontiguousarray(points, dtype=np.float64).view(np.complex128)[:, 0]


def from_complex(points: ComplexArray) -> FloatArray:
    """Return points as x and y, shape (n, 2)."""
    return np.stack([points.real, points.imag], axis=1)


def refine(points: ComplexArray, starts: BoolArray, step: float, most: int = MOST_PIECES) -> Lines:
    """Return many strokes along their smooth curves at once.

    Parameters
    ----------
    points, starts
        The points of all strokes, and whether each begins a stroke, both (n,).
    step
        See `smooth`.
    most
        About how many pieces to add at most: a longer curve gets longer pieces.
    """
    lines, length = _without_repeats(Lines(points, starts, np.arange(len(points), dtype=np.float64)), step)
    length = length * lines.drawn
    step = max(step, float(length.sum()) / most)
    if not (length > step).any():
        return lines
    # Samples at whole steps from a segment's first point, not at equal parts of it: when a length grows past a
    # multiple of the step the new sample coincides with the next point, so nothing jumps.
    count = np.maximum(np.ceil(length / step - SAME_POINT), 1).astype(np.intp)
    segment = np.repeat(np.arange(len(length)), count)
    nth = np.arange(len(segment)) - (np.cumsum(count) - count)[segment]
    t = nth * (step / np.where(length > 0, length, 1))[segment]
    return Lines(
        np.append(_hermite(lines.points, *_velocities(lines, length), segment, t), lines.points[-1]),
        np.append(lines.starts[segment] & (nth == 0), lines.starts[-1]),
        np.append(lines.source[segment] + t * np.diff(lines.source)[segment], lines.source[-1]),
    )


def _without_repeats(lines: Lines, step: float) -> tuple[Lines, FloatArray]:
    """Return the lines without points that coincide with their predecessor, and the length of every step."""
    length = np.abs(lines.steps)
    keep = np.append(True, (length > SAME_POINT * step) | ~lines.drawn)
    if keep.all():
        return lines, length
    lines = Lines(lines.points[keep], lines.starts[keep], lines.source[keep])
    return lines, np.abs(lines.steps)


def _velocities(lines: Lines, length: FloatArray) -> tuple[ComplexArray, ComplexArray]:
    """Return the velocities with which each segment is left and entered, both (n - 1,)."""
    steps, drawn = lines.steps, lines.drawn
    out, into = steps.copy(), steps.copy()
    bends = np.zeros(len(steps) + 1, dtype=bool)  # the points where one segment meets another
    bends[1:-1] = drawn[:-1] & drawn[1:]
    before, after = _around(bends)
    velocity = _velocity_at_bends(steps[before], steps[after], length[before], length[after])
    speed = np.maximum(np.abs(velocity), 1e-150)  # nothing: where the line turns back
    into[before] = velocity * np.minimum(np.sqrt(length[before]), length[before] / speed)
    out[after] = velocity * np.minimum(np.sqrt(length[after]), length[after] / speed)
    # The first and the last segment of a stroke bend no more than their one neighbour asks.
    first, last = bends[1:] & ~bends[:-1], bends[:-1] & ~bends[1:]
    out[first] = (3 * steps[first] - into[first]) / 2
    into[last] = (3 * steps[last] - out[last]) / 2
    return out, into


def _around(bends: BoolArray) -> tuple[Any, Any]:
    """Return the segments before and after each bend: slices in a single stroke, whose numbers need no gathering."""
    if bends[1:-1].all():
        return slice(0, len(bends) - 2), slice(1, len(bends) - 1)
    inner = np.flatnonzero(bends)
    return inner - 1, inner


def _velocity_at_bends(
    before: ComplexArray, after: ComplexArray, length_before: FloatArray, length_after: FloatArray
) -> ComplexArray:
    """Return the curve's velocity where two segments meet, over centripetal time: the root of the length."""
    t0, t1 = np.sqrt(length_before), np.sqrt(length_after)
    # Times the inverse: dividing complex numbers takes five times as long.
    velocity = before * (1 / t0) - (before + after) * (1 / (t0 + t1)) + after * (1 / t1)
    cosine = (before * after.conj()).real / (length_before * length_after)
    rounded: ComplexArray = velocity * np.clip(2 * cosine, 0, 1)
    return rounded


def _hermite(
    points: ComplexArray, out: ComplexArray, into: ComplexArray, segment: NDArray[np.intp], t: FloatArray
) -> ComplexArray:
    """Return the cubic of each segment at the time t from 0 to 1."""
    steps = points[1:] - points[:-1]
    u = 1 - t
    along: ComplexArray = (
        steps[segment] * (t * t * (3 - 2 * t)) + out[segment] * (t * u * u) - into[segment] * (t * t * u)
    )
    return points[segment] + along
