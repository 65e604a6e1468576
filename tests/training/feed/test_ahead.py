"""Batches that a helper makes ahead of time are those that are made when they are asked for, and leave no thread."""

import sys
import threading
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from mnistpad.data.augment import Augmentation
from mnistpad.training import DivergedError, RunDone, TrainingConfig, TrainingState, train
from mnistpad.training.feed import Ahead, AsAsked, Feed, noise
from mnistpad.training.step import alone

DISTORTED = TrainingConfig(
    hidden=(16,), batch_size=32, epochs=3, learning_rate=0.2, dropout=0.1, augmentation=Augmentation.default()
)
FULL = replace(DISTORTED, batch_size=None, epochs=5)


@pytest.fixture(params=[True, False], ids=["ahead", "as asked"])
def ahead(request, monkeypatch):
    monkeypatch.setattr(alone, "has_free_core", lambda _threads: request.param)
    return request.param


def helpers():
    return [thread for thread in threading.enumerate() if thread.name == "batches"]


def parameters(config, data, *, ahead, monkeypatch):
    monkeypatch.setattr(alone, "has_free_core", lambda _threads: ahead)
    state = TrainingState(config, data.sha256, threads=1)
    for _ in train(state, data):
        pass
    return state.network.parameters


@pytest.mark.parametrize(
    "config", [DISTORTED, FULL, replace(DISTORTED, dtype="float64")], ids=["batches", "full", "64"]
)
def test_a_run_ends_with_the_same_bits_whether_its_batches_are_made_ahead_or_not(data, config, monkeypatch):
    with_helper, without = (parameters(config, data, ahead=ahead, monkeypatch=monkeypatch) for ahead in (True, False))

    np.testing.assert_array_equal(with_helper, without)


@pytest.mark.parametrize("config", [DISTORTED, FULL], ids=["batches", "full"])
def test_a_run_that_changes_between_both_ways_at_every_stop_ends_with_the_same_bits(data, config, monkeypatch):
    whole = parameters(config, data, ahead=False, monkeypatch=monkeypatch)
    state, rng, done = TrainingState(config, data.sha256, threads=1), np.random.default_rng(5), False

    while not done:
        answer = bool(rng.integers(2))
        monkeypatch.setattr(alone, "has_free_core", lambda _threads, answer=answer: answer)
        for event in islice(train(state, data), int(rng.integers(1, 12))):
            done = isinstance(event, RunDone)

    np.testing.assert_array_equal(state.network.parameters, whole)


def test_every_batch_is_the_one_of_its_place(data):
    feed, other = (Feed(DISTORTED, data, 10) for _ in range(2))
    ahead, plain = Ahead(feed, feed.places(0, 3)), AsAsked(other, other.places(0, 3))

    for _ in range(40):  # into the third epoch
        one, same = ahead.take(), plain.take()

        np.testing.assert_array_equal(one.X, same.X)
        np.testing.assert_array_equal(one.Y, same.Y)
        assert one.rng.random() == same.rng.random()
    ahead.close()


def test_dropout_draws_after_distortion_from_the_numbers_of_the_same_batch(data):
    feed = Feed(DISTORTED, data, 10)
    place = next(feed.places(1, 2))

    rng = feed.make(place, feed.slot()).rng

    expected = noise(DISTORTED.seed, 1, 2)
    DISTORTED.augmentation.draw(32, expected)
    assert rng.random() == expected.random()


@pytest.mark.parametrize("events", [1, 2, 20, 10_000])
def test_a_run_that_is_left_leaves_no_thread(data, ahead, events):
    state = TrainingState(DISTORTED, data.sha256, threads=1)

    run = train(state, data)
    for _ in islice(run, events):
        assert len(helpers()) <= 1
    run.close()

    assert not helpers()


def test_a_run_that_fails_leaves_no_thread(data, ahead):
    state = TrainingState(replace(DISTORTED, learning_rate=1000), data.sha256, threads=1)

    with pytest.raises(DivergedError):
        list(train(state, data))

    assert not helpers()


def test_a_run_without_distortion_has_no_helper(data, monkeypatch):
    monkeypatch.setattr(alone, "has_free_core", lambda _threads: True)
    state = TrainingState(replace(DISTORTED, augmentation=None), data.sha256, threads=1)

    assert all(not helpers() for _ in train(state, data))


class Counting(Feed):
    """Notes what it made, and fails where it is told to."""

    def __init__(self, data, fails_at=None):
        super().__init__(DISTORTED, data, 10)
        self.made, self.fails_at, self.together = [], fails_at, 4

    def fill(self, plan, slot):
        if self.fails_at in [place.batch for place in plan.places]:
            msg = "no such luck"
            raise ArithmeticError(msg)
        self.made += [(place.epoch, place.batch) for place in plan.places]
        return super().fill(plan, slot)


def test_what_goes_wrong_in_the_helper_is_raised_where_the_batches_made_with_it_are_asked_for(data):
    feed = Counting(data, fails_at=6)
    source = Ahead(feed, feed.places(0, 0))

    for _ in range(4):
        source.take()
    with pytest.raises(ArithmeticError, match="no such luck"):
        source.take()

    source.close()
    assert not helpers()


def test_a_run_that_holds_has_made_no_more_than_three_times_in_vain(data):
    feed = Counting(data)
    source = Ahead(feed, feed.places(0, 0))

    for _ in range(5):
        source.take()
    source.close()

    assert 8 <= len(feed.made) <= 5 * 4
    assert feed.made == [divmod(number, 16) for number in range(len(feed.made))]


def test_the_interpreter_changes_threads_as_often_as_before_once_a_run_is_left(data):
    before, feed = sys.getswitchinterval(), Feed(DISTORTED, data, 10)

    source = Ahead(feed, feed.places(0, 0))
    meanwhile = sys.getswitchinterval()
    source.close()

    assert meanwhile <= 0.001
    assert sys.getswitchinterval() == before


@pytest.mark.parametrize("size", [16, 32, 50, 64, 128, 200, 256])
def test_batches_that_are_made_together_are_those_that_are_made_one_by_one(data, size):
    config = replace(DISTORTED, batch_size=size)
    feed, other = (Feed(config, data, 10) for _ in range(2))
    places = list(islice(feed.places(0, 0), config.steps_per_epoch(data.epoch_size)))[-feed.together :]

    together = feed.fill(feed.plan(places), feed.slot(feed.together))

    for place, batch in zip(places, together, strict=True):
        alone = other.make(place, other.slot())
        np.testing.assert_array_equal(batch.X, alone.X)
        np.testing.assert_array_equal(batch.Y, alone.Y)
        assert batch.rng.random() == alone.rng.random()
