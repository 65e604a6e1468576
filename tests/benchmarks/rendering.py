"""How long strokes take to become 28×28 pixels, for hands that hurry and for drawings that no hand makes."""

import os
import time
from itertools import islice
from pathlib import Path

import numpy as np

from mnistpad.data import unipen
from mnistpad.ink.image import to_image
from mnistpad.ink.stroke import Drawing, Stroke

COUNT = 300


def rendering(drawings: list[Drawing]) -> np.ndarray:
    """Return ms of `to_image`, a drawing each."""
    took = []
    for drawing in drawings:
        begin = time.perf_counter()
        to_image(drawing)
        took.append(1000 * (time.perf_counter() - begin))
    return np.array(took)


def pen_strokes(count: int = COUNT) -> list[Drawing]:
    """Return digits as a pen wrote them."""
    path = Path(os.environ["MNISTPAD_DATA_DIR"]) / "pendigits" / "pendigits-train.unipen.gz"
    return [digit.drawing for digit in islice(unipen.read(path), count)]


def scattered(points: int, count: int = COUNT) -> list[Drawing]:
    """Return drawings of one stroke all over the box, which no hand makes worse."""
    rng = np.random.default_rng(0)
    return [Drawing((Stroke(rng.random((points, 2))),)) for _ in range(count)]


def spiral(points: int, count: int = COUNT) -> list[Drawing]:
    """Return one spiral of two and more turns, told by a mouse that tells very often, some of it by chance."""
    rng = np.random.default_rng(0)
    t = np.linspace(0, 5 * np.pi, points)
    bow = np.stack([t * np.cos(t), t * np.sin(t)], axis=1)
    return [Drawing((Stroke(bow + rng.normal(0, 0.02, bow.shape)),)) for _ in range(count)]
