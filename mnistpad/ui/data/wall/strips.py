"""Rows of pictures as one image each: a screen of them is a dozen blits, whatever hangs on the wall."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from mnistpad.data.dataset import EDGE, Bytes
from mnistpad.ui import theme


@dataclass(frozen=True)
class Grid:
    """Where the pictures of a wall hang, in pixels of the screen.

    Parameters
    ----------
    width
        Of the whole wall.
    zoom
        Pixels of the screen along one of a picture.
    gap
        Between two pictures, at least.
    """

    width: int
    zoom: int
    gap: int

    @property
    def side(self) -> int:
        """The length of a picture."""
        return EDGE * self.zoom

    @property
    def columns(self) -> int:
        """How many hang side by side."""
        return max(1, (self.width + self.gap) // (self.side + self.gap))

    @property
    def step(self) -> int:
        """From one picture to the next in its row: what is left of the row is divided."""
        return max(self.side, (self.width + self.gap) // self.columns)

    @property
    def row_height(self) -> int:
        """From one row to the next."""
        return self.side + self.gap

    def rows(self, count: int) -> int:
        """Return how many rows so many pictures take."""
        return -(-count // self.columns)

    def height(self, count: int) -> int:
        """Return how tall so many pictures are."""
        return max(0, self.rows(count) * self.row_height - self.gap)

    def place(self, index: int) -> tuple[int, int]:
        """Return where a picture hangs: its left and top."""
        row, column = divmod(index, self.columns)
        return column * self.step, row * self.row_height

    def index_at(self, x: float, y: float) -> int | None:
        """Return which picture is at a place, the gap behind it included; None beside the wall."""
        column, row = int(x // self.step), int(y // self.row_height)
        inside = x >= 0 and y >= 0 and column < self.columns
        return row * self.columns + column if inside else None


def grid_for(width: float, ratio: float, zoom: float, gap: float) -> Grid:
    """Return the grid of a wall of this width in logical pixels, so that each pixel of a picture covers whole ones."""
    return Grid(int(width * ratio), max(1, int(zoom * ratio + 1e-6)), max(1, round(gap * ratio)))


@dataclass(frozen=True, eq=False)
class Shades:
    """The colours from paper to ink, as RGB32, shape (256,), and that of the wall behind."""

    table: npt.NDArray[np.uint32]
    ground: int


def shades() -> Shades:
    """Return the colours in force."""
    colours = theme.tokens()
    return _shades(colours.paper, colours.ink, colours.window)


@cache
def _shades(paper: str, ink: str, ground: str) -> Shades:
    blends = [QColor(theme.blend(paper, ink, share / 255)).rgb() for share in range(256)]
    return Shades(np.array(blends, np.uint32), QColor(ground).rgb())


def strip(pixels: Bytes, grid: Grid, colours: Shades) -> QImage:
    """Return a row of pictures as one image.

    Parameters
    ----------
    pixels
        At most as many as the grid has columns, shape (n, 784).
    """
    side, count = grid.side, len(pixels)
    row = np.full((side, grid.columns * grid.step), colours.ground, np.uint32)
    tiles = enlarged(pixels, grid.zoom)
    row.reshape(side, grid.columns, grid.step)[:, :count, :side] = colours.table[tiles].transpose(1, 0, 2)
    image = QImage(row.data, row.shape[1], side, 4 * row.shape[1], QImage.Format.Format_RGB32)
    return image.copy()  # which owns its pixels


def enlarged(pixels: Bytes, zoom: int) -> npt.NDArray[np.uint8]:
    """Return pictures with every pixel `zoom` times as wide and tall, shape (n, 28·zoom, 28·zoom)."""
    tiles = pixels.reshape(-1, EDGE, EDGE)
    return tiles.repeat(zoom, axis=1).repeat(zoom, axis=2) if zoom > 1 else tiles
