"""The real window, as a start of the program makes it, over a folder that lasts for several."""

from collections.abc import Callable, Iterator

import pytest

from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.program.sitting import Sitting
from mnistpad.ui.settings import Settings

Sit = Callable[[], Sitting]


@pytest.fixture
def sit(qtbot, home) -> Iterator[Sit]:
    """Return a function that starts the program; `sitting.close()` ends it as a person does."""
    open_: list[Sitting] = []

    def start() -> Sitting:
        sitting = Sitting(window := MainWindow(Settings()))
        open_.append(sitting)
        qtbot.present(window)
        sitting.restore()
        window.load_model()
        return sitting

    yield start
    for sitting in open_:
        leave(sitting)


def leave(sitting: Sitting) -> None:
    """Close the window and end the program, once."""
    if sitting.is_over:
        return
    sitting.window.close()
    sitting.end()
