"""What a generator draws, as images: each with its writer's pen, and a little off the middle as MNIST's are."""

from collections.abc import Sequence

import numpy as np

from mnistpad.data.dataset import PIXELS, Bytes
from mnistpad.ink.image import penned
from mnistpad.ink.stroke import Drawing
from mnistpad.nn.arrays import FloatArray

# Pixels by which an image may miss the middle. MNIST's miss it by up to half of one, being placed by whole pixels;
# twice that taught a network two points more of MNIST's training images.
MISPLACED = 1.0


def render(drawings: Sequence[Drawing], pens: FloatArray, seed: int) -> Bytes:
    """Return the images of drawings, each with its own pen: uint8, shape (n, 784).

    Parameters
    ----------
    drawings
        What was drawn, n of them.
    pens
        Their radii in pixels, shape (n,).
    seed
        Of the places.
    """
    rng = np.random.Generator(np.random.PCG64([seed, 28]))
    offsets = rng.uniform(-MISPLACED, MISPLACED, (len(drawings), 2)) @ np.array([1, 1j])
    pixels = np.empty((len(drawings), PIXELS), np.uint8)
    for row, (drawing, pen, offset) in enumerate(zip(drawings, pens, offsets, strict=True)):
        pixels[row] = np.rint(penned(drawing, pen_radius=float(pen), offset=complex(offset)) * 255).ravel()
    return pixels
