"""How the loss changes with each weight: backpropagation, layer by layer from the end.

With one hidden layer and m images, what a textbook writes is what stands below::

    forward                 backward
    Z1 = W1·X + b1          dZ2 = A2 - Y
    A1 = g(Z1)              dW2 = dZ2·A1ᵀ/m          db2 = Σ dZ2/m
    Z2 = W2·A1 + b2         dZ1 = (W2ᵀ·dZ2) ∘ g′(Z1)
    A2 = softmax(Z2)        dW1 = dZ1·Xᵀ/m           db1 = Σ dZ1/m
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnistpad.nn.activations import ACTIVATIONS
from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.network import Network, by_layer
from mnistpad.nn.products import Corner, product, product_beside, transposed_product_beside, with_room


@dataclass
class _Workspace:
    """Arrays for one batch size: a small batch costs more in allocations than in sums, so it makes none."""

    A: list[FloatArray]  # Z of each layer after the input, until g turns it into A
    Z_with_room: FloatArray  # the first, and rows of zeros below it where `with_room` has any
    dZ: list[FloatArray]  # noqa: N815 - the formula's name
    dZ_with_room: FloatArray  # noqa: N815 - the first dZ, likewise
    slope: list[FloatArray]  # g′(Z) of each hidden layer
    ones: FloatArray  # (m, 1)
    row: FloatArray  # of ones as well, (outputs,)


class Backpropagation:
    """Computes the gradients of one network.

    Parameters
    ----------
    network
        Is read, never changed.
    unit
        What X is to be multiplied by first: 1/255 where images are 0 to 255. W1·(X/255) is taken as (W1/255)·X, which
        costs less where there are fewer weights than pixels.
    memory
        Where the gradients are written, of `memory_size(network.sizes)` numbers; None for memory of its own.

    Attributes
    ----------
    gradients
        Of the mean loss with respect to `network.parameters`, in the same order.
    dW, db
        The same numbers by layer, as views.
    """

    def __init__(self, network: Network, unit: float = 1.0, memory: FloatArray | None = None) -> None:
        self.network = network
        self.unit = network.parameters.dtype.type(unit)
        memory = np.zeros_like(network.parameters) if memory is None else memory
        self.gradients = memory[: network.parameter_count]
        self.dW, self.db = by_layer(self.gradients, network.sizes)
        self._activation = ACTIVATIONS[network.activation]
        # W of each layer, and dW of the first; where X has a unit, W1 times that, and dW1 with zeros below.
        self._weights, self._product = [*network.weights], self.dW[0]
        if unit != 1:
            self._weights[0], self._product = (self._room_for_first(network.sizes[0]) for _ in range(2))
        self._workspaces: dict[int, _Workspace] = {}
        self._part: Backpropagation | None = None

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
        """Write the gradients for one batch of images, and say how well the network did on it.

        Parameters
        ----------
        X, Y
            Images (inputs, m) and targets (outputs, m); columns of Y sum to 1. X may end sooner: inputs that are 0 in
            all these images need not be there, and cost nothing.
        corner
            Where X is 0, which saves a part of its products.
        of
            The m of the formulas, where this batch is a part of a larger one. The gradients are then this part's share.
        dropout
            Probability with which each hidden neuron is silent, 0 to below 1; the others are scaled by 1/(1 - dropout)
            (Srivastava et al., 2014). Needs `rng`.

        Returns
        -------
        loss, correct
            Cross-entropy in nats, summed over this part and divided by `of`, and the number of images where the largest
            logit is that of the largest target.
        """
        self.forward(X, corner=corner, dropout=dropout, rng=rng)
        return self.backward(X, Y, corner=corner, of=of)

    def forward(
        self,
        X: FloatArray,
        *,
        corner: Corner | None = None,
        dropout: float = 0.0,
        rng: "np.random.Generator | None" = None,
    ) -> FloatArray:
        """Return Z of the last layer, (outputs, m), from which `backward` goes on: as it is, or as it is changed.

        Where others compute the rest of the hidden neurons, their part of W2·A1 is added to it.
        """
        space = self._workspace(X.shape[1])
        self._forward(X, corner, space, dropout, rng)
        return space.A[-1]

    def backward(
        self, X: FloatArray, Y: FloatArray, *, corner: Corner | None = None, of: int | None = None
    ) -> tuple[float, int]:
        """Write the gradients for the batch that went `forward` just before; see `batch`."""
        m = X.shape[1]
        space = self._workspace(m)
        loss, correct = self._score(space, Y, of or m)
        self._backward(X, corner, Y, space, of or m)
        return loss, correct

    def add_share(
        self,
        X: FloatArray,
        Y: FloatArray,
        *,
        of: int,
        dropout: float = 0.0,
        rng: "np.random.Generator | None" = None,
    ) -> tuple[float, int]:
        """Add one part's share of the gradients to those of the parts before it; see `batch`.

        A full batch of 60,000 images goes through in parts that fit the processor's cache.
        """
        self._part = self._part or Backpropagation(self.network, float(self.unit))
        result = self._part.batch(X, Y, of=of, dropout=dropout, rng=rng)
        self.gradients += self._part.gradients
        return result

    def _workspace(self, m: int) -> _Workspace:
        if m not in self._workspaces:
            if len(self._workspaces) == 2:  # the usual batch and the short one at the end of an epoch
                self._workspaces.clear()
            self._workspaces[m] = self._new_workspace(m)
        return self._workspaces[m]

    def _new_workspace(self, m: int) -> _Workspace:
        dtype = self.network.parameters.dtype
        first, *sizes = self.network.sizes[1:]
        Z, dZ = self._room_for_first(m), self._room_for_first(m)
        return _Workspace(
            A=[Z[:first], *(np.empty((size, m), dtype) for size in sizes)],
            Z_with_room=Z,
            dZ=[dZ[:first], *(np.empty((size, m), dtype) for size in sizes)],
            dZ_with_room=dZ,
            slope=[np.empty((size, m), dtype) for size in self.network.sizes[1:-1]],
            ones=np.ones((m, 1), dtype),
            row=np.ones(self.network.sizes[-1], dtype),
        )

    def _room_for_first(self, columns: int) -> FloatArray:
        rows, dtype = self.network.sizes[1], self.network.parameters.dtype
        return np.empty((rows, columns), dtype) if self.unit == 1 else with_room(rows, columns, dtype)

    def _forward(
        self,
        X: FloatArray,
        corner: Corner | None,
        space: _Workspace,
        dropout: float,
        rng: "np.random.Generator | None",
    ) -> None:
        if self.unit != 1:
            W = self.network.weights[0]
            np.multiply(W, self.unit, out=self._weights[0][: len(W)])
        self._multiply_inputs(X, corner, space.Z_with_room)
        space.A[0] += self.network.biases[0]
        for layer, slope in enumerate(space.slope, 1):
            A = self._activation.function(space.A[layer - 1])
            self._activation.derivative(A, slope)
            if dropout and rng is not None:
                mask = dropout_mask(A.shape, dropout, rng, A.dtype)
                A *= mask
                slope *= mask
            Z = product(self._weights[layer], A, out=space.A[layer])
            Z += self.network.biases[layer]

    def _multiply_inputs(self, X: FloatArray, corner: Corner | None, out: FloatArray) -> None:
        """Write W1·X, without the inputs that X does not have."""
        W = self._weights[0][:, : len(X)]
        if corner is None:
            product(W, X, out=out)
        else:
            product_beside(W, X, corner, out=out)

    def _score(self, space: _Workspace, Y: FloatArray, m: int) -> tuple[float, int]:
        """Turn the last Z into A = softmax(Z), and take loss and hits on the way."""
        Z = space.A[-1]
        Z -= Z.max(axis=0)
        correct = hits(Z, Y)
        weighted_logits = np.vdot(Y, Z)
        sums = np.dot(space.row, np.exp(Z, out=Z))
        Z /= sums
        return float(np.vdot(np.log(sums), space.ones) - weighted_logits) / m, correct

    def _backward(self, X: FloatArray, corner: Corner | None, Y: FloatArray, space: _Workspace, m: int) -> None:
        last = len(space.A) - 1
        np.subtract(space.A[last], Y, out=space.dZ[last])
        # The 1/m of every formula is taken here, once, where the arrays are smallest.
        space.dZ[last] *= self.gradients.dtype.type(1 / m)
        for layer in range(last, -1, -1):
            dZ = space.dZ[layer]
            # Σ over the images as a product with ones: NumPy's sum along rows takes five times as long.
            np.dot(dZ, space.ones, out=self.db[layer])
            if layer:
                product(dZ, space.A[layer - 1].T, out=self.dW[layer])
                dA = np.dot(self._weights[layer].T, dZ, out=space.dZ[layer - 1])
                dA *= space.slope[layer - 1]  # dZ1 = (W2ᵀ·dZ2) ∘ g′(Z1)
        self._multiply_by_inputs(space.dZ_with_room, X, corner)

    def _multiply_by_inputs(self, dZ: FloatArray, X: FloatArray, corner: Corner | None) -> None:
        """Write dW1 = dZ1·Xᵀ, which is 0 for the inputs that X does not have."""
        dW = self._product
        if self.unit != 1:
            dZ *= self.unit
        if len(X) < dW.shape[1]:
            dW[:, len(X) :] = 0
            dW = dW[:, : len(X)]
        if corner is None:
            product(dZ, X.T, out=dW)
        else:
            transposed_product_beside(dZ, X, corner, out=dW)
        if self.unit != 1:
            self.dW[0][:] = self._product[: len(self.dW[0])]


def hits(Z: FloatArray, Y: FloatArray) -> int:
    """Return the number of images where the largest logit is that of the largest target; of equal logits, the first.

    Parameters
    ----------
    Z
        Logits of which the largest of each image is 0, (outputs, m).
    Y
        Targets, (outputs, m).
    """
    largest = Z == 0
    if np.count_nonzero(largest) == Z.shape[1]:
        # No image has two: a comparison tells, in a quarter of the time that looking for places takes.
        largest &= Y.max(axis=0) == Y
        return int(np.count_nonzero(largest))
    return int(np.count_nonzero(Z.argmax(axis=0) == Y.argmax(axis=0)))


def dropout_mask(
    shape: tuple[int, ...], dropout: float, rng: "np.random.Generator", dtype: np.dtype[np.floating]
) -> FloatArray:
    """Return 0 for each neuron that is silent in this batch, and 1/(1 - dropout) for each other."""
    kept = rng.random(shape, dtype=np.float32) >= dropout
    mask: FloatArray = kept.astype(dtype)
    mask /= dtype.type(1 - dropout)
    return mask


def add_l2(weights: Sequence[FloatArray], dW: Sequence[FloatArray], l2: float) -> None:
    """Add the gradient of (l2/2)·Σ W², which is l2·W. Biases are left alone."""
    for gradient, W in zip(dW, weights, strict=True):
        gradient += gradient.dtype.type(l2) * W
