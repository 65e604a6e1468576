import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QProgressBar

from mnistpad.errors import DataError
from mnistpad.ui import theme
from mnistpad.ui.training.run.controller import Phase
from tests.ui.window.shapes import THREE

from .conftest import ENDED, known_toys, load_toys, load_toys_or_files

LONG = 100_000  # epochs: more than any test waits for


# Before a run


def test_before_any_run_there_are_three_choices_and_a_promise(desk):
    assert desk.words("progressWords") == (
        "Teach a network in a few seconds. Nothing can break: the shipped model stays."
    )
    for name in ("startButton", "dataChoice", "presetChoice"):
        assert desk.find(name).isVisible()
    for name in ("pauseButton", "stepButton", "stopButton", "paceChoice", "rateField", "progressBar", "keepRow"):
        assert not desk.find(name).isVisible()


def test_mnist_is_chosen_where_it_is_and_the_built_in_digits_where_it_is_not(open_desk, qtbot):
    with_it = open_desk()
    with_it.training.prepare()
    assert with_it.find("dataChoice").currentText() == "MNIST"
    with_it.window.close()

    without = open_desk(known=lambda: known_toys(mnist=False))
    without.training.prepare()
    assert without.find("dataChoice").currentText() == "built-in digits (synthetic)"


def test_start_says_beside_it_why_it_is_off(open_desk):
    desk = open_desk(known=list)
    desk.window.show_tab(desk.window.training)
    desk.wait_until(lambda: desk.words("startReason") != "")

    assert desk.words("startReason") == "Pick a data source first"
    assert not desk.find("startButton").isEnabled()
    assert desk.find("startButton").toolTip().startswith("Pick a data source first")
    desk.press(Qt.Key.Key_F5)
    assert desk.phase is Phase.IDLE


def test_the_summary_counts_the_images_once_they_are_loaded(desk):
    desk.wait_until(lambda: "500 to learn" in desk.words("runSummary"))

    assert desk.words("runSummary").endswith("mnist, 500 to learn + 100 held out · 784-16-10, 12,730 parameters")


def test_counts_are_remembered_so_that_the_next_start_loads_nothing(desk, open_desk):
    desk.wait_until(lambda: "500 to learn" in desk.words("runSummary"))
    desk.window.close()

    def refuse(sources, validation):
        raise AssertionError

    again = open_desk(load=refuse)
    again.window.show_tab(again.window.training)
    again.wait_until(lambda: "500 to learn" in again.words("runSummary"))


def test_a_duration_is_told_only_after_this_machine_has_run_an_epoch(desk):
    desk.wait_until(lambda: "500 to learn" in desk.words("runSummary"))
    assert "about" not in desk.words("runSummary")

    desk.plan(epochs=30)
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    desk.training.plan.choose_preset("best")

    assert "about" in desk.words("runSummary")


# A run


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


# Who reads


def test_start_switches_the_pad_to_the_run_and_says_so(desk, hand):
    hand.draw(THREE)
    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)

    assert desk.session.reader is desk.session.run_reader
    assert desk.strip() == "The pad is read by this run now: watch it learn your digit."
    desk.wait_until(lambda: desk.window.windowTitle().startswith("This run · epoch "))
    desk.wait_until(lambda: "held out" in desk.words("progressWords"))
    desk.wait_until(lambda: desk.find("readerChooser").currentText().count(" · ") == 2)
    assert desk.session.shipped_answer is not None


def test_the_digit_is_read_again_with_every_snapshot(desk, hand):
    hand.draw(THREE)
    desk.plan(epochs=LONG)
    answers = []
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.session.answered.connect(lambda answer: answers.append(answer.probabilities))

    desk.wait_until(lambda: len(answers) >= 3)

    assert desk.session.answer.image is not None


def test_ctrl_home_goes_back_to_the_shipped_model_while_the_run_goes_on(desk, hand):
    hand.draw(THREE)
    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)

    desk.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)

    assert desk.session.reader is desk.session.shipped
    desk.qtbot.wait(250)
    assert desk.session.reader is desk.session.shipped
    assert desk.phase is Phase.RUNNING
    assert desk.window.windowTitle() == "Shipped model – MnistPad"
    desk.find("readerChooser").activated.emit(desk.find("readerChooser").count() - 1)
    assert desk.session.reader is desk.session.run_reader


def test_the_end_asks_who_reads_from_now_on(desk, hand):
    hand.draw(THREE)
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    assert [button.text() for button in desk.desk.strip.buttons] == [
        "Keep reading with this run",
        "Back to the shipped model",
    ]

    desk.wait_until(lambda: desk.session.reader.title.startswith("This run · epoch"))
    desk.answer_strip("Back to the shipped model")
    assert desk.session.reader is desk.session.shipped

    desk.click("useOnPadButton")
    desk.wait_until(lambda: desk.session.reader is desk.session.run_reader)
    assert not desk.find("useOnPadButton").isVisible()


def test_every_start_begins_with_the_shipped_model(desk, open_desk):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    desk.window.close()

    assert open_desk().session.reader.shipped


# What goes wrong


def test_a_run_that_blows_up_says_so_and_goes_back_with_a_third_of_alpha(desk):
    desk.plan(epochs=20)
    desk.runs.set_pace(400)
    desk.click("startButton")
    desk.wait_until(lambda: desk.runs.run is not None and desk.runs.run.epoch >= 2)
    desk.training.change_rate(900.0)
    desk.runs.set_pace(None)
    desk.wait_for(Phase.FAILED)

    words = desk.words("coachWords")
    assert words.startswith("The loss blew up at batch ")
    assert "Weights are safe at epoch" in words
    assert desk.words("coachButton").startswith("Back to epoch ")
    assert desk.session.reader is desk.session.shipped
    assert desk.strip() == "The run has ended, so the shipped model reads the pad again."

    rate = desk.runs.run.history.rates[0][1]
    desk.click("coachButton")
    desk.wait_for(Phase.FINISHED)
    assert desk.runs.run.epoch == 20
    assert desk.runs.run.learning_rate <= max(rate, 300.0)
    assert not desk.find("coachStrip").isVisible()


