"""The coach beside whole runs: silent where they are sound, right where they are not."""

from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data import sources
from mnistpad.data.augment import Augmentation
from mnistpad.data.mixture import combine
from mnistpad.training import (
    DivergedError,
    EpochDone,
    TrainingState,
    preset,
    train,
)
from mnistpad.training.coach import (
    Advice,
    Coach,
    Kind,
    LearningRate,
    apply,
    diverged,
    with_coach,
)
from tests.training.conftest import dataset
from tests.training.test_early_stop import with_wrong_labels

QUICK = preset("quick")


def coached(config, data, *, weights=1.0, cure=False):
    """Return what the coach says in a run, as (epoch, kind), and the training loss of each epoch.

    Every advice is dismissed; with `cure`, an α that it recommends is taken.
    """
    state, coach = TrainingState(config, data.sha256, 1), Coach(config)
    for W in state.network.weights[:-1]:
        W *= weights
    said, losses = [], []
    try:
        for event in with_coach(train(state, data), coach, state, data.validation):
            losses += [event.loss] if isinstance(event, EpochDone) else []
            if isinstance(event, Advice):
                said.append((state.epoch, event.kind))
                if cure and isinstance(event.remedy, LearningRate):
                    apply(event.remedy, state)
                    coach.follow()
                coach.dismiss()
    except DivergedError as error:
        said.append((error.epoch, diverged(error, state).kind))
    return said, losses


VARIATIONS = {
    "quick": {},
    "another seed": {"seed": 1},
    "a third seed": {"seed": 2},
    "sigmoid": {"activation": "sigmoid", "learning_rate": None},
    "tanh": {"activation": "tanh", "learning_rate": None},
    "adam": {"optimizer": "adam", "learning_rate": None},
    "adam and tanh": {"optimizer": "adam", "activation": "tanh", "learning_rate": None},
    "adam and sigmoid": {"optimizer": "adam", "activation": "sigmoid", "learning_rate": None},
    "plain": {"optimizer": "sgd", "learning_rate": None},
    "plain and sigmoid": {"optimizer": "sgd", "activation": "sigmoid", "learning_rate": None},
    "no hidden layer": {"hidden": ()},
    "10 hidden": {"hidden": (10,)},
    "10 hidden for long": {"hidden": (10,), "epochs": 30},
    "32 hidden": {"hidden": (32,)},
    "800 hidden": {"hidden": (800,)},
    "two layers": {"hidden": (128, 64)},
    "two layers of sigmoid": {"hidden": (128, 64), "activation": "sigmoid", "optimizer": "sgd", "learning_rate": None},
    "three layers of sigmoid": {
        "hidden": (64,) * 3,
        "activation": "sigmoid",
        "optimizer": "sgd",
        "learning_rate": None,
    },
    "three layers of tanh": {"hidden": (64,) * 3, "activation": "tanh", "learning_rate": None},
    "batches of 16": {"batch_size": 16},
    "batches of 16, adam": {"batch_size": 16, "optimizer": "adam", "learning_rate": None},
    "batches of 1024": {"batch_size": 1024},
    "batches of 1024, plain": {"batch_size": 1024, "optimizer": "sgd", "learning_rate": None},
    "dropout": {"dropout": 0.2},
    "label smoothing": {"label_smoothing": 0.1},
    "weight decay": {"l2": 1e-4},
    "distortion": {"augmentation": Augmentation.gentle()},
    "falling alpha": {"schedule": "cosine"},
    "thirty epochs": {"epochs": 30},
}

FULL_BATCH = {
    "textbook": {},
    "textbook, another seed": {"seed": 1},
    "textbook, sigmoid": {"activation": "sigmoid", "learning_rate": None},
    "textbook, tanh": {"activation": "tanh", "learning_rate": None},
    "textbook, tanh at 0.3": {"activation": "tanh"},
    "textbook, momentum": {"optimizer": "momentum", "learning_rate": None},
    "textbook, adam": {"optimizer": "adam", "learning_rate": None},
    "textbook, 128 hidden": {"hidden": (128,)},
}

TOY = [
    "quick",
    "sigmoid",
    "tanh",
    "adam",
    "10 hidden",
    "no hidden layer",
    "dropout",
    "label smoothing",
    "falling alpha",
]


@pytest.mark.parametrize("name", TOY)
def test_a_small_sound_run_needs_no_advice(data, name):
    config = replace(QUICK, **({"batch_size": 20} | VARIATIONS[name]))

    assert coached(config, data)[0] == []


def test_a_small_full_batch_run_needs_no_advice(data):
    assert coached(replace(preset("seed"), epochs=300), data)[0] == []


def test_the_coach_changes_nothing_by_itself(data):
    config = replace(QUICK, batch_size=20, epochs=6, learning_rate=1e-5)
    alone = TrainingState(config, data.sha256, 1)
    list(train(alone, data))

    state, coach = TrainingState(config, data.sha256, 1), Coach(config)
    events = list(with_coach(train(state, data), coach, state, data.validation))

    np.testing.assert_array_equal(state.network.parameters, alone.network.parameters)
    assert state.history == alone.history
    assert [event.kind for event in events if isinstance(event, Advice)] == [Kind.TOO_SLOW]


