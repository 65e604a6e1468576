"""Digit keys on the pad, from keyboards of several kinds."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mnistpad.ui.pad.digit_keys import DigitKeys, digit_of

Key, Modifier = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, KEYPAD = Modifier.NoModifier, Modifier.ShiftModifier, Modifier.KeypadModifier


@pytest.fixture
def heard(canvas):
    """The digits that were pressed, and "enter"."""
    keys, heard = DigitKeys(canvas), []
    keys.pressed.connect(heard.append)
    keys.entered.connect(lambda: heard.append("enter"))
    canvas.keys = keys
    return heard


def event(key: Key, text: str, modifiers: Modifier = NONE, *, repeat: bool = False) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text, repeat)


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "digit"),
    [
        (Key.Key_7, "7", NONE, 7),
        (Key.Key_7, "7", KEYPAD, 7),
        (Key.Key_0, "0", NONE, 0),
        (Key.Key_7, "7", SHIFT, 7),  # French: the row of digits needs Shift
        (Key.Key_Egrave, "7", SHIFT, 7),
        (Key.Key_7, "", NONE, 7),
        (Key.Key_unknown, "٣", NONE, 3),  # Arabic
        (Key.Key_7, "७", NONE, 7),  # Devanagari
        (Key.Key_7, "7", Modifier.GroupSwitchModifier, 7),
        (Key.Key_Ampersand, "&", SHIFT, None),  # American: Shift and 7
        (Key.Key_7, "", SHIFT, None),
        (Key.Key_7, "7", Modifier.ControlModifier, None),
        (Key.Key_7, "7", Modifier.AltModifier, None),
        (Key.Key_7, "7", Modifier.MetaModifier, None),
        (Key.Key_A, "a", NONE, None),
        (Key.Key_unknown, "²", NONE, None),
        (Key.Key_unknown, "12", NONE, None),
        (Key.Key_Space, " ", NONE, None),
    ],
)
def test_a_digit_is_what_the_key_writes(key, text, modifiers, digit):
    assert digit_of(event(key, text, modifiers)) == digit


def test_a_key_is_told_once_however_long_it_is_held(canvas, heard):
    QApplication.sendEvent(canvas, event(Key.Key_4, "4"))
    QApplication.sendEvent(canvas, event(Key.Key_4, "4", repeat=True))

    assert heard == [4]


def test_keys_that_are_turned_off_are_left_to_others(canvas, heard):
    canvas.keys.enabled = False

    QTest.keyClick(canvas, Key.Key_4)

    assert heard == []


def test_enter_is_taken_only_where_it_is_wanted(canvas, heard):
    QTest.keyClick(canvas, Key.Key_Return)
    canvas.keys.takes_enter = True
    QTest.keyClick(canvas, Key.Key_Return)
    QTest.keyClick(canvas, Key.Key_Enter, KEYPAD)

    assert heard == ["enter", "enter"]


def test_a_digit_ends_the_stroke_that_keys_draw(canvas, heard):
    QTest.keyClick(canvas, Key.Key_Space)
    QTest.keyClick(canvas, Key.Key_Right)

    QTest.keyClick(canvas, Key.Key_1)

    assert heard == [1]
    assert len(canvas.drawing().strokes) == 1
    assert not canvas.is_pen_down


def test_while_a_hand_draws_no_digit_is_heard(canvas, hand, heard):
    hand.press(0.3, 0.3)
    hand.move(0.5, 0.5)

    QTest.keyClick(canvas, Key.Key_1)

    assert heard == []
    assert canvas.is_pen_down
    hand.release(0.5, 0.5)


def test_arrows_and_space_still_draw(canvas, heard):
    QTest.keyClick(canvas, Key.Key_Space)
    QTest.keyClick(canvas, Key.Key_Down)
    QTest.keyClick(canvas, Key.Key_Space)

    assert len(canvas.drawing().strokes) == 1
    assert heard == []
