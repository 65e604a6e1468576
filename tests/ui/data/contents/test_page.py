"""The head of a source's page, however little room there is."""

import pytest

from mnistpad.data.sources import SourceInfo
from mnistpad.ui import theme
from mnistpad.ui.data.contents.page import SourcePage

LONG = "digits of class 4b, drawn on a rainy day before the holidays.csv"


@pytest.fixture
def page(show, plan, contents, toys):
    page = show(SourcePage(plan), 576, 900)
    source = SourceInfo("toys", "toys.csv", available=True, where="here", licence="", images=700)
    page.show_contents(contents, source, can_forget=True)
    return page


@pytest.mark.parametrize(("width", "scale"), [(900, 100), (576, 100), (390, 200)])
def test_name_and_buttons_are_whole_and_never_on_each_other(page, qtbot, width, scale):
    theme.theme.scale = scale
    page.resize(width, 900)
    parts = (page.title, page.forget, page.train)

    def fit():
        places = [part.geometry() for part in parts]
        apart = not any(one.intersects(other) for one in places for other in places if one is not other)
        return apart and all(part.width() >= part.sizeHint().width() for part in parts)

    qtbot.waitUntil(fit)
    assert page.title.text() == "toy digits"


def test_a_long_name_ends_in_dots_and_is_told_whole(page):
    page.title.tell(LONG)

    assert page.title.text().endswith("…")
    assert page.title.toolTip() == page.title.accessibleName() == LONG
    assert page.train.width() >= page.train.sizeHint().width()


def test_the_page_asks_for_the_rows_that_its_head_breaks_into(page):
    theme.theme.scale = 200

    assert page.height_needed(390) > page.height_needed(1200)
