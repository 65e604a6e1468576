"""Arrays for up to 768 images, and what is done in them: whole numbers of 16 bits, nothing allocated.

NumPy gives the interpreter's lock back in each of some forty calls. To take it again can cost more than the call where
another thread computes, too: so there are few calls, with much to do in each.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from mnistpad.data.augment.bends import Floats
from mnistpad.data.dataset import EDGE, PIXELS, Bytes

ALIKE = 4  # images of a chunk share each draw of places
BORDER = 2  # of paper around the image, so that a look-up needs no bounds check
WIDE = EDGE + 2 * BORDER
PAPER = WIDE * WIDE
BITS = 7  # of a place's fraction: a pixel of 8 bits times it fits into 16 bits with a sign
_LINE = np.dtype((np.void, EDGE))  # copied as one: three times as fast as 28 bytes
_UNDIVIDED = 1 << 18  # multiplications: OpenBLAS gives larger products to several threads, which may round otherwise
_ROUNDED_DOWN = np.float32(1 - 2**-23)  # so that ink is never more than all


def draws(m: int) -> int:
    """Return how many draws of places m images share."""
    return -(-m // ALIKE)


class Piece:
    """Varies a number of images, in chunks that share no draws.

    All lie in four planes: first those that are the first to use their draws, then the second, and so on.

    Parameters
    ----------
    m, chunks
        Images, and chunks that they come in; in more than one, each is a multiple of four images.
    """

    def __init__(self, m: int, chunks: int) -> None:
        self._m, self._chunks = m, chunks
        self.draws = g = draws(m)
        self._paper = np.zeros((m, PAPER), np.uint8)
        self._lines = self._planes(self._paper.reshape(m, WIDE, WIDE), is_sorted=True)
        self._lines = self._lines[..., BORDER:-BORDER, BORDER:-BORDER].view(_LINE)
        self._pairs = np.zeros(ALIKE * g * PAPER + WIDE, np.uint16)
        self._corners = [self._pairs[row : row - WIDE or None].reshape(ALIKE, g * PAPER) for row in (0, WIDE)]
        self._papers = np.arange(0, g * PAPER, PAPER)[:, None]
        self._index = np.empty((g, PIXELS), np.intp)
        self._fractions = np.empty((g, 2, PIXELS), np.uint16)
        self._left = np.empty((g, PIXELS), np.uint16)
        self._part = np.empty((g, PIXELS), np.float32)
        self._rows, self._scratch = np.empty((2, 2, ALIKE, g, PIXELS), np.int16)
        # What is done with before the next is begun lies in the same memory, of which more then stays in the cache.
        self._ink, self._change = _cut(self._rows, (2, m, PAPER), np.uint8)
        self._cells = _cut(self._rows, (g, 2, PIXELS), np.uint16)
        self._product = _cut(self._scratch, (m, PAPER), np.uint16)
        self._places = _cut(self._scratch, (g, 2, PIXELS), np.float32)
        self._floats = _cut(self._scratch, (ALIKE, g, PIXELS), np.float32)

    def vary(
        self, pixels: Bytes, edges: Floats, terms: Floats, shapes: Floats, out: npt.NDArray[np.floating[Any]]
    ) -> None:
        """Write the varied images into `out`, (m, 784): ink in [0, 1].

        Parameters
        ----------
        pixels, edges
            Ink from 0 to 255, (m, 784), and by how much the pen's edge moves out, (m,).
        terms, shapes
            Whose product are the places: (draws, 2, number) and (number, 784), in 1/128 pixels from the paper's corner.
        """
        full = self._lay_paper(pixels, self._planes(edges).reshape(self._m))
        self._find_places(terms, shapes)
        self._look_up(full, self._planes(out))

    def _planes(self, rows: npt.NDArray[Any], *, is_sorted: bool = False) -> npt.NDArray[Any]:
        """Return a view of something by image, in the order of the planes."""
        if self._m % ALIKE:
            return rows
        if is_sorted:
            return rows.reshape(ALIKE, self._chunks, -1, *rows.shape[1:])
        return rows.reshape(self._chunks, ALIKE, -1, *rows.shape[1:]).swapaxes(0, 1)

    def _lay_paper(self, pixels: Bytes, edges: Floats) -> Floats:
        """Put the ink, its edges moved out or in, on wider paper, as pairs of neighbours; return what is full ink."""
        self._lines[...] = self._planes(pixels.reshape(-1, EDGE, EDGE)).view(_LINE)
        ink = self._with_pen(edges) if edges.any() else self._paper
        # Left and right neighbour in one number: a look-up brings both.
        flat, pairs = ink.reshape(-1), self._pairs[: self._m * PAPER]
        np.left_shift(flat[1:], 8, out=pairs[:-1], dtype=np.uint16)
        pairs |= flat
        # A thin pen is not a faint one: what was darkest stays as dark.
        peaks = self._planes(pixels.max(axis=1)).reshape(self._m)
        full: Floats = (ink.max(axis=1) * np.float32(255)) / np.maximum(peaks, 1)
        return np.maximum(full, 1)

    def _with_pen(self, edges: Floats) -> Bytes:
        """Return each pixel as it is, mixed with the most of it and its four neighbours, or with the least.

        A whole pixel of `edges` is what a maximum or minimum over the neighbours does; less is a mixture of that and
        the original. The least is the most of the negative.
        """
        ink: Bytes = self._ink
        change, product = self._change, self._product
        negative = -(edges < 0).view(np.uint8)[:, None]  # 255 where the pen is thinner
        np.bitwise_xor(self._paper, negative, out=ink)
        _spread(ink.reshape(-1), change.reshape(-1))
        change -= ink
        # Ink never comes so far, but the negative of the image before may.
        change.reshape(-1, WIDE, WIDE)[:, :: WIDE - 1] = 0
        np.multiply(change, np.rint(np.abs(edges) * 256).astype(np.uint16)[:, None], out=product)
        product += 128
        np.right_shift(product, 8, out=change, casting="unsafe")
        ink += change
        ink ^= negative
        return ink

    def _find_places(self, terms: Floats, shapes: Floats) -> None:
        """Write where on the paper each pixel is fetched: its number there, and the fractions of the place."""
        places, fractions, cells, index = self._places, self._fractions, self._cells, self._index
        # A product for each chunk: with other sizes BLAS may round otherwise, and batches that are made together would
        # differ from batches that are made one by one.
        sums = terms.reshape(self._chunks, 1, -1, terms.shape[2])
        cuts = _cuts(*sums.shape[2:])
        found = places.reshape(self._chunks, -1, cuts, PIXELS // cuts).swapaxes(1, 2)
        np.matmul(sums, shapes.reshape(len(shapes), cuts, -1).swapaxes(0, 1), out=found)
        places.clip(0, (WIDE - 2) * 2**BITS, out=places)
        np.copyto(fractions, places, casting="unsafe")
        np.right_shift(fractions, BITS, out=cells)
        fractions &= 2**BITS - 1
        column, row = cells.swapaxes(0, 1)
        row *= WIDE
        row += column
        np.add(row, self._papers, out=index)
        np.subtract(2**BITS, fractions[:, 0], out=self._left)
        np.copyto(self._part, fractions[:, 1])
        self._part *= np.float32(2**-BITS)

    def _look_up(self, full: Floats, out: npt.NDArray[np.floating[Any]]) -> None:
        """Write what is found at the places, interpolated between the four pixels around each."""
        rows, scratch, floats = self._rows.view(np.uint16), self._scratch.view(np.uint16), self._floats
        # mode="wrap" writes straight into `row`, and is the fastest; no index is out of range.
        for pairs, row in zip(self._corners, rows, strict=True):
            np.take(pairs, self._index, axis=1, out=row, mode="wrap")
        np.right_shift(rows, 8, out=scratch)
        scratch *= self._fractions[:, 0]
        rows &= 255
        rows *= self._left
        rows += scratch
        upper, lower = self._rows
        np.subtract(lower, upper, out=floats)
        floats *= self._part
        np.add(upper, floats, out=floats)
        scale = (_ROUNDED_DOWN / 2**BITS / full).reshape(*out.shape[:-1], 1)
        np.multiply(self._found(floats, out.shape), scale, out=out, dtype=out.dtype)

    def _found(self, planes: npt.NDArray[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
        """Return what belongs to images; the last plane may be a short one."""
        return planes.reshape(-1, PIXELS)[: self._m] if self._m % ALIKE else planes.reshape(shape)


@cache
def _cuts(rows: int, terms: int) -> int:
    """Return into how many pieces the columns of a product are cut, so that no thread gets a part of one."""
    counts = [count for count in range(1, PIXELS) if PIXELS % count == 0]
    return next((count for count in counts if rows * terms * PIXELS <= count * _UNDIVIDED), PIXELS)


def _spread(ink: Bytes, out: Bytes) -> None:
    """Write the most of each pixel and its four neighbours."""
    out[0] = ink[0]
    np.maximum(ink[1:], ink[:-1], out=out[1:])
    np.maximum(out[:-1], ink[1:], out=out[:-1])
    np.maximum(out[WIDE:], ink[:-WIDE], out=out[WIDE:])
    np.maximum(out[:-WIDE], ink[WIDE:], out=out[:-WIDE])


def _cut(memory: npt.NDArray[Any], shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return an array that lies at the beginning of another one."""
    return np.ndarray(shape, dtype, memory.reshape(-1).view(np.uint8))
