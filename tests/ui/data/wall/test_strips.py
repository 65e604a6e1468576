from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage

from mnistpad.ui import theme
from mnistpad.ui.data.wall.strips import Grid, enlarged, grid_for, shades, strip

grids = st.builds(Grid, st.integers(1, 5000), st.integers(1, 6), st.integers(1, 20))


@given(grids, st.integers(0, 70_000))
def test_what_is_at_the_place_of_a_picture_is_that_picture(grid, index):
    x, y = grid.place(index)

    assert grid.index_at(x, y) == index
    assert grid.index_at(x + grid.side - 1, y + grid.side - 1) == index


@given(grids)
def test_pictures_of_a_row_do_not_overlap_and_stay_inside(grid):
    lefts = [grid.place(index)[0] for index in range(grid.columns)]

    assert all(b - a >= grid.side for a, b in pairwise(lefts))
    assert lefts[-1] + grid.side <= max(grid.width, grid.side)


@given(grids, st.integers(0, 1000))
def test_the_height_holds_every_row(grid, count):
    bottom = grid.place(count - 1)[1] + grid.side if count else 0

    assert grid.height(count) == bottom


def test_nothing_is_beside_the_wall():
    grid = grid_for(200, 1.0, 2, 4)

    assert grid.index_at(-1, 0) is None
    assert grid.index_at(0, -1) is None
    assert grid.index_at(grid.columns * grid.step + 1, 0) is None


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_a_pixel_of_a_picture_covers_whole_pixels_of_the_screen(ratio):
    grid = grid_for(600, ratio, 2, 4)

    assert grid.zoom == int(2 * ratio)
    assert grid.columns * grid.side <= 600 * ratio


def test_a_strip_shows_each_picture_at_its_place():
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 2, (3, 784)).astype(np.uint8) * 255
    grid, colours = Grid(300, 2, 4), shades()

    image = strip(pixels, grid, colours)

    for index in range(3):
        left, _ = grid.place(index)
        seen = _colours(image)[:, left : left + grid.side]
        assert (seen == colours.table[enlarged(pixels[index : index + 1], 2)[0]]).all()
    ground = QColor(theme.tokens().window).rgb()
    assert (_colours(image)[:, grid.place(3)[0] :] == ground).all()


def _colours(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
