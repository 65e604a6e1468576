"""A window that nobody touches does nothing: what it burns, a network in training would lack."""

import pytest
from PySide6.QtCore import QEvent, QObject

from mnistpad.ui.main_window import MainWindow
from tests.ui.training.conftest import known_toys, load_toys


class Watcher(QObject):
    """Counts what happens to a window's parts."""

    def __init__(self, kinds):
        super().__init__()
        self.seen = []
        self._kinds = kinds

    def eventFilter(self, watched, event):
        if event.type() in self._kinds:
            self.seen.append((type(watched).__name__, event.type().name))
        return False

    def rests(self, qtbot) -> bool:
        """Whether nothing happens for half a second."""
        self.seen.clear()
        qtbot.wait(500)
        return not self.seen


@pytest.mark.parametrize("tab", ["look", "training", "data"])
def test_a_window_that_nobody_touches_neither_lays_out_nor_paints(qtbot, qapp, tab):
    window = MainWindow(load=load_toys, known=known_toys)
    qtbot.addWidget(window)
    window.show()
    window.load_model()
    window.show_tab(getattr(window, tab))
    watcher = Watcher({QEvent.Type.LayoutRequest, QEvent.Type.Paint})
    qapp.installEventFilter(watcher)

    rested = any(watcher.rests(qtbot) for _ in range(20))  # the first looks may still meet the window being built

    qapp.removeEventFilter(watcher)
    window.close()
    assert rested, watcher.seen
