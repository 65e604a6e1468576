"""One half of a step, and what the two halves tell each other in the middle of it.

Where a layer is wide, each half has half of the hidden neurons, and the two parts of a sum meet before the softmax::

    Z2 = W2·A1 + b2 = (W2a·A1a + b2) + W2b·A1b            A1a, A1b: the activations of either half of the neurons

Where a network is small, each half has all of it and half of the images, and the two parts of each gradient meet::

    dW = dZ·Xᵀ/m = (dZa·Xaᵀ + dZb·Xbᵀ)/m                  Xa, Xb: either half of the images

What a half tells the other is called its offer: its part of the sum. The two are then added in the same order in both:
all of Z2, or of the gradients those that are a half's to go on with. Processes are not known here: two halves in one
process are a whole step.
"""

from mnistpad.data.dataset import Ints
from mnistpad.training.config import TrainingConfig
from mnistpad.training.step.halves.half import Half, Kind, Meeting
from mnistpad.training.step.halves.images import ImageHalf
from mnistpad.training.step.halves.neurons import NeuronHalf

__all__ = ["Half", "Kind", "Meeting", "half_of"]


def half_of(
    kind: Kind, config: TrainingConfig, classes: int, nth: int, unit: float, places: Ints | None = None
) -> Half:
    """Return the first half of a run's steps (nth is 0) or the second (1).

    Parameters
    ----------
    kind
        What is halved.
    config, classes
        What the run is to do, and the outputs of its network.
    unit
        See `Backpropagation`.
    places
        Of the pixels that halves of images look at; None for all as they are stored.
    """
    if kind == "neurons":
        return NeuronHalf(config, classes, nth, unit)
    return ImageHalf(config, classes, nth, unit, places)
