"""A run in one process whose pixels lie from the middle outwards is the run as a textbook writes it."""

import threading
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from mnistpad.nn import OPTIMIZERS
from mnistpad.training import (
    BatchDone,
    DivergedError,
    TrainingConfig,
    TrainingState,
    load_checkpoint,
    save_checkpoint,
    train,
)
from mnistpad.training.step import alone, images
from mnistpad.training.step.turned import Turned
from mnistpad.training.step.worth import is_turned

CONFIG = TrainingConfig(hidden=(40,), batch_size=96, epochs=3, learning_rate=0.05, dtype="float64")
CONFIGS = {
    **{optimizer: replace(CONFIG, optimizer=optimizer) for optimizer in OPTIMIZERS},
    "l2 and tanh": replace(CONFIG, l2=0.01, activation="tanh"),
    "dropout": replace(CONFIG, dropout=0.3),
    "deep": replace(CONFIG, hidden=(30, 20)),
    "narrow": replace(CONFIG, batch_size=30),
}


def begun(config, data):
    return TrainingState(config, data.sha256, threads=1)


def plain(config, data, monkeypatch):
    """The same run, its pixels as they are stored."""
    state = begun(config, data)
    with monkeypatch.context() as patch:
        patch.setattr(alone, "is_turned", lambda *_: False)
        list(train(state, data))
    return state


@pytest.fixture
def turned(monkeypatch):
    made = []
    monkeypatch.setattr(alone, "Turned", lambda state: made.append(Turned(state)) or made[-1])
    return made


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_it_learns_what_a_textbooks_run_learns(data, config, turned, monkeypatch):
    expected, state = plain(config, data, monkeypatch), begun(config, data)

    list(train(state, data))

    assert len(turned) == 1
    np.testing.assert_allclose(state.network.parameters, expected.network.parameters, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(state.history.losses, expected.history.losses, rtol=1e-9)
    assert state.history.accuracies == expected.history.accuracies
    assert state.optimizer.t == expected.optimizer.t
    for name, moment in expected.optimizer.moments.items():
        np.testing.assert_allclose(state.optimizer.moments[name], moment, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize("step", [1, 6, 13])
def test_it_is_continued_to_the_same_bits(data, config, step, tmp_path):
    whole, state = begun(config, data), begun(config, data)
    list(train(whole, data))

    for event in train(state, data):
        if isinstance(event, BatchDone) and event.step == step:
            break
    save_checkpoint(state, tmp_path / "run")
    state = load_checkpoint(tmp_path / "run")
    list(train(state, data))

    np.testing.assert_array_equal(state.network.parameters, whole.network.parameters)
    for name, moment in whole.optimizer.moments.items():
        np.testing.assert_array_equal(state.optimizer.moments[name], moment)
    assert state.history == whole.history


def test_the_state_has_the_weights_of_the_last_step_whenever_it_is_asked(data, monkeypatch):
    config = replace(CONFIG, optimizer="adam")
    state, other = begun(config, data), begun(config, data)
    run = train(state, data)

    for steps in (1, 2, 4):
        asked = [event for event in islice(run, 2 * steps) if isinstance(event, BatchDone)]
        with monkeypatch.context() as patch:
            patch.setattr(alone, "is_turned", lambda *_: False)
            while other.step < state.step:
                next(train(other, data))
        assert asked
        np.testing.assert_allclose(state.network.parameters, other.network.parameters, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(state.optimizer.moments["m"], other.optimizer.moments["m"], rtol=1e-6, atol=1e-12)


def test_a_run_that_blows_up_leaves_the_weights_of_the_last_good_epoch(data):
    state = begun(replace(CONFIG, epochs=10), data)
    run = train(state, data)
    while state.epoch < 2:
        next(run)
    good = state.network.parameters.copy()
    state.change_learning_rate(1000.0)

    with pytest.raises(DivergedError):
        list(run)

    np.testing.assert_array_equal(state.network.parameters, good)
    assert state.epoch == 2


def test_the_weights_may_be_looked_at_from_another_thread_while_it_learns(data, turned):
    config = replace(CONFIG, optimizer="adam", epochs=20, dtype="float32")
    expected, state, seen, ended = begun(config, data), begun(config, data), [], threading.Event()
    list(train(expected, data))

    def look():
        while not ended.is_set():
            seen.append(state.network.parameters.sum())

    looker = threading.Thread(target=look)
    looker.start()
    list(train(state, data))
    ended.set()
    looker.join()

    assert len(turned) == 2
    assert np.isfinite(seen).all()
    np.testing.assert_array_equal(state.network.parameters, expected.network.parameters)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, True), ({"hidden": (10,)}, False), ({"batch_size": None}, False), ({"hidden": (300, 100)}, True)],
)
def test_where_it_does_not_pay_the_pixels_stay_as_they_are(changes, expected):
    assert is_turned(replace(CONFIG, **changes), 10) is expected


def test_more_images_than_should_be_copied_stay_as_they_are(data, turned, monkeypatch):
    monkeypatch.setattr(images, "_MOST", data.pixels.nbytes - 1)

    list(train(begun(CONFIG, data), data))

    assert not turned
