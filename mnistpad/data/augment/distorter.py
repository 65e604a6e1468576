"""The distortion itself: one bilinear look-up for each pixel.

The place that each pixel is fetched from is linear in a few random numbers (the affine map's six, and the bends'), so
one matrix product gives every place of a batch. Four images are fetched from the same places: a network learns the
same from them, and a third of the time is saved. Floats would be half as fast, and show no other digit: places are
right to 1/256 pixel, ink to 1/255.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data.augment.bends import CENTRE, Floats, basis
from mnistpad.data.augment.pieces import ALIKE, BITS, BORDER, Piece, draws
from mnistpad.data.dataset import PIXELS, Bytes

CHUNK = 128  # images that share draws among themselves; a batch may be smaller, or several
PIECE = 768  # images at a time: with more, the memory is slower than the calls that it saves


InAndOut = tuple[Bytes, npt.NDArray[np.floating[Any]]]
"""Images as they are, and where they are written varied; each (m, 784)."""


class Variation(NamedTuple):
    """What chance has drawn for m images.

    Places are drawn for a quarter of the images, rounded up: for 32 in each chunk of 128 images, and the 33rd image
    has those of the first again.
    """

    affine: Floats  # (draws, 2, 3): the way back to the original's x and y, from [x, y, 1] of the varied image
    bends: Floats  # (draws, 2, number of bends): how much of each is in x and y, in pixels
    edges: Floats  # (m,): pixels by which the pen's edge moves out
    sigma: float  # of the bends


def batches_at_a_time(m: int) -> int:
    """Return how many batches of m images can be distorted together."""
    is_whole = m % (CHUNK if m > CHUNK else ALIKE) == 0
    return max(1, PIECE // m) if is_whole else 1


class Distorter:
    """Varies images. Keeps 13 kB for each image of its pieces, and belongs to one thread."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[int, int], Piece] = {}

    def room(self, m: int, dtype: npt.DTypeLike) -> InAndOut:
        """Return new arrays for m images. `distort` takes any others, but it may have to copy them."""
        return np.empty((m, PIXELS), np.uint8), np.empty((m, PIXELS), dtype)

    def distort(
        self, pixels: Bytes, variation: Variation, out: npt.NDArray[np.floating[Any]], batch: int | None = None
    ) -> None:
        """Write the varied images into `out`, (m, 784): ink in [0, 1].

        Parameters
        ----------
        batch
            Images in each batch, where these are several whose draws were joined: as many as `batches_at_a_time`
            allows, and only the last may be a short one.
        """
        chunk = min(batch or CHUNK, CHUNK)
        terms = _terms(variation)
        shapes = basis(variation.sigma if variation.bends.shape[2] else None)
        for cut, chunks in _divided(len(pixels), chunk):
            piece, first = self._piece(cut.stop - cut.start, chunks), draws(cut.start)
            piece.vary(pixels[cut], variation.edges[cut], terms[first : first + piece.draws], shapes, out[cut])

    def interrupt(self) -> None:
        """Nobody waits here for anything else."""

    def close(self) -> None:
        """Nothing is left behind."""

    def _piece(self, m: int, chunks: int) -> Piece:
        if (m, chunks) not in self._pieces:
            if len(self._pieces) == 3:  # the usual one; at the end of an epoch, what is left and a short batch
                self._pieces.clear()
            self._pieces[m, chunks] = Piece(m, chunks)
        return self._pieces[m, chunks]


def _divided(m: int, chunk: int) -> Iterator[tuple[slice, int]]:
    """Yield images to be varied at a time, and how many chunks they are."""
    whole, most = m // chunk, PIECE // chunk
    for first in range(0, whole, most):
        chunks = min(most, whole - first)
        yield slice(first * chunk, (first + chunks) * chunk), chunks
    if m % chunk:
        yield slice(whole * chunk, m), 1


def _terms(variation: Variation) -> Floats:
    """Return how much of each shape is in the places x and y, in 1/128 pixels from the paper's corner."""
    terms = np.concatenate([variation.affine, variation.bends], axis=2)
    terms[:, :, 2] += CENTRE + BORDER + 0.5 / 2**BITS
    terms *= 2**BITS
    return terms
