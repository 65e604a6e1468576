"""From a drawing or an image to an answer. Knows nothing of screens, and nothing of training."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from mnistpad.answer import LEAST_INK, Answer, Floats, Unsure, Verdict
from mnistpad.data.dataset import DIGITS, NO_DIGIT
from mnistpad.ink.image import Image, to_image
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.model_file import Model, Threshold
from mnistpad.nn import Network

SHAKE = 0.5  # of the pen's width; ink whose longest side is shorter is a blot to the eye

# For a network that learned what is no digit and whose file says nothing more.
UNFITTED: Mapping[str, Threshold] = MappingProxyType({"balanced": Threshold(0.5, 0.5), "sure": Threshold(0.9, 0.9)})


class Recognizer:
    """Reads with one model, which neither it nor anybody else changes from now on."""

    def __init__(self, model: Model) -> None:
        self.model = model
        network = model.network
        # The file may hold float64; a single image gains nothing by it.
        self._network: Network = network if network.parameters.dtype == np.float32 else network.copy("float32")
        self._thresholds = {**UNFITTED, **model.header.thresholds}

    @property
    def name(self) -> str:
        """What the model is called; empty if nobody named it."""
        return self.model.header.name

    @property
    def can_decline(self) -> bool:
        """Whether the network learned what is no digit. One that has seen only digits calls everything one."""
        return self._network.sizes[-1] > NO_DIGIT

    def read(self, drawing: Drawing, unsure: Unsure = "balanced") -> Answer:
        """Read a drawing; a click that shook is read as the dot that it looks like."""
        return self.read_image(to_image(steadied(drawing)), unsure)

    def read_image(self, image: Image, unsure: Unsure = "balanced") -> Answer:
        """Read a 28×28 image, float32, ink 1 on paper 0."""
        logits = self._network.logits(image.reshape(784, 1)).ravel().astype(np.float64)
        # Softmax once more, in float64: what is printed shall sum to 1 in every digit that is printed.
        probabilities = _softmax(logits[:DIGITS] / self.model.header.temperature)
        likeness = float(1 - _softmax(logits)[NO_DIGIT]) if self.can_decline else None
        verdict = self._verdict(image, probabilities, likeness, unsure)
        digit = int(probabilities.argmax()) if verdict is Verdict.DIGIT else None
        return Answer(digit, probabilities, image, verdict is Verdict.BLANK, likeness, verdict)

    def _verdict(self, image: Image, probabilities: Floats, likeness: float | None, unsure: Unsure) -> Verdict:
        if not image.any():
            return Verdict.BLANK
        if unsure == "guess":
            return Verdict.DIGIT
        if image.sum() < LEAST_INK:
            return Verdict.NOT_A_DIGIT
        if likeness is None:
            return Verdict.DIGIT
        least = self._thresholds[unsure]
        if likeness < least.likeness:
            return Verdict.NOT_A_DIGIT
        return Verdict.DIGIT if probabilities.max() >= least.probability else Verdict.EITHER


def steadied(drawing: Drawing) -> Drawing:
    """Return the drawing, or a dot in its place if it is a click that shook.

    The image is made with the longest side at 20 pixels, and a shake of a pixel or two would become a clear one. Only
    a pen whose width is known can tell: what another program wrote without widths stays as it is.
    """
    widths = [stroke.width for stroke in drawing.strokes if stroke.width is not None]
    if drawing.bounds is None or len(widths) < len(drawing.strokes):
        return drawing
    left, top, right, bottom = drawing.bounds
    if max(right - left, bottom - top) >= SHAKE * min(widths):
        return drawing
    middle = Stroke(np.array([[left / 2 + right / 2, top / 2 + bottom / 2]]), width=min(widths))
    return Drawing((middle,), drawing.label)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max())
    shares: Floats = powers / powers.sum()
    return shares
