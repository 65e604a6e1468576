"""A small network that can decline, made by hand: it knows a 1, a 3 and a 5 by their shapes, and one that is none."""

import numpy as np

from mnistpad.ink.image import to_image
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.model_file import Header, Model, Score, Threshold
from mnistpad.nn import Network
from tests.ui.window.shapes import ONE, THREE

FIVE = ((0.66, 0.15), (0.38, 0.16), (0.36, 0.45), (0.52, 0.42), (0.66, 0.56), (0.64, 0.76), (0.48, 0.86), (0.32, 0.8))
LETTER = ((0.2, 0.85), (0.5, 0.12), (0.8, 0.85), (0.66, 0.55), (0.33, 0.55))  # an A in one stroke
SURENESS = 25.0  # logits between a shape that fits and one that has nothing of it

COSTS = {
    "balanced": Threshold(0.5, 0.65, digits_named=0.961, right=0.997, others_declined=0.932),
    "sure": Threshold(0.9, 0.95, digits_named=0.902, right=0.9991, others_declined=0.981),
}


def drawn(*strokes: tuple[tuple[float, float], ...]) -> Drawing:
    """Return a drawing of these strokes."""
    return Drawing(tuple(Stroke(np.array(stroke)) for stroke in strokes))


def declining_model(name: str = "", thresholds: dict[str, Threshold] = COSTS) -> Model:
    """Return the model. Its eleventh output knows the letter."""
    network = Network((784, 11), "relu", rng=np.random.default_rng(0))
    network.weights[0][:] = 0
    network.biases[0][:] = 0
    for output, shape in ((1, ONE), (3, THREE), (5, FIVE), (10, LETTER)):
        image = to_image(drawn(shape)).ravel()
        network.weights[0][output] = SURENESS * image / (image @ image)
    return Model(network, Header(name, scores=[Score("MNIST", "test", 10_000, 0.9945, 0.02)], thresholds=thresholds))
