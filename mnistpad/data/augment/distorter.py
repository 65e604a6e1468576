"""The distortion itself: one bilinear look-up, in whole numbers of 16 bits and arrays that are made once.

The place that each pixel is fetched from is linear in a few random numbers (the affine map's six, and the bends'), so
one matrix product gives every place of a batch. Floats would be half as fast, and show no other digit: places are
right to 1/256 pixel, ink to 1/255.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data.augment.bends import CENTRE, Floats, basis, mean_bend
from mnistpad.data.dataset import EDGE, PIXELS, Bytes

CHUNK = 64  # images at a time: their temporaries stay in the cache, and 64 papers of 1024 pixels number 16 bits
BORDER = 2  # of paper around the image, so that a look-up needs no bounds check
WIDE = EDGE + 2 * BORDER
PAPER = WIDE * WIDE
BITS = 7  # of a place's fraction: a pixel of 8 bits times it fits into 16 bits with a sign
_ROUNDED_DOWN = np.float32(1 - 2**-23)  # so that ink is never more than all

Shorts = npt.NDArray[np.int16]


class Variation(NamedTuple):
    """What chance has drawn for m images."""

    affine: Floats  # (m, 2, 3): the way back to the original's x and y, from [x, y, 1] of the varied image
    bends: Floats  # (m, 2, number of bends): how much of each is in x and y, in pixels
    edges: Floats  # (m,): pixels by which the pen's edge moves out
    sigma: float  # of the bends


class Distorter:
    """Varies images. Holds 3 MB, and belongs to one thread."""

    def __init__(self) -> None:
        self._paper = np.zeros((CHUNK, WIDE, WIDE), np.uint8)
        self._ink, self._other, self._scratch = (np.zeros((CHUNK, PAPER), np.uint16) for _ in range(3))
        self._pairs = np.zeros(CHUNK * PAPER + WIDE, np.uint16)
        self._spread, self._negative = (np.zeros(CHUNK * PAPER, np.uint8) for _ in range(2))
        self._places = np.empty((CHUNK, 2, PIXELS), np.float32)
        self._shorts = np.empty((6, CHUNK, PIXELS), np.int16)
        self._floats = np.empty((3, CHUNK, PIXELS), np.float32)
        self._index = np.empty((CHUNK, PIXELS), np.intp)

    def distort(self, pixels: Bytes, variation: Variation, out: npt.NDArray[np.floating[Any]]) -> None:
        """Write the varied images into `out`, (m, 784): ink in [0, 1]."""
        *drawn, sigma = variation
        for start in range(0, len(pixels), CHUNK):
            cut = slice(start, start + CHUNK)
            affine, bends, edges = (each[cut] for each in drawn)
            full = self._lay_paper(pixels[cut], edges)
            self._find_places(pixels[cut], affine, bends, sigma)
            self._look_up(full, out[cut])

    def _lay_paper(self, pixels: Bytes, edges: Floats) -> Floats:
        """Put the ink, its edges moved out or in, on wider paper, as pairs of neighbours; return what is full ink.

        A whole pixel is what a maximum or minimum over the neighbours does; less is a mixture of that and the original.
        """
        m = len(pixels)
        paper, ink = self._paper[:m], self._ink[:m]
        paper[:, BORDER:-BORDER, BORDER:-BORDER] = pixels.reshape(-1, EDGE, EDGE)
        np.copyto(ink, paper.reshape(m, PAPER))
        if edges.any():
            self._mix(ink, self._spread_out(paper, edges < 0), edges)
        # Left and right neighbour in one number: a look-up brings both.
        flat, pairs = ink.reshape(-1), self._pairs[: m * PAPER]
        np.left_shift(flat[1:], 8, out=pairs[:-1])
        np.bitwise_or(pairs, flat, out=pairs)
        # A thin pen is not a faint one: what was darkest stays as dark.
        peaks, most = pixels.max(axis=1), ink.max(axis=1)
        full: Floats = (most * np.float32(255)) / np.maximum(peaks, 1)
        return np.maximum(full, 1)

    def _mix(self, ink: npt.NDArray[np.uint16], other: Bytes, edges: Floats) -> None:
        parts = np.rint(np.abs(edges) * 256).astype(np.uint16)[:, None]
        mixed = self._other[: len(ink)]
        np.copyto(mixed, other.reshape(mixed.shape))
        mixed *= parts
        ink *= 256 - parts
        ink += mixed
        ink += 128
        ink >>= 8

    def _spread_out(self, paper: Bytes, thinner: npt.NDArray[np.bool_]) -> Bytes:
        """Return the most of each pixel and its four neighbours, or the least in the images that shall be thinner.

        The least is the most of the negative.
        """
        m = len(paper)
        before, after = self._negative[: m * PAPER], self._spread[: m * PAPER]
        mask = np.where(thinner, np.uint8(255), np.uint8(0))[:, None]
        np.bitwise_xor(paper.reshape(m, PAPER), mask, out=before.reshape(m, PAPER))
        np.copyto(after, before)
        for step in (1, WIDE):
            np.maximum(after[step:], before[:-step], out=after[step:])
            np.maximum(after[:-step], before[step:], out=after[:-step])
        images = after.reshape(m, PAPER)
        # Ink never comes so far, but the negative of the image before may.
        images[:, :WIDE] = images[:, -WIDE:] = mask
        images ^= mask
        return images

    def _find_places(self, pixels: Bytes, affine: Floats, bends: Floats, sigma: float) -> None:
        """Write where on the paper each pixel is fetched, x and y, in 1/128 pixels from the corner."""
        m = len(pixels)
        terms = np.concatenate([affine, bends], axis=2)
        terms[:, :, 2] += CENTRE + BORDER + 0.5 / 2**BITS
        if bends.shape[2]:
            ink = self._floats[0, :m]
            np.copyto(ink, pixels)
            terms[:, :, 2] -= mean_bend(ink, bends, sigma)
        terms *= 2**BITS
        places = self._places[:m]
        np.matmul(terms.reshape(2 * m, -1), basis(sigma if bends.shape[2] else None), out=places.reshape(2 * m, PIXELS))
        np.clip(places, 0, (WIDE - 2) * 2**BITS, out=places)

    def _look_up(self, full: Floats, out: npt.NDArray[np.floating[Any]]) -> None:
        """Write what is found at the places, interpolated between the four pixels around each."""
        m = len(out)
        right, down, upper, lower, scratch, number = self._shorts[:, :m]
        for place, axis in ((right, 0), (down, 1)):
            np.copyto(place, self._places[:m, axis], casting="unsafe")
        index = self._number(right, down, number.view(np.uint16), scratch.view(np.uint16))
        self._between(index, 0, right, upper, scratch)
        self._between(index, WIDE, right, lower, scratch)
        lower -= upper
        high, low, part = self._floats[:, :m]
        for floats, shorts in ((high, upper), (low, lower), (part, down)):
            np.copyto(floats, shorts)
        part *= np.float32(2**-BITS)
        low *= part
        high += low
        np.multiply(high, (_ROUNDED_DOWN / 2**BITS / full)[:, None], out=out)

    def _number(
        self, right: Shorts, down: Shorts, number: npt.NDArray[np.uint16], scratch: npt.NDArray[np.uint16]
    ) -> npt.NDArray[np.intp]:
        """Return the number of the pixel at the upper left of each place, and leave the places' fractions."""
        np.right_shift(down.view(np.uint16), BITS, out=number)
        number *= WIDE
        np.right_shift(right.view(np.uint16), BITS, out=scratch)
        number += scratch
        number += np.arange(0, len(number) * PAPER, PAPER, dtype=np.uint16)[:, None]
        index = self._index[: len(number)]
        np.copyto(index, number)
        right &= 2**BITS - 1
        down &= 2**BITS - 1
        return index

    def _between(self, index: npt.NDArray[np.intp], row: int, right: Shorts, out: Shorts, scratch: Shorts) -> None:
        """Write 128 times the values at index and index + 1, mixed by how far to the right the place is."""
        # mode="wrap" writes straight into `out`, and is the fastest; no index is out of range.
        np.take(self._pairs[row:], index, out=out.view(np.uint16), mode="wrap")
        np.right_shift(out.view(np.uint16), 8, out=scratch.view(np.uint16))
        out &= 255
        scratch -= out
        scratch *= right
        out <<= BITS
        out += scratch
