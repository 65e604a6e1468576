"""Pixels from the middle of the image outwards: what a batch leaves blank at the edge comes last, and is left out.

A pixel that is blank in all images of a batch adds nothing to Z1 = W1·X, and the gradients of its weights are 0. People
write in the middle: taken in this order, all ink of 128 images of MNIST is in the first 659 of the 784 pixels, on
average. The others need not be in any product.
"""

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import EDGE, PIXELS, Bytes, Ints

Extents = npt.NDArray[np.uint16]

_EIGHT = 8  # pixels: an image is looked through in numbers of 8 bytes


def _pairs_outwards() -> Ints:
    """Return the places of pairs of neighbours, from the middle of all mass outwards, pixel (14, 14), in near squares.

    In pairs an order costs half of what it costs pixel by pixel: 20 ms for 60,000 images.
    """
    y, x = np.mgrid[:EDGE, : EDGE // 2]
    distance = (y - 14) ** 4 + (2 * x + 0.5 - 14) ** 4
    return np.argsort(distance.ravel(), kind="stable")


_PAIRS = _pairs_outwards()
OUTWARDS: Ints = (2 * _PAIRS[:, np.newaxis] + np.arange(2)).ravel()
"""The places of an image's pixels, in this order, (784,)."""


def outwards(pixels: Bytes) -> Bytes:
    """Return images, (n, 784), with their pixels in this order."""
    ordered: Bytes = pixels.view(np.uint16).take(_PAIRS, axis=1).view(np.uint8)
    return ordered


def extents(pixels: Bytes) -> Extents:
    """Return how many pixels hold all ink of each image, in this order and rounded up to eights, (n,)."""
    is_inked = pixels.view(np.uint64) != 0
    blank = np.where(is_inked.any(axis=1), is_inked[:, ::-1].argmax(axis=1), PIXELS // _EIGHT)
    return (PIXELS - _EIGHT * blank).astype(np.uint16)
