"""Whether the wall of all MNIST's pictures scrolls without a jerk.

    MNISTPAD_DATA_DIR=… python -m tests.benchmarks.wall [ROUNDS]

Opens the real window on MNIST's 70,000 pictures and scrolls them with real events: wheel notches, a drag of the scroll
bar from end to end, and page keys; each as often as a screen is drawn (16 ms), while a timer of 5 ms notes the gaps
between its ticks. Also told: the gaps while MNIST is loaded, and the CPU time of the window's thread, which another
program on the machine does not change. Figures are the medians of the rounds; the goal: no gap over 50 ms.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

os.environ["MNISTPAD_HOME"] = tempfile.mkdtemp()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mnistpad.ui import app
from mnistpad.ui.data.wall.wall import PictureWall
from mnistpad.ui.main_window import MainWindow

TICK = 5  # ms
FRAME = 16  # ms
SECONDS = 4.0  # of each way to scroll
LONGEST = 50  # ms


@dataclass
class Round:
    """What one way to scroll gave."""

    gaps: np.ndarray  # ms between ticks
    work: float  # ms of CPU that the window's thread took between two ticks, at most
    busy: float  # ms of the window's thread a frame


def wheel(wall: PictureWall, frame: int) -> None:
    """Turn the wheel by a notch, back again after two seconds."""
    turn = -120 if frame * FRAME % 4000 < 2000 else 120
    at = QPointF(wall.viewport().rect().center())
    event = QWheelEvent(
        at, QPointF(wall.viewport().mapToGlobal(at.toPoint())), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(wall.viewport(), event)


def drag(wall: PictureWall, frame: int) -> None:
    """Drag the scroll bar from end to end: nothing of a frame was seen in the one before."""
    bar = wall.verticalScrollBar()
    bar.setSliderPosition(round(bar.maximum() * (0.5 - 0.5 * np.cos(frame * FRAME / 1000))))


def page(wall: PictureWall, _frame: int) -> None:
    """Press Page Down."""
    QTest.keyClick(wall, Qt.Key.Key_PageDown)


WAYS: dict[str, Callable[[PictureWall, int], None]] = {"wheel": wheel, "scroll bar": drag, "page keys": page}


def scroll(window: MainWindow, way: Callable[[PictureWall, int], None]) -> Round:
    """Scroll from the top, a step a frame."""
    wall = window.data.page.pictures.wall
    wall.verticalScrollBar().setValue(0)
    wall.setFocus()
    frames = iter(range(1 << 30))
    hand = QTimer(interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
    hand.timeout.connect(lambda: way(wall, next(frames)))
    ticks, done = _watch()
    used = time.thread_time()
    hand.start()
    _live(SECONDS)
    hand.stop()
    used = time.thread_time() - used
    done()
    return _round(ticks, 1000 * used / max(1, next(frames)))


def load(window: MainWindow) -> Round:
    """Open the tab, and MNIST in it."""
    ticks, done = _watch()
    window.show_tab(window.data)
    while window.data.contents is None:
        _live(0.05)
    _live(0.5)
    done()
    return _round(ticks, 0.0)


def _round(ticks: list[tuple[float, float]], busy: float) -> Round:
    gaps, work = 1000 * np.diff(np.array(ticks), axis=0).T
    return Round(gaps, float(work.max()), busy)


def _watch() -> tuple[list[tuple[float, float]], Callable[[], None]]:
    ticks: list[tuple[float, float]] = []
    ticker = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    ticker.timeout.connect(lambda: ticks.append((time.perf_counter(), time.thread_time())))
    ticker.start()
    return ticks, ticker.stop


def _live(seconds: float) -> None:
    """Run the real event loop, not a polling one."""
    QTimer.singleShot(round(1000 * seconds), QApplication.exit)
    QApplication.exec()


def main() -> None:
    """Measure, and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    app.application()
    app.share_the_machine()
    results: dict[str, list[Round]] = {}
    for _ in range(rounds):
        window = MainWindow()
        window.resize(1280, 800)
        window.show()
        window.load_model()
        _live(0.5)
        results.setdefault("loading MNIST", []).append(load(window))
        assert len(window.data.contents or ()) == 70_000, "MNIST is not here: set MNISTPAD_DATA_DIR"
        for name, way in WAYS.items():
            results.setdefault(name, []).append(scroll(window, way))
        window.close()
        window.deleteLater()
    for name, each in results.items():
        tell(name, each)


def tell(name: str, rounds: list[Round]) -> None:
    """Print what the rounds of one kind gave."""
    gaps = np.median([[*np.percentile(each.gaps, [50, 99]), each.gaps.max()] for each in rounds], axis=0)
    worst = max(each.gaps.max() for each in rounds)
    busy, work = (statistics.median(each) for each in zip(*((r.busy, r.work) for r in rounds), strict=True))
    met = "met" if worst <= LONGEST else "missed"
    print(f"{name}: {TICK} ms ticks apart: median {gaps[0]:.1f}, p99 {gaps[1]:.1f}, longest {gaps[2]:.1f} ms")
    print(f"  longest of all rounds {worst:.1f} ms: goal of {LONGEST} ms {met}")
    print(f"  CPU of the window's thread: {busy:.1f} ms a frame, at most {work:.1f} ms between two ticks")


if __name__ == "__main__":
    main()
