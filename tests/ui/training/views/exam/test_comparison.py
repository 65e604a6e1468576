from dataclasses import replace

import pytest

from mnistpad.data import familiar
from mnistpad.data.mixture import combine
from mnistpad.model_file import Header
from mnistpad.ui.training.views.exam.comparison import comparable
from tests.training.conftest import dataset

TOYS = dataset("toys")


def trained_on(data, **changes):
    return Header(data=[record | changes for record in data.record])


@pytest.fixture(scope="module")
def data():
    return combine([(TOYS, 1.0)])


def test_a_model_that_learned_all_training_images_has_seen_those_held_out(data):
    whole = combine([(TOYS.with_validation(0), 1.0)])
    header = trained_on(whole)

    assert not comparable(header, data, "validation")
    assert comparable(header, data, "test")


def test_a_model_that_held_out_the_same_images_is_comparable(data):
    assert comparable(trained_on(data), data, "validation")


def test_a_larger_cut_holds_a_smaller_one_but_not_the_reverse():
    few, many = (combine([(TOYS.with_validation(count), 1.0)]) for count in (50, 150))

    assert comparable(trained_on(many), few, "validation")
    assert not comparable(trained_on(few), many, "validation")
    held = {row.tobytes() for row in many.validation.pixels}
    assert all(row.tobytes() in held for row in few.validation.pixels)


def test_the_same_name_with_other_contents_is_suspected(data):
    header = trained_on(data, sha256="0" * 64)

    assert not comparable(header, data, "validation")
    assert comparable(header, data, "test")


def test_a_source_without_parts_of_its_own_is_cut_alike_only_where_the_contents_are_equal():
    lot = combine([(replace(TOYS, has_parts=False), 1.0)])

    assert comparable(trained_on(lot), lot, "test")
    assert not comparable(trained_on(lot, sha256="0" * 64), lot, "test")


def test_a_model_of_other_images_is_comparable(data):
    header = trained_on(combine([(dataset("others", seed=9), 1.0)]))

    assert comparable(header, data, "validation")
    assert comparable(header, data, "test")


def test_one_source_that_was_seen_spoils_the_mixture(data):
    both = combine([(TOYS, 1.0), (dataset("others", seed=9), 1.0)])
    header = trained_on(combine([(TOYS.with_validation(0), 1.0)]))

    assert not comparable(header, both, "validation")


@pytest.mark.parametrize("changes", [{"held_out": None}, {"learned": "many"}, {"held_out": 10_000}])
def test_a_record_that_does_not_add_up_proves_nothing(data, changes):
    assert not comparable(trained_on(data, **changes), data, "validation")


def test_where_there_are_no_images_nothing_compares():
    nothing = combine([(dataset(test=0), 1.0)])

    assert not comparable(Header(), nothing, "test")


@pytest.fixture
def like_mnist(monkeypatch):
    """The toys are MNIST's images now, as far as they can be known again."""
    monkeypatch.setattr(familiar, "_KNOWN", frozenset(familiar.prints(TOYS.train.pixels[::50])))


@pytest.mark.usefixtures("like_mnist")
def test_images_of_mnist_in_a_file_of_another_name_are_known_again():
    kaggle = combine([(replace(TOYS, name="train.csv", has_parts=False), 1.0)])
    learned_mnist = Header(data=[{"name": "MNIST", "sha256": "0" * 64, "learned": 60_000, "has_parts": True}])

    assert not comparable(learned_mnist, kaggle, "test")
    assert comparable(Header(data=[{"name": "others", "sha256": "0" * 64}]), kaggle, "test")


@pytest.mark.usefixtures("like_mnist")
def test_the_test_images_of_an_archive_of_mnist_are_nothing_that_was_learned():
    keras = combine([(replace(TOYS, name="mnist.npz"), 1.0)])
    learned_mnist = Header(data=[{"name": "MNIST", "sha256": "0" * 64, "learned": 60_000, "has_parts": True}])

    assert comparable(learned_mnist, keras, "test")
    assert not comparable(learned_mnist, keras, "validation")
