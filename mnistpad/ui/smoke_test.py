"""Whether the whole program works on this machine: the real window, a digit drawn with a mouse, and a run."""

import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from mnistpad import model_file
from mnistpad.data import builtin
from mnistpad.errors import TrainingError
from mnistpad.nn.arrays import FloatArray
from mnistpad.ui.app import application
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.pad.canvas import Canvas
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.run.controller import Phase

WIDGETS = (
    "pad", "preview", "answer", "bars", "clearButton", "undoButton", "tabs", "trainingTab", "dataChoice",
    "presetChoice", "startButton", "pauseButton", "stepButton", "stopButton", "paceChoice", "rateField",
    "trainSettingsButton", "progressBar", "continueButton", "coachStrip", "lossPlot", "accuracyPlot",
    "saveNetworkButton",
)  # fmt: skip
"""The names that must be in the window, of those that tests and assistive technology rely on."""

LEAST_ACCURACY = 0.9
_DIGIT, _SEED = 3, 0
_PATIENCE = 5.0  # seconds for the window to answer
_RUN_PATIENCE = 120.0  # seconds for a run: the built-in digits are drawn in 7 s, on a slow machine in 30
_EPOCHS = 5
_LEARNED = 40  # batches before a pause or a stop


@dataclass(frozen=True)
class SmokeTest:
    """What was found."""

    drawn: int
    answer: int | None
    accuracy: float
    """Of the run's best epoch, on the built-in digits' held-out images."""
    resumed_equal: bool
    """Whether a run that was stopped and continued has the weights of one that was only paused, and a network that was
    saved and opened again the weights that were saved: bit for bit."""
    threads_left: int
    files_left: int
    widgets: tuple[str, ...]
    """The names of `WIDGETS` that the window has."""

    @property
    def is_good(self) -> bool:
        """Whether everything is as it should be."""
        return (
            self.answer == self.drawn
            and self.accuracy >= LEAST_ACCURACY
            and self.resumed_equal
            and self.threads_left == self.files_left == 0
            and self.widgets == WIDGETS
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that fit into JSON."""
        return asdict(self) | {"widgets": list(self.widgets)}

    def in_words(self) -> str:
        """Return a line for each finding."""
        missing = ", ".join(sorted(set(WIDGETS).difference(self.widgets))) or "none"
        return "\n".join(
            [
                f"Drew a {self.drawn}, and the window read {'nothing' if self.answer is None else self.answer}.",
                f"A short run on the built-in digits reads {100 * self.accuracy:.1f} % of their held-out images.",
                f"What was stopped and saved is {'the same' if self.resumed_equal else 'NOT the same'} bit for bit.",
                f"Left behind: {self.threads_left} threads, {self.files_left} files. Widgets missing: {missing}.",
                "All is well." if self.is_good else "Something is wrong.",
            ]
        )


def run() -> SmokeTest:
    """Try everything in a folder of its own, which is removed afterwards."""
    threads = _threads()
    folder = Path(tempfile.mkdtemp(prefix="mnistpad-smoke-test-"))
    try:
        with _at_home_in(folder), _no_hidden_errors(), _open_window() as window:
            answer = _try_pad(window)
            accuracy, resumed_equal = _try_training(window, folder)
            widgets = _widgets_of(window)
        left = _files_left(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    threads_left = len(_threads() - threads)
    return SmokeTest(_DIGIT, answer, accuracy, resumed_equal, threads_left, left, widgets)


def _threads() -> set[object]:
    """Return the threads that run, Python's and Qt's."""
    ours = {each for each in threading.enumerate() if not isinstance(each, threading._DummyThread)}
    return ours | {each for each in gc.get_objects() if _is_running(each)}


def _is_running(thing: object) -> bool:
    # isinstance() would wake lazy proxies among all these objects.
    return issubclass(type(thing), QThread) and shiboken6.isValid(thing) and thing.isRunning()  # type: ignore[attr-defined]


def _files_left(folder: Path) -> int:
    """Return how many files a closed window left that have no business there."""
    kept = {folder / "settings.ini", folder / builtin.kept.path().name}
    runs = {"run.json", "run.checkpoint"}
    files = (path for path in folder.rglob("*") if path.is_file() and path not in kept)
    return sum(not (path.name in runs and path.parent.parent == folder / "runs") for path in files)


@contextmanager
def _at_home_in(folder: Path) -> Iterator[None]:
    """Keep away from the person's own files."""
    before = os.environ.get("MNISTPAD_HOME")
    os.environ["MNISTPAD_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["MNISTPAD_HOME"]
        else:
            os.environ["MNISTPAD_HOME"] = before


@contextmanager
def _no_hidden_errors() -> Iterator[None]:
    """Raise in the end what a slot raised: Qt only reports it."""
    errors: list[BaseException] = []

    def collect(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        errors.append(error)

    before, sys.excepthook = sys.excepthook, collect
    try:
        yield
    finally:
        sys.excepthook = before
    if errors:
        raise errors[0]


@contextmanager
def _open_window() -> Iterator[MainWindow]:
    application()
    window = MainWindow(Settings())
    window.show()
    window.load_model()
    QTest.qWaitForWindowExposed(window)
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _try_pad(window: MainWindow) -> int | None:
    """Draw in the window as a person does; return what it reads."""
    _draw(window.desk.canvas)
    return _answer_of(window)


def _widgets_of(window: MainWindow) -> tuple[str, ...]:
    return tuple(name for name in WIDGETS if window.findChild(QWidget, name) is not None)


def _draw(canvas: Canvas) -> None:
    left = Qt.MouseButton.LeftButton
    for stroke in builtin.sample(_DIGIT, np.random.default_rng(_SEED)).strokes:
        points = [_on(canvas, x, y) for x, y in stroke.points.tolist()]
        QTest.mousePress(canvas, left, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, left, pos=points[-1])


def _on(canvas: Canvas, x: float, y: float) -> QPoint:
    paper = canvas.paper
    return QPoint(round(paper.left() + x * paper.width()), round(paper.top() + y * paper.height()))


def _answer_of(window: MainWindow) -> int | None:
    """Wait until the window says what it reads, and return it."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        _let_work(20)
        answer = window.session.answer
        if answer is not None and answer.digit is not None:
            return int(answer.digit)
    return None


def _try_training(window: MainWindow, folder: Path) -> tuple[float, bool]:
    """Train twice through the Train tab; return the best accuracy, and whether all weights are as they must be."""
    _plan(window)
    paused = _pause_in_a_run(window)
    best = window.runs.run.best if window.runs.run else None
    saved_equal = _is_saved(window, folder / "smoke-test.npz")
    stopped = _stop_in_a_run(window)
    return best.accuracy if best else 0.0, saved_equal and np.array_equal(paused, stopped)


def _plan(window: MainWindow) -> None:
    """Choose the built-in digits, and fewer epochs than the preset has."""
    tabs = window.tabs.tabBar()
    _click(tabs, tabs.tabRect(window.tabs.indexOf(window.training)).center())
    data = _find(window, "dataChoice")
    _wait(window, lambda: data.findData("builtin") >= 0)
    data.setCurrentIndex(data.findData("builtin"))
    data.activated.emit(data.currentIndex())
    window.training.plan.change("epochs", _EPOCHS)


def _pause_in_a_run(window: MainWindow) -> FloatArray:
    """Start, pause, go on; return the weights at the end."""
    _press(window, "startButton")
    _learn_a_little(window)
    _press(window, "pauseButton")
    _wait_for(window, Phase.PAUSED)
    _press(window, "pauseButton")
    return _weights_at_the_end(window)


def _stop_in_a_run(window: MainWindow) -> FloatArray:
    """Start, stop, continue from what was saved; return the weights at the end."""
    _press(window, "startButton")
    _learn_a_little(window)
    _press(window, "stopButton")
    _wait_for(window, Phase.STOPPED)
    _press(window, "continueButton")
    return _weights_at_the_end(window)


def _learn_a_little(window: MainWindow) -> None:
    _wait_for(window, Phase.RUNNING)
    _wait(window, lambda: window.runs.run is not None and window.runs.run.step >= _LEARNED)


def _weights_at_the_end(window: MainWindow) -> FloatArray:
    _wait_for(window, Phase.FINISHED)
    state = window.runs.state
    return np.empty(0, np.float32) if state is None else state.network.parameters.copy()


def _is_saved(window: MainWindow, path: Path) -> bool:
    """Save the network that is kept; return whether it comes back as it was."""
    state, keeping, saved = window.runs.state, window.training.keeping, list[object]()
    keeping.saved.connect(saved.append)
    keeping.save_to(path)
    _wait(window, lambda: bool(saved))
    back = model_file.load(path).network
    path.unlink()
    return state is not None and np.array_equal(back.parameters, state.best_network().parameters)


def _find(window: MainWindow, name: str) -> Any:
    return window.findChild(QComboBox if name.endswith("Choice") else QWidget, name)


def _press(window: MainWindow, name: str) -> None:
    button = _find(window, name)
    _wait(window, lambda: button.isVisible() and button.isEnabled())
    _click(button, button.rect().center())


def _click(widget: QWidget, at: QPoint) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)


def _wait_for(window: MainWindow, phase: Phase) -> None:
    _wait(window, lambda: window.runs.phase is phase)


def _wait(window: MainWindow, does: Callable[[], bool]) -> None:
    """Let the window work until something is so.

    Raises
    ------
    TrainingError
        If the run fails, or nothing comes of it.
    """
    end = time.monotonic() + _RUN_PATIENCE
    while not does():
        if window.runs.phase is Phase.FAILED or time.monotonic() > end:
            words = window.training.line.words.text()
            msg = f"The Train tab came to a halt: {window.runs.error or words}"
            raise TrainingError(msg)
        _let_work(20)


def _let_work(milliseconds: int) -> None:
    """Let window and threads work. QTest.qWait() would hold Python's lock all the while, and no run would get on."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
