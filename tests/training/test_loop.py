import itertools
from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data.augment import Augmentation
from mnistpad.data.mixture import combine
from mnistpad.errors import TrainingError
from mnistpad.nn import Backpropagation, Network, one_hot
from mnistpad.nn.one_hidden_layer import OneHiddenLayer
from mnistpad.training import (
    BatchDone,
    DivergedError,
    EpochDone,
    Evaluated,
    RunDone,
    TrainingConfig,
    TrainingState,
    evaluate,
    loop,
    train,
)
from mnistpad.training.step import images
from tests.training.conftest import dataset

SMALL = TrainingConfig(hidden=(16,), batch_size=32, epochs=3, learning_rate=0.2)

KINDS = {
    "plain": SMALL,
    "full batch": replace(SMALL, batch_size=None, epochs=20),
    "no hidden layer": replace(SMALL, hidden=()),
    "momentum": replace(SMALL, optimizer="momentum", learning_rate=0.05),
    "adam with a schedule": replace(SMALL, optimizer="adam", learning_rate=0.003, schedule="cosine"),
    "dropout": replace(SMALL, dropout=0.3),
    "dropout in a full batch": replace(SMALL, dropout=0.3, batch_size=None, epochs=20),
    "distortion": replace(SMALL, augmentation=Augmentation.default()),
    "everything": replace(
        SMALL, hidden=(16, 12), activation="tanh", l2=1e-4, dropout=0.1, label_smoothing=0.1,
        augmentation=Augmentation.gentle(), optimizer="adam", learning_rate=0.002,
    ),
    "float64": replace(SMALL, dtype="float64"),
}  # fmt: skip


def begin(config, data):
    return TrainingState(config, data.sha256, threads=1)


def run(config, data):
    state = begin(config, data)
    return state, list(train(state, data))


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_every_optimizer_and_activation_learns_with_its_own_learning_rate(data, activation, optimizer):
    config = TrainingConfig(hidden=(32,), activation=activation, optimizer=optimizer, batch_size=20, epochs=8)

    state, _ = run(config, data)

    assert evaluate(state.network, data.validation).accuracy > 0.9


@pytest.mark.parametrize("config", KINDS.values(), ids=KINDS)
def test_a_run_that_is_stopped_anywhere_and_continued_ends_with_the_same_bits(data, config):
    whole, whole_events = run(config, data)

    rng = np.random.default_rng(5)
    state, events = begin(config, data), []
    while not (events and isinstance(events[-1], RunDone)):
        wanted = rng.integers(1, 12)
        for event in train(state, data):
            events.append(event)
            wanted -= 1
            if not wanted:
                break

    np.testing.assert_array_equal(state.network.parameters, whole.network.parameters)
    assert state.history == whole.history
    assert [e for e in events if isinstance(e, BatchDone | Evaluated)] == [
        e for e in whole_events if isinstance(e, BatchDone | Evaluated)
    ]


def test_the_same_seed_gives_the_same_network_and_another_seed_another(data):
    first, second = run(SMALL, data)[0], run(SMALL, data)[0]
    other = run(replace(SMALL, seed=1), data)[0]

    np.testing.assert_array_equal(first.network.parameters, second.network.parameters)
    assert not np.array_equal(first.network.parameters, other.network.parameters)


def test_one_full_batch_step_is_gradient_descent_over_all_images(data):
    config = replace(SMALL, batch_size=None, epochs=1, dtype="float64", learning_rate=0.5)
    X = data.pixels.T / np.float64(np.float32(1) * 255)
    network = Network(config.sizes, "relu", np.random.default_rng([0x1217, 0]), "float64")
    back = Backpropagation(network)
    back.batch(X, one_hot(data.labels, dtype="float64"))

    state, _ = run(config, data)

    np.testing.assert_allclose(
        state.network.parameters, network.parameters - 0.5 * back.gradients, rtol=1e-9, atol=1e-12
    )


def test_events_tell_of_the_untrained_network_and_of_the_first_epoch_in_eighths(data):
    config = replace(SMALL, batch_size=5)

    _, events = run(config, data)

    evaluated = [e.epoch for e in events if isinstance(e, Evaluated)]
    assert evaluated == pytest.approx([0, 0.12, 0.25, 0.5, 1, 2, 3])
    assert isinstance(events[0], Evaluated)
    assert isinstance(events[-1], RunDone)


def test_events_carry_what_curves_and_progress_need(data):
    state, events = run(SMALL, data)

    batches = [e for e in events if isinstance(e, BatchDone)]
    assert [e.step for e in batches] == list(range(1, 49))
    assert [(e.epoch, e.batch, e.batches) for e in batches[15:17]] == [(0, 16, 16), (1, 1, 16)]
    assert batches[0].loss == pytest.approx(np.log(10), rel=0.3)
    assert batches[-1].loss < 0.5 * batches[0].loss
    assert state.history.losses.tolist() == [e.loss for e in batches]
    epochs = [e for e in events if isinstance(e, EpochDone)]
    assert [e.epoch for e in epochs] == [1, 2, 3]
    weights = [32] * 15 + [20]
    assert epochs[0].loss == pytest.approx(np.average([e.loss for e in batches[:16]], weights=weights))
    assert epochs[1].validation == state.history.evaluations[-2]


def test_the_loss_that_is_shown_leaves_the_l2_term_out(data):
    plain, decayed = (run(replace(SMALL, l2=l2, epochs=1), data)[0] for l2 in (0.0, 1.0))

    assert decayed.history.losses[0] == plain.history.losses[0]
    assert np.abs(decayed.network.weights[0]).sum() < 0.5 * np.abs(plain.network.weights[0]).sum()


