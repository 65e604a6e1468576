"""How the weights move, once the gradients are known.

Each works on all weights and biases at once, as one row θ with gradient dθ, learning rate α:

==========  ==========================================================================
sgd         θ ← θ - α·dθ
momentum    v ← μ·v + dθ                                     θ ← θ - α·v
adam        m ← β1·m + (1 - β1)·dθ     v ← β2·v + (1 - β2)·dθ²
            θ ← θ - α·(m/(1 - β1ᵗ)) / (√(v/(1 - β2ᵗ)) + ε)
==========  ==========================================================================
"""

import math

import numpy as np

from mnistpad.nn.arrays import FloatArray

# Parameters that are moved at a time: with gradients and moments 640 kB in float32, which stay in the cache. A step of
# Adam on 636,000 took 3.0 ms at once, and 1.0 ms in pieces.
_PIECE = 1 << 15

# A weight whose gradient has become 0, as for a pixel that is seldom inked, leaves moments that shrink below 1.2e-38,
# the least that float32 holds with all its digits. Processors are up to a hundred times slower with such numbers: 4,000
# of 100,000 made a step take three times as long. So from time to time what is too small to move a weight is set to 0.
_TRACE = 1e-30
_STEPS_BETWEEN = 64  # 0.9⁶⁴ is 1e-3: what is above 1e-30 does not come below 1e-38 meanwhile


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
        self._scratch = np.empty_like(parameters[:_PIECE])
        pieces = [slice(start, start + _PIECE) for start in range(0, parameters.size, _PIECE)]
        self._pieces = [(at, parameters[at], [each[at] for each in self.moments.values()]) for at in pieces]

    def step(self, gradients: FloatArray, learning_rate: float) -> None:
        """Move the parameters, in place, against their gradients."""
        self.t += 1
        for at, theta, moments in self._pieces:
            self._move(theta, gradients[at], learning_rate, *moments)
            if self.t % _STEPS_BETWEEN == 0:
                self._forget_traces(moments)

    def _move(self, theta: FloatArray, dtheta: FloatArray, alpha: float, *_moments: FloatArray) -> None:
        self._subtract(theta, dtheta, alpha)

    def _forget_traces(self, moments: list[FloatArray]) -> None:
        for moment in moments:
            size = np.abs(moment, out=self._scratch[: moment.size])
            np.copyto(moment, 0, where=size < _TRACE)

    def _subtract(self, theta: FloatArray, direction: FloatArray, alpha: float) -> None:
        theta -= np.multiply(direction, self._number(alpha), out=self._scratch[: theta.size])

    def _number(self, value: float) -> FloatArray:
        """Return a number as an array of none: NumPy takes it sooner, for its type is known."""
        return np.array(value, self.parameters.dtype)


class Momentum(Optimizer):
    """Gradient descent with momentum μ = 0.9 (Polyak, 1964): a heavy ball that keeps most of its speed."""

    names = ("v",)
    mu = 0.9

    def __init__(self, parameters: FloatArray) -> None:
        super().__init__(parameters)
        self._mu = self._number(self.mu)

    def _move(self, theta: FloatArray, dtheta: FloatArray, alpha: float, v: FloatArray) -> None:  # type: ignore[override]
        v *= self._mu
        v += dtheta
        self._subtract(theta, v, alpha)


class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015, arXiv:1412.6980, algorithm 1): each weight has a step size of its own."""

    names = ("m", "v")
    beta1, beta2, epsilon = 0.9, 0.999, 1e-8

    def __init__(self, parameters: FloatArray) -> None:
        super().__init__(parameters)
        self._betas = [self._number(each) for each in (self.beta1, 1 - self.beta1, self.beta2, 1 - self.beta2)]

    def _move(  # type: ignore[override]
        self, theta: FloatArray, dtheta: FloatArray, alpha: float, m: FloatArray, v: FloatArray
    ) -> None:
        scratch = self._scratch[: theta.size]
        beta1, without_beta1, beta2, without_beta2 = self._betas

        m *= beta1
        m += np.multiply(dtheta, without_beta1, out=scratch)
        v *= beta2
        np.multiply(dtheta, dtheta, out=scratch)
        scratch *= without_beta2
        v += scratch

        # √(v/(1 - β2ᵗ)) + ε, then m divided by it; the two corrections are numbers, so they join α.
        correction = math.sqrt(1 - self.beta2**self.t)
        np.sqrt(v, out=scratch)
        scratch += self._number(self.epsilon * correction)
        np.divide(m, scratch, out=scratch)
        scratch *= self._number(alpha * correction / (1 - self.beta1**self.t))
        theta -= scratch


OPTIMIZERS: dict[str, type[Optimizer]] = {"sgd": Optimizer, "momentum": Momentum, "adam": Adam}
