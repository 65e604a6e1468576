import numpy as np

from mnistpad.data import mnist
from mnistpad.data.dataset import PIXELS, Images
from mnistpad.data.familiar import STEP, holds_mnist


def first_training_images(folder, count):
    """Return MNIST's training images in their own order, whatever was held out of them."""
    dataset = mnist.load_folder(folder)
    both = [dataset.train, dataset.validation]
    pixels = np.concatenate([images.pixels for images in both])
    order = np.argsort(np.concatenate([images.places for images in both]))
    return pixels[order[:count]]


def images_of(pixels):
    return Images(np.ascontiguousarray(pixels), np.zeros(len(pixels), np.uint8))


def test_a_shuffled_part_of_mnist_is_known_again(shared_data):
    pixels = first_training_images(shared_data / "mnist", 8 * STEP)
    some = np.random.default_rng(1).permutation(len(pixels))[: 4 * STEP]

    assert holds_mnist(images_of(pixels[some]))


def test_fainter_grey_makes_no_difference(shared_data):
    pixels = first_training_images(shared_data / "mnist", STEP)

    assert holds_mnist(images_of(np.where(pixels < 3, 0, pixels).astype(np.uint8)))


def test_the_test_images_are_none_of_them(shared_data):
    assert not holds_mnist(mnist.load_folder(shared_data / "mnist").test)


def test_nothing_and_blank_paper_are_none_of_them():
    assert not holds_mnist(images_of(np.empty((0, PIXELS), np.uint8)))
    assert not holds_mnist(images_of(np.zeros((3, PIXELS), np.uint8)))
