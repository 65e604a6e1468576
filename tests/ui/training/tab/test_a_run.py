"""A run from its start to its end, at any pace and α."""

import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressBar

from mnistpad.ui.training.run.controller import Phase
from tests.ui.training.conftest import known_toys, load_toys

LONG = 100_000  # epochs: more than any test waits for


def test_a_run_from_start_to_its_end(desk):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)

    assert desk.words("progressWords").startswith("Finished after 4 epochs. Best: ")
    assert "% of 100 held-out mnist images, epoch " in desk.words("progressWords")
    bar = desk.find("progressBar")
    assert isinstance(bar, QProgressBar)
    assert bar.value() == bar.maximum()
    assert desk.words("continueButton") == "4 more epochs"
    assert desk.find("keepRow").isVisible()


def test_start_pause_step_resume_stop_continue_finish(desk):
    desk.plan(epochs=40)
    desk.runs.set_pace(100)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    assert not desk.find("startButton").isVisible()

    desk.click("pauseButton")
    desk.wait_for(Phase.PAUSED)
    assert desk.words("pauseButton") == "Resume"
    assert desk.words("progressWords").startswith("Paused in epoch ")

    at = desk.runs.run.step
    desk.click("stepButton")
    desk.wait_until(lambda: desk.runs.run.step == at + 1)
    desk.actions_.step_epoch.trigger()
    desk.runs.set_pace(None)
    desk.wait_until(lambda: desk.phase is Phase.PAUSED and desk.runs.run.step % 25 == 0)

    desk.runs.set_pace(100)
    desk.click("pauseButton")
    assert desk.phase is Phase.RUNNING
    desk.click("stopButton")
    assert desk.words("stopButton") == "Stopping…"
    assert desk.words("progressWords") == "Stopping…"
    desk.wait_for(Phase.STOPPED)
    reached = desk.runs.run.step
    assert desk.words("progressWords").endswith(" of 40. Everything is kept.")

    desk.runs.set_pace(None)
    desk.click("continueButton")
    desk.wait_for(Phase.FINISHED)
    assert desk.runs.run.step == 1000 > reached
    assert len(desk.runs.run.history.losses) == 1000


def test_a_finished_run_goes_on_for_as_many_epochs_again(desk):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)

    desk.click("continueButton")
    desk.wait_until(lambda: desk.phase is Phase.FINISHED and desk.runs.run.epoch == 8)

    assert desk.runs.run.config.epochs == 8


def test_keys_start_pause_step_and_stop(desk):
    desk.plan(epochs=LONG)
    desk.press(Qt.Key.Key_F5)
    desk.wait_for(Phase.RUNNING)
    desk.press(Qt.Key.Key_F5)
    desk.wait_for(Phase.PAUSED)

    at = desk.runs.run.step
    desk.press(Qt.Key.Key_F10)
    desk.wait_until(lambda: desk.runs.run.step == at + 1)
    desk.press(Qt.Key.Key_F5)
    assert desk.phase is Phase.RUNNING
    desk.press(Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    desk.wait_for(Phase.STOPPED)


def test_f6_says_the_state(desk):
    desk.press(Qt.Key.Key_F6)
    assert desk.strip() == "No run is going on."

    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.press(Qt.Key.Key_F6)
    assert desk.strip().startswith("Epoch ")


def test_what_cannot_be_done_says_why(desk):
    actions = desk.actions_
    for action in (actions.step_batch, actions.step_epoch, actions.stop_run):
        assert not action.isEnabled()
        assert action.toolTip().startswith("No run is going on. Press Start first")
    for action in (actions.save_network, actions.final_exam):
        assert action.toolTip().startswith("There is no run to save. Train a network first")

    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)

    assert actions.stop_run.toolTip() == ("End this run and keep what it learned. You can continue it later (Shift+F5)")
    assert desk.find("pauseButton").toolTip() == "Hold here. Step or change α, then go on (F5)"
    assert actions.save_network.toolTip().startswith("A run is going on. Stop it first")


