"""Pixels from the middle outwards: where the ink of a batch ends, X does, and nothing else changes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnistpad.data import sources
from mnistpad.data.dataset import Images
from mnistpad.training import TrainingConfig
from mnistpad.training.feed import Feed
from mnistpad.training.feed.batches import Place
from mnistpad.training.feed.outwards import (
    OUTWARDS,
    by_extent,
    extents,
    in_order,
    inked_first,
    outwards,
    turn_back,
    turn_outwards,
)

SPARSE = st.lists(st.integers(0, 783), max_size=4)


def images(places):
    pixels = np.zeros((len(places), 784), np.uint8)
    for row, inked in zip(pixels, places, strict=True):
        row[inked] = 9
    return pixels


def with_pixels(data, pixels):
    return replace(data, train=Images(pixels, data.labels))


@given(arrays(np.uint8, (3, 784)))
def test_the_order_has_each_pixel_once_and_starts_in_the_middle(pixels):
    np.testing.assert_array_equal(outwards(pixels), pixels[:, OUTWARDS])
    assert sorted(OUTWARDS) == list(range(784))
    assert {*OUTWARDS[:4]} == {28 * y + x for y, x in [(14, 14), (14, 15), (13, 14), (13, 15)]}
    assert {*OUTWARDS[-8:]} <= {0, 1, 26, 27, 28, 29, 54, 55, 728, 729, 754, 755, 756, 757, 782, 783}


@given(st.lists(SPARSE, min_size=0, max_size=300))
def test_what_somebody_inks_comes_first_and_little_else(places):
    pixels = images(places)

    order, first = inked_first(pixels)
    ordered = in_order(pixels, order)

    assert sorted(order) == list(range(784))
    np.testing.assert_array_equal(ordered, pixels[:, order])
    assert not ordered[:, first:].any()
    assert first % 8 == 0
    assert 8 <= first <= 2 * np.count_nonzero(pixels.any(axis=0)) + 8


@given(st.lists(SPARSE, min_size=1, max_size=6))
def test_no_ink_lies_behind_an_extent_and_some_just_before_it(places):
    pixels = images(places)

    for row, extent in zip(pixels, extents(pixels).tolist(), strict=True):
        assert not row[extent:].any()
        assert row[max(0, extent - 16) : extent].any() or extent == 0
        assert extent % 16 == 0


@pytest.mark.parametrize("hidden", [(5,), (300,)])
def test_x_ends_where_the_ink_of_its_images_does(data, hidden):
    config = TrainingConfig(hidden=hidden, batch_size=50)
    pixels = data.pixels.copy()
    pixels[:, OUTWARDS[600:]] = 0
    pixels[7, OUTWARDS[640]] = 200
    plain = Feed(config, with_pixels(data, pixels), 10)
    ordered = outwards(pixels)
    feed = Feed(config, with_pixels(data, ordered), 10, extents(ordered))

    for rows, end in ((np.arange(50), 656), (np.arange(8, 58), 608)):
        place = Place(0, 0, 0, rows)
        X, Y, _, corner = feed.make(place, feed.slot())
        expected = plain.make(place, plain.slot())

        assert len(X) == end
        assert corner is None
        np.testing.assert_array_equal(X, expected.X[OUTWARDS[:end]])
        np.testing.assert_array_equal(Y, expected.Y)


def test_each_image_keeps_its_own_numbers_whatever_the_order(data):
    pixels = outwards(data.pixels)
    pixels[::2, 300:] = 0
    config, place = TrainingConfig(hidden=(300,), dropout=0.5), Place(0, 3, 0, np.arange(100, 228))
    feed = Feed(config, with_pixels(data, pixels), 10, extents(pixels))
    plain = Feed(config, with_pixels(data, pixels), 10)
    batches = [each.make(place, each.slot()) for each in (feed, plain)]

    numbers = [batch.rng.random((7, 128), dtype=np.float32) for batch in batches]

    assert (numbers[0] != numbers[1]).any()
    by_image = [
        sorted(np.concatenate([drawn, batch.X[:300], batch.Y]).T.tolist())
        for drawn, batch in zip(numbers, batches, strict=True)
    ]
    assert by_image[0] == by_image[1]


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_images_of_a_batch_whose_ink_reaches_least_far_come_first_and_leave_a_corner_blank(data, dropout):
    pixels = outwards(data.pixels)
    pixels[::2, 300:] = 0
    pixels[::20, 500:] = pixels[10::20, 400:] = 0
    ends, place = extents(pixels), Place(0, 0, 0, np.arange(100, 228))
    config = TrainingConfig(hidden=(300,), dropout=dropout)
    feed, plain = Feed(config, with_pixels(data, pixels), 10, ends), Feed(config, with_pixels(data, pixels), 10)

    X, Y, rng, corner = feed.make(place, feed.slot())
    expected = plain.make(place, plain.slot())

    assert corner == (np.sort(ends[place.rows])[95], 96)
    assert not X[corner.inputs :, : corner.images].any()
    assert (rng is not None) == (dropout > 0)
    both = ((X, Y), (expected.X[: len(X)], expected.Y))
    shown, given = (sorted(np.concatenate(columns).T.tolist()) for columns in both)
    assert shown == given
    assert not expected.X[len(X) :].any()


def test_a_batch_without_ink_has_no_pixels(data):
    pixels = np.zeros_like(data.pixels)
    feed = Feed(TrainingConfig(), with_pixels(data, pixels), 10, extents(pixels))

    assert feed.make(Place(0, 0, 0, np.arange(10)), feed.slot()).X.shape == (0, 10)


def test_a_sixth_of_the_pixels_is_left_out_of_batches_of_mnist(shared_data):
    pixels = sources.load_all(["mnist"]).pixels
    order = np.random.default_rng(0).permutation(len(pixels))[: 100 * 128].reshape(-1, 128)

    ends = extents(outwards(pixels))[order].max(axis=1)

    assert 640 < ends.mean() < 675


@given(st.lists(SPARSE, min_size=1, max_size=9))
def test_images_by_extent_are_the_same_images_and_each_part_ends_as_soon_as_it_can(places):
    given = Images(images(places), np.arange(len(places), dtype=np.uint8) % 10, rows=np.arange(len(places)))

    shown, ends = by_extent(given)

    assert (np.diff(ends.astype(int)) >= 0).all()
    np.testing.assert_array_equal(ends, extents(shown.pixels))
    pairs = [(row[OUTWARDS].tobytes(), label) for row, label in zip(given.pixels, given.labels, strict=True)]
    assert sorted(pairs) == sorted(
        (row.tobytes(), label) for row, label in zip(shown.pixels, shown.labels, strict=True)
    )


@given(arrays(np.float32, (3, 784), elements=st.floats(-1, 1, width=32)))
def test_weights_turned_outwards_give_the_same_and_turn_back(W1):
    turned, back = np.empty_like(W1), np.empty_like(W1)
    turn_outwards(W1, turned)
    turn_back(turned, back)

    np.testing.assert_array_equal(turned, W1[:, OUTWARDS])
    np.testing.assert_array_equal(back, W1)
