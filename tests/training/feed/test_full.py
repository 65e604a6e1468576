"""A full batch in parts and threads has the gradients of all images at once, and the same bits whoever is first."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data.augment import Augmentation
from mnistpad.data.dataset import Images
from mnistpad.data.mixture import combine
from mnistpad.nn import Backpropagation, Network, one_hot
from mnistpad.training import DivergedError, RunDone, TrainingConfig, TrainingState, train
from mnistpad.training.feed import FullBatches, batches, outwards
from mnistpad.training.feed import full as full_module
from mnistpad.training.feed.outwards import OUTWARDS
from mnistpad.training.feed.threads import choose
from tests.training.conftest import dataset

FULL = TrainingConfig(hidden=(16,), batch_size=None, epochs=3, learning_rate=0.2)


@pytest.fixture(autouse=True)
def many_parts(monkeypatch):
    """500 images are 17 parts: each share has two, one has three."""
    monkeypatch.setattr(batches, "_PART", 30)


def computed(config, data, threads=1):
    """The gradients of one step, with its loss and hits."""
    back = Backpropagation(Network(config.sizes, config.activation, np.random.default_rng(0), config.dtype))
    full = FullBatches(config, data, back, threads)
    told = full.compute(data.epoch_size)
    full.close()
    return back, told


def parameters(config, data, threads):
    state = TrainingState(config, data.sha256, threads)
    assert isinstance(list(train(state, data))[-1], RunDone)
    return state.network.parameters


def helpers():
    return [thread for thread in threading.enumerate() if thread.name.startswith("full batch")]


@pytest.mark.parametrize("hidden", [(), (10,), (16, 12)])
def test_the_gradients_are_those_of_all_images_at_once(data, hidden):
    config = replace(FULL, hidden=hidden, dtype="float64")
    plain = Backpropagation(Network(config.sizes, "relu", np.random.default_rng(0), "float64"))
    expected = plain.batch(data.pixels.T / np.float64(255), one_hot(data.labels, dtype="float64"))

    back, told = computed(config, data, threads=2)

    np.testing.assert_allclose(back.gradients, plain.gradients, rtol=1e-9, atol=1e-15)
    assert told == pytest.approx(expected)


def test_images_whose_ink_reaches_less_far_come_first_and_have_fewer_pixels(data, monkeypatch):
    sizes = []
    plain = batches.Feed.make

    def make(*arguments):
        made = plain(*arguments)
        sizes.append(len(made.X))
        return made

    monkeypatch.setattr(batches.Feed, "make", make)
    pixels = data.pixels.copy()
    pixels[::2, OUTWARDS[400:]] = 0  # every other one; the others are inked all over

    computed(FULL, replace(data, train=Images(pixels, data.labels)))

    assert len(sizes) == 17
    assert sorted(sizes)[7] <= 400 < 700 < sorted(sizes)[9]  # 250 images are 8 parts and a third


def test_more_images_than_should_be_copied_are_taken_as_they_are_stored(data, monkeypatch):
    monkeypatch.setattr(outwards, "_MOST", data.pixels.nbytes - 1)
    monkeypatch.setattr(full_module, "by_extent", None)  # whose call would be a TypeError

    test_the_gradients_are_those_of_all_images_at_once(data, (10,))


def test_float32_is_as_near_to_the_truth_as_all_images_at_once(data):
    exact, _ = computed(replace(FULL, dtype="float64"), data)
    plain = Backpropagation(Network(FULL.sizes, "relu", np.random.default_rng(0)))
    plain.batch((data.pixels / np.float32(255)).T, one_hot(data.labels))

    back, _ = computed(FULL, data)

    off = abs(back.gradients - exact.gradients).max()
    assert off < 2 * abs(plain.gradients - exact.gradients).max() + 1e-7


def test_each_image_counts_as_often_as_its_source_is_shown():
    data = combine([(dataset(seed=1), 2.0), (dataset(train=200, seed=7), 1.0)])
    config = replace(FULL, dtype="float64")
    twice = np.concatenate([data.pixels[:500], data.pixels]).T / np.float64(255)
    plain = Backpropagation(Network(config.sizes, "relu", np.random.default_rng(0), "float64"))
    plain.batch(twice, one_hot(np.concatenate([data.labels[:500], data.labels]), dtype="float64"))

    back, _ = computed(config, data)

    np.testing.assert_allclose(back.gradients, plain.gradients, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(
    "config",
    [FULL, replace(FULL, dropout=0.3, l2=1e-3, optimizer="adam"), replace(FULL, augmentation=Augmentation.default())],
    ids=["plain", "dropout", "distortion"],
)
def test_the_number_of_threads_changes_no_bit(data, config):
    alone = parameters(config, data, threads=1)

    for threads in (2, 3, 20):
        np.testing.assert_array_equal(parameters(config, data, threads), alone)


@pytest.mark.parametrize("learning_rate", [0.2, 1000.0])
def test_a_run_leaves_no_thread_however_it_ends(data, learning_rate):
    state = TrainingState(replace(FULL, learning_rate=learning_rate), data.sha256, threads=2)

    try:
        for event in train(state, data):
            assert event.step == 0 or helpers()
    except DivergedError:
        assert learning_rate == 1000

    assert not helpers()


def test_what_goes_wrong_in_a_thread_is_raised_where_the_step_is_asked_for(data, monkeypatch):
    full = FullBatches(FULL, data, Backpropagation(Network(FULL.sizes)), 2)
    monkeypatch.setattr(batches.Feed, "make", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        full.compute(data.epoch_size)

    full.close()
    assert not helpers()


def test_distortion_needs_no_core_of_its_own_where_the_threads_distort():
    def measure(_config, _classes, counts):
        return {count: 1 / count for count in counts}

    distorted = replace(FULL, augmentation=Augmentation.default())

    assert choose(distorted, machine=4, allowed=4, measure=measure).threads == 4
    assert choose(distorted, spare=1, machine=4, allowed=4, measure=measure).threads == 3
