import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mnistpad.ui.window.desk import strip as strips
from mnistpad.ui.window.desk.strip import Choice, Kind, Message, Strip


@pytest.fixture
def strip(qtbot, monkeypatch):
    monkeypatch.setattr(strips, "announce", lambda widget, words: said.append(words))
    said: list[str] = []
    frame = QWidget()
    qtbot.addWidget(frame)
    strip = Strip()
    strip.said = said
    QVBoxLayout(frame).addWidget(strip)
    frame.show()
    yield strip
    strip.hide_all()


def pass_six_seconds(strip: Strip) -> None:
    strip.timer.stop()
    strip.timer.timeout.emit()


def test_a_notice_is_said_and_goes_after_six_seconds(strip):
    strip.tell("Saved as three.ink.json.")

    assert strip.isVisible()
    assert strip.said == ["Saved as three.ink.json."]
    assert strip.timer.interval() == 6000
    pass_six_seconds(strip)
    assert not strip.isVisible()


def test_a_notice_stays_while_the_pointer_is_on_it(strip):
    strip.tell("Saved.")

    QApplication.sendEvent(strip, QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)))
    held = strip.timer.isActive()
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))

    assert not held
    assert strip.timer.isActive()


def test_an_error_stays_until_it_is_closed(strip):
    strip.complain("three.png is no picture.")

    assert not strip.timer.isActive()
    strip.close_message()
    assert not strip.isVisible()


def test_an_error_comes_back_when_the_notice_over_it_has_gone(strip):
    error = strip.complain("three.png is no picture.")
    strip.tell("Copied.")

    pass_six_seconds(strip)

    assert strip.message is error


def test_the_same_error_twice_is_shown_once(strip):
    strip.complain("three.png is no picture.")
    strip.complain("three.png is no picture.")

    strip.close_message()

    assert strip.message is None


def test_a_choice_is_made_and_closes_the_question(strip):
    made: list[str] = []
    strip.ask("Shall mine read?", Choice("Yes", lambda: made.append("yes")), Choice("No", lambda: made.append("no")))

    strip.buttons[0].click()

    assert made == ["yes"]
    assert strip.message is None


def test_a_choice_may_put_up_the_next_message(strip):
    strip.ask("Shall mine read?", Choice("Yes", lambda: strip.tell("mine reads now.")))

    strip.buttons[0].click()

    assert strip.message == Message("mine reads now.", Kind.TOAST)


def test_a_message_that_was_taken_back_may_be_taken_back_again(strip):
    loading = strip.show_message(Message("Opening…", Kind.LOADING))

    strip.take_back(loading)
    strip.take_back(loading)

    assert not strip.isVisible()


def test_a_long_sentence_wraps_and_the_strip_grows(strip):
    strip.complain("A sentence that goes on. " * 12)

    assert strip.height_for(300) > strip.height_for(3000) >= 40
