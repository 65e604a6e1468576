"""The activations g of the hidden layers, and their derivatives g′.

================  =======================  ================  ===========================================
name              A = g(Z)                 g′(Z), with A     what sets it apart
================  =======================  ================  ===========================================
relu              max(0, z)                1 where A > 0     cheap, does not saturate; a unit can die
sigmoid           1 / (1 + e^-z)           A ∘ (1 - A)       0 to 1; the slope is 1/4 at most
tanh              2·sigmoid(2z) - 1        1 - A ∘ A         -1 to 1, centred; the slope is 1 at most
================  =======================  ================  ===========================================
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mnistpad.nn.arrays import FloatArray


@dataclass(frozen=True)
class Activation:
    """An activation and its derivative.

    Both write into the array they are given and return it: a batch allocates nothing.
    """

    name: str
    function: Callable[[FloatArray], FloatArray]
    """Turns Z into A = g(Z) in place, any shape."""
    derivative: Callable[[FloatArray, FloatArray], FloatArray]
    """From A = g(Z), writes g′(Z) into the second array. Written with A, which is at hand, to save a second exp()."""
    weight_variance: Callable[[int, int], float]
    """Variance of the initial weights, from a layer's numbers of inputs and outputs."""


# NumPy is quicker with an array than with a number, whose type it must find out first.
_ZERO = np.zeros((), np.float32)


def relu(Z: FloatArray) -> FloatArray:
    """A = max(0, z)."""
    return np.maximum(Z, _ZERO, out=Z)


def relu_derivative(A: FloatArray, out: FloatArray) -> FloatArray:
    """1 where z > 0, else 0. At z = 0, where the slope jumps, it is 0 by convention."""
    return np.sign(A, out=out)  # A is never below 0


def sigmoid(Z: FloatArray) -> FloatArray:
    """A = 1 / (1 + e^-z)."""
    # e^88 is the largest power that a float32 holds; sigmoid(-88) is 6e-39 already.
    np.maximum(Z, -88, out=Z)
    np.negative(Z, out=Z)
    np.exp(Z, out=Z)
    np.add(Z, 1, out=Z)
    return np.reciprocal(Z, out=Z)


def sigmoid_derivative(A: FloatArray, out: FloatArray) -> FloatArray:
    """g′(z) = A·(1 - A)."""
    np.subtract(1, A, out=out)
    return np.multiply(A, out, out=out)


def tanh(Z: FloatArray) -> FloatArray:
    """A = 2·sigmoid(2z) - 1."""
    return np.tanh(Z, out=Z)


def tanh_derivative(A: FloatArray, out: FloatArray) -> FloatArray:
    """g′(z) = 1 - A²."""
    np.multiply(A, A, out=out)
    return np.subtract(1, out, out=out)


def he_variance(inputs: int, _outputs: int) -> float:
    """2 / inputs: half of a ReLU layer is silent (He et al., 2015, arXiv:1502.01852, eq. 10)."""
    return 2.0 / inputs


def xavier_variance(inputs: int, outputs: int) -> float:
    """2 / (inputs + outputs), for sigmoid, tanh and softmax (Glorot and Bengio, 2010, eq. 12)."""
    return 2.0 / (inputs + outputs)


ACTIVATIONS = {
    "relu": Activation("relu", relu, relu_derivative, he_variance),
    "sigmoid": Activation("sigmoid", sigmoid, sigmoid_derivative, xavier_variance),
    "tanh": Activation("tanh", tanh, tanh_derivative, xavier_variance),
}
