"""Whether the whole program works on this machine: the real window, a digit drawn with a mouse, and a run."""

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from mnistpad.data import builtin, sources
from mnistpad.data.mixture import TrainingData
from mnistpad.training import (
    TrainingConfig,
    TrainingState,
    evaluate,
    load_checkpoint,
    preset,
    save_checkpoint,
    train,
)
from mnistpad.ui.app import application
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.pad.canvas import Canvas
from mnistpad.ui.settings import Settings

WIDGETS = ("pad", "preview", "answer", "bars", "clearButton", "undoButton", "tabs", "trainingTab")
"""The names that must be in the window, of those that tests and assistive technology rely on."""

LEAST_ACCURACY = 0.8
_DIGIT, _SEED = 3, 0
_PATIENCE = 5.0  # seconds for the window to answer
_EPOCHS = 5


@dataclass(frozen=True)
class SmokeTest:
    """What was found."""

    drawn: int
    answer: int | None
    accuracy: float
    """Of the run, on the built-in digits' test part."""
    resumed_equal: bool
    """Whether a run that was stopped, saved, loaded and resumed has the same weights bit for bit."""
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
                f"A short run on the built-in digits reads {100 * self.accuracy:.1f} % of their test images.",
                f"A resumed run is {'the same' if self.resumed_equal else 'NOT the same'} bit for bit.",
                f"Left behind: {self.threads_left} threads, {self.files_left} files. Widgets missing: {missing}.",
                "All is well." if self.is_good else "Something is wrong.",
            ]
        )


def run() -> SmokeTest:
    """Try everything in a folder of its own, which is removed afterwards."""
    threads = set(threading.enumerate())
    folder = Path(tempfile.mkdtemp(prefix="mnistpad-smoke-test-"))
    try:
        with _at_home_in(folder), _no_hidden_errors():
            answer, widgets = _try_window(folder)
            accuracy, resumed_equal = _try_training(folder)
        left = sum(path.is_file() for path in folder.rglob("*"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    threads_left = len(set(threading.enumerate()) - threads)
    return SmokeTest(_DIGIT, answer, accuracy, resumed_equal, threads_left, left, widgets)


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


def _try_window(folder: Path) -> tuple[int | None, tuple[str, ...]]:
    """Draw in the window as a person does; return what it reads, and which widgets it has."""
    application()
    settings = folder / "settings.ini"
    window = MainWindow(Settings(settings))
    window.show()
    window.load_model()
    QTest.qWaitForWindowExposed(window)
    _draw(window.desk.canvas)
    answer = _answer_of(window)
    widgets = tuple(name for name in WIDGETS if window.findChild(QWidget, name) is not None)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settings.unlink(missing_ok=True)  # the one file that a closed window may leave
    return answer, widgets


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
        QTest.qWait(20)
        answer = window.session.answer
        if answer is not None and answer.digit is not None:
            return int(answer.digit)
    return None


def _try_training(folder: Path) -> tuple[float, bool]:
    """Train twice on the built-in digits, once with a stop half-way; return the accuracy and whether both are equal."""
    config = TrainingConfig.from_dict(preset("quick").to_dict() | {"epochs": _EPOCHS})
    data = sources.load_all(["builtin"], config.validation)
    straight = TrainingState(config, data.sha256)
    for _ in train(straight, data):
        pass
    resumed = _stopped_and_resumed(config, data, folder / "run.checkpoint")
    accuracy = evaluate(straight.network, data.test).accuracy
    return accuracy, np.array_equal(straight.network.parameters, resumed.network.parameters)


def _stopped_and_resumed(config: TrainingConfig, data: TrainingData, checkpoint: Path) -> TrainingState:
    stopped = TrainingState(config, data.sha256)
    events = train(stopped, data)
    for _ in islice(events, 100):
        pass
    events.close()  # type: ignore[attr-defined]
    save_checkpoint(stopped, checkpoint)
    resumed = load_checkpoint(checkpoint)
    checkpoint.unlink()
    for _ in train(resumed, data):
        pass
    return resumed
