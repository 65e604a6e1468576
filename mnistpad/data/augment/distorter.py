"""The distortion itself: one bilinear look-up, in whole numbers of 16 bits and arrays that are made once.

The place that each pixel is fetched from is linear in a few random numbers (the affine map's six, and the bends'), so
one matrix product gives every place of a batch. Four images are fetched from the same places: a network learns the
same from them, and a third of the time is saved. Floats would be half as fast, and show no other digit: places are
right to 1/256 pixel, ink to 1/255.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data.augment.bends import CENTRE, Floats, basis
from mnistpad.data.dataset import EDGE, PIXELS, Bytes

ALIKE = 4  # images of a chunk share each draw of places
CHUNK = 128  # images at a time: their temporaries stay in the cache
BORDER = 2  # of paper around the image, so that a look-up needs no bounds check
WIDE = EDGE + 2 * BORDER
PAPER = WIDE * WIDE
BITS = 7  # of a place's fraction: a pixel of 8 bits times it fits into 16 bits with a sign
_LINE = np.dtype((np.void, EDGE))  # copied as one: three times as fast as 28 bytes
_ROUNDED_DOWN = np.float32(1 - 2**-23)  # so that ink is never more than all

Shorts = npt.NDArray[np.int16]


def draws(m: int) -> int:
    """Return how many draws of places m images share."""
    return -(-m // ALIKE)


class Variation(NamedTuple):
    """What chance has drawn for m images.

    Places are drawn for a quarter of the images, rounded up: for 32 in each chunk of 128 images, and the 33rd image
    has those of the first again.
    """

    affine: Floats  # (draws, 2, 3): the way back to the original's x and y, from [x, y, 1] of the varied image
    bends: Floats  # (draws, 2, number of bends): how much of each is in x and y, in pixels
    edges: Floats  # (m,): pixels by which the pen's edge moves out
    sigma: float  # of the bends


class Distorter:
    """Varies images. Holds 2.6 MB, and belongs to one thread."""

    def __init__(self) -> None:
        self._paper, self._ink, self._change = (np.zeros((CHUNK, PAPER), np.uint8) for _ in range(3))
        self._lines = self._paper.reshape(-1, WIDE, WIDE)[:, BORDER:-BORDER, BORDER:-BORDER].view(_LINE)
        self._product = np.empty((CHUNK, PAPER), np.uint16)
        self._pairs = np.zeros(CHUNK * PAPER + WIDE, np.uint16)
        self._places = np.empty((draws(CHUNK), 2, PIXELS), np.float32)
        self._fractions = np.empty((4, draws(CHUNK), PIXELS), np.int16)
        self._index = np.empty((draws(CHUNK), PIXELS), np.intp)
        self._down = np.empty((draws(CHUNK), PIXELS), np.float32)
        self._shorts = np.empty((3, CHUNK, PIXELS), np.int16)
        self._floats = np.empty((CHUNK, PIXELS), np.float32)

    def distort(self, pixels: Bytes, variation: Variation, out: npt.NDArray[np.floating[Any]]) -> None:
        """Write the varied images into `out`, (m, 784): ink in [0, 1]."""
        terms = _terms(variation)
        shapes = basis(variation.sigma if variation.bends.shape[2] else None)
        for start in range(0, len(pixels), CHUNK):
            cut = slice(start, start + CHUNK)
            full = self._lay_paper(pixels[cut], variation.edges[cut])
            g = draws(len(pixels[cut]))
            self._find_places(terms[draws(start) : draws(start) + g], shapes)
            self._look_up(full, g, out[cut])

    def _lay_paper(self, pixels: Bytes, edges: Floats) -> Floats:
        """Put the ink, its edges moved out or in, on wider paper, as pairs of neighbours; return what is full ink."""
        m = len(pixels)
        ink = self._paper[:m]
        self._lines[:m] = pixels.reshape(m, EDGE, EDGE).view(_LINE)
        if edges.any():
            ink = self._with_pen(ink, edges)
        # Left and right neighbour in one number: a look-up brings both.
        flat, pairs = ink.reshape(-1), self._pairs[: m * PAPER]
        np.copyto(pairs[:-1], flat[1:])
        pairs <<= 8
        pairs |= flat
        # A thin pen is not a faint one: what was darkest stays as dark.
        full: Floats = (ink.max(axis=1) * np.float32(255)) / np.maximum(pixels.max(axis=1), 1)
        return np.maximum(full, 1)

    def _with_pen(self, paper: Bytes, edges: Floats) -> Bytes:
        """Return each pixel as it is, mixed with the most of it and its four neighbours, or with the least.

        A whole pixel of `edges` is what a maximum or minimum over the neighbours does; less is a mixture of that and
        the original. The least is the most of the negative.
        """
        m = len(paper)
        ink, change, product = self._ink[:m], self._change[:m], self._product[:m]
        negative = -(edges < 0).view(np.uint8)[:, None]  # 255 where the pen is thinner
        np.bitwise_xor(paper, negative, out=ink)
        self._spread(ink.reshape(-1), change.reshape(-1))
        change -= ink
        # Ink never comes so far, but the negative of the image before may.
        change[:, :WIDE] = change[:, -WIDE:] = 0
        np.copyto(product, change)
        product *= np.rint(np.abs(edges) * 256).astype(np.uint16)[:, None]
        product += 128
        product >>= 8
        np.copyto(change, product, casting="unsafe")
        ink += change
        ink ^= negative
        return ink

    def _spread(self, ink: Bytes, out: Bytes) -> None:
        """Write the most of each pixel and its four neighbours."""
        out[0] = ink[0]
        np.maximum(ink[1:], ink[:-1], out=out[1:])
        np.maximum(out[:-1], ink[1:], out=out[:-1])
        np.maximum(out[WIDE:], ink[:-WIDE], out=out[WIDE:])
        np.maximum(out[:-WIDE], ink[WIDE:], out=out[:-WIDE])

    def _find_places(self, terms: Floats, shapes: Floats) -> None:
        """Write where on the paper each pixel is fetched: its number there, and the fractions of the place."""
        g = len(terms)
        places = self._places[:g]
        np.matmul(terms.reshape(2 * g, -1), shapes, out=places.reshape(2 * g, PIXELS))
        places.clip(0, (WIDE - 2) * 2**BITS, out=places)
        left, right, down, row = self._fractions[:, :g].view(np.uint16)
        np.copyto(right, places[:, 0], casting="unsafe")
        np.copyto(down, places[:, 1], casting="unsafe")
        np.right_shift(down, BITS, out=row)
        row *= WIDE
        np.right_shift(right, BITS, out=left)
        row += left
        row += np.arange(0, g * PAPER, PAPER, dtype=np.uint16)[:, None]
        np.copyto(self._index[:g], row)
        right &= 2**BITS - 1
        down &= 2**BITS - 1
        np.subtract(2**BITS, right, out=left)
        np.copyto(self._down[:g], down)
        self._down[:g] *= np.float32(2**-BITS)

    def _look_up(self, full: Floats, g: int, out: npt.NDArray[np.floating[Any]]) -> None:
        """Write what is found at the places, interpolated between the four pixels around each."""
        m, size, shape = len(out), ALIKE * g, (ALIKE, g, PIXELS)
        upper, lower, scratch = (each[:size].reshape(shape) for each in self._shorts)
        self._between(0, upper, scratch)
        self._between(WIDE, lower, scratch)
        lower -= upper
        floats = self._floats[:size]
        np.copyto(floats.reshape(shape), lower)
        floats.reshape(shape)[...] *= self._down[:g]
        np.copyto(out, upper.reshape(size, PIXELS)[:m])
        out += floats[:m]
        out *= (_ROUNDED_DOWN / 2**BITS / full)[:, None]

    def _between(self, row: int, out: Shorts, scratch: Shorts) -> None:
        """Write 128 times the values at the places' pixels and those to their right, mixed by the fraction."""
        g = out.shape[1]
        left, right = self._fractions[:2, :g]
        pairs = self._pairs[row : row + ALIKE * g * PAPER].reshape(ALIKE, g * PAPER)
        # mode="wrap" writes straight into `out`, and is the fastest; no index is out of range.
        np.take(pairs, self._index[:g], axis=1, out=out.view(np.uint16), mode="wrap")
        np.right_shift(out.view(np.uint16), 8, out=scratch.view(np.uint16))
        scratch *= right
        out &= 255
        out *= left
        out += scratch


def _terms(variation: Variation) -> Floats:
    """Return how much of each shape is in the places x and y, in 1/128 pixels from the paper's corner."""
    terms = np.concatenate([variation.affine, variation.bends], axis=2)
    terms[:, :, 2] += CENTRE + BORDER + 0.5 / 2**BITS
    terms *= 2**BITS
    return terms
