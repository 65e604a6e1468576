"""Every shape in which people write a digit, the rare nearly as often as the common. To learn from, not to judge by.

MNIST's people write few slashed zeros, flagged ones and barred sevens. A network that shall read anybody needs many.
"""

from functools import cache

import numpy as np

from mnistpad.data.builtin import kept
from mnistpad.data.builtin.generator import DIGITS, PER_WRITER
from mnistpad.data.builtin.source import LICENCE, draw
from mnistpad.data.dataset import Bytes, Dataset, Images, content_hash, empty

NAME = "every written shape (synthetic)"
KEY = "shapes"
COUNT = 96_000
SEED = 12
RARITY = 0.3  # the power of each shape's share; 1 and 0.3 taught a network 96.8 and 97.1 % of people it had not seen
FILE = "every-shape.z"

# Of the dataset, as `source.SHA256`.
SHA256 = "24e73dc9aaefcbb90952fe7a9e4fb9fa0435825f9f6cb2270b9f94646a98ec7d"


@cache
def load() -> Dataset:
    """Return the images, always the same, all in the training part; drawn at the first call, in half a minute."""
    return kept.dataset(COUNT, SHA256, lambda: draw(COUNT, SEED, RARITY), _dataset, FILE)


def _dataset(pixels: Bytes) -> Dataset:
    places = np.arange(len(pixels))
    images = Images(pixels, (places % DIGITS).astype(np.uint8), places // PER_WRITER, places)
    return Dataset(NAME, KEY, images, empty(), empty(), content_hash(images), has_parts=True, licence=LICENCE)
