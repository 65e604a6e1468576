"""What the hidden neurons tell the coach."""

import numpy as np
import pytest

from mnistpad.data.dataset import empty
from mnistpad.nn import Network
from mnistpad.training.coach import (
    UnitStatistics,
    unit_statistics,
)
from tests.training.conftest import images


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
