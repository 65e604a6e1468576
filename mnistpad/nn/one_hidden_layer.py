"""Backpropagation with one hidden layer, written out: the textbook's formulas, a line each.

`Backpropagation` goes through any number of layers, and looks its arrays up at each. With few neurons, as in 784-10-10,
that takes an eighth of the time. Here they are looked up once. The sums are the same, in the same order, and so are the
bits.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.backpropagation import Backpropagation, hits
from mnistpad.nn.network import Network
from mnistpad.nn.products import Corner, product

_Computation: TypeAlias = Callable[[FloatArray, FloatArray], tuple[float, int]]


class OneHiddenLayer(Backpropagation):
    """Computes the gradients of a network with one hidden layer.

    Written out is a batch whose inputs are all there. One with a corner or with dropout goes the way of all networks.

    Parameters
    ----------
    network, unit
        See `Backpropagation`.
    """

    def __init__(self, network: Network, unit: float = 1.0) -> None:
        super().__init__(network, unit)
        self._computations: dict[tuple[int, int], _Computation] = {}

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
        """Write the gradients for one batch; see `Backpropagation.batch`. One target of each image is above ½."""
        inputs, images = X.shape
        if corner is not None or dropout or inputs < self.network.sizes[0]:
            return super().batch(X, Y, corner=corner, of=of, dropout=dropout, rng=rng)
        sizes = images, of or images
        if sizes not in self._computations:
            if len(self._computations) == 2:  # the usual batch and the short one at the end of an epoch
                self._computations.clear()
            self._computations[sizes] = self._written_out(*sizes)
        return self._computations[sizes](X, Y)

    def _written_out(self, images: int, m: int) -> _Computation:
        """Return what computes the share that so many images have in the gradients of m."""
        space, has_unit, dtype = self._workspace(images), self.unit != 1, self.gradients.dtype
        g, derivative = self._activation.function, self._activation.derivative
        (W1, W2), (b1, b2) = self.network.weights, self.network.biases
        (A1, Z2), (dZ1, dZ2), (slope,), ones = space.A, space.dZ, space.slope, space.ones
        (dW1, dW2), (db1, db2) = self.dW, self.db
        A1T, W2T = A1.T, W2.T
        # With rows of zeros below, see `with_room`; where X has no unit, W1_filled is W1 itself.
        Z1_filled, dZ1_filled = space.Z_with_room, space.dZ_with_room
        W1_filled, dW1_filled = self._weights[0], self._product
        W1_in_units, dW1_in_units = W1_filled[: len(W1)], dW1_filled[: len(W1)]
        # NumPy is quicker with arrays than with numbers, whose type it must find out first.
        unit, share, zero, half = (np.array(each, dtype) for each in (self.unit, 1 / m, 0, 0.5))
        (largest, is_right), (top, sums, logs) = np.empty((2, *Z2.shape), bool), np.empty((3, images), dtype)

        def compute(X: FloatArray, Y: FloatArray) -> tuple[float, int]:
            if has_unit:
                np.multiply(W1, unit, out=W1_in_units)
            product(W1_filled, X, out=Z1_filled)
            np.add(A1, b1, out=A1)  # Z1 = W1·X + b1
            g(A1)  # A1 = g(Z1)
            derivative(A1, slope)
            product(W2, A1, out=Z2)
            np.add(Z2, b2, out=Z2)  # Z2 = W2·A1 + b2

            np.subtract(Z2, Z2.max(axis=0, out=top), out=Z2)
            np.equal(Z2, zero, out=largest)
            if np.count_nonzero(largest) == images:
                np.greater(Y, half, out=is_right)
                correct = int(np.count_nonzero(np.logical_and(largest, is_right, out=is_right)))
            else:  # some image has two
                correct = hits(Z2, Y)
            weighted_logits = np.vdot(Y, Z2)
            np.exp(Z2, out=Z2).sum(axis=0, out=sums)
            np.divide(Z2, sums, out=Z2)  # A2 = softmax(Z2)
            loss = float((np.log(sums, out=logs).sum() - weighted_logits) / m)

            np.subtract(Z2, Y, out=dZ2)
            np.multiply(dZ2, share, out=dZ2)  # dZ2 = (A2 - Y)/m: the 1/m of every formula, where it costs least
            np.matmul(dZ2, ones, out=db2)  # db2 = Σ dZ2
            product(dZ2, A1T, out=dW2)  # dW2 = dZ2·A1ᵀ
            np.matmul(W2T, dZ2, out=dZ1)
            np.multiply(dZ1, slope, out=dZ1)  # dZ1 = (W2ᵀ·dZ2) ∘ g′(Z1)
            np.matmul(dZ1, ones, out=db1)  # db1 = Σ dZ1
            product(dZ1_filled, X.T, out=dW1_filled)  # dW1 = dZ1·Xᵀ
            if has_unit:
                np.multiply(dW1_in_units, unit, out=dW1)
            return loss, correct

        return compute


def backpropagation(network: Network, unit: float = 1.0) -> Backpropagation:
    """Return the way that is quickest for a network; see `Backpropagation`."""
    return (OneHiddenLayer if len(network.weights) == 2 else Backpropagation)(network, unit)
