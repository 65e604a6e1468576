"""The real window, as a person opens it."""

import pytest

from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.settings import Settings


@pytest.fixture
def window(qtbot) -> MainWindow:
    """With the shipped model, at the size of the sketches."""
    window = qtbot.present(MainWindow(Settings()), 1280, 800)
    window.load_model()
    return window
