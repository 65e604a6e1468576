"""Kept digits are a source like any other."""

import numpy as np
import pytest

from mnistpad.data import own
from mnistpad.data.mixture import combine
from mnistpad.errors import DataError


def keep(draw, count: int, persons: tuple[str, ...] = ("Me",)) -> own.OwnDigits:
    store = own.default()
    for number in range(count):
        store.keep(draw(number), number % 10, persons[number % len(persons)])
    return store


def test_where_none_are_kept_it_says_how_to_begin():
    with pytest.raises(DataError, match="press its key"):
        own.load()


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 is kept, and 10"), (9, "9 are kept, and 10")])
def test_too_few_say_how_many_are_needed(draw, count, sentence):
    keep(draw, count)

    with pytest.raises(DataError, match=sentence):
        own.load()


def test_ten_can_be_learned_from_and_held_out(draw):
    keep(draw, 10)

    dataset = own.load()

    assert (dataset.name, dataset.key, len(dataset)) == ("my digits", "my-digits", 10)
    assert all(len(dataset.part(part)) for part in ("train", "validation", "test"))
    assert combine([(dataset, 5.0)]).epoch_size == 5 * len(dataset.train)


def test_the_images_are_what_the_pad_gives_the_network(draw):
    keep(draw, 12)

    every = own.load().part("all")

    from mnistpad.ink.image import to_image

    order = np.argsort(every.places)
    np.testing.assert_array_equal(every.labels[order], np.arange(12) % 10)
    np.testing.assert_allclose(every.pixels[order[3]].reshape(28, 28) / 255, to_image(draw(3)), atol=0.5 / 255)


def test_the_hash_is_of_the_contents(draw):
    store = keep(draw, 12)
    before = own.load().sha256

    change = store.relabel([store.all()[0].key], 9)
    assert own.load().sha256 != before

    store.undo(change)
    store.tidy()
    assert own.load().sha256 == before


def test_few_persons_are_no_writers(draw):
    keep(draw, 30, ("Me", "Anna", "Bert"))

    assert own.load().train.writers is None


def test_many_persons_are_held_out_whole(draw):
    keep(draw, 40, ("Me", "Anna", "Bert", "Carla"))

    dataset = own.load()

    groups = [set(dataset.part(part).writers.tolist()) for part in ("train", "validation", "test")]
    assert sum(map(len, groups)) == len(set.union(*groups)) == 4


def test_one_who_drew_most_of_all_is_not_held_out_whole(draw):
    keep(draw, 40, ("Me", "Me", "Me", "Me", "Me", "Anna", "Bert", "Carla"))

    assert own.load().train.writers is None
