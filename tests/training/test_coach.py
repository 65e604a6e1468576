"""The coach on made-up events, on small runs, and (long) on real MNIST, where it must be right in both directions."""

from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data import sources
from mnistpad.data.augment import Augmentation
from mnistpad.data.dataset import empty
from mnistpad.data.mixture import combine
from mnistpad.nn import Network
from mnistpad.training import (
    BatchDone,
    DivergedError,
    EpochDone,
    Evaluated,
    TrainingConfig,
    TrainingState,
    preset,
    train,
)
from mnistpad.training.coach import (
    Advice,
    BackToBest,
    Coach,
    Kind,
    LearningRate,
    Restart,
    StopAndKeepBest,
    UnitStatistics,
    apply,
    diverged,
    unit_statistics,
    with_coach,
)
from tests.training.conftest import dataset, images
from tests.training.test_early_stop import with_wrong_labels

QUICK = preset("quick")
WELL = UnitStatistics((0.1,), (0.0,))


# Made-up events


class Story:
    """Tells a coach of epochs of 400 batches."""

    def __init__(self, config=QUICK, statistics=WELL, **coach):
        self.coach = Coach(config, **coach)
        self.statistics, self.epoch, self.said = statistics, 0, []

    def batch(self, rate=0.05):
        step = 400 * self.epoch + 1
        self.coach.watch(BatchDone(step, self.epoch, 1, 400, 1.0, 0.5, rate))

    def epochs(self, losses, held=None, accuracy=0.9, held_accuracy=0.9, rate=0.05):
        for loss in losses:
            self.batch(rate)
            self.epoch += 1
            step = 400 * self.epoch
            validation = held and Evaluated(step, self.epoch, held.pop(0), held_accuracy, 10_000, self.epoch == 1)
            if validation:
                self.coach.watch(validation)
            done = EpochDone(self.epoch, 100, step, loss, accuracy, validation, 1.0)
            statistics = self.statistics if self.coach.wants_statistics(done) else None
            said = self.coach.watch(done, statistics)
            self.said += [(self.epoch, said.kind)] if said else []
        return self


def test_a_loss_that_falls_needs_no_advice():
    assert Story().epochs(0.9**n for n in range(60)).said == []


def test_a_loss_that_stopped_falling_gets_a_smaller_alpha():
    story = Story().epochs([0.9, 0.6, 0.5, 0.501, 0.5, 0.4999, 0.502])

    assert story.said == [(7, Kind.PLATEAU)]
    assert story.coach.advice.sentence == "The loss has stopped falling. A smaller α often helps."
    assert story.coach.advice.action == "α ÷ 3"
    assert story.coach.advice.remedy == LearningRate(1 / 3)


@pytest.mark.parametrize("changes", [{"schedule": "cosine"}, {"l2": 0.01}])
def test_what_a_smaller_alpha_does_not_mend_is_no_plateau(changes):
    assert Story(replace(QUICK, **changes)).epochs([0.5] * 30).said == []


def test_a_loss_with_nothing_left_to_fall_is_no_plateau():
    assert Story().epochs([0.5, 0.1, *[0.02] * 30]).said == []


def test_smoothed_labels_keep_the_loss_up_without_a_plateau():
    least = Coach(replace(QUICK, label_smoothing=0.1))._floor

    assert least == pytest.approx(0.5003, abs=1e-4)
    assert Story(replace(QUICK, label_smoothing=0.1)).epochs([0.6, *[least + 0.01] * 30]).said == []


def test_a_run_that_stays_at_guessing_gets_a_larger_alpha():
    story = Story().epochs([2.31])

    assert story.said == [(1, Kind.TOO_SLOW)]
    assert story.coach.advice.sentence.startswith("After 400 batches the network is still close to guessing.")
    assert story.coach.advice.remedy == LearningRate(10)


def test_a_run_that_has_left_guessing_by_the_end_of_the_epoch_is_not_too_slow():
    assert Story().epochs([2.2], held=[1.5]).said == []


def test_a_few_batches_are_too_few_to_judge_alpha_by():
    coach = Coach(replace(QUICK, hidden=(), batch_size=None))

    said = [coach.watch(EpochDone(n, 300, n, 2.3, 0.1, None, 1.0)) for n in range(1, 101)]

    assert said[:99] == [None] * 99
    assert said[99].kind == Kind.TOO_SLOW


def test_silent_neurons_are_named_before_alpha_is_blamed():
    story = Story(statistics=UnitStatistics((0.2, 0.625), (0, 0)), config=replace(QUICK, learning_rate=3))
    story.epochs([2.3] * 30, rate=3)

    assert story.said == [(1, Kind.DEAD)]
    assert story.coach.advice.sentence.startswith("62 % of a layer's neurons are silent on every image")
    assert story.coach.advice.action == "Start again with α 0.05"
    assert story.coach.advice.remedy == Restart(replace(QUICK, learning_rate=0.05))


