"""Backpropagation with one hidden layer, written out: the textbook's formulas, a line each.

`Backpropagation` goes through any number of layers, and looks its arrays up at each. With few neurons, as in 784-10-10,
that takes a fifth of the time. Here they are looked up once. The sums are the same, in the same order, and so are the
bits.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.backpropagation import Backpropagation, hits
from mnistpad.nn.network import Network, parameter_count
from mnistpad.nn.products import Corner, filled, way

_Computation: TypeAlias = Callable[[FloatArray, FloatArray], tuple[float, int]]


class OneHiddenLayer(Backpropagation):
    """Computes the gradients of a network with one hidden layer.

    Written out is a batch whose inputs are all there. One with a corner or with dropout goes the way of all networks.

    Parameters
    ----------
    network, unit, memory
        See `Backpropagation`.
    """

    def __init__(self, network: Network, unit: float = 1.0, memory: FloatArray | None = None) -> None:
        memory = np.zeros(memory_size(network.sizes), network.parameters.dtype) if memory is None else memory
        super().__init__(network, unit, memory)
        self._computations: dict[tuple[int, int], _Computation] = {}
        rows = len(self._weights[0])
        self._dW1_filled = memory[: rows * network.sizes[0]].reshape(rows, -1)

    def batch(
        self,
        X: FloatArray,
        Y: FloatArray,
        *,
        corner: Corner | None = None,
        of: int | None = None,
        dropout: float = 0.0,
        rng: "np.random.Generator | None" = None,
    ) -> tuple[float, int]:
        """Write the gradients for one batch; see `Backpropagation.batch`.

        One target of each image is above ½. Where X is stored in another way than that of the first batch of a size,
        the last bits may be others.
        """
        inputs, images = X.shape
        if corner is not None or dropout or inputs < self.network.sizes[0]:
            return super().batch(X, Y, corner=corner, of=of, dropout=dropout, rng=rng)
        sizes = images, of or images
        if sizes not in self._computations:
            if len(self._computations) == 2:  # the usual batch and the short one at the end of an epoch
                self._computations.clear()
            self._computations[sizes] = self._written_out(X, *sizes)
        return self._computations[sizes](X, Y)

    def _written_out(self, like: FloatArray, images: int, m: int) -> _Computation:
        """Return what computes the share that so many images, stored like these, have in the gradients of m."""
        space, has_unit, dtype = self._workspace(images), self.unit != 1, self.gradients.dtype
        g, derivative = self._activation.function, self._activation.derivative
        (W1, W2), (b1, b2) = self.network.weights, self.network.biases
        (A1, Z2), (dZ1, dZ2), (slope,), ones, row = space.A, space.dZ, space.slope, space.ones, space.row
        dW2, (db1, db2) = self.dW[1], self.db
        A1T, W2T = A1.T, W2.T
        # With rows of zeros below, see `filled`; where X has no unit, W1_filled is W1 itself. Below dW1 come db1, dW2
        # and db2: they are written once it is.
        Z1_filled, dZ1_filled = space.Z_with_room, space.dZ_with_room
        W1_filled, dW1_filled = self._weights[0], self._dW1_filled
        W1_in_units, dZ1_in_units = W1_filled[: len(W1)], dZ1
        if has_unit:  # Σ dZ1 is taken of what has none, and last
            dZ1 = np.empty_like(dZ1)
        # NumPy is quicker with arrays than with numbers, whose type it must find out first.
        unit, share, zero, half = (np.array(each, dtype) for each in (self.unit, 1 / m, 0, 0.5))
        (largest, is_right), (top, sums, logs) = np.empty((2, *Z2.shape), bool), np.empty((3, images), dtype)
        # Looked up once, too.
        times_X, times_A1 = way(W1_filled, like, Z1_filled), way(W2, A1, Z2)
        times_XT, times_A1T = way(dZ1_filled, like.T, dW1_filled), way(dZ2, A1T, dW2)
        add, subtract, multiply, divide, dot, vdot = np.add, np.subtract, np.multiply, np.divide, np.dot, np.vdot
        maximum, count = np.maximum.reduce, np.count_nonzero

        def compute(X: FloatArray, Y: FloatArray) -> tuple[float, int]:
            if has_unit:
                multiply(W1, unit, W1_in_units)
            times_X(W1_filled, X, Z1_filled)
            add(A1, b1, A1)  # Z1 = W1·X + b1
            g(A1)  # A1 = g(Z1)
            derivative(A1, slope)
            times_A1(W2, A1, Z2)
            add(Z2, b2, Z2)  # Z2 = W2·A1 + b2

            maximum(Z2, axis=0, out=top)
            subtract(Z2, top, Z2)
            np.equal(Z2, zero, largest)
            if count(largest) == images:
                np.greater(Y, half, is_right)
                correct = int(count(np.logical_and(largest, is_right, is_right)))
            else:  # some image has two
                correct = hits(Z2, Y)
            weighted_logits = vdot(Y, Z2)
            np.exp(Z2, Z2)
            dot(row, Z2, sums)
            divide(Z2, sums, Z2)  # A2 = softmax(Z2)
            loss = float(vdot(np.log(sums, logs), ones) - weighted_logits) / m

            subtract(Z2, Y, dZ2)
            multiply(dZ2, share, dZ2)  # dZ2 = (A2 - Y)/m: the 1/m of every formula, where it costs least
            dot(W2T, dZ2, dZ1)
            multiply(dZ1, slope, dZ1)  # dZ1 = (W2ᵀ·dZ2) ∘ g′(Z1)
            if has_unit:
                multiply(dZ1, unit, dZ1_in_units)
            times_XT(dZ1_filled, X.T, dW1_filled)  # dW1 = dZ1·Xᵀ
            times_A1T(dZ2, A1T, dW2)  # dW2 = dZ2·A1ᵀ
            dot(dZ1, ones, db1)  # db1 = Σ dZ1
            dot(dZ2, ones, db2)  # db2 = Σ dZ2
            return loss, correct

        return compute


def memory_size(sizes: Sequence[int]) -> int:
    """Return how many numbers the gradients of a network need while they are computed, those after them included."""
    inputs, hidden, *others = sizes
    return max(parameter_count(sizes), filled(hidden) * inputs if len(others) == 1 else 0)


def backpropagation(network: Network, unit: float = 1.0, memory: FloatArray | None = None) -> Backpropagation:
    """Return the way that is quickest for a network; see `Backpropagation`."""
    return (OneHiddenLayer if len(network.weights) == 2 else Backpropagation)(network, unit, memory)
