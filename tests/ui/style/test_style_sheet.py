from collections import Counter

import pytest
from PySide6.QtWidgets import QComboBox

from mnistpad.ui import theme

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # which no open list can do offscreen


@pytest.fixture
def combo(qtbot):
    """A list of three entries, the second one chosen, open."""
    combo = QComboBox()
    combo.addItems(["One", "Two", "Three"])
    combo.setCurrentIndex(1)
    qtbot.addWidget(combo)
    with qtbot.waitExposed(combo):
        combo.show()
    combo.showPopup()
    qtbot.waitUntil(combo.view().isVisible)
    yield combo
    combo.hidePopup()


def colours(picture):
    return Counter(picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height()))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chosen_entry_of_an_open_list_can_be_read(combo, scheme):
    theme.theme.scheme = scheme
    entries = combo.view()

    row = colours(entries.viewport().grab(entries.visualRect(entries.currentIndex())).toImage())

    background = row.most_common(1)[0][0]
    assert theme.contrast(background, theme.tokens().surface) > 3
    assert max(theme.contrast(background, colour) for colour in row) > 4.5


def test_each_entry_of_an_open_list_is_large_enough_to_hit(combo):
    heights = [combo.view().visualRect(combo.model().index(row, 0)).height() for row in range(3)]

    assert min(heights) >= theme.SMALLEST_TARGET
