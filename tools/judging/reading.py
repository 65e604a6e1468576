"""Reads many images at once, as `Recognizer` reads one."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mnistpad.answer import LEAST_INK, Unsure
from mnistpad.data.dataset import DIGITS
from mnistpad.ink.image import to_image
from mnistpad.ink.path import BoolArray, FloatArray
from mnistpad.ink.stroke import Drawing
from mnistpad.model_file import Model
from mnistpad.nn import softmax
from mnistpad.recognizer import UNFITTED

Pixels = npt.NDArray[np.float32]
_AT_ONCE = 1000


@dataclass(frozen=True, eq=False)
class Readings:
    """What a model makes of many images.

    Attributes
    ----------
    probabilities
        Of each digit, (10, n), columns that sum to 1.
    likeness
        How probable it is that each is a digit at all, (n,); None from a network that has only seen digits.
    declined
        Whether no digit is named, by what to do when unsure, (n,) each.
    """

    probabilities: FloatArray
    likeness: FloatArray | None
    declined: dict[Unsure, BoolArray]

    @property
    def guesses(self) -> npt.NDArray[np.intp]:
        """The most probable digit of each, (n,)."""
        guesses: npt.NDArray[np.intp] = self.probabilities.argmax(axis=0)
        return guesses

    @property
    def certainty(self) -> FloatArray:
        """The probability of the most probable digit, (n,)."""
        top: FloatArray = self.probabilities.max(axis=0)
        return top


class Reader:
    """Reads with one model."""

    def __init__(self, model: Model) -> None:
        self.header = model.header
        self._network = model.network.copy("float32")
        self.can_decline = self._network.sizes[-1] > DIGITS

    def read(self, images: Pixels) -> Readings:
        """Read images, float32, (n, 784), ink 1 on paper 0."""
        cuts = [images[start : start + _AT_ONCE] for start in range(0, len(images), _AT_ONCE)]
        logits = np.concatenate([self._network.logits(cut.T) for cut in cuts], axis=1).astype(np.float64)
        probabilities: FloatArray = _softmax(logits[:DIGITS] / self.header.temperature)
        likeness = 1 - _softmax(logits)[DIGITS] if self.can_decline else None
        return Readings(probabilities, likeness, self._declined(images, probabilities.max(axis=0), likeness))

    def _declined(self, images: Pixels, top: FloatArray, likeness: FloatArray | None) -> dict[Unsure, BoolArray]:
        declined: dict[Unsure, BoolArray] = {"guess": np.asarray(images.max(axis=1) == 0)}
        faint = images.sum(axis=1) < LEAST_INK
        for unsure, least in ({**UNFITTED, **self.header.thresholds}).items():
            doubtful = (likeness < least.likeness) | (top < least.probability) if likeness is not None else faint
            declined["sure" if unsure == "sure" else "balanced"] = faint | doubtful
        return declined


def _softmax(logits: FloatArray) -> FloatArray:
    return np.asarray(softmax(logits), np.float64)


def rendered(drawings: Iterable[Drawing]) -> Pixels:
    """Return what the network sees of drawings, (n, 784)."""
    return np.stack([to_image(drawing).ravel() for drawing in drawings])
