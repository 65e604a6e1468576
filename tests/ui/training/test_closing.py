from math import ceil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from mnistpad import model_file
from mnistpad.errors import ModelFileError
from mnistpad.ui.training.run.controller import Phase

LONG = 100_000


def in_a_run(desk, epochs=40, pace=100):
    desk.plan(epochs=epochs)
    desk.runs.set_pace(pace)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.wait_until(lambda: desk.runs.run.step >= 30)


def test_closing_in_a_run_does_not_ask_and_the_next_start_offers_to_continue(desk, open_desk, monkeypatch):
    monkeypatch.setattr(QMessageBox, "warning", lambda *_: pytest.fail("asked"))
    in_a_run(desk)

    assert desk.window.close()

    step = desk.runs.run.step
    again = open_desk()
    assert again.strip() == f"Quick, 16 hidden, batches of 20, 40 epochs was at epoch {ceil(step / 25)} of 40."
    assert [button.text() for button in again.desk.strip.buttons] == ["Continue", "Not now"]
    again.answer_strip("Continue")
    again.wait_for(Phase.FINISHED)
    assert again.runs.run.epoch == 40
    assert len(again.runs.run.history.losses) == 1000 > step


def test_a_run_that_is_not_wanted_now_is_offered_no_more(desk, open_desk):
    in_a_run(desk)
    desk.window.close()
    again = open_desk()
    again.answer_strip("Not now")
    again.window.close()

    assert open_desk().desk.strip.message is None
    assert len(again.runs.store.all()) == 1


def test_a_run_that_was_stopped_is_not_offered(desk, open_desk):
    in_a_run(desk)
    desk.click("stopButton")
    desk.wait_for(Phase.STOPPED)
    desk.window.close()

    assert open_desk().desk.strip.message is None


@pytest.mark.parametrize(
    ("answer", "closes"), [(QMessageBox.StandardButton.Cancel, False), (QMessageBox.StandardButton.Close, True)]
)
def test_the_window_asks_only_if_saving_failed(desk, monkeypatch, answer, closes):
    asked = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: asked.append(arguments[2]) or answer)
    in_a_run(desk)

    def refuse(*_arguments, **_options):
        msg = "run.checkpoint could not be saved: No space left. Free some space."
        raise ModelFileError(msg)

    monkeypatch.setattr(model_file, "write", refuse)

    assert desk.window.close() is closes
    assert asked
    assert "No space left" in asked[0]
    assert desk.phase is Phase.FAILED
    monkeypatch.undo()
    desk.window.close()


def test_a_pause_is_closed_as_well(desk, open_desk):
    in_a_run(desk)
    desk.click("pauseButton")
    desk.wait_for(Phase.PAUSED)

    assert desk.window.close()
    assert " was at epoch " in open_desk().strip()


# Save


def test_a_network_is_saved_with_its_scores_and_opened_again(desk, tmp_path, monkeypatch):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    path = tmp_path / "mine.npz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path.with_suffix("")), ""))

    desk.click("saveNetworkButton")
    desk.wait_until(lambda: desk.strip() == "Saved as mine.npz.")

    model = model_file.load(path)
    assert model.network.sizes == (784, 16, 10)
    assert [(score.images, score.part, score.count) for score in model.header.scores] == [("mnist", "validation", 100)]
    assert model.header.config["epochs"] == 4
    assert model.header.best_epoch == desk.runs.run.best.epoch
    desk.window.open_path(str(path))
    desk.wait_until(lambda: desk.strip() == "Shall mine read what you draw?")
    desk.answer_strip("Read with mine")
    assert desk.session.reader.path == path


def test_a_name_without_suffix_never_replaces_a_file_unasked(desk, tmp_path, monkeypatch):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    path = tmp_path / "mine.npz"
    path.write_text("precious")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))

    desk.click("saveNetworkButton")

    assert desk.strip() == "mine.npz is there already. Save under its full name to replace it."
    assert path.read_text() == "precious"


def test_a_full_disk_is_told_and_the_run_stays(desk, tmp_path, monkeypatch):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)

    desk.training.keeping.save_to(Path(tmp_path / "nowhere" / "mine.npz"))
    desk.wait_until(lambda: "could not be saved" in desk.strip())

    assert desk.find("saveNetworkButton").isEnabled()


def test_the_last_network_is_kept_where_the_person_says_so(desk, tmp_path):
    desk.plan(epochs=6)
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    choice = desk.find("keepChoice")
    assert choice.currentText() == f"Keep best epoch ({desk.runs.run.best.epoch:g})"
    assert choice.itemText(1) == "Keep last (6)"

    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    desk.wait_until(lambda: desk.session.reader.title == "This run · epoch 6")
    desk.training.keeping.save_to(tmp_path / "last.npz")
    desk.wait_until(lambda: (tmp_path / "last.npz").exists())

    assert model_file.load(tmp_path / "last.npz").header.best_epoch is None


def test_the_final_exam_opens_in_place_and_its_score_is_saved(desk, tmp_path):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    desk.click("examButton")
    assert desk.find("examPanel").isVisible()

    desk.click("takeExamButton")
    desk.wait_until(lambda: bool(desk.training.exams.panel.scores))
    desk.training.keeping.save_to(tmp_path / "examined.npz")
    desk.wait_until(lambda: (tmp_path / "examined.npz").exists())
    desk.qtbot.keyClick(desk.find("examPanel"), Qt.Key.Key_Escape)

    assert not desk.find("examPanel").isVisible()
    scores = model_file.load(tmp_path / "examined.npz").header.scores
    assert [score.part for score in scores] == ["validation", "test"]


def test_a_network_that_was_trained_and_not_saved_is_found_after_closing_and_can_read(desk, open_desk):
    desk.plan(epochs=2)
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    key = desk.runs.kept.key
    weights = desk.runs.state.best_network().parameters.copy()
    desk.window.close()

    again = open_desk()

    assert [run.key for run in again.runs.store.all()] == [key]
    again.window.training.gallery.use_wanted.emit(key)
    again.wait_until(lambda: again.window.session.run_reader is not None)
    kept = again.window.session.run_reader.recognizer.model.network.parameters
    assert (kept == weights).all()
