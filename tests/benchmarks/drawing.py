"""From the move of a mouse to the bars on the screen, idle and while a network trains; and strokes to 28×28.

    MNISTPAD_DATA_DIR=… python -m tests.benchmarks.drawing [MOVES]

Real pen strokes (pendigits) are drawn on the pad of the real window, a move every 8 ms, as most mice tell them. A move
counts as shown when the bars have been painted after a reading that had it. One frame, 16.7 ms, is the measure.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

os.environ["MNISTPAD_HOME"] = tempfile.mkdtemp()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication

from mnistpad.data import unipen
from mnistpad.training import preset
from mnistpad.ui import app
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.pad.bars import Bars
from mnistpad.ui.pad.paper.content import fitted
from mnistpad.ui.training.run.controller import Phase
from tests.benchmarks.rendering import pen_strokes, rendering, scattered
from tests.benchmarks.training_window import MOVE, wait, wait_until

MouseMove = tuple[QEvent.Type | None, float, float]  # no type stands for a fresh sheet
PAINTED: list[Callable[[], None]] = []


class Pen:
    """Draws real digits with the mouse, one event a call, and measures when each move is on the bars."""

    def __init__(self, window: MainWindow, moves: int) -> None:
        self._window = window
        self._canvas = window.desk.canvas
        self._events = events_of(moves)
        self._waiting: list[float] = []
        self._read: list[float] = []
        self.latencies: list[float] = []
        window.session.answered.connect(self.note_reading)

    @property
    def is_done(self) -> bool:
        """Whether all moves were made."""
        return not self._events

    def move(self) -> None:
        """Send the next event."""
        if not self._events:
            return
        kind, x, y = self._events.pop()
        paper = self._canvas.paper
        at = QPointF(paper.left() + x * paper.width(), paper.top() + y * paper.height())
        if kind is None:
            self._canvas.clear()
            return
        moves, lifts = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        button = Qt.MouseButton.NoButton if moves else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if lifts else Qt.MouseButton.LeftButton
        if moves:
            self._waiting.append(time.perf_counter())
        event = QMouseEvent(kind, at, self._canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._canvas, event)

    def painted(self) -> None:
        """Take note that the bars are on the screen."""
        now = time.perf_counter()
        self.latencies += [1000 * (now - at) for at in self._read]
        self._read = []

    def note_reading(self, _answer: object) -> None:
        """Take note of which moves have been read."""
        if not self._window.session.moved_by_training:
            self._read += self._waiting
            self._waiting = []


def events_of(moves: int) -> list[MouseMove]:
    """Return what the mouse tells of real digits, last first."""
    path = Path(os.environ["MNISTPAD_DATA_DIR"]) / "pendigits" / "pendigits-train.unipen.gz"
    events: list[MouseMove] = []
    for digit in unipen.read(path):
        for stroke in fitted(digit.drawing).strokes:
            points = stroke.points.tolist()
            events.append((QEvent.Type.MouseButtonPress, *points[0]))
            # A mouse that stays where it is tells nothing.
            events += [(QEvent.Type.MouseMove, *at) for before, at in pairwise(points) if at != before]
            events.append((QEvent.Type.MouseButtonRelease, *points[-1]))
        events.append((None, 0.0, 0.0))
        if sum(kind == QEvent.Type.MouseMove for kind, _, _ in events) >= moves:
            break
    return events[::-1]


def tell_when_bars_are_painted() -> None:
    """Call what is in `PAINTED` after each painting. To be called before a window is made."""
    paint = Bars.paintEvent

    def painted(bars: Bars, event: QPaintEvent) -> None:
        paint(bars, event)
        for each in PAINTED:
            each()

    Bars.paintEvent = painted  # type: ignore[assignment, method-assign]


def draw(window: MainWindow, moves: int) -> np.ndarray:
    """Return ms from move to bars."""
    pen = Pen(window, moves)
    PAINTED.append(pen.painted)
    mouse = QTimer(interval=MOVE, timerType=Qt.TimerType.PreciseTimer)
    mouse.timeout.connect(pen.move)
    mouse.start()
    wait_until(lambda: pen.is_done)
    mouse.stop()
    wait(0.2)
    PAINTED.clear()
    window.session.answered.disconnect(pen.note_reading)
    return np.array(pen.latencies[-moves:])


def told(name: str, took: np.ndarray, goal: float) -> None:
    """Print a row."""
    median, p99 = np.percentile(took, [50, 99])
    print(f"{name:32} median {median:5.2f}  p99 {p99:5.2f}  longest {took.max():6.2f} ms  (goal: p99 under {goal} ms)")


def main() -> None:
    """Measure, and print a table."""
    moves = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    app.application()
    app.share_the_machine()
    tell_when_bars_are_painted()
    told("real pen strokes to 28×28", rendering(pen_strokes()), 1)
    for points in (100, 5000):
        told(f"strokes of {points:,} points to 28×28", rendering(scattered(points)), 1)
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    window.load_model()
    window.show_tab(window.training)
    wait(1)
    told("move to bars, idle", draw(window, moves), 8)
    window.runs.start(replace(preset("quick"), epochs=1000), ("mnist",), "quick")
    wait_until(lambda: window.runs.phase is Phase.RUNNING)
    wait(1)
    told("move to bars, while training", draw(window, moves), 16.7)
    window.close()


if __name__ == "__main__":
    main()
