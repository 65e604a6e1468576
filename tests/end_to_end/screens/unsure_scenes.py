"""What a network says that can decline, and one that cannot."""

from collections.abc import Callable
from pathlib import Path

from mnistpad.model_file import Header, Model
from mnistpad.nn import Network
from mnistpad.ui.main_window import MainWindow
from tests.end_to_end.reading.replay import put
from tests.end_to_end.reading.written import NO_DIGITS
from tests.end_to_end.screens.train_scenes import NORMAL, SMALL
from tests.ui.declining import LETTER, declining_model, drawn
from tests.ui.window.shapes import THREE

EVERYWHERE = ("declined", "only-digits")  # also dark, small and in large type


def read_with(window: MainWindow, model: Model) -> None:
    """Let another model read."""
    window.session.read_with(window.session.add_model(model, Path(f"{model.header.name}.npz")))


def declined(window: MainWindow) -> None:
    """A letter."""
    read_with(window, declining_model("Knows letters"))
    put(window.desk.canvas, drawn(LETTER))


def guessed(window: MainWindow) -> None:
    """A letter, and what it would have been called."""
    declined(window)
    window.desk.answer.settle()
    window.desk.answer._toggle_guess()


def either(window: MainWindow) -> None:
    """Something between a 1 and a 3."""
    read_with(window, declining_model("Knows letters"))
    put(window.desk.canvas, drawn(THREE[:6]))


def only_digits(window: MainWindow) -> None:
    """A letter, before a network that has only seen digits; the shipped model disagrees where it can."""
    network = Network((784, 10), "relu")
    network.weights[0][:] = declining_model().network.weights[0][:10]
    read_with(window, Model(network, Header("Ten outputs")))
    put(window.desk.canvas, NO_DIGITS["an A"])
    window.desk.answer.settle()
    window.desk.answer.rested.emit()


SCENES: dict[str, tuple[Callable[[MainWindow], None], tuple[int, int]]] = {
    "declined": (declined, NORMAL),
    "declined-guessed": (guessed, NORMAL),
    "either": (either, SMALL),
    "only-digits": (only_digits, NORMAL),
}
