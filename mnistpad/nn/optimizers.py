"""How the weights move, once the gradients are known.

Each works on all weights and biases at once, as one row θ with gradient dθ, learning rate α:

==========  ==========================================================================
sgd         θ ← θ - α·dθ
momentum    v ← μ·v + dθ                                     θ ← θ - α·v
adam        m ← β1·m + (1 - β1)·dθ     v ← β2·v + (1 - β2)·dθ²
            θ ← θ - α·(m/(1 - β1ᵗ)) / (√(v/(1 - β2ᵗ)) + ε)
==========  ==========================================================================
"""

import numpy as np

from mnistpad.nn.arrays import FloatArray


class Optimizer:
    """Gradient descent: θ ← θ - α·dθ.

    Attributes
    ----------
    moments
        What it remembers of earlier gradients, by name; each shaped as the parameters. Goes into a checkpoint.
    t
        Steps taken.
    """

    names: tuple[str, ...] = ()

    def __init__(self, parameters: FloatArray) -> None:
        self.parameters = parameters
        self.moments = {name: np.zeros_like(parameters) for name in self.names}
        self.t = 0
        self._scratch = np.empty_like(parameters)

    def step(self, gradients: FloatArray, learning_rate: float) -> None:
        """Move the parameters, in place, against their gradients."""
        self.t += 1
        self._move(gradients, learning_rate)

    def _move(self, gradients: FloatArray, learning_rate: float) -> None:
        self._subtract(gradients, learning_rate)

    def _subtract(self, direction: FloatArray, learning_rate: float) -> None:
        np.multiply(direction, direction.dtype.type(learning_rate), out=self._scratch)
        self.parameters -= self._scratch


class Momentum(Optimizer):
    """Gradient descent with momentum μ = 0.9 (Polyak, 1964): a heavy ball that keeps most of its speed."""

    names = ("v",)
    mu = 0.9

    def _move(self, gradients: FloatArray, learning_rate: float) -> None:
        v = self.moments["v"]
        v *= v.dtype.type(self.mu)
        v += gradients
        self._subtract(v, learning_rate)


class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015, arXiv:1412.6980, algorithm 1): each weight has a step size of its own."""

    names = ("m", "v")
    beta1, beta2, epsilon = 0.9, 0.999, 1e-8

    def _move(self, gradients: FloatArray, learning_rate: float) -> None:
        m, v = self.moments["m"], self.moments["v"]
        real = gradients.dtype.type
        scratch = self._scratch

        m *= real(self.beta1)
        m += np.multiply(gradients, real(1 - self.beta1), out=scratch)
        v *= real(self.beta2)
        np.multiply(gradients, gradients, out=scratch)
        scratch *= real(1 - self.beta2)
        v += scratch

        # √(v/(1 - β2ᵗ)) + ε, then m divided by it; the two corrections are numbers, so they join α.
        correction = float(np.sqrt(1 - self.beta2**self.t))
        np.sqrt(v, out=scratch)
        scratch += real(self.epsilon * correction)
        np.divide(m, scratch, out=scratch)
        scratch *= real(learning_rate * correction / (1 - self.beta1**self.t))
        self.parameters -= scratch


OPTIMIZERS: dict[str, type[Optimizer]] = {"sgd": Optimizer, "momentum": Momentum, "adam": Adam}
