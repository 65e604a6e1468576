import numpy as np
import pytest

from mnistpad.nn import Network


def test_the_textbook_network_has_7960_parameters():
    assert Network((784, 10, 10)).parameter_count == 7960


def test_weights_and_biases_are_views_of_the_one_row():
    network = Network((4, 3, 2))

    network.parameters[:] = np.arange(network.parameter_count)

    assert network.weights[0].ravel().tolist() == list(range(12))
    assert network.biases[0].ravel().tolist() == [12, 13, 14]
    assert network.weights[1].shape == (2, 3)
    assert network.biases[1].shape == (2, 1)


@pytest.mark.parametrize(("activation", "variance"), [("relu", 2 / 784), ("sigmoid", 2 / 984), ("tanh", 2 / 984)])
def test_the_first_weights_follow_he_or_xavier(activation, variance):
    network = Network((784, 200, 10), activation, np.random.default_rng(0))

    assert network.weights[0].var() == pytest.approx(variance, rel=0.02)
    assert network.weights[1].var() == pytest.approx(2 / 210, rel=0.1)
    assert not any(b.any() for b in network.biases)


def test_the_same_seed_draws_the_same_network():
    first, second = (Network((5, 4, 3), "tanh", np.random.default_rng(1)) for _ in range(2))

    np.testing.assert_array_equal(first.parameters, second.parameters)


def test_a_network_without_hidden_layers_is_softmax_regression():
    network = Network((2, 3), rng=np.random.default_rng(0), dtype="float64")
    X = np.array([[1.0], [2.0]])
    Z = network.weights[0] @ X + network.biases[0]

    np.testing.assert_allclose(network.predict(X), np.exp(Z) / np.exp(Z).sum(), rtol=1e-12)


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_predicting_changes_neither_images_nor_network(activation):
    network = Network((5, 4, 3), activation, np.random.default_rng(0))
    X = np.random.default_rng(1).random((5, 2), np.float32)
    X_before, before = X.copy(), network.parameters.copy()

    network.predict(X)

    np.testing.assert_array_equal(X, X_before)
    np.testing.assert_array_equal(network.parameters, before)


def test_a_copy_has_numbers_of_its_own():
    network = Network((5, 4, 3), rng=np.random.default_rng(0))

    twin = network.copy()
    network.weights[0][:] = 0

    assert twin.weights[0].all()


def test_float32_goes_all_the_way_through():
    network = Network((5, 4, 3), "sigmoid", np.random.default_rng(0))

    assert network.predict(np.ones((5, 2), np.float32)).dtype == np.float32
