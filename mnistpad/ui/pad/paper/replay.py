"""A drawing that draws itself."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from mnistpad.ink.path import FloatArray
from mnistpad.ink.stroke import Drawing, Stroke

FRAME = 16  # ms
_PEN_UP = 0.03  # of the pad's edge; what a stroke weighs besides its length, so that a dot takes a moment too


def first_part(drawing: Drawing, fraction: float) -> Drawing:
    """Return the ink that was there when this fraction of it, by its length, was drawn.

    Parameters
    ----------
    drawing
        In pad units.
    fraction
        From 0 (blank) to 1 (the drawing itself).
    """
    if fraction >= 1:
        return drawing
    weights = [_PEN_UP + _travelled(stroke.points)[-1] for stroke in drawing.strokes]
    left = fraction * sum(weights)
    strokes = []
    for stroke, weight in zip(drawing.strokes, weights, strict=True):
        if left <= 0:
            break
        strokes.append(stroke if left >= weight else _beginning(stroke, left - _PEN_UP))
        left -= weight
    return Drawing(tuple(strokes))


def _travelled(points: FloatArray) -> FloatArray:
    along = np.diff(points, axis=0)
    return np.concatenate([[0.0], np.cumsum(np.hypot(along[:, 0], along[:, 1]))])


def _beginning(stroke: Stroke, length: float) -> Stroke:
    """Return the stroke's first part of this length, at least its first point."""
    travelled = _travelled(stroke.points)
    if length <= 0:
        return replace(stroke, points=stroke.points[:1], pressure=_upto(stroke.pressure, 1))
    whole = int(np.searchsorted(travelled, length, side="left"))
    columns = stroke.points if stroke.pressure is None else np.column_stack([stroke.points, stroke.pressure])
    tip = [np.interp(length, travelled, column) for column in columns.T]
    rows = np.vstack([columns[:whole], tip])
    return replace(stroke, points=rows[:, :2], pressure=None if stroke.pressure is None else rows[:, 2])


def _upto(values: FloatArray | None, count: int) -> FloatArray | None:
    return None if values is None else values[:count]


class Player(QObject):
    """Plays a drawing from nothing to whole.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    advanced = Signal(object)  # Drawing: what is drawn so far
    finished = Signal(object)  # Drawing: the whole

    def __init__(self, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._drawing: Drawing | None = None
        self._began = 0.0
        self._seconds = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self.step)

    @property
    def is_playing(self) -> bool:
        """Whether a drawing is on its way."""
        return self._drawing is not None

    def start(self, drawing: Drawing, duration_ms: int) -> None:
        """Play a drawing; at once if that may take no time."""
        self._drawing = drawing
        self._began = self._clock()
        self._seconds = duration_ms / 1000
        if duration_ms > 0:
            self._timer.start()
        self.step()

    def stop(self) -> None:
        """Leave off; nothing more is told."""
        self._timer.stop()
        self._drawing = None

    def step(self) -> None:
        """Show how far the drawing is by now."""
        drawing = self._drawing
        if drawing is None:
            return
        passed = self._clock() - self._began
        if passed >= self._seconds:
            self.stop()
            self.finished.emit(drawing)
        else:
            self.advanced.emit(first_part(drawing, passed / self._seconds))
