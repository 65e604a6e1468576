"""Keeping what is on the pad: by key, by menu, and in the collecting mode of the Data tab."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mnistpad.data import own
from mnistpad.ui.pad.paper.content import PadPicture
from tests.ui.window.shapes import THREE

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
STROKE = [(0.3, 0.2), (0.5, 0.4), (0.6, 0.8)]


def told(window) -> str:
    message = window.desk.strip.message
    return message.text if message else ""


def kept() -> list[int]:
    return [one.label for one in own.default().all()]


def test_a_digits_key_keeps_the_drawing(window, hand):
    hand.draw(STROKE)

    QTest.keyClick(window.desk.canvas, Key.Key_7)

    assert kept() == [7]
    assert own.default().all()[0].drawing == window.desk.canvas.drawing().labelled(7)
    assert told(window) == "Kept as 7."
    assert [button.text() for button in window.desk.strip.buttons] == ["Undo"]


def test_undo_in_the_strip_takes_it_back(window, hand):
    hand.draw(STROKE)
    QTest.keyClick(window.desk.canvas, Key.Key_7)

    QTest.mouseClick(window.desk.strip.buttons[0], LEFT)

    assert kept() == []
    assert not window.desk.canvas.drawing().is_blank
    assert window.desk.canvas.hasFocus()


def test_the_same_key_keeps_nothing_twice_and_another_relabels(window, hand):
    hand.draw(STROKE)
    canvas = window.desk.canvas

    QTest.keyClick(canvas, Key.Key_7)
    QTest.keyClick(canvas, Key.Key_7)
    assert told(window) == "Already kept as 7."
    QTest.keyClick(canvas, Key.Key_1)

    assert kept() == [1]
    assert told(window) == "Relabelled as 1."


def test_more_ink_is_another_drawing(window, hand):
    hand.draw(STROKE)
    QTest.keyClick(window.desk.canvas, Key.Key_1)

    hand.draw([(0.1, 0.5), (0.9, 0.5)])
    QTest.keyClick(window.desk.canvas, Key.Key_7)

    assert kept() == [1, 7]
    window.desk.canvas.undo()
    QTest.keyClick(window.desk.canvas, Key.Key_1)
    assert kept() == [1, 7]


def test_a_blank_pad_says_what_to_do_first(window):
    QTest.keyClick(window.desk.canvas, Key.Key_7)

    assert told(window) == "Draw first, then press its digit."
    assert kept() == []


def test_a_picture_is_not_kept(window, hand):
    window.desk.canvas.show_picture(PadPicture.of_image(np.eye(28, dtype=np.float32)))

    QTest.keyClick(window.desk.canvas, Key.Key_7)
    assert "A picture has no strokes to keep" in told(window)

    hand.draw(STROKE)
    QTest.keyClick(window.desk.canvas, Key.Key_7)
    assert kept() == []


def test_digits_act_only_while_the_pad_has_the_focus(window, hand):
    hand.draw(STROKE)
    window.tabs.setFocus()

    QTest.keyClick(window.tabs, Key.Key_7)

    assert kept() == []


def test_the_keys_can_be_turned_off_and_stay_so(window, open_window, hand, qtbot):
    window.actions_.digit_keys.trigger()
    hand.draw(STROKE)
    QTest.keyClick(window.desk.canvas, Key.Key_7)
    assert kept() == []
    window.close()

    again = open_window()

    assert not again.actions_.digit_keys.isChecked()
    assert not again.keeping.keys.enabled


def test_the_menu_keeps_relabels_and_forgets(window, hand):
    hand.draw(STROKE)
    menu = window.keeping.menu
    digits = [action for action in menu.actions() if action.text().replace("&", "").isdecimal()]
    assert [action.text() for action in digits] == [f"&{digit}" for digit in range(10)]

    digits[7].trigger()
    menu.aboutToShow.emit()
    assert [action.isChecked() for action in digits].index(True) == 7
    digits[4].trigger()
    assert kept() == [4]

    menu.aboutToShow.emit()
    window.keeping.forget.trigger()
    assert kept() == []
    QTest.mouseClick(window.desk.strip.buttons[0], LEFT)
    assert kept() == [4]


def test_both_menus_hold_it(window):
    edit = next(action.menu() for action in window.menuBar().actions() if action.text() == "&Edit")

    assert window.keeping.menu.menuAction() in edit.actions()
    assert window.actions_.digit_keys in edit.actions()
    assert window.keeping.menu.menuAction() in window.bench._menu.actions()


def test_a_disk_that_takes_nothing_is_told(window, hand, home):
    (home / "digits").write_text("a file in the folder's place")
    hand.draw(STROKE)

    QTest.keyClick(window.desk.canvas, Key.Key_7)

    assert "could not be changed" in told(window)


# My digits, in the Data tab


@pytest.fixture
def page(window, qtbot):
    """The page of my digits in front."""
    window.show_tab(window.data)
    window.data.show_source("my-digits")
    qtbot.waitUntil(window.own_digits.isVisible)
    window.desk.canvas.setFocus()
    return window.own_digits


def test_a_digit_from_the_wall_is_relabelled_from_the_pad_and_never_kept_twice(window, hand, page):
    small = [(0.4, 0.4), (0.5, 0.5)]  # which the pad shows larger
    hand.draw(small)
    QTest.keyClick(window.desk.canvas, Key.Key_7)
    window.desk.canvas.clear()

    QTest.mouseClick(page.wall.viewport(), LEFT, pos=page.wall.visualRect(page.wall.model().index(0)).center())
    assert page.wall.hasFocus()
    window.desk.canvas.setFocus()
    QTest.keyClick(window.desk.canvas, Key.Key_1)

    assert kept() == [1]


def test_keys_on_the_wall_relabel_after_a_click(window, hand, page):
    hand.draw(STROKE)
    QTest.keyClick(window.desk.canvas, Key.Key_7)

    QTest.mouseClick(page.wall.viewport(), LEFT, pos=page.wall.visualRect(page.wall.model().index(0)).center())
    QTest.keyClick(page.wall, Key.Key_3)

    assert kept() == [3]


def test_collecting_asks_keeps_and_goes_on(window, hand, page):
    QTest.mouseClick(page.notice.buttons[0], LEFT)
    asked = page.collecting.digit
    assert page.panel.isVisible()
    assert page.panel.ask.text() in (f"Draw a {asked}", f"Draw an {asked}")
    assert window.desk.canvas.hasFocus()

    hand.draw(STROKE)
    QTest.keyClick(window.desk.canvas, Key.Key_Return)

    assert kept() == [asked]
    assert window.desk.canvas.drawing().is_blank
    assert page.collecting.place == (2, 10)
    assert page.panel.outcome.text() == f"Kept as {asked}."


def test_collecting_goes_by_the_persons_word_and_not_by_the_networks(window, page):
    page.collecting.begin()
    window.desk.canvas.set_drawing(own_three())
    asked = page.collecting.digit
    other = (asked + 1) % 10

    QTest.keyClick(window.desk.canvas, getattr(Key, f"Key_{other}"))

    assert kept() == [other]
    assert page.collecting.digit == asked
    assert f"The {asked} is still to come." in page.panel.outcome.text()


def own_three():
    from mnistpad.ink.stroke import Drawing, Stroke

    return Drawing((Stroke(np.array(THREE)),))


def test_next_on_a_blank_pad_keeps_nothing(window, page):
    page.collecting.begin()

    QTest.mouseClick(page.panel.next, LEFT)

    assert kept() == []
    assert "first." in page.panel.outcome.text()


def test_the_last_one_is_taken_back_and_asked_for_again(window, hand, page):
    page.collecting.begin()
    asked = page.collecting.digit
    hand.draw(STROKE)
    drawn = window.desk.canvas.drawing()
    QTest.mouseClick(page.panel.next, LEFT)
    QTest.mouseClick(page.panel.skip, LEFT)

    QTest.mouseClick(page.panel.undo, LEFT)

    assert kept() == []
    assert page.collecting.digit == asked
    assert window.desk.canvas.drawing() == drawn
    assert not page.panel.undo.isEnabled()


def test_a_whole_round_brings_each_digit_once(window, hand, page):
    page.collecting.begin()

    for nth in range(10):
        hand.draw([(0.3, 0.2), (0.5, 0.4 + nth / 100)])
        QTest.keyClick(window.desk.canvas, Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)

    assert sorted(kept()) == list(range(10))
    assert page.collecting.place == (1, 10)


def test_collecting_works_with_the_keys_turned_off(window, hand, page):
    window.actions_.digit_keys.setChecked(False)
    page.collecting.begin()
    hand.draw(STROKE)

    QTest.keyClick(window.desk.canvas, getattr(Key, f"Key_{page.collecting.digit}"))
    assert len(kept()) == 1

    page.collecting.end()
    hand.draw(STROKE)
    QTest.keyClick(window.desk.canvas, Key.Key_5)
    assert len(kept()) == 1


def test_esc_drops_the_stroke_first_and_then_leaves(window, hand, page):
    page.collecting.begin()
    hand.press(0.3, 0.3)
    hand.move(0.6, 0.6)

    QTest.keyClick(window.desk.canvas, Key.Key_Escape)
    assert page.collecting.is_active
    assert window.desk.canvas.drawing().is_blank
    hand.release(0.6, 0.6)

    QTest.keyClick(window.desk.canvas, Key.Key_Escape)
    assert not page.collecting.is_active
    assert not page.panel.isVisible()


def test_another_tab_ends_collecting(window, page):
    page.collecting.begin()

    window.show_tab(window.look)

    assert not page.collecting.is_active


def test_ten_digits_can_be_trained_on_alone_or_mixed(window, hand, page, qtbot):
    for nth in range(10):
        window.desk.canvas.clear()
        hand.draw([(0.3, 0.2), (0.5, 0.4 + nth / 50)])
        QTest.keyClick(window.desk.canvas, getattr(Key, f"Key_{nth}"))

    QTest.mouseClick(page.train, LEFT)

    assert window.tabs.currentWidget() is window.training
    data = window.training.bar.choices.data
    assert data.currentText() == "my digits"
    assert window.training.plan.sources == ("my-digits",)
    qtbot.waitUntil(lambda: "8 to learn + 1 held out" in window.training.summary.text())
    window.show_tab(window.look)  # where nobody waits for 20,000 digits to be drawn
    data.setCurrentText("built-in digits (synthetic) + my digits, each 10 times")
    data.activated.emit(data.currentIndex())
    assert window.training.plan.sources == ("builtin", "my-digits*10")


def test_the_counts_follow_what_is_kept(window, hand, page, qtbot):
    for nth in range(12):
        window.box.keep(own_three().labelled(nth % 10), nth % 10)
    window.training.learn_from("my-digits")
    window.show_tab(window.training)
    qtbot.waitUntil(lambda: "to learn" in window.training.summary.text())
    before = window.training.summary.text()

    window.desk.canvas.setFocus()
    for nth in range(12):
        window.desk.canvas.clear()
        hand.draw([(0.3, 0.2), (0.5, 0.4 + nth / 50)])
        QTest.keyClick(window.desk.canvas, Key.Key_3)

    qtbot.waitUntil(
        lambda: window.training.summary.text() != before and "18 to learn" in window.training.summary.text()
    )


def test_what_was_deleted_is_gone_for_good_when_the_window_closes(window, hand, page):
    hand.draw(STROKE)
    QTest.keyClick(window.desk.canvas, Key.Key_7)
    QTest.mouseClick(window.desk.strip.buttons[0], LEFT)
    assert b"strokes" in window.box.path.read_bytes()

    window.close()

    assert b"strokes" not in window.box.path.read_bytes()
