"""What is written out for one hidden layer is what goes through any number of layers: every bit of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.nn import ACTIVATIONS, Backpropagation, Network, backpropagation, memory_size, one_hot
from mnistpad.nn.one_hidden_layer import OneHiddenLayer
from mnistpad.nn.products import Corner


def both(sizes, activation="relu", dtype="float32", unit=1.0, seed=7):
    network = Network(sizes, activation, np.random.default_rng(seed), dtype)
    return OneHiddenLayer(network, unit), Backpropagation(network, unit)


def images(m, sizes, dtype="float32", smoothing=0.0, unit=1.0, seed=7):
    rng = np.random.default_rng(seed)
    rows = np.floor(rng.random((m, sizes[0])) * 256) * (rng.random((m, sizes[0])) < 0.2)
    X = rows.astype(dtype).T if unit != 1 else (rows / 255).astype(dtype).T
    return X, one_hot(rng.integers(0, sizes[-1], m), sizes[-1], smoothing=smoothing, dtype=dtype)


def assert_same(X, Y, written, plain, **more):
    assert written.batch(X, Y, **more) == plain.batch(X, Y, **more)
    np.testing.assert_array_equal(written.gradients, plain.gradients)


@given(
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    dtype=st.sampled_from(["float32", "float64"]),
    unit=st.sampled_from([1.0, 1 / 255]),
    smoothing=st.sampled_from([0.0, 0.1, 0.5]),
    inputs=st.sampled_from([30, 784]),
    hidden=st.integers(1, 40),
    sizes=st.lists(st.integers(1, 200), min_size=1, max_size=4),
    seed=st.integers(0, 100),
)
def test_every_bit_is_that_of_any_number_of_layers(activation, dtype, unit, smoothing, inputs, hidden, sizes, seed):
    layers = inputs, hidden, 10
    written, plain = both(layers, activation, dtype, unit, seed)

    for m in [*sizes, *sizes]:  # batches of several sizes, one after another
        X, Y = images(m, layers, dtype, smoothing, unit, seed + m)
        assert_same(X, Y, written, plain)
        assert_same(X, Y, written, plain, of=2 * m + 1)
        written.network.parameters[:] -= written.gradients.dtype.type(0.1) * written.gradients


def test_of_equal_logits_the_first_counts_there_too():
    written, plain = both((784, 10, 10))
    written.network.parameters[:] = 0
    X, Y = images(64, (784, 10, 10))

    assert written.batch(X, Y) == plain.batch(X, Y)
    assert written.batch(X, Y)[1] == np.count_nonzero(Y[0])


@pytest.mark.parametrize("m", [64, 128, 250, 1000])
def test_products_that_are_best_cut_are_cut_there_too(m):
    layers, unit = (784, 20, 10), 1 / 255
    written, plain = both(layers, unit=unit)

    assert_same(*images(m, layers, unit=unit), written, plain)


def test_what_is_seldom_goes_the_way_of_all():
    layers = 784, 10, 10
    X, Y = images(64, layers)
    X[500:, :48] = 0
    written, plain = both(layers)

    assert_same(X, Y, written, plain, corner=Corner(500, 48))
    assert_same(X[:700], Y, written, plain)
    one, other = (
        (*back.batch(X, Y, dropout=0.5, rng=np.random.default_rng(3)), back.gradients.copy())
        for back in (written, plain)
    )
    assert one[:2] == other[:2]
    np.testing.assert_array_equal(one[2], other[2])
    assert one[:2] != plain.batch(X, Y)


def test_what_is_not_a_number_stays_none():
    written, plain = both((784, 10, 10))
    X, Y = images(64, (784, 10, 10))
    written.network.weights[1][3, 3] = np.nan

    with np.errstate(all="ignore"):
        one, other = written.batch(X, Y), plain.batch(X, Y)

    np.testing.assert_array_equal(one, other)
    assert np.isnan(one[0])
    np.testing.assert_array_equal(written.gradients, plain.gradients)


@pytest.mark.parametrize("hidden", [1, 6, 10, 12, 40])
def test_gradients_are_written_where_one_wants_them(hidden):
    layers, unit = (784, hidden, 10), 1 / 255
    written, plain = both(layers, unit=unit)
    memory = np.full(memory_size(layers), np.nan, np.float32)
    elsewhere = OneHiddenLayer(written.network, unit, memory)

    assert_same(*images(64, layers, unit=unit), elsewhere, plain)

    np.testing.assert_array_equal(memory[: plain.gradients.size], plain.gradients)


def test_it_is_taken_where_there_is_one_hidden_layer():
    kinds = [type(backpropagation(Network(sizes))) for sizes in ((6, 4), (6, 5, 4), (6, 5, 5, 4))]

    assert kinds == [Backpropagation, OneHiddenLayer, Backpropagation]