def test_the_cosine_schedule_falls_from_alpha_to_almost_nothing(data):
    _, events = run(replace(SMALL, schedule="cosine"), data)

    rates = [e.learning_rate for e in events if isinstance(e, BatchDone)]
    assert rates[0] == pytest.approx(0.2)
    assert rates[24] == pytest.approx(0.1)
    assert rates[-1] < 0.001
    assert sorted(rates, reverse=True) == rates


def test_a_learning_rate_that_is_changed_in_the_run_counts_from_the_next_batch(data):
    state = begin(SMALL, data)

    rates = []
    for event in train(state, data):
        if isinstance(event, BatchDone):
            rates.append(event.learning_rate)
            if event.step == 10:
                state.change_learning_rate(0.01)

    assert rates == [0.2] * 10 + [0.01] * 38
    assert state.history.rates == [(0, 0.2), (10, 0.01)]


def test_a_diverging_run_stops_and_goes_back_to_the_last_good_epoch(data):
    state = begin(SMALL, data)
    for event in train(state, data):
        if isinstance(event, EpochDone):
            break
    good = state.network.parameters.copy()
    state.change_learning_rate(1000)

    with pytest.raises(DivergedError, match="Weights are safe at epoch 1. Try a learning rate a third") as caught:
        list(train(state, data))

    np.testing.assert_array_equal(state.network.parameters, good)
    assert caught.value.epoch == 1
    assert caught.value.step > 16
    assert (state.epoch, state.batch, state.step) == (1, 0, 16)
    assert len(state.history.losses) == 16


@pytest.mark.parametrize("spoiled", [np.nan, np.inf, 1e38])
def test_a_loss_that_is_not_finite_never_reaches_the_weights(data, spoiled):
    state = begin(SMALL, data)
    good = state.network.parameters.copy()
    state.network.parameters[:] = spoiled

    with pytest.raises(DivergedError, match="Weights are safe at epoch 0"):
        list(train(state, data))

    np.testing.assert_array_equal(state.network.parameters, good)


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("nth", [0, 3, 15])
def test_a_gradient_that_is_not_finite_never_reaches_a_kept_weight(data, monkeypatch, layer, nth):
    state = begin(SMALL, data)
    good = state.network.parameters.copy()
    compute, asked = OneHiddenLayer.batch, itertools.count()

    def spoiling(back, X, Y, **how):
        told = compute(back, X, Y, **how)
        if next(asked) == nth:
            # What is too large for a float in a product alone: the sums of dZ are none the wiser.
            back.dW[layer][0, 0] = np.inf
        return told

    monkeypatch.setattr(OneHiddenLayer, "batch", spoiling)

    with pytest.raises(DivergedError, match="Weights are safe at epoch 0"):
        list(train(state, data))

    np.testing.assert_array_equal(state.network.parameters, good)


def test_after_a_divergence_the_run_goes_on_with_smaller_steps(data):
    state = begin(replace(SMALL, learning_rate=1000), data)
    with pytest.raises(DivergedError):
        list(train(state, data))

    state.change_learning_rate(0.2)
    list(train(state, data))

    assert state.epoch == 3
    assert evaluate(state.network, data.validation).accuracy > 0.9


def test_other_data_cannot_slip_into_a_continued_run(data):
    state = begin(SMALL, data)
    other = combine([(dataset(seed=50), 1.0)])

    with pytest.raises(TrainingError, match="learned from other images than toy digits"):
        next(train(state, other))


def test_the_best_epoch_is_kept_beside_the_last(data):
    state, events = run(replace(SMALL, epochs=12), data)

    validations = [e.validation for e in events if isinstance(e, EpochDone)]
    best = max(validations, key=lambda e: (e.accuracy, -e.loss))
    assert state.best.epoch == best.epoch
    assert evaluate(state.best_network(), data.validation).accuracy == best.accuracy


def test_a_run_without_held_out_images_keeps_the_last_epoch():
    data = combine([(dataset(validation=0), 1.0)])

    state, events = run(SMALL, data)

    assert not any(isinstance(e, Evaluated) for e in events)
    np.testing.assert_array_equal(state.best_network().parameters, state.network.parameters)


def test_a_caller_keeps_its_own_numpy_error_settings(data):
    before = np.geterr()

    for _ in train(begin(SMALL, data), data):
        assert np.geterr() == before
        break


def test_each_score_of_a_mixture_names_its_own_images():
    data = combine([(dataset("ink"), 2.0), (dataset("print", seed=20), 0.5)])
    state, events = run(SMALL, data)

    model = state.model(data, "Mine")

    assert [(s.images, s.part, s.count) for s in model.header.scores] == [
        ("ink", "validation", 100),
        ("print", "validation", 100),
    ]
    assert next(e.step for e in events if isinstance(e, EpochDone)) == -(-1250 // 32)
    assert model.header.config["hidden"] == [16]
    assert model.header.saw(data.shares[0].dataset.sha256)


@pytest.mark.parametrize(
    ("batch_size", "halves", "expected"), [(20, None, 1), (20, "neurons", 2), (20, "images", 2), (None, None, 3)]
)
def test_the_held_out_images_are_read_by_the_cores_that_blas_leaves(data, monkeypatch, batch_size, halves, expected):
    asked = []
    monkeypatch.setattr(loop, "evaluate", lambda *given: asked.append(given[2]) or evaluate(*given))
    monkeypatch.setattr(images, "is_possible", lambda: False)
    state = TrainingState(TrainingConfig(hidden=(16,), batch_size=batch_size, epochs=1), data.sha256, threads=3)
    state.halves = halves

    list(train(state, data))

    assert set(asked) == {expected}
