"""The View menu, and what keys do in the whole window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from mnistpad.ui import theme

from .finding import find
from .shapes import ONE, THREE


def test_f9_hides_the_tabs_and_makes_pad_and_bars_larger(window):
    pad, bars = window.desk.canvas.paper.width(), window.desk.bars.height()

    QTest.keyClick(window, Qt.Key.Key_F9)

    assert not window.tabs.isVisible()
    assert window.desk.canvas.paper.width() > pad
    assert window.desk.bars.height() > bars
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.desk.canvas.paper.width() == pad
    assert window.desk.bars.height() == bars


def test_escape_leaves_one_thing_at_a_time_and_never_clears(window, hand):
    hand.draw(THREE)
    actions = window.actions_
    actions.hide_tabs.setChecked(True)
    actions.presentation.setChecked(True)
    actions.full_screen.setChecked(True)

    left = []
    for _ in range(4):
        QTest.keyClick(window.desk.canvas, Qt.Key.Key_Escape)
        left.append([a.isChecked() for a in (actions.full_screen, actions.presentation, actions.hide_tabs)])

    assert left == [[False, True, True], [False, False, True], [False, False, False], [False, False, False]]
    assert window.session.answer.digit == 3


def test_escape_drops_the_stroke_under_the_pen_first(window, hand):
    window.actions_.hide_tabs.setChecked(True)
    hand.press(*THREE[0])
    hand.move(*THREE[1])

    QTest.keyClick(window.desk.canvas, Qt.Key.Key_Escape)

    assert window.session.content.is_blank
    assert window.actions_.hide_tabs.isChecked()
    hand.release(*THREE[1])


def test_ctrl_z_in_a_text_field_is_the_fields_own(window, hand, qtbot):
    hand.draw(THREE)
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "12")

    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert field.text() == ""
    assert window.session.answer.digit == 3
    field.deleteLater()


def test_ctrl_z_on_the_pad_takes_the_stroke_back(window, hand):
    hand.draw(THREE)

    QTest.keyClick(window.desk.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert window.session.content.is_blank


def test_type_grows_to_200_per_cent_and_back(window):
    for _ in range(15):
        window.actions_.larger_type.trigger()

    assert theme.theme.scale == 200
    assert not window.actions_.larger_type.isEnabled()
    window.actions_.normal_type.trigger()
    assert theme.theme.scale == 100


def test_the_keys_page_stands_in_for_the_tabs_until_it_is_closed(window):
    window.actions_.shortcuts.trigger()
    page = find(window, "shortcutsPage")
    assert page.isVisible()

    QTest.keyClick(window.desk.canvas, Qt.Key.Key_Escape)

    assert window.tabs.isVisible()


def test_about_says_that_nothing_leaves_this_computer(window):
    window.actions_.about.trigger()

    from PySide6.QtWidgets import QLabel

    texts = [label.text() for label in find(window, "aboutPage").findChildren(QLabel)]
    assert "Nothing you draw leaves this computer." in texts


def test_ctrl_t_opens_a_real_table_of_ten_probabilities(window, hand):
    hand.draw(THREE)

    window.actions_.numbers.trigger()

    table = find(window, "numbersTable")
    assert table.isVisible()
    assert table.rowCount() == 10
    assert float(table.item(3, 1).text().strip(">% ")) > 50
    hand.draw(ONE)
    assert table.item(0, 0).text() == "0"
