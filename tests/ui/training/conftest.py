"""The real window over data that is learned within a second."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from mnistpad.data import sources as real
from mnistpad.data.mixture import combine
from mnistpad.data.sources import SourceInfo
from mnistpad.errors import DataError
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.run.controller import Phase
from tests.training.conftest import dataset

ENDED = (Phase.STOPPED, Phase.FINISHED, Phase.FAILED, Phase.IDLE)
TOYS = {name: dataset(name) for name in ("builtin", "mnist")}


def load_toys(sources, validation):
    if unknown := set(sources) - set(TOYS):
        msg = f"{min(unknown)} holds no digits that MnistPad knows. Choose another folder."
        raise DataError(msg)
    return combine([(TOYS[name], 1.0) for name in sources], validation)


def load_toys_or_files(sources, validation):
    return load_toys(sources, validation) if set(sources) <= set(TOYS) else real.load_all(sources, validation)


def once_let_go(go: threading.Event, load):
    """Return a loader that waits for `go`."""

    def slowly(sources, validation):
        assert go.wait(20)
        return load(sources, validation)

    return slowly


def known_toys(*, mnist: bool = True):
    return [
        SourceInfo("built-in digits (synthetic)", "builtin", True, "here", "own", 700),
        SourceInfo("MNIST", "mnist", mnist, "there", "free", 700 if mnist else None),
    ]


@dataclass
class Desk:
    """The window, and hands for its Train tab."""

    window: MainWindow
    qtbot: object

    def __getattr__(self, name: str):
        return getattr(self.window, name)

    def find(self, name: str) -> QWidget:
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, name
        return widget

    def click(self, name: str) -> None:
        widget = self.find(name)
        assert widget.isVisible(), f"{name} is not on the screen"
        assert widget.isEnabled(), f"{name} is off: {widget.toolTip()}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window, key, modifiers)

    def words(self, name: str) -> str:
        return self.find(name).text()

    @property
    def phase(self) -> Phase:
        return self.window.runs.phase

    def wait_for(self, *phases: Phase) -> None:
        self.qtbot.waitUntil(lambda: self.phase in phases)

    def wait_until(self, does: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(does)

    def plan(self, **settings: object) -> None:
        for name, value in settings.items():
            self.window.training.plan.change(name, value)

    def strip(self) -> str:
        message = self.window.desk.strip.message
        return message.text if message else ""

    def answer_strip(self, words: str) -> None:
        button = next(each for each in self.window.desk.strip.buttons if each.text() == words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def open_desk(qtbot, home):
    """Return a function that opens the window as a start of the program does."""
    opened = []

    def start(load=load_toys, known=known_toys) -> Desk:
        window = qtbot.present(MainWindow(Settings(), load, known), 1280, 800)
        opened.append(window)
        window.activateWindow()
        window.load_model()
        return Desk(window, qtbot)

    yield start
    for window in opened:
        window.close()


@pytest.fixture
def desk(open_desk, qtbot) -> Desk:
    """The window with the Train tab in front, and a run planned that takes a tenth of a second."""
    desk = open_desk()
    desk.window.show_tab(desk.window.training)
    qtbot.waitUntil(lambda: bool(desk.window.training.plan.source))
    desk.plan(hidden=[16], batch_size=20, epochs=4)
    return desk


@pytest.fixture
def digits_csv(tmp_path):
    """A table of 60 digits, as Kaggle's."""
    rng = np.random.default_rng(1)
    path = tmp_path / "mine.csv"
    rows = np.column_stack([np.arange(60) % 10, rng.integers(0, 2, (60, 784)) * 255])
    path.write_text("\n".join(",".join(map(str, row)) for row in rows.tolist()))
    return path


@pytest.fixture
def canvas(desk):
    """The window's pad, so that `hand` draws on it."""
    return desk.window.desk.canvas


@pytest.fixture
def dice() -> random.Random:
    return random.Random(1)
