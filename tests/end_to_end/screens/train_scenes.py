"""The scenes of the Train tab for the pictures: each sets up a run on the built-in digits and brings it somewhere."""

import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.training.run.controller import Phase

Scene = Callable[[MainWindow], None]
PATIENCE = 120  # seconds; the built-in digits are drawn at first
NORMAL, SMALL = (1280, 800), (900, 600)


def until(condition: Callable[[], object]) -> None:
    """Let the window live until something is so."""
    last = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < last
        QApplication.processEvents()
        time.sleep(0.005)


def ready(window: MainWindow) -> None:
    """The tab before any run."""
    window.show_tab(window.training)
    window.training.prepare()
    window.actions_.pace.actions()[-1].trigger()
    window.training.plan.choose_preset("quick")
    window.training.plan.choose_source("builtin")
    until(lambda: "to learn" in window.training.summary.text())


def started(window: MainWindow, epochs: int = 10, **settings: object) -> None:
    """A run that goes on."""
    ready(window)
    for name, value in ({"epochs": epochs} | settings).items():
        window.training.plan.change(name, value)
    window.actions_.start_run.trigger()
    until(lambda: window.runs.phase is Phase.RUNNING or not window.runs.phase.is_busy)


def running(window: MainWindow) -> None:
    """A run in its fourth epoch, not fast."""
    started(window)
    until(lambda: window.runs.run.epoch >= 3)
    window.actions_.pace.actions()[1].trigger()
    window.desk.strip.hide_all()


def toasted(window: MainWindow) -> None:
    """A run that has just begun, and says who reads."""
    started(window)
    window.actions_.pace.actions()[1].trigger()


def paused(window: MainWindow) -> None:
    """A run that holds."""
    running(window)
    window.actions_.start_run.trigger()
    until(lambda: window.runs.phase is Phase.PAUSED)


def stopped(window: MainWindow) -> None:
    """A run that was ended by hand."""
    running(window)
    window.actions_.stop_run.trigger()
    until(lambda: window.runs.phase is Phase.STOPPED)


def finished(window: MainWindow, epochs: int = 10, **settings: object) -> None:
    """A run that did all its epochs."""
    started(window, epochs, **settings)
    until(lambda: window.runs.phase is Phase.FINISHED)


def diverged(window: MainWindow) -> None:
    """A run that blew up after an epoch."""
    started(window)
    until(lambda: window.runs.run.epoch >= 2)
    window.training.change_rate(900.0)
    until(lambda: window.runs.phase is Phase.FAILED)


def coached(window: MainWindow) -> None:
    """A run that could be better, and the coach's sentence."""
    running(window)
    window.training.strip.say("The loss has stopped falling. A smaller α often helps.", "α ÷ 3")


def settings(window: MainWindow) -> None:
    """The settings, one of them changed and one of them wrong."""
    ready(window)
    window.training.bar.settings.setChecked(True)
    window.training.plan.change("dropout", 0.2)
    window.training.plan.find_fault("hidden", "Type whole numbers with commas between, such as 128 or 300, 100.")


def earlier(window: MainWindow) -> None:
    """Two runs behind the present one."""
    finished(window, 6, activation="sigmoid")
    finished(window, 8, hidden=(32,))
    finished(window, 10)


def view(scene: Scene, title: str) -> Scene:
    """Return the scene with another view in front."""

    def shown(window: MainWindow) -> None:
        scene(window)
        window.training.pages.show_page(title)
        until(lambda: window.training.pages.page(title))

    return shown


def cell(window: MainWindow) -> None:
    """The pictures behind a cell of the matrix."""
    view(finished, "Digits")(window)
    page = window.training.pages.page("Digits")
    until(lambda: page.judged)
    counts = page.matrix.counts.copy()
    counts.flat[::11] = 0
    page.matrix.cell_opened.emit(*divmod(int(counts.argmax()), 10))


def exam(window: MainWindow) -> None:
    """The final exam, taken."""
    finished(window)
    window.actions_.final_exam.trigger()
    window.training.exams.panel.take.click()
    until(lambda: window.training.exams.panel.scores)


def interrupted(window: MainWindow) -> None:
    """The start after a window that was closed in a run."""
    stopped(window)
    window.runs.store.change(window.runs.kept.key, interrupted=True)
    window.run_desk.offer_unfinished()


def numbers(scene: Scene) -> Scene:
    """Return the scene with its numbers."""

    def shown(window: MainWindow) -> None:
        scene(window)
        window.actions_.numbers.trigger()

    return shown


SCENES: dict[str, tuple[Scene, tuple[int, int]]] = {
    "train-before": (ready, NORMAL),
    "train-begun": (toasted, NORMAL),
    "train-running": (running, NORMAL),
    "train-paused": (paused, NORMAL),
    "train-stopped": (stopped, NORMAL),
    "train-finished": (finished, NORMAL),
    "train-diverged": (diverged, NORMAL),
    "train-coached": (coached, NORMAL),
    "train-settings": (settings, NORMAL),
    "train-earlier": (earlier, NORMAL),
    "train-matrix": (view(finished, "Digits"), NORMAL),
    "train-cell": (cell, NORMAL),
    "train-mistakes": (view(finished, "Mistakes"), NORMAL),
    "train-runs": (view(earlier, "Runs"), NORMAL),
    "train-exam": (exam, NORMAL),
    "train-interrupted": (interrupted, NORMAL),
    "train-numbers": (numbers(finished), NORMAL),
    "train-matrix-numbers": (numbers(view(finished, "Digits")), NORMAL),
}
EVERYWHERE = ("before", "running", "paused", "finished", "diverged", "settings", "earlier", "matrix", "mistakes")
"""What is also taken dark and in the smallest window."""
