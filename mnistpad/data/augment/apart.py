"""Distortion in a process of its own: the same bits, and the interpreter's lock is left to those who learn.

A thread that distorts wants the lock again after each of some forty calls of NumPy. Where the thread that learns wants
it, too, the two meet, and on a virtual machine each meeting costs 30 µs: an epoch of 784-128-10 took 1.23 times as long
with distortion as without. With a process it takes 1.08 times as long.
"""

import logging
import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from mnistpad.data.augment.distorter import CHUNK, PIECE, Distorter, InAndOut, Variation
from mnistpad.data.augment.pieces import ALIKE, draws
from mnistpad.data.dataset import Bytes

# Images of a run. With half as many, a process costs as much time to start (0.15 s of a core) as it saves (0.04 s for
# 50,000 images), and with any number 40 MB of memory.
WORTH = 200_000

_log = logging.getLogger(__name__)


def distorter_for(images: int) -> Distorter:
    """Return what is best for a thread that distorts so many images in all while another one learns."""
    return DistorterApart() if images >= WORTH and sys.platform != "win32" else Distorter()


class DistorterApart(Distorter):
    """Has a process vary the images, once that is ready, and else does it itself.

    Whatever becomes of the process, the images are the same: what it does not answer is done here, and so is all that
    follows. It is not started again. Not for Windows, where memory without a name is not so easily handed on.

    Attributes
    ----------
    helper
        The process; None once it is of no use.
    """

    def __init__(self) -> None:
        # Not before: most who import this never start one.
        from mnistpad.data.augment.helper import Helper

        super().__init__()
        self.helper: Helper | None = None
        self._is_trusted = self._is_over = False
        try:
            self.helper = Helper()
        except OSError as error:
            _log.info("No process of its own for distortion: %s", error)

    def room(self, m: int, dtype: npt.DTypeLike) -> InAndOut:
        """Return new arrays for m images, where the process sees them as long as there is room."""
        lent = None if self.helper is None else self.helper.lend(m, dtype)
        return lent or super().room(m, dtype)

    def distort(
        self, pixels: Bytes, variation: Variation, out: npt.NDArray[np.floating[Any]], batch: int | None = None
    ) -> None:
        """Write the varied images into `out`, as `Distorter.distort` does."""
        chunk = min(batch or CHUNK, CHUNK)
        most = PIECE // chunk * chunk
        for first in range(0, len(pixels), most):
            cut = slice(first, first + most)
            self._distort((pixels[cut], out[cut]), _cut(variation, cut), chunk)

    def interrupt(self) -> None:
        """Let nobody wait for the process any longer, in whatever thread: who does meets a ConnectionError."""
        self._is_over = True
        if (helper := self.helper) is not None:
            helper.kill()

    def close(self) -> None:
        """End the process."""
        if self.helper is not None:
            self.helper.close()
            self.helper = None

    def _distort(self, images: InAndOut, variation: Variation, chunk: int) -> None:
        """Vary up to 768 images."""
        pixels, out = images
        if not self._is_distorted_apart(images, variation, chunk):
            super().distort(pixels, variation, out, chunk)
        elif not self._is_trusted:
            self._compare(images, variation, chunk)

    def _is_distorted_apart(self, images: InAndOut, variation: Variation, chunk: int) -> bool:
        """Have the process do it, and return whether it did."""
        try:
            if self.helper is None or not self.helper.is_ready():
                return False
            self.helper.distort(images, variation, chunk)
        except OSError as error:
            if self._is_over:
                raise
            self._give_up(error)
            return False
        return True

    def _compare(self, images: InAndOut, variation: Variation, chunk: int) -> None:
        """Do the first thing that the process did here as well: its bits must be ours."""
        pixels, out = images
        ours = np.empty_like(out)
        super().distort(pixels, variation, ours, chunk)
        self._pieces.clear()  # 10 MB that will hardly be needed again
        self._is_trusted = np.array_equal(ours, out)
        if not self._is_trusted:
            np.copyto(out, ours)
            self._give_up("its bits are others")

    def _give_up(self, why: object) -> None:
        _log.info("No process of its own for distortion any more: %s", why)
        self.close()


def _cut(variation: Variation, cut: slice) -> Variation:
    """Return what varies some of the images; the first of them begins a chunk."""
    affine, bends, edges, sigma = variation
    edges, first = edges[cut], cut.start // ALIKE
    shared = slice(first, first + draws(len(edges)))
    return Variation(affine[shared], bends[shared], edges, sigma)
