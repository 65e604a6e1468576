from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from mnistpad.ui import theme
from mnistpad.ui.session import Session
from mnistpad.ui.window.desk.reader import ReaderChooser
from tests.ui.declining import declining_model


@pytest.fixture
def chooser(qtbot):
    """The list with one model of a long name in it: 'network of mine · 99.4 %'."""
    session = Session()
    widget = qtbot.present(ReaderChooser(session), 400, 40)
    session.read_with(session.add_model(declining_model(), Path("network of mine.npz")))
    return widget


def room_for_text(chooser):
    """The width that the list leaves its text, in px; at its end is an arrow."""
    return chooser.list.width() - theme.px(24) - 2 * theme.GAP


@pytest.mark.parametrize(("scale", "width"), [(100, 400), (100, 250), (150, 330), (200, 438)])
def test_the_models_name_is_not_cut_and_the_words_before_it_go_first(chooser, qtbot, scale, width):
    theme.theme.scale = scale
    chooser.resize(width, 60)
    qtbot.settle()

    label = chooser.findChild(QLabel)
    needed = chooser.list.fontMetrics().horizontalAdvance(chooser.list.currentText())
    assert needed <= room_for_text(chooser)
    assert label.isVisible() == (label.sizeHint().width() + needed < width - theme.px(24) - 4 * theme.GAP)


def test_the_whole_name_is_in_the_tip_too(chooser):
    assert chooser.list.toolTip().endswith(chooser.list.currentText())
