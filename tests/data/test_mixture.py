"""Several sources look like one to the training loop, and stay apart for the scores."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.dataset import Dataset, Images, content_hash, empty
from mnistpad.data.mixture import combine
from mnistpad.errors import DataError, UsageError


def source(name: str, count: int, value: int, held: int = 0) -> Dataset:
    """A source whose images are all of one grey value."""
    labels = (np.arange(count + held) % 10).astype(np.uint8)
    images = Images(np.full((count + held, 784), value, np.uint8), labels)
    whole = Dataset(name, f"/somewhere/{name}", images, empty(), images.take(labels == 3), content_hash(images), True)
    return whole.with_validation(held)


def test_one_source_is_not_copied():
    dataset = source("one", 50, 1)

    data = combine([(dataset, 1)])

    assert data.pixels is dataset.train.pixels
    assert data.sha256 == dataset.sha256
    assert data.description == "one"
    assert data.epoch_size == 50


def test_every_image_comes_once_an_epoch():
    data = combine([(source("one", 50, 1), 1), (source("other", 30, 2), 1)])

    order = data.epoch_order(seed=5, epoch=2)

    assert sorted(order.tolist()) == list(range(80))
    assert order.tolist() != sorted(order.tolist())


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.01, 4), st.floats(0.01, 4), st.integers(0, 9))
def test_weights_say_how_often_an_image_comes(one, other, first, second, epoch):
    data = combine([(source("one", one, 1), first), (source("other", other, 2), second)])

    order = data.epoch_order(7, epoch)

    times = np.bincount(order, minlength=one + other)
    assert len(order) == data.epoch_size
    assert set(times[:one]) <= {int(first), int(first) + 1}
    assert set(times[one:]) <= {int(second), int(second) + 1}
    assert times[:one].sum() == pytest.approx(first * one, abs=0.5)


def test_the_order_is_a_function_of_seed_and_epoch():
    data = combine([(source("one", 500, 1), 1.5)])

    orders = {tuple(data.epoch_order(seed, epoch).tolist()) for seed in (0, 1) for epoch in (0, 1)}

    assert len(orders) == 4
    assert tuple(data.epoch_order(0, 1).tolist()) in orders


def test_a_fraction_of_a_source_is_another_one_each_epoch():
    data = combine([(source("one", 400, 1), 0.25)])

    seen = [set(data.epoch_order(3, epoch).tolist()) for epoch in range(20)]

    assert {len(each) for each in seen} == {100}
    assert len(set.union(*seen)) > 390


def test_the_parts_of_the_sources_stay_apart():
    data = combine([(source("one", 60, 1, held=12), 1), (source("other", 30, 2, held=6), 2)])

    parts = data.parts("validation")

    assert [(part.name, len(part.images)) for part in parts] == [("one", 12), ("other", 6)]
    assert set(data.validation.pixels[:12].ravel()) == {1}
    assert set(data.validation.pixels[12:].ravel()) == {2}
    assert len(data.test) == sum(len(part.images) for part in data.parts("test"))
    assert [set(part.images.pixels.ravel().tolist()) for part in data.parts("train")] == [{1}, {2}]


def test_no_image_is_kept_twice():
    data = combine([(source("one", 60, 1), 1), (source("other", 30, 2), 2)])

    assert all(np.shares_memory(share.dataset.train.pixels, data.pixels) for share in data.shares)


def test_validation_is_divided_by_the_sources_sizes():
    data = combine([(source("one", 100, 1, held=50), 1), (source("other", 50, 2), 3)], validation=40)

    assert [len(part.images) for part in data.parts("validation")] == [30, 10]
    assert combine([(source("one", 100, 1, held=50), 1)], validation=0).epoch_size == 150


def test_the_same_contents_twice_are_one_source():
    data = combine([(source("one", 50, 1), 1), (source("its copy", 50, 1), 1.5)])

    assert data.description == "one × 2.5"
    assert len(data.validation) == 0
    assert len(data.pixels) == 50


def test_the_record_is_plain_and_names_no_folder():
    data = combine([(source("one", 50, 1, held=9), 2), (source("other", 20, 2), 0.5)])

    record = json.loads(json.dumps(data.record))

    assert [each["name"] for each in record] == ["one", "other"]
    assert record[0]["key"] == "one"
    assert (record[0]["weight"], record[0]["learned"], record[0]["held_out"]) == (2.0, 50, 9)
    assert data.description == "one × 2 + other × 0.5"


def test_the_hash_knows_sources_and_weights():
    one, other = source("one", 50, 1), source("other", 50, 2)

    hashes = {combine(each).sha256 for each in ([(one, 1)], [(one, 2)], [(one, 1), (other, 1)], [(one, 1), (other, 2)])}

    assert len(hashes) == 4


@pytest.mark.parametrize("weight", [0, -1, 101, float("nan"), float("inf")])
def test_weights_that_make_no_sense_are_refused(weight):
    with pytest.raises(UsageError, match="The weight of one is"):
        combine([(source("one", 5, 1), weight)])


@pytest.mark.parametrize("validation", [-1, 70, 1000])
def test_holding_out_everything_is_refused(validation):
    with pytest.raises(DataError, match="70 images are there to learn from"):
        combine([(source("one", 50, 1), 1), (source("other", 20, 2), 1)], validation)


def test_a_source_without_images_to_learn_is_refused():
    with pytest.raises(DataError, match="nothing has no images to learn from"):
        combine([(source("nothing", 0, 1), 1)])
