"""Things that are no digits as a source of images to learn from; a part of it for scores there is not."""

from functools import cache

import numpy as np

from mnistpad.data.builtin import kept
from mnistpad.data.dataset import NO_DIGIT, PIXELS, Bytes, Dataset, Images, content_hash, empty
from mnistpad.data.notdigits.generator import Lot, judging_lot, lot
from mnistpad.ink.image import penned

NAME = "things that are no digits (synthetic)"
KEY = "not-digits"
LICENCE = "MIT, as MnistPad: drawn by the program, copied from nobody"
COUNT = 20_000
SEED = 1
FILE = "no-digits.z"

# Pixels by which an image may miss the middle, as in the built-in digits.
MISPLACED = 1.0

# Of the dataset; a generator that draws otherwise has another, and then this one must follow.
SHA256 = "902355bc51f7c9e927c3bc6dcaaaf138ba1bec85b45e271e4874a9daf003c94b"


@cache
def load() -> Dataset:
    """Return what is no digit, always the same; drawn at the first call on a computer, in a few seconds."""
    pixels = kept.read(COUNT, FILE)
    dataset = None if pixels is None else _dataset(pixels)
    if dataset is None or dataset.sha256 != SHA256:
        pixels = render(lot(COUNT, SEED), SEED)
        dataset = _dataset(pixels)
        if dataset.sha256 == SHA256:
            kept.write(pixels, FILE)
    return dataset


def judging(count: int, seed: int) -> tuple[Images, list[str]]:
    """Return characters that no training shows (`characters.HELD_OUT`), in turn, with their names."""
    written = judging_lot(count, seed)
    return _labelled(render(written, seed)), written.names


def render(drawn: Lot, seed: int) -> Bytes:
    """Return the images of a lot, each with its own pen and a little off the middle: uint8, shape (n, 784)."""
    rng = np.random.Generator(np.random.PCG64([seed, 28]))
    offsets = rng.uniform(-MISPLACED, MISPLACED, (len(drawn.drawings), 2)) @ np.array([1, 1j])
    pixels = np.empty((len(drawn.drawings), PIXELS), np.uint8)
    for row, (drawing, pen, offset) in enumerate(zip(drawn.drawings, drawn.pens, offsets, strict=True)):
        pixels[row] = np.rint(penned(drawing, pen_radius=float(pen), offset=complex(offset)) * 255).ravel()
    return pixels


def _dataset(pixels: Bytes) -> Dataset:
    train = _labelled(pixels)
    return Dataset(NAME, KEY, train, empty(), empty(), content_hash(train), has_parts=True, licence=LICENCE)


def _labelled(pixels: Bytes) -> Images:
    return Images(pixels, np.full(len(pixels), NO_DIGIT, np.uint8))
