"""How accuracy falls as drawings are made stranger in one way: pen, size, slant, tremor, aspect, rotation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mnistpad.ink.image import PEN_RADIUS, penned
from mnistpad.ink.path import ComplexArray, from_complex, to_complex
from mnistpad.ink.stroke import Drawing, Stroke
from tools.judging.hand.line import evenly, length
from tools.judging.material import Drawn
from tools.judging.reading import Pixels, Reader
from tools.judging.statistics import Tally, tally

_SPACING = 0.03  # of a drawing's size, between the places that tremble


@dataclass(frozen=True)
class Way:
    """A way to make a drawing stranger.

    Parameters
    ----------
    title, unit
        For people: "Slant", "degrees".
    values
        How much, in order.
    usual
        Where the drawing is as it was.
    change
        Makes the drawing of it; None for the pen, which is no property of a drawing.
    """

    title: str
    unit: str
    values: tuple[float, ...]
    usual: float
    change: Callable[[Drawing, float, np.random.Generator], Drawing] | None


@dataclass(frozen=True)
class Curve:
    """Accuracy at each value of a way."""

    way: Way
    tallies: tuple[Tally, ...]


def measured(reader: Reader, drawn: Drawn, way: Way) -> Curve:
    """Return the accuracy on drawings changed in one way, at all of its values."""
    tallies = []
    for value in way.values:
        images = np.stack([_image(sample.drawing, way, value, nth) for nth, sample in enumerate(drawn.samples)])
        right = reader.read(images).guesses == drawn.labels
        tallies.append(tally(f"{value:g}", right))
    return Curve(way, tuple(tallies))


def _image(drawing: Drawing, way: Way, value: float, nth: int) -> Pixels:
    if way.change is None:
        return penned(drawing, pen_radius=value * PEN_RADIUS).ravel()
    return penned(way.change(drawing, value, np.random.default_rng(nth))).ravel()


def resized(drawing: Drawing, pixels: float, rng: np.random.Generator) -> Drawing:
    """Return the drawing with its longest side so many pixels, told in whole ones as by a mouse."""
    scale = pixels / _size(drawing)
    shift = complex(*rng.random(2))
    return _mapped(drawing, lambda z: np.round((z * scale + shift).real) + 1j * np.round((z * scale + shift).imag))


def slanted(drawing: Drawing, degrees: float, _: np.random.Generator) -> Drawing:
    """Return the drawing sheared, its top to the right."""
    lean = np.tan(np.radians(degrees))
    return _mapped(drawing, lambda z: z - lean * z.imag)


def shaken(drawing: Drawing, percent: float, rng: np.random.Generator) -> Drawing:
    """Return the drawing with noise whose standard deviation is a part of its size, at places 3 % of it apart."""
    if not percent:
        return drawing
    size = _size(drawing)
    return _mapped(drawing, lambda z: _trembling(z, size, size * percent / 100, rng))


def stretched(drawing: Drawing, factor: float, _: np.random.Generator) -> Drawing:
    """Return the drawing so many times as wide."""
    return _mapped(drawing, lambda z: z.real * factor + 1j * z.imag)


def turned(drawing: Drawing, degrees: float, _: np.random.Generator) -> Drawing:
    """Return the drawing turned clockwise."""
    turn = np.exp(1j * np.radians(degrees))
    return _mapped(drawing, lambda z: z * turn)


_DEGREES = (-40.0, -30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0, 40.0)
WAYS: Mapping[str, Way] = {
    "pen": Way("Pen width", "of MNIST's", (0.5, 0.75, 1.0, 1.25, 1.5, 1.8, 2.2), 1.0, None),
    "size": Way("Size on the pad", "pixels", (20.0, 40.0, 80.0, 160.0, 320.0), 160.0, resized),
    "slant": Way("Slant", "degrees to the right", _DEGREES, 0.0, slanted),
    "tremor": Way("Tremor", "% of the size", (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0), 0.0, shaken),
    "aspect": Way("Width", "times its own", (0.4, 0.55, 0.75, 1.0, 1.33, 1.8, 2.5), 1.0, stretched),
    "rotation": Way("Rotation", "degrees clockwise", _DEGREES, 0.0, turned),
}


def _mapped(drawing: Drawing, change: Callable[[ComplexArray], ComplexArray]) -> Drawing:
    strokes = [Stroke(from_complex(change(to_complex(stroke.points)))) for stroke in drawing.strokes]
    return Drawing(tuple(strokes), drawing.label)


def _size(drawing: Drawing) -> float:
    left, top, right, bottom = drawing.bounds or (0.0, 0.0, 1.0, 1.0)
    return max(right - left, bottom - top) or 1.0


def _trembling(points: ComplexArray, size: float, deviation: float, rng: np.random.Generator) -> ComplexArray:
    places = evenly(points, max(2, round(length(points) / size / _SPACING))) if len(points) > 1 else points
    moved: ComplexArray = places + deviation * (rng.normal(size=(len(places), 2)) @ np.array([1.0, 1j]))
    return moved


def all_measured(reader: Reader, drawn: Drawn, ways: Sequence[str] = tuple(WAYS)) -> dict[str, Curve]:
    """Return the curve of every way."""
    return {name: measured(reader, drawn, WAYS[name]) for name in ways}
