"""A small source that any network learns within a second: ten blurred marks under noise."""

import numpy as np
import pytest

from mnistpad.data.dataset import Dataset, Images, content_hash
from mnistpad.data.mixture import combine


def images(count, seed):
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % 10).astype(np.uint8)
    marks = np.random.default_rng(0).random((10, 784)) > 0.85
    ink = marks[labels] * rng.uniform(0.3, 1, (count, 784)) * (rng.random((count, 784)) > 0.6)
    return Images((255 * ink).astype(np.uint8), labels)


def dataset(name="toy digits", train=500, validation=100, test=100, seed=1):
    parts = [images(count, seed + i) for i, count in enumerate((train, validation, test))]
    return Dataset(name, name, *parts, content_hash(*parts), has_parts=True)


@pytest.fixture(scope="session")
def data():
    return combine([(dataset(), 1.0)])
