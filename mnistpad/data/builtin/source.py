"""The built-in digits as a source of labelled images, honestly named synthetic."""

from functools import cache

import numpy as np

from mnistpad.data.builtin import kept
from mnistpad.data.builtin.generator import DIGITS, PER_WRITER, lot
from mnistpad.data.builtin.inked import render
from mnistpad.data.dataset import Bytes, Dataset, Images, content_hash

NAME = "built-in digits (synthetic)"
LICENCE = "MIT, as MnistPad: drawn by the program, copied from nobody"

# Images of each part and the seed of its writers, who write in no other part.
PARTS = {"train": (16_000, 1), "validation": (2_000, 2), "test": (2_000, 3)}
COUNT = sum(count for count, _ in PARTS.values())

# Of the dataset; a generator that draws otherwise has another, and then this one must follow.
SHA256 = "4a365753847b200a4d8878601c1cf7a819905223ec6eda3c4f52d5f7f5992809"


@cache
def load() -> Dataset:
    """Return the built-in digits, always the same; drawn at the first call on a computer, in a few seconds."""
    return kept.dataset(COUNT, SHA256, _draw, _dataset)


def _draw() -> Bytes:
    return np.concatenate([draw(count, seed) for count, seed in PARTS.values()])


def _dataset(pixels: Bytes) -> Dataset:
    """Return all images with what needs no drawing: digits come in turn, and so do their writers."""
    ends = np.cumsum([count for count, _ in PARTS.values()])
    places = np.arange(COUNT)
    train, validation, test = (
        Images(pixels[rows], (rows % DIGITS).astype(np.uint8), rows // PER_WRITER, rows)
        for rows in np.split(places, ends[:-1])
    )
    sha256 = content_hash(train, validation, test)
    return Dataset(NAME, "builtin", train, validation, test, sha256, has_parts=True, licence=LICENCE)


def draw(count: int, seed: int, rarity: float = 1.0) -> Bytes:
    """Return the images of what `lot` draws, each with its writer's pen and a little off the middle, (count, 784)."""
    written = lot(count, seed, rarity)
    return render(written.drawings, written.pens, seed)
