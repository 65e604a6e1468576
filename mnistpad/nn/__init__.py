"""The mathematics of a multilayer perceptron, as a textbook writes it. Knows nothing of digits.

Read in this order: `activations`, `loss`, `network` (forward), `one_hidden_layer` (the formulas, a line each),
`backpropagation` (the same for any number of layers), `optimizers`.

Shapes follow the textbook: an image is a column. X is (inputs, m) for m images, W is (outputs, inputs),
b is (outputs, 1), and ``Z = W @ X + b`` is (outputs, m).
"""

from mnistpad.nn.activations import ACTIVATIONS, Activation
from mnistpad.nn.backpropagation import Backpropagation
from mnistpad.nn.loss import cross_entropy, one_hot, softmax
from mnistpad.nn.network import Network
from mnistpad.nn.one_hidden_layer import backpropagation, memory_size
from mnistpad.nn.optimizers import OPTIMIZERS, Optimizer

__all__ = [
    "ACTIVATIONS",
    "OPTIMIZERS",
    "Activation",
    "Backpropagation",
    "Network",
    "Optimizer",
    "backpropagation",
    "cross_entropy",
    "memory_size",
    "one_hot",
    "softmax",
]
