import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from mnistpad.ui.pad.paper.view import MARGIN as RING
from mnistpad.ui.window.desk.column import Needs, Places, arrange

MENU = 23  # px
NEEDS = Needs(reader=28, tools=32, caption=16)


def rectangles(places: Places) -> list[QRect]:
    parts = [places.reader, places.pad, places.ribbon, places.tools, places.answer, places.preview, places.bars]
    return parts if places.caption is None else [*parts, places.caption]


def test_the_pad_has_the_sizes_of_the_sketch_less_the_ribbon_where_room_is_short():
    small = arrange(900, 600 - MENU, NEEDS)
    usual = arrange(1280, 800 - MENU, NEEDS)

    assert (small.pad.width(), small.answer.height(), small.preview.width()) == (260, 84, 84)
    assert (usual.pad.width(), usual.answer.height(), usual.preview.width()) == (404, 112, 112)
    assert small.bars.height() >= 99
    assert usual.bars.height() >= 99


def test_the_column_keeps_280_px_at_the_smallest_size():
    places = arrange(900, 600 - MENU, NEEDS)

    assert places.reader.width() == 280
    assert places.beside.x() == 12 + 280 + 16


@pytest.mark.parametrize(
    ("needs", "least"), [(Needs(59, 59, 25, 44, 124, 24), 0.69), (Needs(49, 49, 21, 37, 104, 20), 0.94)]
)
def test_in_large_type_what_is_not_needed_makes_way_for_the_pad(needs, least):
    places = arrange(1280, 779, needs)

    assert places.pad.width() >= least * places.reader.width()
    assert places.bars.bottom() < 779


@pytest.mark.parametrize("size", [(640, 457), (900, 577), (1280, 777)])
@pytest.mark.parametrize("tabs", [True, False])
def test_the_ring_around_the_pad_has_air_above_it(size, tabs):
    places = arrange(*size, NEEDS, tabs=tabs)

    assert places.pad.top() - RING - (places.reader.bottom() + 1) >= 3


@pytest.mark.parametrize(("em", "least"), [(20, 216), (26, 220)])
def test_in_large_type_the_pad_stays_large_enough_to_draw_on(em, least):
    scale = em / 13
    needs = Needs(round(32 * scale), round(32 * scale), round(15 * scale), round(24 * scale), round(58 * scale), em)

    places = arrange(900, 600 - round(21 * scale), needs)

    assert places.pad.width() >= least
    assert places.answer.width() >= places.answer.height() + 8 + 72
    assert QRect(0, 0, 900, 600 - round(21 * scale)).contains(places.bars)


def test_extra_height_goes_to_the_pad_and_then_to_the_bars():
    usual, taller, tallest = (arrange(1280, height, NEEDS) for height in (777, 977, 1477))

    assert usual.pad.height() < taller.pad.height()
    assert taller.bars.height() < tallest.bars.height()
    assert tallest.pad.width() <= 1280 - 580


@given(st.integers(640, 4000), st.integers(480, 2400), st.integers(10, 26), st.booleans())
def test_the_pad_is_square_and_nothing_lies_on_anything(width, height, em, tabs):
    scale = em / 13
    needs = Needs(round(32 * scale), max(32, round(32 * scale)), round(16 * scale), max(24, round(24 * scale)), em)

    places = arrange(width, height, needs, tabs=tabs)

    assert places.pad.width() == places.pad.height()
    parts = rectangles(places)
    for index, part in enumerate(parts):
        assert not any(part.intersects(other) for other in parts[index + 1 :])
        assert part.left() >= 0
        assert part.right() < width


@given(st.integers(640, 4000), st.integers(600, 2400), st.booleans())
def test_at_usual_type_everything_lies_inside_the_window(width, height, tabs):
    places = arrange(width, height, NEEDS, tabs=tabs)

    inside = QRect(0, 0, width, height)
    assert all(inside.contains(part) for part in rectangles(places))
    assert places.bars.height() >= (97 if tabs else 60)


@pytest.mark.parametrize("size", [(1280, 777), (1920, 1057), (3840, 2137)])
def test_without_the_tabs_pad_and_bars_are_larger(size):
    with_tabs, without = arrange(*size, NEEDS), arrange(*size, NEEDS, tabs=False)

    assert without.pad.width() > with_tabs.pad.width()
    assert without.bars.height() > with_tabs.bars.height()
    assert without.answer.x() > without.pad.right()
