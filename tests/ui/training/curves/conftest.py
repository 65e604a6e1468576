"""A run's history made up by formula, the curves of it on the screen, and an eye for their colours."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from mnistpad.training import Evaluated
from mnistpad.training.state import History
from mnistpad.ui import theme
from mnistpad.ui.training.curves.view import CurvesView

BATCHES = 100  # in an epoch


def make_history(epochs: int = 5, batches: int = BATCHES, noise: float = 0.01) -> History:
    """Return a run that learns as runs do: from guessing towards 97 %."""
    rng = np.random.default_rng(epochs)
    steps = np.arange(epochs * batches)
    still = np.exp(-steps / batches * 2)
    losses = 0.1 + 2.2 * still + noise * rng.random(len(steps))
    accuracies = 0.97 - 0.87 * still - noise * rng.random(len(steps))
    history = History(losses.tolist(), accuracies.tolist(), rates=[(0, 0.1)])
    for epoch in range(epochs + 1):
        left = float(np.exp(-2 * epoch))
        step = epoch * batches
        history.evaluations.append(
            Evaluated(step, float(epoch), 0.12 + 2.2 * left, 0.96 - 0.86 * left, 10_000, is_best=epoch > 0)
        )
    return history


@pytest.fixture
def history() -> History:
    """Five epochs of a hundred batches."""
    return make_history()


@pytest.fixture
def view(qtbot) -> CurvesView:
    """Empty curves, as large as the smallest window leaves them."""
    widget = qtbot.present(CurvesView(), 560, 330)
    # Its ring is in accent, as the training curve is.
    if (focused := widget.focusWidget()) is not None:
        focused.clearFocus()
    return widget


class Eye:
    """Sees tokens where pixels are."""

    def __init__(self, widget: QWidget) -> None:
        self.image: QImage = widget.grab().toImage()

    def count(self, colour: str) -> int:
        """Return how many pixels have exactly this colour."""
        return int(self.where(colour).sum())

    def where(self, colour: str) -> np.ndarray:
        """Return which pixels have exactly this colour, (h, w)."""
        plain = self.image.convertToFormat(QImage.Format.Format_RGB32)
        rows = np.frombuffer(plain.constBits(), np.uint32).reshape(plain.height(), plain.bytesPerLine() // 4)
        return (rows[:, : plain.width()] & 0xFFFFFF) == QColor(colour).rgb() & 0xFFFFFF

    def sees(self, *names: str) -> bool:
        """Whether colours of these tokens are there."""
        return all(self.count(getattr(theme.tokens(), name)) for name in names)


@pytest.fixture
def look_at() -> Callable[[QWidget], Eye]:
    """Look at a widget."""
    return Eye


def do_overlap(boxes: Sequence) -> bool:
    """Whether any two rectangles do."""
    return any(a.intersects(b) for number, a in enumerate(boxes) for b in boxes[:number])
