from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from mnistpad.ui import theme
from mnistpad.ui.look.page import LookTab
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.session import Piece, Session
from tests.ui.declining import LETTER, declining_model, drawn
from tests.ui.window.shapes import ONE, THREE

ROOM = 420, 480  # px that the tab has in a window of 900×600 whose type is twice as large


@pytest.fixture
def session():
    session = Session()
    session.read_with(session.add_model(declining_model("A network of mine"), Path("mine.npz")))
    return session


@pytest.fixture
def look(qtbot, session):
    widget = LookTab(session, QAction("Numbers", checkable=True))
    return qtbot.present(widget, *ROOM)


@pytest.mark.parametrize("scale", [100, 130, 150, 200])
@pytest.mark.parametrize("page", ["first page", "story", "numbers", "results"])
def test_in_a_small_window_nothing_scrolls_sideways_in_type_of_any_size(look, session, qtbot, page, scale):
    if page != "first page":
        session.read(Content(drawn(THREE[:6])))
    if page == "numbers":
        look.numbers.show()
    if page == "results":
        look.show_results(tuple(Piece(Content(drawn(shape))) for shape in (ONE, THREE, LETTER)))

    theme.theme.scale = scale
    qtbot.settle()

    assert look.horizontalScrollBar().maximum() == 0


def test_the_closest_have_a_line_each_where_one_line_is_too_short(look, session, qtbot):
    session.read(Content(drawn(THREE[:6])))
    words = look.findChild(QLabel, "closest")
    qtbot.settle()
    assert "\n" not in words.text()

    theme.theme.scale = 200
    look.resize(250, 480)
    qtbot.settle()

    assert words.text().count("\n") == words.text().count("%") - 1 > 0
