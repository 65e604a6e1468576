"""Strokes and drawings, as values. A drawing is vector ink: centre lines, in any unit, y down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
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
        The pen's width in the unit of the points; None where unknown. Width and pressure are for the eye only.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a coordinate, pressure or width is not finite.
    """

    points: FloatArray
    pressure: FloatArray | None = None
    width: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", _frozen(self.points))
        if self.points.ndim != 2 or self.points.shape[1] != 2 or not len(self.points):
            msg = f"a stroke needs points of shape (n, 2), not {self.points.shape}"
            raise ValueError(msg)
        if not np.isfinite(self.points).all() or (self.width is not None and not np.isfinite(self.width)):
            msg = "a stroke's coordinates and width are finite"
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
    """All strokes on the pad, in the order they were drawn, and the digit they are said to mean."""

    strokes: tuple[Stroke, ...] = ()
    label: int | None = None

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
