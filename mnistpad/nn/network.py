"""The network: its weights and biases, and the way forward from images to probabilities."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from mnistpad.nn.activations import ACTIVATIONS
from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.loss import softmax
from mnistpad.nn.products import product


class Network:
    """A multilayer perceptron: Z = W·A + b and A = g(Z) for each hidden layer, softmax at the end.

    Parameters
    ----------
    sizes
        Neurons of each layer, inputs first: (784, 128, 10). Two numbers make a network without a hidden layer.
    activation
        A name in `ACTIVATIONS`, the same for all hidden layers.
    rng
        Draws the initial weights: normal, mean 0, variance by He (relu) or Xavier (sigmoid, tanh, the softmax layer).
        Without it all weights are 0, to be filled in. Biases begin at 0.
    dtype
        "float32", or "float64" where exactness matters more than speed.
    parameters
        Memory for them, where others look at it, too; what it holds is taken. None for zeros.

    Attributes
    ----------
    parameters
        All weights and biases in one row, W1, b1, W2, b2, …: what an optimizer moves and a file keeps.
    weights, biases
        The same numbers by layer, as views: W is (outputs, inputs), b is (outputs, 1).
    """

    # Generators are named in quotes: importing numpy.random takes as long as the rest of this package, and a program
    # that only reads digits draws none.
    def __init__(
        self,
        sizes: Sequence[int],
        activation: str = "relu",
        rng: "np.random.Generator | None" = None,
        dtype: str = "float32",
        parameters: FloatArray | None = None,
    ) -> None:
        self.sizes = tuple(sizes)
        self.activation = activation
        self.parameters = np.zeros(parameter_count(self.sizes), dtype=dtype) if parameters is None else parameters
        self.weights, self.biases = by_layer(self.parameters, self.sizes)
        if rng is not None:
            self._draw_weights(rng)

    def _draw_weights(self, rng: "np.random.Generator") -> None:
        last = len(self.weights) - 1
        for layer, W in enumerate(self.weights):
            # Softmax is no ReLU: its layer wants Xavier's smaller weights whatever comes before.
            activation = ACTIVATIONS["sigmoid" if layer == last else self.activation]
            outputs, inputs = W.shape
            W[:] = rng.normal(0, np.sqrt(activation.weight_variance(inputs, outputs)), W.shape)

    @property
    def parameter_count(self) -> int:
        """How many numbers training can change."""
        return self.parameters.size

    def logits(self, X: FloatArray) -> FloatArray:
        """Return Z of the last layer, (outputs, m), for images X, (inputs, m)."""
        g = ACTIVATIONS[self.activation].function
        A = X
        for W, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            A = g(product(W, A) + b)
        return np.asarray(product(self.weights[-1], A) + self.biases[-1])

    def predict(self, X: FloatArray) -> FloatArray:
        """Return the probability of each class, (outputs, m), for images X, (inputs, m)."""
        Z = self.logits(X)
        return softmax(Z, out=Z)

    def copy(self, dtype: str | None = None) -> "Network":
        """Return a network of its own with the same numbers."""
        twin = Network(self.sizes, self.activation, dtype=dtype or str(self.parameters.dtype))
        twin.parameters[:] = self.parameters
        return twin


def parameter_count(sizes: Sequence[int]) -> int:
    """Return the number of weights and biases of a network of these sizes."""
    return sum(outputs * (inputs + 1) for inputs, outputs in pairwise(sizes))


def by_layer(row: FloatArray, sizes: Sequence[int]) -> tuple[list[FloatArray], list[FloatArray]]:
    """Return views into a row of parameters (or gradients): the W of each layer, and the b of each layer."""
    views = list(_slices(row, sizes))
    return [W for W, _ in views], [b for _, b in views]


def _slices(row: FloatArray, sizes: Sequence[int]) -> Iterator[tuple[Any, Any]]:
    start = 0
    for inputs, outputs in pairwise(sizes):
        middle, end = start + outputs * inputs, start + outputs * (inputs + 1)
        yield row[start:middle].reshape(outputs, inputs), row[middle:end].reshape(outputs, 1)
        start = end
