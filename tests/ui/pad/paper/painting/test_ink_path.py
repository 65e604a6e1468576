"""Ink that grows with the pen is the ink that would be made at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from mnistpad.ink.stroke import Stroke
from mnistpad.ui.pad.paper.painting.ink_path import Ink, ink_of, paint

EDGE = 200

places = st.tuples(st.floats(0, 1), st.floats(0, 1))
short_moves = st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))


def prefixes(points: np.ndarray, pressure: np.ndarray | None = None, width: float | None = 0.07) -> list[Stroke]:
    counts = range(1, len(points) + 1)
    return [Stroke(points[:n], None if pressure is None else pressure[:n], width) for n in counts]


def grown(strokes: list[Stroke]) -> Ink:
    ink = None
    for stroke in strokes:
        ink = ink_of(stroke, EDGE, ink)
    assert ink is not None
    return ink


def same(ink: Ink, other: Ink) -> bool:
    sizes = [len(tile.outline) for tile in ink.tiles] == [len(tile.outline) for tile in other.tiles]
    return sizes and np.allclose(ink.outline, other.outline, atol=1e-6)


def assert_grows_into_the_same(strokes: list[Stroke]) -> None:
    ink, at_once = grown(strokes), ink_of(strokes[-1], EDGE)

    np.testing.assert_allclose(ink.curve, at_once.curve, atol=1e-6)
    assert same(ink, at_once)
    np.testing.assert_array_equal(np.concatenate([tile.outline for tile in ink.tiles]), ink.outline)


@given(st.lists(places, min_size=1, max_size=12))
def test_far_moves_give_the_same_ink_as_the_whole_stroke(points):
    assert_grows_into_the_same(prefixes(np.array(points)))


@given(st.lists(short_moves, min_size=1, max_size=40), st.floats(0.02, 0.14))
def test_short_moves_give_the_same_ink_as_the_whole_stroke(moves, width):
    points = 0.5 + np.cumsum(moves, axis=0)

    assert_grows_into_the_same(prefixes(points, width=width))


@given(st.lists(st.tuples(short_moves, st.floats(0, 1)), min_size=2, max_size=30))
def test_a_pressing_pen_gives_the_same_ink_as_the_whole_stroke(moves):
    points = 0.5 + np.cumsum([move for move, _ in moves], axis=0)

    assert_grows_into_the_same(prefixes(points, np.array([pressure for _, pressure in moves])))


def curl(count: int) -> np.ndarray:
    t = np.linspace(0, 1, count)
    return np.column_stack([0.5 + 0.4 * np.sin(9 * t), 0.1 + 0.8 * t])


def test_a_stroke_that_goes_on_keeps_the_tiles_that_are_settled():
    strokes = prefixes(curl(80))
    before = grown(strokes[:-1])

    after = ink_of(strokes[-1], EDGE, before)

    assert len(after.tiles) > 4
    assert all(tile is earlier for tile, earlier in zip(after.tiles[:-3], before.tiles, strict=False))


@pytest.mark.parametrize(
    "other",
    [Stroke(curl(80), width=0.1), Stroke(curl(80) + 0.01, width=0.07), Stroke(curl(80)[:40], width=0.07)],
    ids=["thicker", "moved", "shorter"],
)
def test_another_stroke_is_no_stroke_that_goes_on(other):
    before = ink_of(Stroke(curl(79), width=0.07), EDGE)

    assert same(ink_of(other, EDGE, before), ink_of(other, EDGE))


def test_ink_for_another_size_is_made_anew():
    stroke = Stroke(curl(80), width=0.07)

    assert same(ink_of(stroke, EDGE, ink_of(stroke, 2 * EDGE)), ink_of(stroke, EDGE))


def test_grown_ink_looks_the_same(qapp):
    strokes = prefixes(curl(60))

    pictures = []
    for ink in (grown(strokes), ink_of(strokes[-1], EDGE)):
        picture = QImage(EDGE, EDGE, QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter, ink.tiles, QRectF(0, 0, EDGE, EDGE), QColor("black"))
        pictures.append(picture)

    assert pictures[0] == pictures[1]
    assert pictures[0].pixelColor(*(round(EDGE * part) for part in curl(60)[30])) == QColor("black")
