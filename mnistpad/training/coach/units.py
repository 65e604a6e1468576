"""What the hidden neurons do: how many are silent, and how many sit at an end where the slope is nearly 0."""

from dataclasses import dataclass

import numpy as np

from mnistpad.data.dataset import Images
from mnistpad.nn import ACTIVATIONS, Network
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.events import EpochDone
from mnistpad.training.judging.evaluation import to_columns

SAMPLE = 500  # images: 0.4 ms for 784-10-10, 80 ms for 784-1024-512-10, on one busy core
_STEEPEST = {"relu": 1.0, "sigmoid": 0.25, "tanh": 1.0}  # g′ at its largest
_FLAT = 0.1  # of the steepest slope, as the mean over the images


@dataclass(frozen=True)
class UnitStatistics:
    """Of the hidden layers, first to last; empty for a network that has none."""

    silent: tuple[float, ...]  # part of the neurons whose A is 0 on every image, 0 to 1; of ReLU alone
    saturated: tuple[float, ...]  # part of the neurons with almost no slope on average, 0 to 1; of sigmoid and tanh


def is_time_to_look(event: EpochDone, looked: tuple[int, int]) -> bool:
    """Whether to look at the hidden neurons again: at most once an epoch, 20 batches, and 1/8 of the run.

    Parameters
    ----------
    looked
        When that was last done: epochs and steps finished.
    """
    epoch, step = looked
    return event.step - step >= 20 and event.epoch - epoch >= max(1, epoch // 8)


def unit_statistics(network: Network, images: Images) -> UnitStatistics:
    """Look at the hidden neurons while they read the first `SAMPLE` of some images.

    Parameters
    ----------
    network
        Is read only; best a copy, where another thread trains it.
    images
        Held-out ones. Where there are none, nothing is found.
    """
    layers = list(_slopes(network, images)) if len(images) else []
    silent = tuple(float((slope == 0).mean()) for slope in layers)
    nothing = (0.0,) * len(layers)
    if network.activation == "relu":
        return UnitStatistics(silent, nothing)
    flat = tuple(float((slope < _FLAT * _STEEPEST[network.activation]).mean()) for slope in layers)
    return UnitStatistics(nothing, flat)


def _slopes(network: Network, images: Images) -> list[FloatArray]:
    """Return the mean slope of each hidden neuron over the images, (neurons,) for each layer."""
    activation = ACTIVATIONS[network.activation]
    A, means = to_columns(images.pixels[:SAMPLE], network.parameters.dtype), []
    for W, b in zip(network.weights[:-1], network.biases[:-1], strict=True):
        A = activation.function(W @ A + b)
        means.append(activation.derivative(A, np.empty_like(A)).mean(axis=1))
    return means
