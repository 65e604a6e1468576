"""How images are stored is told from themselves: never wrongly of digits as they should be, soon of others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.builtin.generator import lot
from mnistpad.data.drawn import render
from mnistpad.data.formats import noticing
from mnistpad.data.formats.noticing import is_dark, is_transposed


@pytest.fixture(scope="module")
def written() -> tuple[np.ndarray, np.ndarray]:
    """300 digits by writers that are in no part of the built-in ones, shape (300, 28, 28), and their labels."""
    drawings = lot(300, seed=99).drawings
    return render(drawings).reshape(-1, 28, 28), np.array([drawing.label for drawing in drawings], np.uint8)


def turned(images: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(images.transpose(0, 2, 1))


def test_transposed_digits_are_noticed_and_upright_ones_are_left(written):
    images, labels = written

    assert is_transposed(turned(images).reshape(-1, 784), labels)
    assert not is_transposed(images.reshape(-1, 784), labels)


def test_few_digits_suffice(written):
    images, labels = written
    starts = range(0, 300, 30)

    noticed = [is_transposed(turned(images[n : n + 30]).reshape(-1, 784), labels[n : n + 30]) for n in starts]
    mistaken = [is_transposed(images[n : n + 30].reshape(-1, 784), labels[n : n + 30]) for n in starts]

    assert sum(noticed) >= 9
    assert not any(mistaken)


def test_dark_ink_is_noticed(written):
    images, _ = written

    assert is_dark(~images)
    assert not is_dark(images)


@pytest.mark.parametrize("edge", [8, 16])
def test_dark_ink_is_noticed_of_small_images_that_fill_their_squares(written, edge):
    inner = written[0][:, 4:24, 4:24].astype(float)
    small = np.array([shrink(image, edge) for image in inner]).astype(np.uint8)

    assert is_dark(~small)
    assert not is_dark(small)


def shrink(image: np.ndarray, edge: int) -> np.ndarray:
    whole = np.kron(image, np.ones((edge, edge))).reshape(edge, len(image), edge, len(image))
    return whole.mean((1, 3))


@given(st.integers(0, 10_000))
def test_noise_is_neither(seed):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (60, 28, 28), dtype=np.uint8)
    labels = rng.integers(0, 10, 60, dtype=np.uint8)

    assert not is_dark(images)
    assert not is_transposed(images.reshape(60, 784), labels)


@pytest.mark.parametrize("value", [0, 1, 200, 255])
@pytest.mark.parametrize("count", [1, 2, 50])
def test_plain_paper_is_neither(value, count):
    images = np.full((count, 28, 28), value, np.uint8)

    assert not is_dark(images)
    assert not is_transposed(images.reshape(count, 784), np.zeros(count, np.uint8))


def test_of_many_images_all_digits_tell_even_if_they_come_in_turn(written):
    images, labels = written
    many = np.tile(turned(images), (20, 1, 1))

    assert is_transposed(many.reshape(-1, 784), np.tile(labels, 20))


def test_the_means_are_those_of_the_built_in_digits(written):
    images, labels = written
    squares = images.reshape(-1, 7, 4, 7, 4).mean((2, 4))
    means = np.array([squares[labels == digit].mean(0) for digit in range(10)])

    likeness = np.corrcoef((means - means.transpose(0, 2, 1)).ravel(), noticing._lopsided().ravel())[0, 1]

    assert likeness > 0.95


def test_real_digits_are_told(shared_data):
    from mnistpad.data import mnist

    train = mnist.load_folder(shared_data / "mnist").train
    images = train.pixels.reshape(-1, 28, 28)

    assert not is_transposed(train.pixels, train.labels)
    assert is_transposed(turned(images[:1000]).reshape(-1, 784), train.labels[:1000])
    assert is_dark(~images[:1000])
