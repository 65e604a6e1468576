"""Drawing in the window, what it reads, and the drawings before."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from mnistpad.ink.image import to_image
from mnistpad.ui import theme

from .finding import find
from .shapes import ONE, THREE


def test_a_drawn_three_is_read_while_it_is_drawn(window, hand):
    answer = find(window, "answer")
    assert answer.text() == "No digit yet."

    hand.draw(THREE)

    assert window.session.answer.digit == 3
    assert answer.text().startswith("Reads as 3.")
    assert find(window, "bars").top == 3
    assert find(window, "preview").accessibleDescription() != "28 by 28 pixels, blank"


def test_the_answer_follows_the_pen_before_it_lifts(window, hand, qtbot):
    hand.press(*THREE[0])

    for point in THREE[1:]:
        hand.move(*point)

    qtbot.waitUntil(lambda: window.session.answer.digit == 3)
    hand.release(*THREE[-1])


def test_what_lies_on_the_pad_when_the_pen_lifts_is_what_is_read_at_once(window, hand):
    window.desk.canvas.interval = 60.0

    hand.draw(THREE)

    assert window.session.content == window.desk.canvas.content()
    assert window.session.answer.digit == 3
    assert window.session.answer.image.tobytes() == to_image(window.desk.canvas.drawing()).tobytes()


def test_a_new_stroke_is_read_at_once_however_soon_it_comes(window, hand):
    window.desk.canvas.interval = 60.0
    hand.draw(THREE)

    hand.press(0.1, 0.1)

    assert len(window.session.content.drawing.strokes) == 2
    hand.release(0.1, 0.1)


def test_a_blank_pad_names_no_digit(window, hand):
    hand.draw(THREE)

    window.actions_.clear.trigger()

    assert window.session.answer.digit is None
    assert find(window, "answer").text() == "No digit yet."
    assert find(window, "bars").top is None


def test_the_first_stroke_turns_the_first_page_into_the_story(window, hand):
    assert window.look.is_first_page

    hand.draw(ONE)

    assert not window.look.is_first_page
    assert find(window, "closest").text().startswith("Closest:")


def test_undo_and_redo_are_offered_when_there_is_something_to_undo(window, hand):
    undo, redo = window.actions_.undo, window.actions_.redo
    assert not undo.isEnabled()

    hand.draw(ONE)
    undo.trigger()

    assert window.session.content.is_blank
    assert not undo.isEnabled()
    assert redo.isEnabled()
    redo.trigger()
    assert not window.session.content.is_blank


def test_the_ribbon_looks_back_and_returns(window, hand, qtbot):
    hand.draw(THREE)
    ribbon = find(window, "ribbon")
    total = len(window.desk.canvas.drawing().points)
    before = window.session.answer.digit

    ribbon.moment_chosen.emit(3)
    looked_back = find(window, "bars").accessibleDescription()
    ribbon.returned.emit()

    assert find(window, "bars").accessibleDescription() != looked_back
    assert window.session.answer.digit == before
    assert len(window.desk.canvas.drawing().points) == total


@pytest.mark.qt_log_ignore("grabbing the")
def test_the_right_button_opens_the_pads_menu(window, hand, qtbot):
    hand.press(0.5, 0.5, Qt.MouseButton.RightButton)
    hand.release(0.5, 0.5, Qt.MouseButton.RightButton)

    menu = find(window, "padMenu")
    qtbot.waitUntil(menu.isVisible)
    texts = [action.text().replace("&", "") for action in menu.actions() if not action.isSeparator()]
    assert texts == ["Undo", "Clear", "Copy picture", "Paste", "Keep as"]
    menu.close()


def test_show_me_one_draws_a_digit_that_is_read(window, qtbot):
    theme.theme.reduced_motion = True
    window.bench._rng = np.random.default_rng(1)  # one in a hundred is no clear digit

    find(window, "showMeOneButton").click()

    qtbot.waitUntil(lambda: not window.session.content.is_blank)
    qtbot.waitUntil(lambda: window.session.answer.digit is not None)


def test_a_cleared_drawing_is_recent_and_comes_back_undoably(window, hand):
    hand.draw(THREE)
    drawn = window.desk.canvas.drawing()
    find(window, "clearButton").click()

    find(window, "recent1", QToolButton).click()

    assert window.desk.canvas.drawing() == drawn
    window.actions_.undo.trigger()
    assert window.session.content.is_blank


def test_recent_pieces_say_what_they_were_read_as(window, hand):
    hand.draw(THREE)
    window.actions_.clear.trigger()

    assert find(window, "recent1", QToolButton).accessibleName() == "Bring back drawing 1, read as 3"
