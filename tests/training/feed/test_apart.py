"""A run whose images a process distorts learns the same, and leaves no process behind."""

import os
import signal
import sys
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.augment import helper as helper_module
from mnistpad.training import DivergedError, TrainingState, train
from mnistpad.training.feed import noise
from mnistpad.training.feed.batches import _NOISE
from mnistpad.training.step import alone
from tests.data.augment.test_apart import handles, is_gone, ready
from tests.training.feed.test_ahead import DISTORTED, helpers, parameters, replace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such process")


@pytest.fixture
def started(monkeypatch):
    """What runs were given: distorters whose process already listens, whatever the number of images."""
    monkeypatch.setattr(alone, "has_free_core", lambda _threads: True)
    given = []

    def give(_images):
        given.append(ready())
        return given[-1]

    monkeypatch.setattr(alone, "distorter_for", give)
    return given


def stopped(apart):
    """The same, with its process asleep."""
    os.kill(apart.helper.process.pid, signal.SIGSTOP)
    return apart


@pytest.mark.parametrize(
    "config",
    [
        DISTORTED,
        replace(DISTORTED, dtype="float64"),
        replace(DISTORTED, batch_size=50),
        replace(DISTORTED, batch_size=450),
    ],
    ids=["batches", "64", "odd", "large"],
)
def test_a_run_ends_with_the_same_bits_with_a_process_and_without(data, config, started, monkeypatch):
    plain = parameters(config, data, ahead=False, monkeypatch=monkeypatch)

    helped = parameters(config, data, ahead=True, monkeypatch=monkeypatch)

    np.testing.assert_array_equal(helped, plain)
    assert len(started) == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda number: number.name)
@pytest.mark.parametrize("events", [1, 17])
def test_a_run_whose_process_is_killed_or_stopped_ends_with_the_same_bits(data, started, monkeypatch, number, events):
    monkeypatch.setattr(helper_module, "PATIENCE", 200_000)
    plain = parameters(DISTORTED, data, ahead=False, monkeypatch=monkeypatch)
    monkeypatch.setattr(alone, "has_free_core", lambda _threads: True)
    state = TrainingState(DISTORTED, data.sha256, threads=1)

    run = train(state, data)
    list(islice(run, events))
    os.kill(started[0].helper.process.pid, number)
    list(run)

    np.testing.assert_array_equal(state.network.parameters, plain)
    assert started[0].helper is None


@pytest.mark.parametrize("events", [1, 2, 20, 10_000])
def test_a_run_that_is_left_leaves_no_process(data, started, events):
    before = handles()
    run = train(TrainingState(DISTORTED, data.sha256, threads=1), data)

    next(run)
    pid = started[0].helper.process.pid
    list(islice(run, events))
    run.close()

    assert is_gone(pid)
    assert not helpers()
    assert handles() == before


def test_a_run_that_fails_leaves_no_process(data, started):
    before = handles()
    run = train(TrainingState(replace(DISTORTED, learning_rate=1000), data.sha256, threads=1), data)

    next(run)
    pid = started[0].helper.process.pid
    with pytest.raises(DivergedError):
        list(run)

    assert is_gone(pid)
    assert handles() == before


def test_a_run_is_left_at_once_though_its_process_was_stopped(data, started, monkeypatch):
    monkeypatch.setattr(helper_module, "PATIENCE", 3_600_000_000)
    give = alone.distorter_for
    monkeypatch.setattr(alone, "distorter_for", lambda images: stopped(give(images)))
    run = train(TrainingState(DISTORTED, data.sha256, threads=1), data)

    next(run)  # which tells how good the network is before it learns, and needs no batch
    run.close()

    assert started[0].helper is None
    assert not helpers()


def test_what_a_run_still_has_to_show_decides_whether_it_gets_a_process(data, monkeypatch):
    monkeypatch.setattr(alone, "has_free_core", lambda _threads: True)
    asked, distorter_for = [], alone.distorter_for
    monkeypatch.setattr(alone, "distorter_for", lambda images: asked.append(images) or distorter_for(images))
    state = TrainingState(DISTORTED, data.sha256, threads=1)

    for _ in range(2):
        run = train(state, data)
        list(islice(run, 30))  # into the second epoch
        run.close()

    assert asked == [1500, 1000]


@given(
    seed=st.one_of(st.integers(0, 2**63 - 1), st.sampled_from([0, 1, 2**32 - 1, 2**32, 2**32 + 1, 2**63 - 1])),
    epoch=st.integers(0, 10_000),
    batch=st.integers(0, 60_000),
    start=st.integers(0, 60_000),
)
def test_the_random_numbers_of_a_batch_are_those_of_its_five_words(seed, epoch, batch, start):
    expected = np.random.default_rng([_NOISE, seed, epoch, batch, start])

    assert noise(seed, epoch, batch, start).bit_generator.state == expected.bit_generator.state
