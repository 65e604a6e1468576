"""A run learns digits alone, so it calls everything one; the shipped model need not."""

import pytest

from mnistpad import model_file, resources
from mnistpad.ui.look.unsure import ONLY_DIGITS
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.session import Piece
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.window.desk import reading
from tests.ui.declining import LETTER, declining_model, drawn
from tests.ui.window.shapes import THREE


@pytest.fixture(autouse=True)
def shipped(monkeypatch, tmp_path):
    """Let a model that can decline be the one that ships."""
    path = tmp_path / "shipped.npz"
    model_file.save(declining_model(), path)
    monkeypatch.setattr(resources, "shipped_model", lambda: path)


@pytest.fixture
def running(desk):
    """The desk in a run that goes on for as long as it is wanted, and reads the pad."""
    desk.plan(epochs=100_000)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.wait_until(lambda: desk.session.reader is desk.session.run_reader)
    return desk


def test_a_run_names_a_digit_where_the_shipped_model_sees_none_and_the_window_says_why(running, hand):
    running.window.desk.strip.close_message()

    hand.draw(LETTER)

    assert running.session.answer.digit is not None
    running.wait_until(lambda: running.find("answer").accessibleDescription().endswith(": not a digit"))
    running.wait_until(lambda: running.strip().endswith(ONLY_DIGITS))
    assert running.find("bars").shipped is None
    assert running.find("unsureCost").text() == ONLY_DIGITS


def test_it_is_said_of_what_no_pen_has_drawn_too(running):
    running.window.desk.strip.close_message()

    running.window.bench.put(Piece(Content(drawn(LETTER))))

    running.wait_until(lambda: running.strip().endswith(ONLY_DIGITS))


def test_it_waits_until_a_notice_has_been_read(running, hand, qtbot, monkeypatch):
    monkeypatch.setattr(reading, "TOAST_TIME", 40)
    strip = running.window.desk.strip
    notice = strip.tell("Something else happened.")

    with qtbot.waitSignal(running.window.desk.answer.rested):
        hand.draw(LETTER)
    assert strip.message is notice

    strip.close_message()
    running.wait_until(lambda: running.strip().endswith(ONLY_DIGITS))


def test_the_network_reads_on_at_whatever_stop(running, hand):
    hand.draw(THREE)
    read = []
    running.session.answered.connect(read.append)

    running.session.decline_when("sure")
    running.wait_until(lambda: len(read) >= 3)

    assert all(answer.digit is not None for answer in read)


def test_back_at_the_shipped_model_a_letter_is_none_again(running, hand):
    hand.draw(LETTER)

    running.session.read_with_shipped()

    running.wait_until(lambda: running.find("answer").text() == "Doesn't look like a digit.")
    assert running.find("unsureCost").text() != ONLY_DIGITS