def test_a_dismissed_ill_does_not_let_alpha_be_blamed_instead():
    story = Story(statistics=UnitStatistics((0.9,), (0,))).epochs([2.3])
    story.coach.dismiss()

    assert story.epochs([2.3] * 9).said == [(1, Kind.DEAD)]


def test_saturated_neurons_are_named_with_their_activation():
    config = replace(QUICK, activation="tanh", learning_rate=None)
    story = Story(config, UnitStatistics((0.0,), (0.7,))).epochs([0.6])

    assert story.said == [(1, Kind.SATURATED)]
    assert "70 % of a layer's neurons are stuck at an end of the tanh" in story.coach.advice.sentence
    assert story.coach.advice.remedy.config.learning_rate == pytest.approx(0.05 / 3)


def test_without_a_look_at_the_neurons_alpha_is_not_blamed():
    story = Story(statistics=None).epochs([2.3] * 8, held=[2.3] * 8)

    assert story.said == []


def test_a_held_out_loss_that_rises_while_training_goes_on_is_overfitting():
    falling = [0.5 * 0.8**n for n in range(12)]
    rising = [0.3, 0.2, 0.1, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.2]
    story = Story().epochs(falling, held=rising)

    assert story.said == [(8, Kind.OVERFITTING)]
    assert story.coach.advice.sentence.endswith("the loss on held-out images has risen since epoch 3.")
    assert story.coach.advice.action == "Stop and keep epoch 1"
    assert story.coach.advice.remedy == StopAndKeepBest(1)


def test_a_small_rise_says_enough_where_training_is_far_ahead():
    falling = [0.5 * 0.8**n for n in range(8)]
    rising = [0.5, 0.4, 0.405, 0.406, 0.407, 0.408, 0.409, 0.41]

    assert Story().epochs(falling, held=[*rising], accuracy=1.0, held_accuracy=0.85).said == [(7, Kind.OVERFITTING)]
    assert Story().epochs(falling, held=[*rising], accuracy=1.0, held_accuracy=0.97).said == []


def test_a_held_out_loss_that_rises_with_the_training_loss_is_no_overfitting():
    rising = [0.1, *(0.2 + 0.01 * n for n in range(12))]

    assert Kind.OVERFITTING not in dict(map(reversed, Story().epochs(rising, held=[*rising]).said))


def test_one_thing_is_said_at_a_time_and_once():
    story = Story().epochs([0.5] * 30)

    assert story.said == [(5, Kind.PLATEAU)]


def test_what_was_dismissed_is_not_said_again_for_a_quarter_of_the_run():
    story = Story(replace(QUICK, epochs=100)).epochs([0.5] * 5)
    story.coach.dismiss()

    assert story.coach.advice is None
    assert story.epochs([0.5] * 40).said == [(5, Kind.PLATEAU), (30, Kind.PLATEAU)]


def test_one_kind_that_was_dismissed_leaves_the_others():
    story = Story().epochs([2.3])
    story.coach.dismiss()
    story.statistics = UnitStatistics((0.9,), (0,))

    assert story.epochs([2.3]).said == [(1, Kind.TOO_SLOW), (2, Kind.DEAD)]


def test_a_dismissal_is_remembered_in_plain_values():
    story = Story().epochs([0.5] * 5)
    story.coach.dismiss()

    again = Story(dismissed={str(kind): epoch for kind, epoch in story.coach.dismissed.items()})

    assert again.epochs([0.5] * 10).said == []


def test_another_alpha_takes_the_advice_back_and_gets_its_own_time():
    story = Story().epochs([0.5] * 5)

    story.batch(rate=0.017)

    assert story.coach.advice is None
    assert story.epochs([0.5] * 4, rate=0.017).said == [(5, Kind.PLATEAU)]
    assert story.epochs([0.5], rate=0.017).said == [(5, Kind.PLATEAU), (10, Kind.PLATEAU)]


def test_a_cosine_is_no_change_of_alpha():
    coach = Coach(replace(QUICK, schedule="cosine"))

    for step in range(1, 301):
        coach.watch(BatchDone(step, 0, step, 400, 2.3, 0.1, 0.05 * (0.5 + 0.5 * np.cos(np.pi * (step - 1) / 400))))

    assert coach._since == 0


def test_neurons_are_looked_at_seldom_and_more_seldom_in_a_long_run():
    coach, looks = Coach(preset("seed")), []

    for n in range(1, 1001):
        event = EpochDone(n, 1000, n, 0.3, 0.9, Evaluated(n, n, 0.3, 0.9, 10_000, False), 1.0)
        if coach.wants_statistics(event):
            looks.append(n)
            coach.watch(event, WELL)

    assert looks[:3] == [20, 40, 60]
    assert min(np.diff(looks)) == 20
    assert np.diff(looks)[-1] > 80
    assert len(looks) < 30


