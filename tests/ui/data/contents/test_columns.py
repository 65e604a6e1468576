import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mnistpad.ui import theme
from mnistpad.ui.data.contents.columns import DigitColumns
from tests.ui.data.conftest import click, press_key, tiles_of

COUNTS = np.array([5923, 6742, 5958, 6131, 0, 5421, 5918, 6265, 5851, 5949])


@pytest.fixture
def columns(show, contents):
    columns = show(DigitColumns(), height=130)
    columns.show_digits(COUNTS, contents.means_of("all"))
    return columns


def test_bars_begin_at_zero_and_tell_the_numbers(columns):
    heights = np.array([columns.bar_of(digit).height() for digit in range(10)])

    assert np.abs(heights / heights.max() - COUNTS / COUNTS.max()).max() < 0.03
    assert heights[4] == 0


def test_a_click_chooses_a_digit_and_another_click_all(columns, qtbot):
    with qtbot.waitSignal(columns.digit_chosen) as chosen:
        click(columns, columns.column_of(7).center())
    columns.show_chosen(7)
    with qtbot.waitSignal(columns.digit_chosen) as again:
        click(columns, columns.column_of(7).center())

    assert chosen.args == [7]
    assert again.args == [None]


def test_a_press_that_ends_elsewhere_chooses_nothing(columns, qtbot):
    from PySide6.QtTest import QTest

    with qtbot.assertNotEmitted(columns.digit_chosen):
        QTest.mousePress(columns, Qt.MouseButton.LeftButton, pos=columns.column_of(7).center().toPoint())
        QTest.mouseRelease(columns, Qt.MouseButton.LeftButton, pos=columns.column_of(2).center().toPoint())


def test_keys_walk_and_choose(columns, qtbot):
    columns.setFocus()
    with qtbot.waitSignal(columns.digit_chosen) as chosen:
        press_key(columns, *[Qt.Key.Key_Right] * 3, Qt.Key.Key_Left, Qt.Key.Key_Space)

    assert chosen.args == [2]


def test_a_screen_reader_hears_the_column(columns):
    columns.setFocus()
    press_key(columns, Qt.Key.Key_Right)

    assert columns.accessibleDescription() == "6,742 labelled 1, 12.4 % of all."


def test_the_chosen_digit_stands_out_by_its_colour(columns):
    columns.clearFocus()
    columns.show_chosen(1)

    picture = columns.grab().toImage()

    accent = tiles_of(picture, theme.tokens().accent)
    bar = columns.bar_of(1)
    assert accent[bar.center().y(), bar.center().x()]
    assert not accent[:, : bar.x() - 2].any()
    assert not accent[:, bar.right() + 3 :].any()


@pytest.mark.parametrize("width", [300, 576, 1200])
def test_everything_lies_inside_at_any_width(columns, width):
    columns.resize(width, columns.heightForWidth(width))

    for digit in range(10):
        column = columns.column_of(digit).toRect()
        assert columns.rect().contains(column)
        assert column.adjusted(-1, 0, 1, 0).contains(columns.bar_of(digit)) or digit == 4


def test_no_number_is_cut_off_when_the_columns_grow_wide(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    columns, wall = DigitColumns(), QWidget(minimumHeight=300)
    wall.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    column = QVBoxLayout(page)
    column.addWidget(columns)
    column.addWidget(wall, 1)
    page.resize(300, 600)
    with qtbot.waitExposed(page):
        page.show()

    page.resize(700, 600)

    qtbot.waitUntil(lambda: columns.height() == columns.heightForWidth(columns.width()))
