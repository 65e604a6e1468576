"""A small source that any network learns within a second: ten blurred marks under noise."""

from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data.dataset import Dataset, Images, content_hash
from mnistpad.data.mixture import combine
from mnistpad.training.feed.outwards import OUTWARDS


def images(count, seed):
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % 10).astype(np.uint8)
    marks = np.random.default_rng(0).random((10, 784)) > 0.85
    ink = marks[labels] * rng.uniform(0.3, 1, (count, 784)) * (rng.random((count, 784)) > 0.6)
    return Images((255 * ink).astype(np.uint8), labels)


def dataset(name="toy digits", train=500, validation=100, test=100, seed=1):
    parts = [images(count, seed + i) for i, count in enumerate((train, validation, test))]
    return Dataset(name, name, *parts, content_hash(*parts), has_parts=True)


def edged(data):
    """The same images as people would write them: with less or more ink towards the edge, and some with none at all."""
    rng = np.random.default_rng(3)
    pixels, ends = (
        data.pixels.copy(),
        rng.choice([0, 300, 450, 500, 640], len(data.labels), p=[0.02, 0.3, 0.3, 0.3, 0.08]),
    )
    for row, end in zip(pixels, ends, strict=True):
        row[OUTWARDS[end:]] = 0
    return replace(data, train=Images(pixels, data.labels))


@pytest.fixture(scope="session")
def data():
    return combine([(dataset(), 1.0)])
