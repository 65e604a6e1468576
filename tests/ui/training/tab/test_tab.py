"""The Train tab before any run, and among the tabs."""

import pytest
from PySide6.QtCore import Qt

from mnistpad.ui import theme
from mnistpad.ui.training.run.controller import Phase
from tests.ui.training.conftest import ENDED, known_toys, load_toys_or_files

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


def test_what_was_chosen_before_the_tab_was_ready_is_counted_too(open_desk):
    desk = open_desk()
    desk.training.plan.choose_source("mnist")
    desk.window.show_tab(desk.window.training)

    desk.wait_until(lambda: "500 to learn" in desk.words("runSummary"))


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