def test_data_that_cannot_be_loaded_is_told_in_place_and_can_be_tried_again(open_desk):
    is_there = []

    def load(sources, validation):
        if not is_there:
            msg = "MNIST is not on this computer. Get it first."
            raise DataError(msg)
        return load_toys(sources, validation)

    desk = open_desk(load=load)
    desk.window.show_tab(desk.window.training)
    desk.wait_until(lambda: bool(desk.training.plan.source))
    desk.plan(hidden=[4], epochs=1)
    desk.click("startButton")
    desk.wait_for(Phase.FAILED)
    assert desk.words("coachWords") == "MNIST is not on this computer. Get it first."

    is_there.append(True)
    desk.click("coachButton")
    desk.wait_for(Phase.FINISHED)


def test_an_advice_is_dismissed_by_its_cross(desk):
    desk.training.strip.say("The loss has stopped falling. A smaller α often helps.", "α ÷ 3")
    assert desk.find("coachStrip").height() >= 40

    desk.click("coachCloseButton")

    assert not desk.find("coachStrip").isVisible()
    assert desk.find("coachMark").__class__ is QLabel


# Tabs and windows


def test_a_run_goes_on_while_other_tabs_are_shown_and_the_window_is_minimised(desk):
    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    at = desk.runs.run.step
    desk.wait_until(lambda: desk.runs.run.step > at)

    desk.window.showMinimized()
    at = desk.runs.run.step
    desk.wait_until(lambda: desk.runs.run.step > at)
    desk.window.showNormal()

    assert desk.phase is Phase.RUNNING
    assert len(desk.runs.run.history.losses) == desk.runs.run.step


def test_f5_from_another_tab_starts_and_shows_the_run(open_desk):
    desk = open_desk()
    desk.press(Qt.Key.Key_F5)

    desk.wait_until(lambda: desk.phase is not Phase.IDLE)
    assert desk.tabs.currentWidget() is desk.training
    desk.runs.stop()
    desk.wait_for(*ENDED)


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("busy", [False, True])
def test_nothing_is_cut_off_at_the_side_in_the_smallest_window(desk, scale, busy):
    desk.window.resize(900, 600)
    theme.theme.scale = scale
    if busy:
        desk.plan(epochs=LONG)
        desk.click("startButton")
        desk.wait_for(Phase.RUNNING)
    desk.qtbot.settle()
    tab = desk.training

    names = ("pauseButton", "stepButton", "stopButton") if busy else ("startButton",)
    for name in (*names, "trainSettingsButton", "runBar", "progressWords"):
        part = desk.find(name)
        right = part.mapTo(tab.viewport(), part.rect().topRight()).x()
        assert right <= tab.viewport().width(), name
        assert part.width() >= part.minimumSizeHint().width() or name == "progressWords", name


def test_the_next_run_learns_from_a_file_that_was_dropped(open_desk, digits_csv):
    desk = open_desk(load=load_toys_or_files)
    desk.window.exchange.open_paths([digits_csv])
    desk.wait_until(lambda: desk.window.data.accept.isVisible())
    desk.click("useDigitsButton")
    desk.wait_until(lambda: desk.window.data.contents is not None)
    desk.click("trainOnThisButton")

    assert desk.tabs.currentWidget() is desk.training
    assert desk.find("dataChoice").currentText() == "mine.csv"
    assert str(digits_csv.parent) not in desk.words("runSummary")
    desk.plan(hidden=[8], epochs=1)
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    assert [share.dataset.name for share in desk.runs.run.data.shares] == ["mine.csv"]


def test_a_file_that_became_unreadable_is_told_before_any_start(open_desk, digits_csv):
    desk = open_desk(load=load_toys_or_files)
    digits_csv.write_text("these,are\nno,digits\n")

    desk.window.data.source_chosen.emit(str(digits_csv))

    desk.wait_until(lambda: "mine.csv is not a table of 28×28 digits" in desk.words("runSummary"))
    assert desk.phase is Phase.IDLE


def test_a_projector_shows_no_settings(desk):
    desk.click("trainSettingsButton")

    desk.window.actions_.presentation.trigger()

    assert not desk.find("trainSettingsButton").isVisible()
    assert not desk.training.panel.isVisible()
    desk.window.actions_.presentation.trigger()
    assert desk.find("trainSettingsButton").isVisible()


def test_every_control_of_the_tab_has_a_name(desk):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox

    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox)
    controls = [w for kind in kinds for w in desk.training.findChildren(kind)]
    ours = [w for w in controls if not w.objectName().startswith("qt_")]

    assert [w for w in ours if not w.objectName()] == []
    assert [w.objectName() for w in ours if not (w.accessibleName() or w.text())] == []


def test_the_icon_of_start_can_be_read_on_the_accent(desk):
    for scheme in ("light", "dark"):
        theme.theme.scheme = scheme
        picture = desk.find("startButton").icon().pixmap(20, 20).toImage()
        solid = {picture.pixelColor(x, y).name() for x in range(20) for y in range(20)
                 if picture.pixelColor(x, y).alpha() == 255}  # fmt: skip
        assert solid == {theme.tokens().on_accent.lower()}
