"""A hand that draws given strokes over the window's pad with mouse events, at whole pixels like a real mouse."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from mnistpad.ink.stroke import Drawing
from mnistpad.ui.pad.canvas import Canvas

SMALLEST, LARGEST = 0.3, 0.9  # of the pad's edge


def placed(drawing: Drawing, rng: np.random.Generator, edge: int) -> list[np.ndarray]:
    """Return the strokes in whole px of the paper, its longest side 30 to 90 % of the edge, somewhere on it."""
    left, top, right, bottom = drawing.bounds or (0.0, 0.0, 1.0, 1.0)
    size = np.array([right - left, bottom - top])
    scale = rng.uniform(SMALLEST, LARGEST) / max(size.max(), 1e-9)
    corner = rng.uniform(0, 1 - scale * size)
    strokes = [(stroke.points - (left, top)) * scale + corner for stroke in drawing.strokes]
    return [np.rint(stroke * (edge - 1)).astype(int) for stroke in strokes]


def put(canvas: Canvas, drawing: Drawing) -> None:
    """Draw what is in pad units where it belongs."""
    draw(canvas, [np.rint(stroke.points * (canvas.paper.width() - 1)).astype(int) for stroke in drawing.strokes])


def draw(canvas: Canvas, strokes: list[np.ndarray]) -> None:
    """Press at each stroke's first point, move through all, release at the last."""
    press, move, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
    for stroke in strokes:
        places = [QPointF(canvas.paper.left() + x, canvas.paper.top() + y) for x, y in stroke.tolist()]
        _send(canvas, press, places[0])
        for place in places[1:]:
            _send(canvas, move, place)
        _send(canvas, release, places[-1])


def _send(canvas: Canvas, kind: QEvent.Type, at: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind is QEvent.Type.MouseMove else left
    held = none if kind is QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)
