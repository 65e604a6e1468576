"""A run in one process whose pixels lie from the middle outwards is the run as a textbook writes it."""

import gc
import threading
import weakref
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
from mnistpad.training.feed import outwards
from mnistpad.training.step import alone
from mnistpad.training.step import turned as turned_module
from mnistpad.training.step.turned import Turned
from mnistpad.training.step.worth import is_turned
from tests.training.conftest import edged

CONFIG = TrainingConfig(hidden=(40,), batch_size=96, epochs=3, learning_rate=0.05, dtype="float64")
CONFIGS = {
    **{optimizer: replace(CONFIG, optimizer=optimizer) for optimizer in OPTIMIZERS},
    "l2 and tanh": replace(CONFIG, l2=0.01, activation="tanh"),
    "dropout": replace(CONFIG, dropout=0.3),
    "deep": replace(CONFIG, hidden=(30, 20)),
    "narrow": replace(CONFIG, batch_size=30),
}


@pytest.fixture(name="data", scope="module")
def edged_data(data):
    return edged(data)


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


def test_who_asks_for_the_network_is_not_kept_waiting_for_what_the_optimizer_remembers(data):
    state = begun(replace(CONFIG, optimizer="adam"), data)
    twin = Turned(state)
    twin.optimizer.step(np.ones_like(twin.network.parameters), 0.1)

    weights, remembered = state.network.parameters.copy(), state._optimizer.moments["m"].copy()

    np.testing.assert_array_equal(np.sort(weights), np.sort(twin.network.parameters))
    assert (remembered == 0).all()
    assert (state.optimizer.moments["m"] != 0).all()


def test_a_state_may_go_back_while_its_weights_are_lent(data):
    state = begun(replace(CONFIG, optimizer="adam"), data)
    before = state.network.parameters.copy()
    twin = Turned(state)
    twin.optimizer.step(np.ones_like(before), 0.1)

    state.rewind()

    np.testing.assert_array_equal(state._network.parameters, before)
    assert (state._optimizer.moments["m"] == 0).all()
    assert state._optimizer.t == 0


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


class Held:
    """Something that is held up in the middle, until it may go on."""

    def __init__(self, does):
        self._does, self.begun, self.may_go_on = does, threading.Event(), threading.Event()

    def __call__(self, *arguments):
        self.begun.set()
        assert self.may_go_on.wait(30)
        self._does(*arguments)


def in_thread(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_who_looks_at_the_weights_in_the_middle_of_a_step_waits_for_its_end(data):
    state = begun(replace(CONFIG, optimizer="adam"), data)
    twin = Turned(state)
    held = twin.optimizer._move = Held(twin.optimizer._move)

    def step():
        with twin.lock:
            twin.optimizer.step(np.ones_like(twin.network.parameters), 0.1)

    stepper = in_thread(step)
    assert held.begun.wait(30)
    looker = in_thread(lambda: state.network)
    looker.join(0.2)
    assert looker.is_alive()

    held.may_go_on.set()
    looker.join(30)
    stepper.join(30)
    np.testing.assert_array_equal(np.sort(state.network.parameters), np.sort(twin.network.parameters))


def test_a_step_is_taken_with_the_lock_held(data, turned):
    state = begun(CONFIG, data)
    run = train(state, data)
    next(run)
    looked = []
    plain = turned[0].optimizer._move

    def move(*arguments):
        looker = in_thread(lambda: looked.append(state.network))
        looker.join(0.1)
        looked.append(looker.is_alive())
        plain(*arguments)

    turned[0].optimizer._move = move
    next(run)

    assert looked[0] is True


def test_who_is_about_to_bring_weights_home_does_so_before_a_run_goes_back(data, monkeypatch):
    state = begun(CONFIG, data)
    twin, before = Turned(state), state.network.parameters.copy()
    twin.optimizer.step(np.ones_like(before), 0.1)
    held = Held(turned_module.turn_back)
    monkeypatch.setattr(turned_module, "turn_back", held)
    looker = in_thread(lambda: state.network)
    assert held.begun.wait(30)

    def go_back():
        twin.give_back()
        state.rewind()

    going = in_thread(go_back)
    going.join(0.2)
    held.may_go_on.set()
    looker.join(30)
    going.join(30)

    np.testing.assert_array_equal(state.network.parameters, before)


def test_a_run_that_hangs_does_not_bring_its_weights_home_after_another_went_on(data):
    state = begun(CONFIG, data)
    hanging = train(state, data)
    while state.step < 2:
        next(hanging)
    list(train(state, data))
    parameters, t = state.network.parameters.copy(), state.optimizer.t

    hanging.close()

    np.testing.assert_array_equal(state.network.parameters, parameters)
    assert state.optimizer.t == t


def test_a_machine_without_room_for_the_images_in_order_learns_from_them_as_they_are(data, turned, monkeypatch):
    def full(*_):
        raise OSError(12, "Cannot allocate memory")

    expected, state = plain(CONFIG, data, monkeypatch), begun(CONFIG, data)
    monkeypatch.setattr(alone, "laid_here", full)

    list(train(state, data))

    assert not turned
    np.testing.assert_array_equal(state.network.parameters, expected.network.parameters)


def test_a_run_that_blew_up_keeps_no_copy_of_the_images_though_its_error_is_kept(data, monkeypatch):
    kept = []
    laid = alone.laid_here
    monkeypatch.setattr(alone, "laid_here", lambda data: kept.append(weakref.ref((it := laid(data)).extents)) or it)
    with pytest.raises(DivergedError) as caught:
        list(train(begun(replace(CONFIG, learning_rate=1000.0), data), data))

    gc.collect()

    assert caught.value.__traceback__ is not None
    assert kept[0]() is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, True), ({"hidden": (10,)}, False), ({"batch_size": None}, False), ({"hidden": (300, 100)}, True)],
)
def test_where_it_does_not_pay_the_pixels_stay_as_they_are(changes, expected):
    assert is_turned(replace(CONFIG, **changes), 10) is expected


def test_more_images_than_should_be_copied_stay_as_they_are(data, turned, monkeypatch):
    monkeypatch.setattr(outwards, "_MOST", data.pixels.nbytes - 1)

    list(train(begun(CONFIG, data), data))

    assert not turned
