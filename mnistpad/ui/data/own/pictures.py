"""The 28×28 images of kept digits, each made once."""

from collections.abc import Iterable

import numpy as np

from mnistpad.data import drawn
from mnistpad.data.dataset import DIGITS, PIXELS, Bytes
from mnistpad.data.own import Kept


class Pictures:
    """Remembers images by key; a drawing never changes, only what is said of it."""

    def __init__(self) -> None:
        self._pixels: dict[str, Bytes] = {}

    def of(self, kept: Kept) -> Bytes:
        """Return one image, uint8 (784,)."""
        if kept.key not in self._pixels:
            self._pixels[kept.key] = drawn.render([kept.drawing])[0]
        return self._pixels[kept.key]

    def missing(self, digits: Iterable[Kept]) -> list[Kept]:
        """Return those whose images are still to be made."""
        return [kept for kept in digits if kept.key not in self._pixels]

    def add(self, digits: Iterable[Kept], pixels: Bytes) -> None:
        """Remember images that were made elsewhere, shape (n, 784)."""
        self._pixels.update(zip((kept.key for kept in digits), pixels, strict=True))

    def means(self, digits: Iterable[Kept]) -> Bytes:
        """Return the mean of the images of each digit that are made, uint8 (10, 784); 0 where there is none."""
        sums, counts = np.zeros((DIGITS, PIXELS)), np.zeros((DIGITS, 1))
        for kept in digits:
            if kept.key in self._pixels:
                sums[kept.label] += self._pixels[kept.key]
                counts[kept.label] += 1
        return np.rint(sums / np.maximum(counts, 1)).astype(np.uint8)

    def forget_all(self) -> None:
        """Forget every image."""
        self._pixels.clear()
