"""Two halves of a step, in one process, are the whole step."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnistpad.nn import OPTIMIZERS, Backpropagation, Network, one_hot
from mnistpad.nn.backpropagation import add_l2
from mnistpad.training import TrainingConfig
from mnistpad.training.feed.batches import Batch, Place
from mnistpad.training.feed.outwards import OUTWARDS
from mnistpad.training.step.halves import Meeting, half_of

KINDS = ("neurons", "images")
EXACT = TrainingConfig(hidden=(7,), dtype="float64", learning_rate=0.1)


class Pair:
    """Both halves of a run that began with a network's weights, on images that lie in memory."""

    def __init__(self, kind, config, network, images, labels, classes=10):
        self.halves = [half_of(kind, config, classes, nth, 1.0) for nth in (0, 1)]
        self.images, self.labels, self.classes = images, labels, classes
        self.shown = images[:, OUTWARDS] if kind == "neurons" else images
        self.whole = [network.parameters.copy() for _ in range(1 + len(self.halves[0].optimizer.moments))]
        for moment in self.whole[1:]:
            moment[:] = 0
        offer, shared = self.halves[0].meeting_sizes(len(images))
        meeting = Meeting(*(np.full(size, np.nan, config.dtype) for size in (offer, offer, shared)))
        for half in self.halves:
            half.meet_in(meeting)
            half.take(self.whole)

    def step(self, rows, rate=0.1, *, is_last=False, rng=lambda _start: None):
        batches = []
        for half in self.halves:
            place = half.share(Place(0, 0, 0, rows))
            X, Y = self.shown[place.rows].T, one_hot(self.labels[place.rows], self.classes, dtype=self.images.dtype)
            batches.append(Batch(X, Y, rng(place.start)))
        for half, batch in zip(self.halves, batches, strict=True):
            half.offer(batch, len(rows))
        outcomes = [half.finish(batch, rate, is_last=is_last) for half, batch in zip(self.halves, batches, strict=True)]
        for half in self.halves:
            half.give(self.whole)
        return outcomes


def material(config, count=60, classes=10):
    rng = np.random.default_rng(5)
    network = Network((*config.sizes[:-1], classes), config.activation, rng, config.dtype)
    network.parameters += 0.01 * rng.standard_normal(network.parameter_count)
    return network, rng.random((count, 784)).astype(config.dtype), rng.integers(0, classes, count)


def whole_step(config, network, optimizer, X, Y, rate=0.1):
    back = Backpropagation(network)
    result = back.batch(X, Y)
    if config.l2:
        add_l2(network.weights, back.dW, config.l2)
    optimizer.step(back.gradients, rate)
    return result


