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


def refine(
    points: ComplexArray, starts: BoolArray, step: float, most: int = MOST_PIECES, instead: int = MOST_PIECES
) -> Lines:
    """Return many strokes along their smooth curves at once.

    Parameters
    ----------
    points, starts
        The points of all strokes, and whether each begins a stroke, both (n,).
    step
        See `smooth`.
    most, instead
        A curve that needs more than `most` pieces is cut into about `instead`, which are longer then.
    """
    lines, length = _without_repeats(Lines(points, starts, np.arange(len(points), dtype=np.float64)), step)
    length = length * lines.drawn
    total = float(length.sum())
    if total > step * most:
        step = total / instead
    # Where a device tells often enough nothing comes between two points, and nothing is computed there.
    cut = np.flatnonzero(length > step * (1 + SAME_POINT))
    if not len(cut):
        return lines
    # Samples at whole steps from a segment's first point, not at equal parts of it: when a length grows past a
    # multiple of the step the new sample coincides with the next point, so nothing jumps.
    count = np.ceil(length[cut] / step - SAME_POINT).astype(np.intp) - 1
    nth = np.repeat(np.arange(len(cut)), count)
    t = (np.arange(1, len(nth) + 1) - (np.cumsum(count) - count)[nth]) * (step / length[cut])[nth]
    return _merged(lines, _between(lines, length, cut, nth, t))


def _between(lines: Lines, length: FloatArray, cut: IntArray, nth: IntArray, t: FloatArray) -> Lines:
    """Return points of the curve: of the segments `cut[nth]`, (m,), each at its time t from 0 to 1, (m,)."""
    steps, came, began = lines.steps[cut], lines.source[cut], lines.points[cut]
    along = _hermite(steps, *_velocities(lines, length, cut), nth, t)
    source = came[nth] + t * (lines.source[cut + 1] - came)[nth]
    return Lines(began[nth] + along, np.zeros(len(t), dtype=bool), source)


def _merged(lines: Lines, more: Lines) -> Lines:
    """Return the points of both, in the order of where they came from."""
    order = np.argsort(np.concatenate([lines.source, more.source]), kind="stable")
    return Lines(*(np.concatenate(both)[order] for both in zip(lines, more, strict=True)))


def _without_repeats(lines: Lines, step: float) -> tuple[Lines, FloatArray]:
    """Return the lines without points that coincide with their predecessor, and the length of every step."""
    length = np.abs(lines.steps)
    moved = (length > SAME_POINT * step) | lines.starts[1:]
    if moved.all():
        return lines, length
    keep = np.append(True, moved)
    lines = Lines(lines.points[keep], lines.starts[keep], lines.source[keep])
    return lines, np.abs(lines.steps)


def _velocities(lines: Lines, length: FloatArray, cut: IntArray) -> tuple[ComplexArray, ComplexArray]:
    """Return the velocities with which each of the segments `cut` is left and entered, both (c,)."""
    steps = lines.steps
    out, into = steps.copy(), steps.copy()
    bends = _bends(lines.drawn, cut)
    before, after = _around(bends)
    into[before], out[after] = _velocities_at_bends(steps[before], steps[after], length[before], length[after])
    # The first and the last segment of a stroke bend no more than their one neighbour asks.
    first, last = cut[bends[cut + 1] > bends[cut]], cut[bends[cut] > bends[cut + 1]]
    out[first] = (3 * steps[first] - into[first]) / 2
    into[last] = (3 * steps[last] - out[last]) / 2
    return out[cut], into[cut]


def _bends(drawn: BoolArray, cut: IntArray) -> BoolArray:
    """Return at which points, (n,), a segment meets another, as far as the segments `cut` depend on it."""
    bends = np.zeros(len(drawn) + 1, dtype=bool)
    bends[cut] = bends[cut + 1] = True
    bends[0] = bends[-1] = False
    bends[1:-1] &= drawn[:-1] & drawn[1:]
    return bends


def _around(bends: BoolArray) -> tuple[Any, Any]:
    """Return the segments before and after each bend: slices in a single stroke, whose numbers need no gathering."""
    if bends[1:-1].all():
        return slice(0, len(bends) - 2), slice(1, len(bends) - 1)
    inner = np.flatnonzero(bends)
    return inner - 1, inner


def _velocities_at_bends(
    before: ComplexArray, after: ComplexArray, length_before: FloatArray, length_after: FloatArray
) -> tuple[ComplexArray, ComplexArray]:
    """Return the curve's velocity where two segments meet, in the time of the one and of the other."""
    # Centripetal: a segment takes the root of its length.
    t0, t1 = np.sqrt(length_before), np.sqrt(length_after)
    # Times the inverse: dividing complex numbers takes five times as long.
    velocity = before * (1 / t0) - (before + after) * (1 / (t0 + t1)) + after * (1 / t1)
    cosine = (before * after.conj()).real / (length_before * length_after)
    velocity *= np.minimum(np.maximum(2 * cosine, 0), 1)
    speed = np.maximum(np.abs(velocity), 1e-150)  # nothing: where the line turns back
    return velocity * np.minimum(t0, length_before / speed), velocity * np.minimum(t1, length_after / speed)


def _hermite(steps: ComplexArray, out: ComplexArray, into: ComplexArray, nth: IntArray, t: FloatArray) -> ComplexArray:
    """Return how far the cubic of each segment `nth` has come at the time t from 0 to 1."""
    u, tt = 1 - t, t * t
    along: ComplexArray = steps[nth] * (tt * (3 - 2 * t)) + out[nth] * (t * u * u) - into[nth] * (tt * u)
    return along
