"""Real pen strokes look like MNIST's digits once they are images."""

import gzip

import numpy as np
import pytest

from mnistpad.ink.image import centre_of_mass, to_image
from mnistpad.ink.picture import picture_to_image
from mnistpad.ink.stroke import Drawing, Stroke

EVERY = 6  # of the pen digits; a sixth is enough for the statistics


def pen_digits(path):
    """Labelled drawings from a UNIPEN file, whose y grows upwards."""
    with gzip.open(path, "rt", encoding="latin-1") as file:
        segments = file.read().split(".SEGMENT")[1::EVERY]
    for segment in segments:
        strokes = []
        for down in segment.split(".PEN_DOWN")[1:]:
            points = np.array(down.split(".PEN_UP")[0].split(), dtype=float).reshape(-1, 2)
            strokes.append(Stroke(points * [1, -1]))
        yield Drawing(tuple(strokes), int(segment.split("\n")[0].split('"')[1]))


def idx(path, header):
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8)[header:]


@pytest.fixture
def drawings(shared_data):
    return list(pen_digits(shared_data / "pendigits" / "pendigits-train.unipen.gz"))


@pytest.fixture
def mnist(shared_data):
    folder = shared_data / "mnist"
    images = idx(folder / "t10k-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
    return images, idx(folder / "t10k-labels-idx1-ubyte.gz", 8)


def shares(images):
    """Of all pixels, those that are blank, faint, grey and full."""
    return np.histogram(images, [0, 0.002, 0.4, 0.9, 1.01])[0] / images.size


def test_real_strokes_have_mnist_s_ink_size_and_place(drawings, mnist):
    images = np.array([to_image(drawing) for drawing in drawings])
    labels = np.array([drawing.label for drawing in drawings])
    theirs, digits = mnist[0] / 255, mnist[1]

    often = np.bincount(digits) / len(digits)
    ours = sum(often[k] * images[labels == k].mean() for k in range(10))
    grey = sum(often[k] * shares(images[labels == k]) for k in range(10))
    sides = np.maximum((images > 0).any(axis=1).sum(axis=1), (images > 0).any(axis=2).sum(axis=1))
    centres = np.array([centre_of_mass(image) for image in images])

    assert abs(ours / theirs.mean() - 1) < 0.05
    np.testing.assert_allclose(grey, shares(theirs), atol=0.015)
    assert np.mean(sides == 20) > 0.95
    assert sides.min() >= 19
    assert abs(centres - 14).mean() < 0.03
    assert abs(centres - 14).max() < 0.15


def test_mnist_s_own_images_come_back_as_they_are(mnist):
    images = mnist[0][::25]

    same = [np.array_equal(picture_to_image(image), (image / 255).astype(np.float32)) for image in images]

    assert np.mean(same) > 0.98
