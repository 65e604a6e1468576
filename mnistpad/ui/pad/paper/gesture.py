"""What a pen or an eraser is doing between its press and its release. Knows no devices and no Qt."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from mnistpad.ink.stroke import Stroke, clip
from mnistpad.ui.pad.paper.content import Content

FloatArray = npt.NDArray[np.float64]


class Gesture(Protocol):
    """Something that changes the paper until it ends."""

    @property
    def content(self) -> Content:
        """The paper as this gesture leaves it so far."""

    def add(self, x: float, y: float, pressure: float | None) -> None:
        """Go on to a place, in pad units."""


class PenStroke:
    """A stroke while it is drawn.

    Parameters
    ----------
    before
        The paper that is drawn on.
    width
        Of the pen, as a fraction of the pad's edge.
    jitter
        A stroke that stays within this distance of its first point, in pad units, is a dot.
    """

    def __init__(self, before: Content, width: float, jitter: float) -> None:
        self._before = before
        self._width = width
        self._jitter = jitter
        self._rows = np.empty((64, 3))  # x, y, pressure
        self._count = 0
        self._presses = False
        self._is_dot = True
        self._stayed_inside = True
        self._content: Content | None = before  # None: to be made of the rows

    def add(self, x: float, y: float, pressure: float | None) -> None:
        """Go on to a place; a place where the pen is already only may press harder."""
        if pressure is None:
            pressure = float(self._rows[self._count - 1, 2]) if self._count else 1.0
        else:
            self._presses = True
        if self._count and (x, y) == (self._rows[self._count - 1, 0], self._rows[self._count - 1, 1]):
            self._press_harder(pressure)
            return
        self._append(x, y, pressure)
        self._is_dot = self._is_dot and float(np.hypot(*(self._rows[0, :2] - (x, y)))) < self._jitter
        self._stayed_inside = self._stayed_inside and 0 <= x <= 1 and 0 <= y <= 1

    def _press_harder(self, pressure: float) -> None:
        if pressure > self._rows[self._count - 1, 2]:
            self._rows[self._count - 1, 2] = pressure
            self._content = None

    def _append(self, x: float, y: float, pressure: float) -> None:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = x, y, pressure
        self._count += 1
        self._content = None

    @property
    def pieces(self) -> tuple[Stroke, ...]:
        """What of the stroke lies on the paper: several pieces where it left and came back."""
        if not self._count:
            return ()
        rows = self._rows[: self._count]
        if self._is_dot:
            return (self._stroke(np.array([[*rows[0, :2], rows[:, 2].max()]])),)
        whole = self._stroke(rows)
        return (whole,) if self._stayed_inside else clip(whole, 0.0, 0.0, 1.0, 1.0)

    def _stroke(self, rows: FloatArray) -> Stroke:
        pressure = rows[:, 2].copy() if self._presses else None
        return Stroke(rows[:, :2].copy(), pressure=pressure, width=self._width)

    @property
    def content(self) -> Content:
        """The paper with this stroke on it."""
        if self._content is None:
            self._content = self._before.with_strokes(self.pieces)
        return self._content


class EraserDrag:
    """An eraser on its way over ink and picture.

    Parameters
    ----------
    before
        The paper that is erased from.
    radius
        Of the eraser, in pad units.
    """

    def __init__(self, before: Content, radius: float) -> None:
        self._content = before
        self._radius = radius
        self._last: tuple[float, float] | None = None

    def add(self, x: float, y: float, pressure: float | None) -> None:  # noqa: ARG002 (an eraser does not press)
        """Erase from the last place to this one."""
        path = np.array([self._last, (x, y)] if self._last not in {None, (x, y)} else [(x, y)])
        self._last = (x, y)
        self._content = self._content.erased(path, self._radius)

    @property
    def content(self) -> Content:
        """The paper with what is left on it."""
        return self._content
