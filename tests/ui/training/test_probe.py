import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mnistpad.ui.training.probe import epoch_text
from mnistpad.ui.training.run.controller import Phase
from tests.ui.window.shapes import ONE, THREE


@pytest.fixture
def finished(desk, hand):
    hand.draw(THREE)
    desk.plan(epochs=8)
    desk.runs.set_pace(400)
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    desk.wait_until(lambda: not desk.training.keeping._jobs)
    desk.find("stripCloseButton").click()
    return desk


def columns(desk):
    return desk.find("heatRows")


def test_the_strip_shows_what_every_kept_network_made_of_the_drawing(finished):
    album = finished.runs.run.album
    rows = columns(finished)
    finished.wait_until(lambda: rows._steps.size == len(album.pages))

    steps, probabilities = album.readings(finished.session.answer.image)
    np.testing.assert_array_equal(rows._steps, steps)
    np.testing.assert_allclose(rows._probabilities, probabilities, atol=1e-6)


def test_new_ink_is_read_by_all_networks_anew(finished, hand):
    rows = columns(finished)
    finished.wait_until(lambda: rows._steps.size > 3)
    before = rows._probabilities.copy()

    finished.actions_.clear.trigger()
    hand.draw(ONE)
    finished.wait_until(lambda: rows._steps.size > 3 and not np.array_equal(rows._probabilities, before))


def test_the_reader_counts_epochs_as_the_line_above_the_curves_does(desk):
    desk.runs.set_pace(40)
    desk.plan(epochs=10_000)
    desk.click("startButton")
    desk.wait_until(lambda: desk.runs.run is not None and desk.runs.run.batch > 3)

    desk.press(Qt.Key.Key_F5)
    desk.wait_for(Phase.PAUSED)

    epoch = desk.runs.run.epoch + 1
    assert desk.training.line.words.text().startswith(f"Paused in epoch {epoch} of")
    assert desk.session.reader.title == f"This run · epoch {epoch}"


def test_dragging_looks_back_and_back_to_now_returns(finished):
    rows = columns(finished)
    finished.wait_until(lambda: rows._steps.size > 3)
    now = finished.session.answer.probabilities

    QTest.mouseClick(rows, Qt.MouseButton.LeftButton, pos=QPoint(rows.width() // 3, rows.height() // 2))
    assert finished.find("readerChooser").currentText().startswith("Looking back: epoch ")
    assert finished.window.windowTitle().startswith("Looking back: epoch ")
    step = finished.find("heat").moment
    snapshot = finished.runs.run.album.at(step)
    expected = snapshot.network.predict(finished.session.answer.image.reshape(784, 1)).ravel()
    np.testing.assert_allclose(finished.session.answer.probabilities, expected, atol=1e-5)

    finished.click("backToNow")
    assert finished.session.reader.title.startswith("This run · epoch ")
    np.testing.assert_allclose(finished.session.answer.probabilities, now)


def test_ctrl_home_ends_a_look_back(finished):
    rows = columns(finished)
    finished.wait_until(lambda: rows._steps.size > 3)
    QTest.mouseClick(rows, Qt.MouseButton.LeftButton, pos=QPoint(rows.width() // 3, 20))

    finished.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)

    assert finished.session.reader.shipped
    assert finished.find("heat").moment is None
    assert finished.session.run_reader.title.startswith("This run")


def test_a_deleted_run_hands_the_pad_back(finished):
    finished.training.pages.show_page("Runs")
    finished.wait_until(lambda: finished.training.pages.page("Runs") is not None)
    runs = finished.training.pages.page("Runs")
    finished.wait_until(lambda: bool(runs.rows))
    runs.pick(finished.runs.run.key)
    runs.delete.click()

    assert finished.session.reader.shipped
    assert finished.strip().endswith("is deleted, so the shipped model reads the pad again.")


def test_an_earlier_run_can_read_the_pad(finished):
    first = finished.runs.run.key
    finished.plan(epochs=1)
    finished.click("startButton")
    finished.wait_until(lambda: finished.phase is Phase.FINISHED and finished.runs.run.key != first)
    finished.training.gallery.use_wanted.emit(first)

    finished.wait_until(lambda: finished.session.reader.run == first)


@pytest.fixture
def slow_best(finished, monkeypatch):
    """Make the best network of the run slowly: return what lets it come."""
    keeping, come = finished.training.keeping, threading.Event()
    make = keeping._model()
    monkeypatch.setattr(keeping, "_model", lambda: lambda: (come.wait(), make())[1])
    keeping.make_for_pad()

    def let_it_come():
        come.set()
        finished.wait_until(lambda: not keeping._jobs)

    yield let_it_come
    let_it_come()


def test_of_two_networks_the_one_asked_for_last_reads_however_late_the_other_comes(finished, slow_best):
    finished.training.gallery.use_wanted.emit(finished.runs.run.key)
    finished.wait_until(lambda: finished.session.reader.title.startswith("Quick"))

    slow_best()

    assert finished.session.reader.title.startswith("Quick")


def test_a_deleted_run_does_not_come_back_with_a_network_that_was_being_made(finished, slow_best):
    finished.training.gallery.deleted.emit(finished.runs.run.key, "Quick")

    slow_best()

    assert finished.session.run_reader is None


@pytest.mark.parametrize(
    ("epoch", "text"), [(0.0, "0"), (0.125, "0.12"), (0.5, "0.5"), (1.0, "1"), (2.54, "2.5"), (1234.0, "1,234")]
)
def test_epochs_are_told_as_short_as_they_can_be(epoch, text):
    assert epoch_text(epoch) == text


def test_what_nobody_looks_at_waits_while_a_person_draws_and_then_catches_up(desk, hand):
    desk.runs.set_pace(100)
    desk.plan(epochs=10_000)
    desk.click("startButton")
    desk.wait_until(lambda: desk.runs.run is not None and desk.runs.run.step > 3)
    desk.wait_until(lambda: desk.training.pages.page("Curves") is not None)
    curves, readings = desk.training.gallery._redraw, desk.window.run_desk._readings
    usual = curves.interval, readings._timer.interval()

    hand.draw(THREE)
    assert desk.window.attention.is_on_pad
    assert curves.interval > usual[0]
    assert readings._timer.interval() > usual[1]

    desk.wait_until(lambda: not desk.window.attention.is_on_pad)
    assert (curves.interval, readings._timer.interval()) == usual
    desk.wait_until(lambda: columns(desk)._steps.size > 0)