def test_a_continued_run_is_watched_as_if_it_had_never_stopped(data):
    config = replace(QUICK, hidden=(), batch_size=32, epochs=20, learning_rate=0.01)
    state, whole = TrainingState(config, data.sha256, 1), Coach(config)
    for event in train(state, data):
        whole.watch(event)

    again = Coach(config)
    again.catch_up(state.history, 16)

    assert again._validation.epoch == whole._validation.epoch
    assert again._validation.loss == whole._validation.loss
    assert again._training.epoch == whole._training.epoch
    assert again._training.loss == pytest.approx(whole._training.loss, rel=0.05)
    assert (again._step, again._epoch, again._best_epoch) == (whole._step, whole._epoch, whole._best_epoch)
    assert again.advice is None


def test_an_alpha_that_was_changed_before_the_stop_counts_from_there(data):
    config = replace(QUICK, hidden=(), batch_size=32, epochs=4)
    state = TrainingState(config, data.sha256, 1)
    list(train(state, data))
    state.history.rates.append((40, 0.001))

    coach = Coach(config)
    coach.catch_up(state.history, 16)

    assert coach._since == 40


# The hidden neurons


def network(activation, scale, shift):
    net = Network((784, 40, 30, 10), activation, np.random.default_rng(0))
    for layer in range(2):
        net.weights[layer][:] *= scale
        net.biases[layer][: len(net.biases[layer]) // 2] = shift
    return net


def test_neurons_that_no_image_wakes_are_silent():
    found = unit_statistics(network("relu", 1, -1000), images(200, seed=3))

    assert found.silent[0] == 0.5
    assert found.silent[1] >= 0.5
    assert found.saturated == (0, 0)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.parametrize(("scale", "shift", "least", "most"), [(1, 0, 0, 0.1), (200, 0, 0.7, 1), (1, 30, 0.5, 0.6)])
def test_neurons_at_an_end_are_saturated(activation, scale, shift, least, most):
    found = unit_statistics(network(activation, scale, shift), images(200, seed=3))

    assert least <= found.saturated[0] <= most
    assert found.silent == (0, 0)


def test_no_images_and_no_hidden_layers_say_nothing():
    assert unit_statistics(network("relu", 1, 0), empty()) == UnitStatistics((), ())
    assert unit_statistics(Network((784, 10)), images(20, seed=3)) == UnitStatistics((), ())


def test_a_look_at_the_neurons_changes_nothing():
    net = network("tanh", 1, 0)
    before = net.parameters.copy()

    unit_statistics(net, images(200, seed=3))

    np.testing.assert_array_equal(net.parameters, before)


# The buttons


def blow_up(state, data, epoch, rate):
    """Raise α after an epoch, and return the error that comes of it."""
    try:
        for event in train(state, data):
            if isinstance(event, EpochDone) and event.epoch == epoch:
                state.change_learning_rate(rate)
    except DivergedError as error:
        return error
    pytest.fail("it did not blow up")


SMALL = TrainingConfig(hidden=(16,), batch_size=32, epochs=6, learning_rate=0.2)


def test_a_run_that_blew_up_goes_back_to_its_best_epoch(data):
    state = TrainingState(SMALL, data.sha256, 1)
    error = blow_up(state, data, 4, 1000)
    best = state.best

    said = diverged(error, state)
    apply(said.remedy, state)

    assert said.sentence == (
        f"The loss blew up at batch {error.step}: steps too large for this network. "
        f"Weights are safe at epoch {best.epoch}."
    )
    assert said.action == f"Back to epoch {best.epoch}, α 0.2"
    assert said.remedy == BackToBest(best.epoch, 0.2)
    assert (state.epoch, state.learning_rate) == (best.epoch, 0.2)
    np.testing.assert_array_equal(state.network.parameters, best.parameters)
    list(train(state, data))
    assert state.epoch == 6


def test_a_run_that_blew_up_at_once_begins_again_with_a_third_of_alpha(data):
    state = TrainingState(replace(SMALL, learning_rate=900), data.sha256, 1)
    error = blow_up(state, data, 99, 1)

    said = diverged(error, state)
    apply(said.remedy, state)

    assert said.sentence.endswith("Weights are safe at the start.")
    assert said.action == "Back to the start, α ÷ 3"
    assert (state.epoch, state.step, state.learning_rate) == (0, 0, 300)


def test_a_button_that_changes_alpha_does_so_from_the_next_batch(data):
    state = TrainingState(SMALL, data.sha256, 1)

    apply(LearningRate(1 / 3), state)
    first = next(event for event in train(state, data) if isinstance(event, BatchDone))

    assert first.learning_rate == pytest.approx(0.2 / 3)


def test_alpha_never_grows_beyond_what_can_be_set(data):
    state = TrainingState(replace(SMALL, learning_rate=500), data.sha256, 1)

    apply(LearningRate(10), state)

    assert state.learning_rate == 1000


# Whole runs


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
