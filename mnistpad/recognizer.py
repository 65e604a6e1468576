"""From a drawing or an image to an answer. Knows nothing of screens, and nothing of training."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mnistpad.ink.image import Image, to_image
from mnistpad.ink.stroke import Drawing
from mnistpad.model_file import Model
from mnistpad.nn import Network

# The ink of a dot covers about 8 pixels of the image, that of the shortest digit about 30; a fly speck is no digit.
LEAST_INK = 12.0


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network makes of an image.

    Attributes
    ----------
    digit
        The most probable digit; None where there is nothing to read.
    probabilities
        Of each digit, float64, (10,), summing to 1. Of a blank image they mean nothing.
    image
        What was read, float32, (28, 28), in [0, 1].
    blank
        Whether there is no ink at all.
    """

    digit: int | None
    probabilities: npt.NDArray[np.float64]
    image: Image
    blank: bool

    @property
    def ranking(self) -> tuple[int, ...]:
        """The ten digits, most probable first; equals in order of the digit."""
        return tuple(int(digit) for digit in np.argsort(-self.probabilities, kind="stable"))


class Recognizer:
    """Reads with one model, which it never changes."""

    def __init__(self, model: Model) -> None:
        self.model = model
        # The file may hold float64; a single image gains nothing by it.
        self._network: Network = model.network.copy("float32")

    @property
    def name(self) -> str:
        """What the model is called; empty if nobody named it."""
        return self.model.header.name

    def read(self, drawing: Drawing) -> Answer:
        """Read a drawing."""
        return self.read_image(to_image(drawing))

    def read_image(self, image: Image) -> Answer:
        """Read a 28×28 image, float32, ink 1 on paper 0."""
        logits = self._network.logits(image.reshape(784, 1)).ravel().astype(np.float64)
        logits /= self.model.header.temperature
        # Softmax once more, in float64: what is printed shall sum to 1 in every digit that is printed.
        powers = np.exp(logits - logits.max())
        probabilities = powers / powers.sum()
        ink = float(image.sum())
        digit = int(probabilities.argmax()) if ink >= LEAST_INK else None
        return Answer(digit, probabilities, image, ink == 0)
