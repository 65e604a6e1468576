"""What goes wrong with a run, and the way on."""

from PySide6.QtWidgets import QLabel

from mnistpad.errors import DataError
from mnistpad.ui.training.run.controller import Phase
from tests.ui.training.conftest import load_toys


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
