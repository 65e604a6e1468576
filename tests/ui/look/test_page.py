from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from mnistpad.ui import theme
from mnistpad.ui.look.page import LookTab, closest, likeness
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


def pixels_of(look):
    return look.steps.pixels.grab().toImage()


def test_what_was_drawn_behind_another_tab_is_told_once_somebody_looks(look, session):
    session.read(Content(drawn(THREE)))
    before = pixels_of(look)
    session.read(Content(drawn(ONE)))
    assert pixels_of(look) != before
    look.hide()

    session.read(Content(drawn(THREE)))
    look.show()

    assert pixels_of(look) == before
    assert look.findChild(QLabel, "closest").text() == closest(session.answer)
    assert look.findChild(QLabel, "likeness").text() == likeness(session.answer)


def test_behind_another_tab_a_stroke_costs_the_page_nothing(look, session, monkeypatch):
    told = []
    monkeypatch.setattr(look.steps, "show_content", lambda *what: told.append(what))
    look.hide()

    session.read(Content(drawn(THREE)))

    assert not told
    assert not look.is_first_page


def test_the_invitation_stays_when_somebody_comes_back_to_it(look, session):
    session.read(Content(drawn(THREE)))
    look.show_first_page()

    look.hide()
    look.show()

    assert look.is_first_page
