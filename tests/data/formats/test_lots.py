"""Arrays of any kind become digits as MNIST has them: upright, light ink, 28×28."""

from pathlib import Path

import numpy as np
import pytest

from mnistpad.data.builtin.generator import lot
from mnistpad.data.drawn import render
from mnistpad.data.formats.lots import scaled, to_dataset
from mnistpad.data.formats.values import Lot
from mnistpad.data.stored import AS_NOTICED, Wishes
from mnistpad.errors import DataError
from mnistpad.ink.image import centre_of_mass

PATH = Path("digits.npz")


@pytest.fixture(scope="module")
def digits() -> Lot:
    """60 written digits as MNIST has them."""
    drawings = lot(60, seed=7).drawings
    return Lot(render(drawings).reshape(-1, 28, 28), np.array([drawing.label for drawing in drawings], np.uint8))


def in_order(dataset):
    everything = dataset.part("all")
    return everything.take(np.argsort(everything.places))


def load(pixels, labels, wishes=AS_NOTICED, **others):
    return to_dataset(PATH, {"train": Lot(pixels, labels), **others}, wishes)


RANGES = {
    "0 to 255": lambda ink: ink,
    "0 to 1": lambda ink: ink / 255,
    "0 to 1, a little more for rounding": lambda ink: (ink / np.float32(255)) * np.float32(1.0000001),
    "-1 to 1": lambda ink: ink / 127.5 - 1,
    "0 to 2": lambda ink: ink / 127.5,
    "bytes of 0 and 1": lambda ink: (ink > 127).astype(np.uint8),
    "truth": lambda ink: ink > 127,
    "dark on light": lambda ink: 255 - ink,
    "dark on light, -1 to 1": lambda ink: 1 - ink / 127.5,
    "transposed": lambda ink: ink.transpose(0, 2, 1),
    "both": lambda ink: 1 - ink.transpose(0, 2, 1) / 255,
    "flat": lambda ink: ink.reshape(-1, 784),
    "channel last": lambda ink: ink[..., None],
    "channel first": lambda ink: ink[:, None],
}


@pytest.mark.parametrize("stored", RANGES.values(), ids=RANGES)
def test_however_digits_are_stored_they_are_the_same(digits, stored):
    pixels = stored(digits.pixels)
    expected = digits.pixels if np.unique(pixels).size > 2 else (digits.pixels > 127) * np.uint8(255)

    dataset = load(pixels, digits.labels)

    np.testing.assert_array_equal(in_order(dataset).pixels, expected.reshape(-1, 784))
    np.testing.assert_array_equal(in_order(dataset).labels, digits.labels)


def test_counts_of_pixels_from_0_to_16_are_stretched(digits):
    sixteenths = np.rint(digits.pixels / 255 * 16)

    dataset = load(sixteenths, digits.labels)

    np.testing.assert_array_equal(in_order(dataset).pixels, np.rint(sixteenths * 255 / 16).reshape(-1, 784))
    assert dataset.notes == ("The values go from 0 to 16: stretched to 0 to 255.",)


def test_what_a_person_says_counts_more_than_what_seems_so(digits):
    dataset = load(255 - digits.pixels.transpose(0, 2, 1), digits.labels, Wishes(transposed=False, dark=False))

    np.testing.assert_array_equal(in_order(dataset).pixels, 255 - digits.pixels.transpose(0, 2, 1).reshape(-1, 784))
    assert dataset.notes == ()
    assert dataset.key == "digits.npz#upright#light-ink"


def test_what_is_noticed_of_the_training_part_holds_for_the_test_part(digits):
    few = Lot(255 - digits.pixels[:2], digits.labels[:2])

    dataset = load(255 - digits.pixels, digits.labels, test=few)

    np.testing.assert_array_equal(dataset.test.pixels, digits.pixels[:2].reshape(-1, 784))


def test_a_validation_part_is_kept(digits):
    few = Lot(digits.pixels[:3], digits.labels[:3])

    dataset = load(digits.pixels, digits.labels, validation=few, test=few)

    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (60, 3, 3)
    assert dataset.has_parts


@pytest.mark.parametrize("edge", [8, 16, 32])
def test_images_of_another_size_fill_the_box_as_drawings_do(digits, edge):
    inner = digits.pixels[:, 4:24, 4:24].astype(np.float64)
    squares = np.kron(inner, np.ones((edge, edge))).reshape(-1, edge, 20, edge, 20).mean((2, 4))

    images = scaled(np.rint(squares).astype(np.uint8)).reshape(-1, 28, 28)

    for image, original in zip(images, digits.pixels, strict=True):
        seen = np.argwhere(image > 127)
        assert 17 <= max(np.ptp(seen, axis=0)) + 1 <= 21
        assert np.abs(np.subtract(centre_of_mass(image / 255), 14)).max() < 0.5
        assert np.corrcoef(image.ravel(), original.ravel())[0, 1] > (0.75 if edge == 8 else 0.85)


def test_a_blank_image_stays_blank(digits):
    assert not scaled(np.zeros((2, 8, 8), np.uint8)).any()


def test_small_transposed_digits_on_dark_are_noticed_all_at_once(digits):
    inner = digits.pixels[:, 4:24, 4:24].astype(np.float64)
    small = np.kron(inner, np.ones((8, 8))).reshape(-1, 8, 20, 8, 20).mean((2, 4))

    dataset = load(16 - np.rint(small.transpose(0, 2, 1) / 255 * 16), digits.labels)

    assert len(dataset.notes) == 4


@pytest.mark.parametrize(
    ("lots", "said"),
    [
        ({"train": Lot(np.zeros((3, 28, 27)), np.zeros(3))}, "are 3×28×27, not a number of 28×28 images"),
        ({"train": Lot(np.zeros((3, 7, 7)), np.zeros(3))}, "are 3×7×7, not a number of 28×28 images"),
        ({"train": Lot(np.zeros((3, 100, 100)), np.zeros(3))}, "are 3×100×100, not a number"),
        ({"train": Lot(np.zeros((3, 28, 28, 3)), np.zeros(3))}, "are 3×28×28×3, not a number"),
        (
            {"train": Lot(np.zeros((3, 28, 28)), np.zeros(3)), "test": Lot(np.zeros((3, 8, 8)), np.zeros(3))},
            "images of different sizes, 28×28 and 8×8",
        ),
        ({"train": Lot(np.full((3, 784), 300), np.zeros(3))}, "values from 300 to 300"),
        ({"train": Lot(np.full((3, 784), -2), np.zeros(3))}, "values from -2 to -2"),
        ({"train": Lot(np.full((3, 784), np.inf), np.zeros(3))}, "values from inf to inf"),
    ],
)
def test_what_are_no_digits_gets_a_sentence(lots, said):
    with pytest.raises(DataError, match=said):
        to_dataset(PATH, lots, AS_NOTICED)
