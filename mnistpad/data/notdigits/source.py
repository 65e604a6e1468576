"""Things that are no digits as a source of images to learn from; a part of it for scores there is not."""

from functools import cache

import numpy as np

from mnistpad.data.builtin import kept
from mnistpad.data.builtin.inked import render
from mnistpad.data.dataset import NO_DIGIT, Bytes, Dataset, Images, content_hash, empty
from mnistpad.data.notdigits.generator import judging_lot, lot

NAME = "things that are no digits (synthetic)"
KEY = "not-digits"
LICENCE = "MIT, as MnistPad: drawn by the program, copied from nobody"
COUNT = 20_000
SEED = 1
FILE = "no-digits.z"

# Of the dataset; a generator that draws otherwise has another, and then this one must follow.
SHA256 = "902355bc51f7c9e927c3bc6dcaaaf138ba1bec85b45e271e4874a9daf003c94b"


@cache
def load() -> Dataset:
    """Return what is no digit, always the same; drawn at the first call on a computer, in a few seconds."""
    return kept.dataset(COUNT, SHA256, _draw, _dataset, FILE)


def _draw() -> Bytes:
    drawn = lot(COUNT, SEED)
    return render(drawn.drawings, drawn.pens, SEED)


def judging(count: int, seed: int) -> tuple[Images, list[str]]:
    """Return characters that no training shows (`characters.HELD_OUT`), in turn, with their names."""
    written = judging_lot(count, seed)
    return _labelled(render(written.drawings, written.pens, seed)), written.names


def _dataset(pixels: Bytes) -> Dataset:
    train = _labelled(pixels)
    return Dataset(NAME, KEY, train, empty(), empty(), content_hash(train), has_parts=True, licence=LICENCE)


def _labelled(pixels: Bytes) -> Images:
    return Images(pixels, np.full(len(pixels), NO_DIGIT, np.uint8))