@settings(max_examples=60)
@given(
    kind=st.sampled_from(KINDS),
    hidden=st.integers(2, 9),
    activation=st.sampled_from(["relu", "sigmoid", "tanh"]),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    l2=st.sampled_from([0.0, 0.01]),
    batches=st.lists(st.integers(1, 20), min_size=1, max_size=4),
    classes=st.sampled_from([10, 11]),
)
def test_two_halves_are_one_step(kind, hidden, activation, optimizer, l2, batches, classes):
    config = replace(EXACT, hidden=(hidden,), activation=activation, optimizer=optimizer, l2=l2)
    network, images, labels = material(config, classes=classes)
    pair = Pair(kind, config, network, images, labels, classes)
    plain = OPTIMIZERS[optimizer](network.parameters)

    for nth, size in enumerate(batches):
        rows = np.arange(size) + nth
        outcomes = pair.step(rows)
        loss, correct = whole_step(
            config, network, plain, images[rows].T, one_hot(labels[rows], classes, dtype="float64")
        )

        for outcome in outcomes:
            assert outcome.loss == pytest.approx(loss, rel=1e-12)
            assert (outcome.correct, outcome.is_sound) == (correct, True)
        np.testing.assert_allclose(pair.whole[0], network.parameters, rtol=1e-9, atol=1e-12)
        for row, moment in zip(pair.whole[1:], plain.moments.values(), strict=True):
            np.testing.assert_allclose(row, moment, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("images", [1, 2, 16, 31, 128, 499])
def test_the_first_half_of_the_images_is_a_little_less_and_none_is_lost(images):
    rows = np.arange(images)
    first, second = (half_of("images", EXACT, 10, nth, 1.0).share(Place(0, 0, 0, rows)).rows for nth in (0, 1))

    np.testing.assert_array_equal(np.concatenate([first, second]), rows)
    assert len(first) < len(second) if images >= 16 else len(first) <= len(second) + 1
    assert len(second) - len(first) <= min(16, images / 8)


@pytest.mark.parametrize("hidden", [(), (5, 4), (6, 5, 4)])
def test_a_network_of_any_depth_can_have_its_images_halved(hidden):
    config = replace(EXACT, hidden=hidden)
    network, images, labels = material(config)
    pair = Pair("images", config, network, images, labels)

    pair.step(np.arange(33))
    whole_step(config, network, OPTIMIZERS["sgd"](network.parameters), images[:33].T, one_hot(labels[:33], 10))

    np.testing.assert_allclose(pair.whole[0], network.parameters, rtol=1e-6, atol=1e-8)


def test_one_step_of_halved_neurons_is_the_formulas_written_out():
    network, images, labels = material(EXACT, count=12)
    pair = Pair("neurons", EXACT, network, images, labels)
    (W1, W2), (b1, b2) = network.weights, network.biases
    X, Y, m = images.T, one_hot(labels, 10, dtype="float64"), 12

    pair.step(np.arange(12))

    Z1 = W1 @ X + b1
    A1 = np.maximum(0, Z1)
    Z2 = W2 @ A1 + b2
    A2 = np.exp(Z2) / np.exp(Z2).sum(axis=0)
    dZ2 = A2 - Y
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    moved = [
        W1 - 0.1 * dZ1 @ X.T / m,
        b1 - 0.1 * dZ1.sum(axis=1, keepdims=True) / m,
        W2 - 0.1 * dZ2 @ A1.T / m,
        b2 - 0.1 * dZ2.sum(axis=1, keepdims=True) / m,
    ]
    np.testing.assert_allclose(pair.whole[0], np.concatenate([each.ravel() for each in moved]), rtol=1e-10)


@pytest.mark.parametrize("hidden", [2, 3, 128, 801])
def test_the_halves_of_the_neurons_are_all_of_them_and_none_twice(hidden):
    halves = [half_of("neurons", TrainingConfig(hidden=(hidden,)), 10, nth, 1.0) for nth in (0, 1)]
    whole = [np.arange(785 * hidden + 10 * (hidden + 1), dtype=np.float32)]
    back = [np.full_like(whole[0], -1)]

    for half in halves:
        half.take(whole)
        half.give(back)

    np.testing.assert_array_equal(back[0], whole[0])
    sizes = [half.network.sizes[1] for half in halves]
    assert sizes == [(hidden + 1) // 2, hidden // 2]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hidden", [(5,), (7,), (40,), (6, 5)])
@pytest.mark.parametrize("count", [1, 2, 31])
def test_dropout_silences_the_same_neurons_as_if_nobody_halved(kind, hidden, count):
    if kind == "neurons" and len(hidden) > 1:
        pytest.skip("one hidden layer")
    config = replace(EXACT, hidden=hidden, dropout=0.5)
    network, images, labels = material(config)
    pair = Pair(kind, config, network, images, labels)

    pair.step(np.arange(count), rng=lambda start: np.random.default_rng(start))
    back = Backpropagation(network)
    back.batch(images[:count].T, one_hot(labels[:count], 10), dropout=0.5, rng=np.random.default_rng(0))
    OPTIMIZERS["sgd"](network.parameters).step(back.gradients, 0.1)

    np.testing.assert_allclose(pair.whole[0], network.parameters, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spoiled", [np.nan, np.inf])
def test_what_is_not_finite_in_one_half_moves_nothing_there(kind, spoiled):
    network, images, labels = material(EXACT)
    images[3, 100] = spoiled
    pair = Pair(kind, EXACT, network, images, labels)
    rows = [[row.copy() for row in half.rows] for half in pair.halves]

    with np.errstate(all="ignore"):
        outcomes = pair.step(np.arange(20))

    assert not all(outcome.is_sound for outcome in outcomes)
    for half, outcome, before in zip(pair.halves, outcomes, rows, strict=True):
        if not outcome.is_sound:
            np.testing.assert_array_equal(half.rows[0], before[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_gradient_that_no_sum_shows_is_found_before_an_epoch_ends(kind):
    network, images, labels = material(EXACT)
    # 0 times infinity is in dW1 alone, where a neuron is silent for an image: no sum of dZ shows it.
    images[0, OUTWARDS[0] if kind == "neurons" else 0] = np.inf
    pair = Pair(kind, EXACT, network, images, labels)
    for half in pair.halves:
        half.network.weights[0][:, 0] = 0
        half.network.weights[0][:] = -1
        half.network.weights[0][:, 0] = -1

    with np.errstate(all="ignore"):
        outcomes = pair.step(np.arange(20), is_last=True)

    assert not outcomes[0].is_sound or not outcomes[1].is_sound
