import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mnistpad.ui.training.run.controller import Phase


@pytest.mark.parametrize("before", ["nothing", "the exam", "a focused choice"])
def test_a_run_that_begins_over_a_question_keeps_the_keys(desk, before):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    desk.plan(epochs=100_000)
    if before == "the exam":
        desk.click("examButton")
    elif before == "a focused choice":
        desk.window.desk.strip.buttons[0].setFocus()

    desk.press(Qt.Key.Key_F5)
    desk.wait_for(Phase.RUNNING)
    desk.qtbot.wait(400)

    assert QApplication.activeWindow() is desk.window
    assert QApplication.focusWidget() is not None
    desk.press(Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    desk.wait_for(Phase.STOPPED)
