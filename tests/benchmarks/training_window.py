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
    busy: float  # part of a core that the window's thread used


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


def in_the_window(config: TrainingConfig, *, drawing: bool = True) -> Round:
    """Train in the real window, curves live, while a digit is drawn or not."""
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    window.load_model()
    window.show_tab(window.training)
    wait(0.5)
    controller = window.runs
    hand = Hand(window)
    ticks: list[float] = []
    marks: dict[str, float] = {}

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
    if drawing:
        mouse.start()
    while controller.phase not in {Phase.RUNNING, Phase.FINISHED}:
        QApplication.processEvents()
    ticker.start()
    begin, used = time.perf_counter(), time.thread_time()
    wait_until(lambda: controller.phase == Phase.FINISHED)
    busy = (time.thread_time() - used) / (time.perf_counter() - begin)
    ticker.stop()
    mouse.stop()
    assert controller.run is not None
    images = controller.run.data.epoch_size * config.epochs
    round_ = Round(
        np.diff(ticks) * 1000,
        images / (marks["last"] - marks["first"]),
        marks["95"] - pressed if "95" in marks else None,
        busy,
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


def wait_until(done: Callable[[], object], limit: float = 300) -> None:
    """Run the real event loop, not a polling one, until something is so; raise TimeoutError after so many seconds."""
    until = time.monotonic() + limit
    loop = QTimer(interval=50)
    loop.timeout.connect(lambda: (done() or time.monotonic() > until) and QApplication.exit())
    loop.start()
    QApplication.exec()
    loop.stop()
    if not done():
        msg = f"it was not so after {limit:g} s"
        raise TimeoutError(msg)


def main() -> None:
    """Measure, and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    app.application()
    app.share_the_machine()
    config = replace(preset("quick"), epochs=EPOCHS)
    data = sources.load_all(["mnist"])
    same = max(1, (os.cpu_count() or 1) - 1)
    alone, fastest = [], []
    shown: dict[str, list[Round]] = {"not drawn on": [], "drawn on": []}
    for _ in range(rounds):
        alone.append(without_window(config, data, same))
        fastest.append(max(alone[-1], without_window(config, data, os.cpu_count() or 1)))
        for name, each in shown.items():
            each.append(in_the_window(config, drawing=name == "drawn on"))
    peer, best = statistics.median(alone), statistics.median(fastest)
    print(f"images a second without a window: {same} thread(s) {peer:,.0f}, at best {best:,.0f}")
    for name, each in shown.items():
        tell(name, each, peer, best)


def tell(name: str, rounds: list[Round], peer: float, best: float) -> None:
    """Print what the rounds of one kind gave."""
    gaps = np.median([[*np.percentile(each.gaps, [50, 99]), each.gaps.max()] for each in rounds], axis=0)
    speed, busy = (statistics.median(values) for values in zip(*((r.speed, r.busy) for r in rounds), strict=True))
    print(f"window {name}: {TICK} ms ticks apart: median {gaps[0]:.1f}, p99 {gaps[1]:.1f}, longest {gaps[2]:.1f} ms")
    print(f"  images a second {speed:,.0f}: {speed / peer:.2f} of the same threads, {speed / best:.2f} of the fastest")
    print(f"  the window's thread used {busy:.2f} of a core")
    reached = [each.seconds_to_95 for each in rounds if each.seconds_to_95 is not None]
    if reached:
        print(f"  from Start to 95 % held out: {statistics.median(reached):.2f} s")


if __name__ == "__main__":
    main()