def test_the_run_bar_never_moves(desk):
    places = {desk.find("runBar").geometry().getRect()}
    desk.click("trainSettingsButton")
    places.add(desk.find("runBar").geometry().getRect())
    desk.click("trainSettingsButton")
    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    places.add(desk.find("runBar").geometry().getRect())
    desk.training.strip.say("The loss has stopped falling. A smaller α often helps.", "α ÷ 3")
    places.add(desk.find("runBar").geometry().getRect())

    assert len(places) == 1


def test_without_mnist_there_is_a_way_to_files(open_desk, monkeypatch, tmp_path):
    desk = open_desk(known=lambda: known_toys(mnist=False))
    desk.window.show_tab(desk.window.training)
    desk.wait_until(lambda: desk.find("mnistOffer").isVisible())
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))

    desk.click("useFilesButton")

    desk.wait_until(lambda: desk.training.plan.source == str(tmp_path))
    assert not desk.find("mnistOffer").isVisible()
    desk.wait_until(
        lambda: desk.words("runSummary").endswith("holds no digits that MnistPad knows. Choose another folder.")
    )


def test_slow_loading_is_told(open_desk):
    may_end = threading.Event()

    def slow(sources, validation):
        may_end.wait(60)
        return load_toys(sources, validation)

    desk = open_desk(load=slow)
    desk.window.show_tab(desk.window.training)
    desk.wait_until(lambda: bool(desk.training.plan.source))
    desk.plan(epochs=1)
    desk.click("startButton")
    assert desk.words("progressWords") == ""

    desk.wait_until(lambda: desk.words("progressWords") == "Loading MNIST…")
    assert desk.find("progressBar").maximum() == 0
    assert not desk.find("pauseButton").isEnabled()
    may_end.set()
    desk.wait_for(Phase.FINISHED)
    assert desk.find("progressBar").maximum() == 1000


# α and pace


def test_alpha_changes_in_the_run_and_the_curve_keeps_where(desk):
    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.wait_until(lambda: desk.runs.run.step > 10)
    field = desk.find("rateField")
    assert field.text() == "0.0500"

    field.setFocus()
    field.selectAll()
    for key in "0.02":
        desk.qtbot.keyClick(field, key)
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)

    desk.wait_until(lambda: desk.runs.run.history.rates[-1][1] == pytest.approx(0.02))
    assert desk.runs.run.history.rates[0] == (0, 0.05)
    assert desk.training.plan.config.learning_rate == 0.05


@pytest.mark.parametrize("words", ["Slow motion", "Slow", "Brisk", "Full speed"])
def test_pace_is_the_same_in_the_bar_and_in_the_menu_and_is_remembered(desk, open_desk, words):
    combo = desk.find("paceChoice")
    combo.setCurrentText(words)
    combo.activated.emit(combo.currentIndex())

    assert [a.text().replace("&", "") for a in desk.actions_.pace.actions() if a.isChecked()] == [words]
    desk.window.close()
    assert open_desk().find("paceChoice").currentText() == words


def test_in_slow_motion_each_batch_can_be_seen(desk, qtbot):
    desk.plan(epochs=LONG)
    desk.training._choose_pace("Slow motion")
    desk.click("startButton")
    began = time.monotonic()
    desk.wait_until(lambda: desk.runs.run is not None and desk.runs.run.step >= 3)

    assert desk.runs.run.step <= 2 + 3 * (time.monotonic() - began)


def test_a_falling_rate_is_shown_so_seldom_that_it_can_be_read_and_its_last_value_stays(desk, qtbot):
    desk.plan(epochs=1000, schedule="cosine")
    shown, field = set(), desk.find("rateField")
    desk.window.runs.advanced.connect(lambda _events: shown.add(field.text()))
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    shown.clear()
    begin = time.monotonic()
    qtbot.waitUntil(lambda: len(shown) >= 4)

    assert time.monotonic() - begin >= 0.5
    desk.click("stopButton")
    desk.wait_for(Phase.STOPPED)
    qtbot.waitUntil(lambda: field.value() == pytest.approx(desk.window.runs.run.learning_rate, abs=1e-7))
