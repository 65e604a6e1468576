"""Strokes and drawings, as values. A drawing is vector ink: centre lines, in any unit, y down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from mnistpad.ink.path import ComplexArray, FloatArray, from_complex, smooth_curve, to_complex

Bounds: TypeAlias = tuple[float, float, float, float]


def _frozen(values: ArrayLike) -> FloatArray:
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Stroke:
    """One line, from pen down to pen up.

    Parameters
    ----------
    points
        The centre line, shape (n, 2) with n >= 1: x to the right, y down, finite. It is copied and made read-only.
    pressure
        How hard the pen was pressed at each point, shape (n,), from 0 to 1; None where the device tells nothing.
    width
        The pen's width in the unit of the points, above 0; None where unknown. Width and pressure are for the eye only.

    Raises
    ------
    ValueError
        If the shapes do not fit, a coordinate is not finite, or a pressure or width is out of range.
    """

    points: FloatArray
    pressure: FloatArray | None = None
    width: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", _frozen(self.points))
        if self.points.ndim != 2 or self.points.shape[1] != 2 or not len(self.points):
            msg = f"a stroke needs points of shape (n, 2), not {self.points.shape}"
            raise ValueError(msg)
        if not np.isfinite(self.points).all():
            msg = "a stroke's coordinates are finite"
            raise ValueError(msg)
        if self.width is not None and not 0 < self.width < np.inf:
            msg = f"a pen's width is positive and finite, not {self.width}"
            raise ValueError(msg)
        if self.pressure is not None:
            object.__setattr__(self, "pressure", self._checked_pressure(self.pressure))

    def _checked_pressure(self, values: ArrayLike) -> FloatArray:
        pressure = _frozen(values)
        if pressure.shape != (len(self.points),) or not ((pressure >= 0) & (pressure <= 1)).all():
            msg = "pressure is one number from 0 to 1 for each point"
            raise ValueError(msg)
        return pressure

    def __len__(self) -> int:
        return len(self.points)

    def smooth(self, step: float) -> Stroke:
        """Return the stroke along its smooth curve (see `path.smooth`), its pressure interpolated."""
        curve = smooth_curve(self.points, step)
        return self.at(curve.source, from_complex(curve.points))

    def at(self, index: FloatArray, points: FloatArray | None = None) -> Stroke:
        """Return the stroke through the given places, as fractional indices, or through points that belong there."""
        nth = np.arange(len(self))
        if points is None:
            points = from_complex(np.interp(index, nth, to_complex(self.points)))
        pressure = None if self.pressure is None else np.interp(index, nth, self.pressure)
        return Stroke(points, pressure, self.width)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stroke):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        # Adding 0.0 turns -0.0 into 0.0, so that equal numbers have equal bytes.
        pressure = None if self.pressure is None else (self.pressure + 0.0).tobytes()
        return (self.points + 0.0).tobytes(), pressure, self.width


@dataclass(frozen=True)
class Drawing:
    """All strokes on the pad, in the order they were drawn, and the digit they are said to mean.

    Raises
    ------
    ValueError
        If the label is not a digit from 0 to 9 or None.
    """

    strokes: tuple[Stroke, ...] = ()
    label: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "strokes", tuple(self.strokes))
        if self.label is not None and self.label not in range(10):
            msg = f"a label is a digit from 0 to 9, not {self.label}"
            raise ValueError(msg)

    @property
    def is_blank(self) -> bool:
        """Whether there is no ink at all."""
        return not self.strokes

    @property
    def points(self) -> FloatArray:
        """All points of all strokes, shape (n, 2)."""
        return np.concatenate([stroke.points for stroke in self.strokes]) if self.strokes else np.zeros((0, 2))

    @property
    def bounds(self) -> Bounds | None:
        """The box of the points as (left, top, right, bottom); None when blank."""
        if self.is_blank:
            return None
        left, top = self.points.min(axis=0)
        right, bottom = self.points.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def adding(self, *strokes: Stroke) -> Drawing:
        """Return this drawing with more ink on it."""
        return replace(self, strokes=(*self.strokes, *strokes))

    def labelled(self, label: int | None) -> Drawing:
        """Return the same ink under another label."""
        return replace(self, label=label)


def clip(stroke: Stroke, x0: float, y0: float, x1: float, y1: float) -> tuple[Stroke, ...]:
    """Return the pieces of a stroke's centre line that lie within a rectangle, in order.

    A stroke that stays inside comes back as it is. New points on the border carry interpolated pressure.

    Parameters
    ----------
    stroke
        Any stroke.
    x0, y0, x1, y1
        Left, top, right and bottom; the border belongs to the inside.
    """
    x, y = stroke.points[:, 0], stroke.points[:, 1]
    if x.min() >= x0 and x.max() <= x1 and y.min() >= y0 and y.max() <= y1:
        return (stroke,)
    steps = np.diff(stroke.points, axis=0)
    within = _overlap(_slab(x[:-1], steps[:, 0], x0, x1), _slab(y[:-1], steps[:, 1], y0, y1))
    return _pieces(stroke, *_merged(*_on_the_line(within)))


def erase(drawing: Drawing, path: ArrayLike, radius: float) -> Drawing:
    """Return the drawing without the ink whose centre line lies within reach of an eraser's path.

    The line is the smooth curve that the eye sees (`path.smooth`). Strokes that the eraser does not meet stay as they
    are; the others fall into pieces, or vanish.

    Parameters
    ----------
    drawing
        Any drawing.
    path
        Where the eraser's middle went, joined by straight lines, shape (m, 2), m >= 1.
    radius
        The eraser's radius, in the drawing's unit.
    """
    eraser = np.asarray(path, dtype=np.float64).reshape(-1, 2)
    pieces = [piece for stroke in drawing.strokes for piece in _without(stroke, eraser, radius)]
    return replace(drawing, strokes=tuple(pieces))


_Spans: TypeAlias = tuple[FloatArray, FloatArray]  # where they begin and where they end; empty if that is not later
_TOUCH = 1e-9  # of a segment: what is shorter only touches


def _without(stroke: Stroke, eraser: FloatArray, radius: float) -> tuple[Stroke, ...]:
    if _is_out_of_reach(stroke.points, eraser, radius):
        return (stroke,)
    curve = stroke.smooth(radius / 4)
    if len(curve) == 1:
        return () if _covers_dot(to_complex(curve.points)[0], to_complex(eraser), radius) else (stroke,)
    begin, end = _erased(to_complex(curve.points), to_complex(eraser), radius)
    if not len(begin):
        return (stroke,)
    kept_from, kept_to = np.append(0.0, end), np.append(begin, len(curve) - 1.0)
    left = kept_to - kept_from > _TOUCH
    return _pieces(curve, kept_from[left], kept_to[left])


def _is_out_of_reach(points: FloatArray, eraser: FloatArray, radius: float) -> bool:
    # A curve bulges beyond its points by less than a third of a segment: a box as large again is ample.
    low, high = points.min(axis=0), points.max(axis=0)
    reach = radius + (high - low).max() / 2
    return bool(((eraser.max(axis=0) < low - reach) | (eraser.min(axis=0) > high + reach)).any())


def _covers_dot(dot: complex, eraser: ComplexArray, radius: float) -> bool:
    along = np.append(eraser[1:] - eraser[:-1], 0)
    square = np.maximum((along * along.conj()).real, np.finfo(float).tiny)
    t = np.clip(((dot - eraser) * along.conj()).real / square, 0, 1)
    return bool((np.abs(eraser + t * along - dot) <= radius).any())


def _erased(curve: ComplexArray, eraser: ComplexArray, radius: float) -> _Spans:
    """Return the spans of a polyline, as fractional indices, within the radius of the eraser's path."""
    discs, moved = eraser[:, None], eraser[1:] != eraser[:-1]
    froms, tos = eraser[:-1][moved, None], eraser[1:][moved, None]
    most = max(1, _MOST_PAIRS // len(curve))
    spans = [_within_discs(curve, discs[at : at + most], radius) for at in range(0, len(discs), most)]
    spans += [
        _within_bands(curve, froms[at : at + most], tos[at : at + most], radius) for at in range(0, len(froms), most)
    ]
    return _merged(np.concatenate([begin for begin, _ in spans]), np.concatenate([end for _, end in spans]))


_MOST_PAIRS = 200_000  # segments times places of the eraser looked at together, to bound the memory


def _within_discs(curve: ComplexArray, centres: ComplexArray, radius: float) -> _Spans:
    """Return the spans of each segment within each disc, centres (m, 1): |p + td − c|² ≤ r², a quadratic in t."""
    steps, away = curve[1:] - curve[:-1], curve[:-1] - centres
    square = (steps * steps.conj()).real
    half = (away * steps.conj()).real / square
    root = half * half - ((away * away.conj()).real - radius * radius) / square
    reach = np.sqrt(np.maximum(root, 0))
    return _on_the_line((-half - reach, -half + reach))


def _within_bands(curve: ComplexArray, a: ComplexArray, b: ComplexArray, radius: float) -> _Spans:
    """Return the spans of each segment within the rectangles that the eraser sweeps from a to b, both (m, 1)."""
    length = np.abs(b - a)
    turned = (curve - a) * (b - a).conj() / length
    start, steps = turned[:, :-1], turned[:, 1:] - turned[:, :-1]
    along = _slab(start.real, steps.real, 0.0, length)
    return _on_the_line(_overlap(along, _slab(start.imag, steps.imag, -radius, radius)))


def _slab(start: FloatArray, step: FloatArray, low: float, high: float | FloatArray) -> _Spans:
    """Return from when to when start + t step is from low to high; all or nothing where it does not move."""
    moving = step != 0
    safe = np.where(moving, step, 1)
    inside = (start >= low) & (start <= high)
    with np.errstate(over="ignore"):
        first, second = (low - start) / safe, (high - start) / safe
    begin = np.where(moving, np.minimum(first, second), np.where(inside, -np.inf, np.inf))
    return begin, np.where(moving, np.maximum(first, second), np.where(inside, np.inf, -np.inf))


def _overlap(one: _Spans, other: _Spans) -> _Spans:
    return np.maximum(one[0], other[0]), np.minimum(one[1], other[1])


def _on_the_line(spans: _Spans) -> _Spans:
    """Return each segment's span, where it has one, as fractional indices into the line."""
    begin, end = np.maximum(spans[0], 0.0), np.minimum(spans[1], 1.0)
    met = end - begin > _TOUCH
    segment = np.nonzero(met)[-1].astype(np.float64)
    return segment + begin[met], segment + end[met]


def _merged(begin: FloatArray, end: FloatArray) -> _Spans:
    """Return the union of spans, in order, apart from each other."""
    order = np.argsort(begin)
    begin, reached = begin[order], np.maximum.accumulate(end[order])
    apart = np.flatnonzero(begin[1:] > reached[:-1] + _TOUCH)
    return begin[np.append(0, apart + 1)[: len(begin)]], reached[np.append(apart, len(begin) - 1)[: len(begin)]]


def _pieces(stroke: Stroke, begin: FloatArray, end: FloatArray) -> tuple[Stroke, ...]:
    """Return the stroke from each place to the other, with all points between."""
    return tuple(
        stroke.at(np.concatenate([[a], np.arange(np.floor(a) + 1, np.ceil(b)), [b]]))
        for a, b in zip(begin, end, strict=True)
    )
