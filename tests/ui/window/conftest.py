"""The real window, with the model that ships and a data folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from mnistpad import model_file
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.model_file import Header, Model, Score
from mnistpad.nn import Network
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.settings import Settings

from .shapes import THREE

MakeWindow = Callable[[], MainWindow]


@pytest.fixture
def open_window(qtbot, home: Path) -> Iterator[MakeWindow]:
    """Return a function that opens the window as a start of the program does."""
    opened: list[MainWindow] = []

    def start() -> MainWindow:
        window = qtbot.present(MainWindow(Settings()))
        opened.append(window)
        window.activateWindow()
        window.load_model()
        return window

    yield start
    for window in opened:
        window.close()
        window.data.errand.close(patience=60)  # the built-in digits are drawn once for all tests


@pytest.fixture
def window(open_window: MakeWindow, qtbot) -> MainWindow:
    """The window, 1280×800, with the pad in focus."""
    window = open_window()
    window.resize(1280, 800)
    window.desk.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(window.desk.canvas.hasFocus)
    return window


@pytest.fixture
def canvas(window: MainWindow):
    """The window's pad, so that `hand` draws on it."""
    return window.desk.canvas


@pytest.fixture
def three() -> Drawing:
    """A drawn 3, in pad units."""
    return Drawing((Stroke(np.array(THREE)),))


@pytest.fixture
def model() -> Model:
    """A network that was never trained, with a score of its own."""
    network = Network((784, 10), "relu", rng=np.random.default_rng(3))
    return Model(
        network, Header("mine", scores=[Score("built-in digits (synthetic)", "validation", 2000, 0.9917, 0.1)])
    )


@pytest.fixture
def saved_model(model: Model, tmp_path: Path) -> Path:
    """The same in a file."""
    path = tmp_path / "mine.npz"
    model_file.save(model, path)
    return path


@pytest.fixture
def picture(tmp_path):
    """A 7 in black on white."""
    grey = np.full((200, 200), 255, np.uint8)
    grey[40:56, 50:150] = 0
    for row in range(40, 170):
        left = 134 - (row - 40) // 3
        grey[row, left : left + 16] = 0
    path = tmp_path / "seven.png"
    Image.fromarray(grey).save(path)
    return path
