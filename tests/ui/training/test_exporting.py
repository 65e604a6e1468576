"""The curves as files, from the menu to the strip. What is in them is tried with the curves."""

import threading

import pytest
from PySide6.QtWidgets import QFileDialog

from mnistpad.errors import TrainingError
from mnistpad.ui.training.curves import exports
from mnistpad.ui.training.curves.view import CurvesView
from mnistpad.ui.training.run.controller import Phase


class SlowWriting:
    """Writes nothing until it may, and remembers who wrote."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.done_in: list[threading.Thread] = []

    def __call__(self, history, batches, path) -> None:
        self.may.wait(20)
        path.write_text(str(len(history.losses)))
        self.done_in.append(threading.current_thread())


@pytest.fixture
def writing(monkeypatch):
    slow = SlowWriting()
    monkeypatch.setattr(exports, "save_csv", slow)
    yield slow
    slow.may.set()


@pytest.fixture
def ask(desk, tmp_path, monkeypatch):
    """Return a function that asks for the table of a finished run."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    desk.wait_until(lambda: desk.window.findChild(CurvesView) is not None)
    desk.answer_strip("Keep reading with this run")
    return lambda suffix=".csv": desk.window.findChild(CurvesView).export_requested.emit(suffix)


def test_a_table_is_written_beside_the_window_which_says_so(desk, ask, writing, tmp_path):
    ask()

    assert not writing.done_in
    desk.wait_until(lambda: desk.strip() == "Saving the curves…")
    writing.may.set()
    desk.wait_until(lambda: desk.strip() == "Saved as mine.csv.")
    assert writing.done_in[0] is not threading.main_thread()
    assert (tmp_path / "mine.csv").read_text() == "100"


def test_a_table_never_replaces_a_file_unasked(desk, ask, tmp_path):
    (tmp_path / "mine.csv").write_text("precious")

    ask()

    assert desk.strip() == "mine.csv is there already. Save under its full name to replace it."
    assert (tmp_path / "mine.csv").read_text() == "precious"


def test_a_window_that_closes_lets_the_table_be_written(desk, ask, writing, tmp_path):
    ask()
    threading.Timer(0.3, writing.may.set).start()

    desk.window.close()

    assert (tmp_path / "mine.csv").read_text() == "100"


def test_a_table_that_cannot_be_written_says_why(desk, ask, monkeypatch):
    def fail(*_):
        msg = "mine.csv could not be saved: disk full."
        raise TrainingError(msg)

    monkeypatch.setattr(exports, "save_csv", fail)

    ask()

    desk.wait_until(lambda: desk.strip() == "mine.csv could not be saved: disk full.")


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_a_picture_is_written_too(desk, ask, tmp_path, suffix):
    ask(suffix)

    desk.wait_until(lambda: desk.strip() == f"Saved as mine{suffix}.")

    assert (tmp_path / f"mine{suffix}").stat().st_size > 1000
