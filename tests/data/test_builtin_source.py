import numpy as np
import pytest

from mnistpad.data import builtin, sources
from mnistpad.ink.image import PEN_RADIUS, centre_of_mass, penned, to_image


@pytest.fixture(scope="module")
def dataset():
    return builtin.load()


def test_the_built_in_digits_say_that_they_are_synthetic(dataset):
    assert dataset.name == builtin.NAME == "built-in digits (synthetic)"
    assert dataset.key == "builtin"
    assert dataset.has_parts
    assert len(dataset.sha256) == 64
    assert "MIT" in dataset.licence


def test_every_part_is_balanced_and_the_count_is_known_beforehand(dataset):
    for part in (dataset.train, dataset.validation, dataset.test):
        assert len(set(part.counts.tolist())) == 1

    assert len(dataset) == builtin.COUNT == 20_000


def test_nobody_writes_in_two_parts(dataset):
    people = [set(part.writers.tolist()) for part in (dataset.train, dataset.validation, dataset.test)]

    assert sum(map(len, people)) == len(set.union(*people))
    assert [len(group) for group in people] == [400, 50, 50]


def test_no_image_has_the_place_of_another(dataset):
    places = np.concatenate([part.places for part in (dataset.train, dataset.validation, dataset.test)])

    assert np.array_equal(np.sort(places), np.arange(20_000))


def test_the_digits_are_drawn_once(dataset):
    assert builtin.load() is dataset
    assert sources.load("builtin") is dataset


def test_ink_pens_and_places_vary_about_as_much_as_real_ones_do(dataset):
    pixels = dataset.train.pixels.reshape(-1, 28, 28) / 255
    centres = np.array([centre_of_mass(image) for image in pixels[:1000]])

    assert pixels.mean() == pytest.approx(0.1307, rel=0.1)  # MNIST's
    assert pixels.mean(axis=(1, 2)).std() == pytest.approx(0.0437, rel=0.3)  # MNIST's
    assert np.abs(centres - 14).max() < 1.2
    assert centres.std() > 0.25


def test_a_thicker_pen_leaves_more_ink_in_the_same_box():
    drawing = builtin.sample(8, np.random.default_rng(1), shape="two circles")

    images = [penned(drawing, pen_radius=radius) for radius in (0.8, PEN_RADIUS, 2.2)]

    assert images[0].sum() < images[1].sum() < images[2].sum()
    for image in images:
        rows, columns = np.nonzero(image > 0.02)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (20, 21)
        assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.05)


def test_the_constant_pen_is_one_of_them():
    drawing = builtin.sample(5, np.random.default_rng(1))

    assert np.array_equal(penned(drawing), to_image(drawing))


def test_an_offset_moves_the_image_off_the_middle():
    drawing = builtin.sample(5, np.random.default_rng(1))

    row, column = centre_of_mass(penned(drawing, offset=0.5 - 0.25j))

    assert (row, column) == pytest.approx((13.75, 14.5), abs=0.03)
