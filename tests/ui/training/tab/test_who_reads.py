"""Who reads the pad while a run goes on, and after it."""

from PySide6.QtCore import Qt

from mnistpad.ui.training.run.controller import Phase
from tests.ui.window.shapes import THREE

LONG = 100_000  # epochs: more than any test waits for


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


def test_when_a_run_is_stopped_nothing_says_any_more_that_it_learns(desk):
    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    assert "watch it learn" in desk.strip()

    desk.click("stopButton")
    desk.wait_for(Phase.STOPPED)

    assert desk.strip() == ""


def test_when_the_shipped_model_reads_nothing_says_any_more_that_the_run_does(desk):
    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)

    desk.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)

    assert desk.strip() == ""


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
