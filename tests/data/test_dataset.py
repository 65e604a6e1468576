"""Parts share no image, lose none, and depend on the contents alone."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.dataset import Dataset, Images, content_hash, empty, from_lot, held_out, join
from mnistpad.errors import DataError


def numbered(count: int, seed: int = 0, writers: int = 0) -> Images:
    """Images that carry their own number in their first two pixels."""
    rng = np.random.default_rng(seed)
    pixels = np.zeros((count, 784), np.uint8)
    pixels[:, 0], pixels[:, 1] = np.divmod(np.arange(count), 256)
    labels = rng.integers(0, 10, count).astype(np.uint8)
    return Images(pixels, labels, rng.integers(1, writers + 1, count) if writers else None)


def numbers(images: Images) -> list[int]:
    return (images.pixels[:, 0].astype(int) * 256 + images.pixels[:, 1]).tolist()


def lot(images: Images, name: str = "a file") -> Dataset:
    return from_lot(images, name=name, key=name, sha256=content_hash(images))


@given(st.integers(0, 700), st.integers(0, 5), st.integers(0, 6))
def test_parts_share_no_image_and_lose_none(count, seed, writers):
    dataset = lot(numbered(count, seed, writers))

    parts = [numbers(dataset.part(part)) for part in ("train", "validation", "test")]

    assert sorted(itertools.chain(*parts)) == list(range(count))
    assert sorted(numbers(dataset.part("all"))) == list(range(count))
    assert not count or parts[0]


@given(st.integers(2, 300), st.lists(st.none() | st.integers(0, 200), max_size=4), st.integers(0, 4))
def test_the_same_count_gives_the_same_parts_whatever_was_cut_before(size, before, writers):
    whole = numbered(size, writers=writers)
    untouched = Dataset("n", "k", whole, empty(), empty(), content_hash(whole), has_parts=True)
    count = size // 3

    recut = untouched
    for earlier in before:
        recut = recut.with_validation(min(earlier, size - 1) if earlier is not None else None)

    assert numbers(recut.with_validation(count).train) == numbers(untouched.with_validation(count).train)
    assert numbers(recut.with_validation(count).validation) == numbers(untouched.with_validation(count).validation)


@given(st.integers(2, 300), st.integers(0, 200), st.integers(0, 9))
def test_what_was_held_out_is_found_again_by_its_number(size, count, writers):
    whole = numbered(size, writers=writers)
    dataset = Dataset("n", "k", whole, empty(), empty(), content_hash(whole), has_parts=True)

    cut = dataset.with_validation(min(count, size - 1))

    assert numbers(dataset.with_validation(len(cut.validation)).validation) == numbers(cut.validation)


def test_another_name_for_the_same_contents_gives_the_same_parts():
    one, other = lot(numbered(500), "digits"), lot(numbered(500), "copy of digits")

    assert one.sha256 == other.sha256
    assert numbers(one.validation) == numbers(other.validation)
    assert numbers(one.test) == numbers(other.test)


def test_other_contents_give_other_parts():
    changed = numbered(500)
    changed.pixels[17, 300] = 1

    assert numbers(lot(changed).test) != numbers(lot(numbered(500)).test)


def test_parts_never_change_between_versions():
    dataset = lot(replace(numbered(40), labels=(np.arange(40) % 10).astype(np.uint8)))

    assert dataset.sha256 == "706ebfa6426e27efb5eda1799f1fcd2a61f2f8a64a4b9abf41902ac68bed1aa8"
    assert numbers(dataset.test) == [1, 4, 20, 32, 33]
    assert numbers(dataset.validation) == [5, 6, 17, 28, 29]


def test_digits_are_held_out_in_proportion():
    images = numbered(5000)

    held = held_out(images, 500, content_hash(images), "validation")

    assert held.sum() == 500
    assert np.abs(images.take(held).counts - images.counts / 10).max() <= 1


def test_whole_writers_are_held_out():
    images = numbered(1000, writers=8)

    dataset = lot(images)

    held = [set(part.writers.tolist()) for part in (dataset.train, dataset.validation, dataset.test)]
    assert all(held)
    assert not held[0] & held[1]
    assert not held[0] & held[2]
    assert not held[1] & held[2]


def test_a_single_writer_is_divided_by_image():
    dataset = lot(numbered(100, writers=1))

    assert min(len(dataset.train), len(dataset.validation), len(dataset.test)) > 0


def test_one_writer_of_several_always_stays():
    images = numbered(100, writers=2)

    held = held_out(images, 99, content_hash(images), "validation")

    assert 0 < held.sum() < 100


def test_images_remember_their_places():
    dataset = lot(numbered(200))

    assert dataset.test.places.tolist() == numbers(dataset.test)
    assert dataset.train.places.tolist() == numbers(dataset.train)


@pytest.mark.parametrize("count", [-1, 100, 101])
def test_holding_out_everything_is_refused(count):
    whole = numbered(100)
    dataset = Dataset("digits", "k", whole, empty(), empty(), content_hash(whole), has_parts=True)

    with pytest.raises(DataError, match="digits has 100 images to learn from, so .* Hold out 99 or fewer"):
        dataset.with_validation(count)


def test_holding_out_nothing_leaves_all_to_training():
    assert len(lot(numbered(70)).with_validation(0).train) == 60


def test_joined_parts_know_their_writers_only_if_all_do():
    assert join([numbered(3, writers=2), numbered(4, writers=2)]).writers is not None
    assert join([numbered(3, writers=2), numbered(4)]).writers is None
    assert len(join([])) == 0


def test_counts_are_of_each_digit():
    assert numbered(0).counts.tolist() == [0] * 10
    assert numbered(100).counts.sum() == 100


@pytest.mark.parametrize(
    "wrong",
    [
        {"pixels": np.zeros((2, 783), np.uint8)},
        {"pixels": np.zeros((3, 784), np.uint8)},
        {"pixels": np.zeros((2, 784), np.float32)},
        {"pixels": np.zeros((784, 2), np.uint8).T},
        {"labels": np.zeros(2, np.int64)},
        {"writers": np.zeros(3, np.int64)},
        {"rows": np.zeros(2)},
    ],
)
def test_images_of_another_shape_are_a_bug(wrong):
    right = {"pixels": np.zeros((2, 784), np.uint8), "labels": np.zeros(2, np.uint8)}

    with pytest.raises(ValueError, match="expected"):
        Images(**(right | wrong))
