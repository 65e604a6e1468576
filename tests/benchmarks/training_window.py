"""Whether the window keeps answering while a network trains, and what the window costs the training.

    MNISTPAD_DATA_DIR=… python -m tests.benchmarks.training_window [ROUNDS]

Trains `quick` on MNIST in the real window, curves live, while a digit is drawn over and over; a timer of 5 ms notes the
gaps between its ticks. The same run without a window, with as many BLAS threads, is the peer; the fastest number of
threads without a window is printed, too. Each figure is the median of the rounds.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

os.environ["MNISTPAD_HOME"] = tempfile.mkdtemp()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from mnistpad.data import sources
from mnistpad.data.mixture import TrainingData
from mnistpad.training import Evaluated, RunDone, TrainingConfig, TrainingState, preset, train
from mnistpad.ui import app
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.training.run.controller import Phase

TICK = 5  # ms
MOVE = 8  # ms between two mouse moves: 125 Hz, as most mice
EPOCHS = 10


@dataclass
class Round:
    """What one run in the window gave."""

    gaps: np.ndarray  # ms between ticks
    speed: float  # images a second, wall-clock, from the first batch to the last
    seconds_to_95: float | None  # from pressing Start to 95 % on held-out images on the screen


class Hand:
    """Draws a curly stroke on the pad, a move a call, and begins again."""

    def __init__(self, window: MainWindow) -> None:
        self._canvas = window.desk.canvas
        self._count = 0

    def move(self) -> None:
        """Send the next mouse event."""
        step = self._count % 60
        self._count += 1
        t = step / 60
        paper = self._canvas.paper
        at = QPointF(
            paper.left() + paper.width() * (0.5 + 0.3 * np.sin(7 * t)),
            paper.top() + paper.height() * (0.15 + 0.7 * t),
        )
        kinds = {0: QEvent.Type.MouseButtonPress, 59: QEvent.Type.MouseButtonRelease}
        kind = kinds.get(step, QEvent.Type.MouseMove)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        if step == 0:
            self._canvas.clear()
        event = QMouseEvent(kind, at, self._canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._canvas, event)


def in_the_window(config: TrainingConfig) -> Round:
    """Train in the real window while a digit is drawn."""
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    window.load_model()
    window.show_tab(window.training)
    wait(0.5)
    controller = window.runs
    hand, ticks, marks = Hand(window), [], {}

    def note(events: list[object]) -> None:
        marks.setdefault("first", time.perf_counter())
        for event in events:
            if isinstance(event, Evaluated) and event.accuracy >= 0.95:
                marks.setdefault("95", time.perf_counter())
            if isinstance(event, RunDone):
                marks["last"] = time.perf_counter()

    controller.advanced.connect(note)
    ticker = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    ticker.timeout.connect(lambda: ticks.append(time.perf_counter()))
    mouse = QTimer(interval=MOVE, timerType=Qt.TimerType.PreciseTimer)
    mouse.timeout.connect(hand.move)
    pressed = time.perf_counter()
    controller.start(config, ("mnist",), "quick")
    mouse.start()
    while controller.phase not in {Phase.RUNNING, Phase.FINISHED}:
        QApplication.processEvents()
    ticker.start()
    wait_until(lambda: controller.phase == Phase.FINISHED)
    ticker.stop()
    mouse.stop()
    images = controller.run.data.epoch_size * config.epochs
    round_ = Round(
        np.diff(ticks) * 1000,
        images / (marks["last"] - marks["first"]),
        marks["95"] - pressed if "95" in marks else None,
    )
    window.close()
    window.deleteLater()
    return round_


def without_window(config: TrainingConfig, data: TrainingData, threads: int) -> float:
    """Return images a second of the same run, walked by nobody but a loop."""
    state = TrainingState(config, data.sha256, threads)
    begin = time.perf_counter()
    for event in train(state, data):
        if isinstance(event, RunDone):
            break
    return data.epoch_size * config.epochs / (time.perf_counter() - begin)


def wait(seconds: float) -> None:
    """Let the window live."""
    until = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() >= until)


def wait_until(done: Callable[[], bool]) -> None:
    """Run the real event loop, not a polling one, until something is so."""
    loop = QTimer(interval=50)
    loop.timeout.connect(lambda: done() and QApplication.exit())
    loop.start()
    QApplication.exec()
    loop.stop()


def main() -> None:
    """Measure, and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    app.application()
    config = replace(preset("quick"), epochs=EPOCHS)
    data = sources.load_all(["mnist"])
    same = max(1, (os.cpu_count() or 1) - 1)
    alone, fastest, shown = [], [], []
    for _ in range(rounds):
        alone.append(without_window(config, data, same))
        fastest.append(max(alone[-1], without_window(config, data, os.cpu_count() or 1)))
        shown.append(in_the_window(config))
    gaps = [(np.percentile(each.gaps, 50), np.percentile(each.gaps, 99), each.gaps.max()) for each in shown]
    median = [statistics.median(column) for column in zip(*gaps, strict=True)]
    speed = statistics.median(each.speed for each in shown)
    print(f"gaps between {TICK} ms ticks: median {median[0]:.1f}, p99 {median[1]:.1f}, longest {median[2]:.1f} ms")
    print(f"images a second: window {speed:,.0f}; without, {same} thread(s) {statistics.median(alone):,.0f}")
    same_ratio, fast_ratio = (speed / statistics.median(speeds) for speeds in (alone, fastest))
    print(f"ratio to the same threads {same_ratio:.2f}, to the fastest {fast_ratio:.2f}")
    reached = [each.seconds_to_95 for each in shown if each.seconds_to_95 is not None]
    if reached:
        print(f"from Start to 95 % held out: {statistics.median(reached):.2f} s")


if __name__ == "__main__":
    main()
