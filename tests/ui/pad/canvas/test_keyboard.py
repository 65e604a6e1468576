import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget

from mnistpad.ui import theme
from mnistpad.ui.pad.canvas import Canvas

Key = Qt.Key


def focus_by_tab(canvas):
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)


def test_arrows_and_space_draw_a_stroke(canvas, hand):
    hand.key(Key.Key_Space)
    for _ in range(5):
        hand.key(Key.Key_Right)
    hand.key(Key.Key_Down, shift=True)
    assert canvas.is_pen_down
    hand.key(Key.Key_Space)

    points = canvas.drawing().points
    assert points[0] == pytest.approx([0.5, 0.5])
    assert points[-1] == pytest.approx([0.6, 0.6])
    assert hand.sees_ink(0.55, 0.5)
    assert not canvas.is_pen_down


def test_a_keyboard_stroke_is_one_step(canvas, hand):
    hand.key(Key.Key_Space)
    for _ in range(5):
        hand.key(Key.Key_Left)
    hand.key(Key.Key_Space)
    canvas.undo()

    assert canvas.drawing().is_blank
    assert not canvas.can_undo


def test_space_twice_makes_a_dot(canvas, hand):
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Space)

    assert canvas.drawing().points.tolist() == [[0.5, 0.5]]


def test_two_arrows_together_go_diagonally(canvas, hand):
    hand.key(Key.Key_Space)
    for key in (Key.Key_Right, Key.Key_Down):
        QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Down, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(canvas, held)

    assert canvas.drawing().points[-2:] == pytest.approx(np.array([[0.54, 0.52], [0.56, 0.54]]))
    hand.key(Key.Key_Escape)


def test_a_held_space_does_not_flutter(canvas, hand):
    hand.key(Key.Key_Space)
    again = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    QApplication.sendEvent(canvas, again)

    assert canvas.is_pen_down
    hand.key(Key.Key_Space)


def test_escape_drops_a_keyboard_stroke(canvas, hand):
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Right, shift=True)

    assert hand.key(Key.Key_Escape)
    assert canvas.drawing().is_blank
    assert not canvas.can_undo


def test_the_crosshair_stops_at_the_edge(canvas, hand):
    for _ in range(8):
        hand.key(Key.Key_Right, shift=True)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Space)

    assert canvas.drawing().points == pytest.approx(np.array([[1.0, 0.5]]))


def test_keys_erase_with_the_eraser(canvas, hand):
    hand.draw([(0.2, 0.5), (0.8, 0.5)])
    canvas.tool = "eraser"
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Space)

    assert len(canvas.drawing().strokes) == 2


def test_the_crosshair_is_seen_with_the_keyboard_only(canvas, hand):
    at = (0.5 + 8 / 400, 0.5)
    theme_accent = theme.tokens().accent.lower()
    canvas.set_drawing(canvas.drawing())
    hand.draw([(0.1, 0.1)])
    assert hand.colour(*at) != theme_accent

    focus_by_tab(canvas)
    assert hand.colour(*at) == theme_accent
    hand.draw([(0.1, 0.2)])
    assert hand.colour(*at) != theme_accent
    hand.key(Key.Key_Right)
    assert hand.colour(0.52 + 8 / 400, 0.5) == theme_accent
    canvas.clearFocus()
    assert hand.colour(0.52 + 8 / 400, 0.5) != theme_accent


def test_keys_are_not_heard_while_a_hand_draws(canvas, hand):
    hand.press(0.2, 0.5)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Right)
    hand.move(0.6, 0.5)
    hand.release(0.6, 0.5)

    assert canvas.drawing().points == pytest.approx(np.array([[0.2, 0.5], [0.6, 0.5]]))


def test_a_press_of_the_mouse_finishes_the_keyboards_stroke(canvas, hand):
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Right, shift=True)
    hand.draw([(0.2, 0.8), (0.8, 0.8)])

    assert len(canvas.drawing().strokes) == 2


def test_tab_leaves_the_pad_and_finishes_the_stroke(qtbot, clock):
    window = QWidget()
    qtbot.addWidget(window)
    canvas, field = Canvas(clock=clock), QLineEdit()
    canvas.setMinimumSize(1, 1)
    field.setMinimumSize(1, 1)
    canvas.setParent(window)
    field.setParent(window)
    canvas.setGeometry(0, 0, 300, 300)
    field.setGeometry(0, 310, 100, 30)
    window.resize(400, 400)
    window.show()
    window.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)

    qtbot.keyClick(canvas, Key.Key_Space)
    qtbot.keyClick(canvas, Key.Key_Right)
    qtbot.keyClick(canvas, Key.Key_Tab)

    assert field.hasFocus()
    assert not canvas.is_pen_down
    assert len(canvas.drawing().strokes) == 1


def test_a_shortcut_does_not_take_the_drawing_keys(canvas, hand, qtbot):
    fired = []
    for key in (Key.Key_Space, Key.Key_Left, Key.Key_Escape):
        QShortcut(key, canvas.window()).activated.connect(lambda key=key: fired.append(key))

    qtbot.keyClick(canvas, Key.Key_Space)
    qtbot.keyClick(canvas, Key.Key_Left)
    qtbot.keyClick(canvas, Key.Key_Escape)
    assert fired == []

    qtbot.keyClick(canvas, Key.Key_Escape)
    assert fired == [Key.Key_Escape]


def test_other_keys_are_left_to_the_window(canvas, hand):
    assert not hand.key(Key.Key_7)
    assert not hand.key(Key.Key_Backspace)


def test_the_pad_introduces_itself(canvas):
    assert canvas.objectName() == "pad"
    assert canvas.accessibleName() == "Drawing pad"
    assert "Space" in canvas.accessibleDescription()
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_layout_keeps_room_for_the_ring(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    canvas = Canvas(holder)
    QHBoxLayout(holder).addWidget(canvas)
    holder.resize(500, 400)

    assert canvas.minimumSizeHint().width() <= 280
    assert canvas.paper.left() >= 4