def hard():
    """Return few images of which every fifth has a wrong label: a network can only learn these by heart."""
    whole = dataset(train=100, validation=300)
    parts = {name: with_wrong_labels(getattr(whole, name)) for name in ("train", "validation")}
    return combine([(replace(whole, **parts), 1.0)])


def test_small_runs_that_deserve_advice_get_the_right_one(data):
    plain = replace(QUICK, optimizer="sgd", batch_size=20)

    slow = coached(replace(plain, learning_rate=1e-5, epochs=5), data)[0]
    dead = coached(replace(plain, learning_rate=6, epochs=3), data)[0]
    exploded = coached(replace(plain, learning_rate=100), data)[0]
    saturated = coached(replace(plain, activation="sigmoid", learning_rate=0.5, epochs=2), data, weights=200)[0]
    by_heart = coached(replace(QUICK, hidden=(100,), batch_size=20, epochs=40), hard())[0]

    assert slow[0] == (4, Kind.TOO_SLOW)
    assert dead[0] == (1, Kind.DEAD)
    assert exploded[0] == (0, Kind.DIVERGED)
    assert saturated[0] == (1, Kind.SATURATED)
    assert by_heart[0][1] == Kind.OVERFITTING


@pytest.fixture
def mnist(shared_data):
    return sources.load_all(["mnist"])


def some(data, count):
    """Return the same source with fewer images to learn from."""
    whole = data.shares[0].dataset
    few = np.random.default_rng(1).permutation(len(whole.train))[:count]
    part = replace(whole, train=whole.train.take(few), sha256=f"{count:064x}")
    return combine([(part, 1.0)])


@pytest.mark.parametrize("name", VARIATIONS)
@pytest.mark.long
def test_a_sound_run_on_mnist_needs_no_advice(mnist, name):
    assert coached(replace(QUICK, **VARIATIONS[name]), mnist)[0] == []


@pytest.mark.parametrize("name", FULL_BATCH)
@pytest.mark.long
def test_a_full_batch_run_on_a_fifth_of_mnist_needs_no_advice(mnist, name):
    assert coached(replace(preset("seed"), epochs=300, **FULL_BATCH[name]), some(mnist, 10_000))[0] == []


@pytest.mark.long
def test_the_textbook_preset_needs_no_advice_on_mnist(mnist):
    assert coached(preset("seed"), mnist)[0] == []


@pytest.mark.long
def test_the_thorough_preset_needs_no_advice_on_a_fifth_of_mnist(mnist):
    assert coached(preset("best"), some(mnist, 10_000))[0] == []


DESERVED = {
    "far too small": ({"learning_rate": 1e-5}, Kind.TOO_SLOW),
    "too small": ({"learning_rate": 1e-4, "optimizer": "sgd"}, Kind.TOO_SLOW),
    "far too small for adam": ({"learning_rate": 1e-6, "optimizer": "adam"}, Kind.TOO_SLOW),
    "too large for ReLU": ({"learning_rate": 3, "optimizer": "sgd"}, Kind.DEAD),
    "too large for momentum": ({"learning_rate": 0.5}, Kind.DEAD),
    "too large for adam": ({"learning_rate": 0.03, "optimizer": "adam"}, Kind.DEAD),
    "far too large": ({"learning_rate": 10, "optimizer": "sgd"}, Kind.DIVERGED),
    "too large for sigmoid": ({"learning_rate": 5, "optimizer": "sgd", "activation": "sigmoid"}, Kind.SATURATED),
    "too large for tanh": ({"learning_rate": 3, "optimizer": "sgd", "activation": "tanh"}, Kind.DIVERGED),
}


@pytest.mark.parametrize("name", DESERVED)
@pytest.mark.long
def test_an_alpha_that_does_not_suit_is_found_within_two_epochs(mnist, name):
    changes, kind = DESERVED[name]

    said, _ = coached(replace(QUICK, epochs=2, **changes), mnist)

    assert said[0] == (0 if kind == Kind.DIVERGED else 1, kind)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.long
def test_weights_that_are_far_too_large_are_found_within_an_epoch(mnist, activation):
    config = replace(QUICK, activation=activation, learning_rate=None, epochs=1)

    assert coached(config, mnist, weights=50)[0] == [(1, Kind.SATURATED)]


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
@pytest.mark.long
def test_three_hundred_images_are_learned_by_heart(mnist, optimizer):
    config = replace(QUICK, hidden=(300,), optimizer=optimizer, learning_rate=None, epochs=60)

    said, _ = coached(config, some(mnist, 300))

    assert {kind for _, kind in said} == {Kind.OVERFITTING}


@pytest.mark.long
def test_a_third_of_alpha_ends_a_plateau(mnist):
    said, losses = coached(replace(QUICK, hidden=(10,), learning_rate=0.2, epochs=22), mnist, cure=True)

    (epoch, kind), *_ = said
    assert kind == Kind.PLATEAU
    assert losses[epoch] < 0.9 * min(losses[:epoch])
