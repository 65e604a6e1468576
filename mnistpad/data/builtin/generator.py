"""Digits drawn by synthetic writers: who writes what, in which shape, and where on the pad."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnistpad.data.builtin.curve import FloatArray
from mnistpad.data.builtin.hand import Hand, Strokes, moments, write, writers
from mnistpad.data.builtin.skeletons import Shape, of_digit
from mnistpad.errors import UsageError
from mnistpad.ink.image import BOX
from mnistpad.ink.stroke import Drawing, Stroke

DIGITS = 10
PER_WRITER = 40
FAITHFULNESS = 2.0  # the smaller, the more a writer keeps to one shape of each digit

# Pad units are rounded to this, so that the last bits of another machine's arithmetic make no difference.
GRAIN = 2.0**-12


@dataclass(frozen=True)
class Lot:
    """What some synthetic writers wrote, digits in turn.

    Attributes
    ----------
    drawings
        Labelled, in pad units, strokes in writing order with points evenly timed.
    shapes
        The name of each drawing's shape.
    writers
        Who wrote each, from 0, shape (n,).
    pens
        The radius of each one's pen in pixels of the 28×28 image, shape (n,).
    """

    drawings: list[Drawing]
    shapes: list[str]
    writers: NDArray[np.int64]
    pens: FloatArray


def shapes(digit: int) -> tuple[str, ...]:
    """Return the names of the shapes in which a digit is written, the same that `sample` takes.

    Raises
    ------
    UsageError
        If it is not a digit from 0 to 9.
    """
    return tuple(shape.name for shape in _shapes(digit))


def sample(digit: int, rng: np.random.Generator, shape: str | None = None) -> Drawing:
    """Return one digit in a hand of its own, as `digits` makes them.

    Parameters
    ----------
    digit
        From 0 to 9.
    rng
        Chooses the hand, and the shape where none is asked for.
    shape
        One of `shapes(digit)`.

    Raises
    ------
    UsageError
        If there is no such digit or shape.
    """
    written = _shapes(digit)
    chosen = written[_choose(written, 1, 1, np.zeros(1, np.int64), rng)[0]] if shape is None else _named(digit, shape)
    hand = moments(writers(1, rng), np.zeros(1, np.int64), rng)
    return _drawings(chosen, hand, rng)[0]


def digits(count: int, seed: int) -> list[Drawing]:
    """Return labelled digits by synthetic writers, 0 to 9 in turn, so that none is more than one ahead.

    The same count and seed give the same digits.
    """
    return lot(count, seed).drawings


def lot(count: int, seed: int, rarity: float = 1.0) -> Lot:
    """Return what `digits` draws, and who drew it with which pen.

    Parameters
    ----------
    rarity
        The power to which each shape's share is raised: 1 draws rare shapes as rarely as MNIST's people, 0 all alike.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    writer = np.arange(count) // PER_WRITER
    people = -(-count // PER_WRITER)
    hand = moments(writers(people, rng), writer, rng)
    drawings: list[Drawing] = [Drawing()] * count
    names = [""] * count
    for digit in range(DIGITS):
        mine = np.arange(digit, count, DIGITS)
        written = _shapes(digit)
        choice = _choose(written, FAITHFULNESS, people, writer[mine], rng, rarity)
        for index, shape in enumerate(written):
            rows = mine[choice == index]
            part = {trait: values[rows] for trait, values in hand.items()}
            for row, drawing in zip(rows, _drawings(shape, part, rng), strict=True):
                drawings[row] = drawing
                names[row] = shape.name
    return Lot(drawings, names, writer, hand["pen"])


def _shapes(digit: int) -> tuple[Shape, ...]:
    if digit not in range(DIGITS):
        msg = f"{digit} is not a digit. Ask for one from 0 to 9."
        raise UsageError(msg)
    return of_digit(digit)


def _named(digit: int, name: str) -> Shape:
    for shape in of_digit(digit):
        if shape.name == name:
            return shape
    msg = f"No {digit} is written {name!r}. Ask for one of: {', '.join(shapes(digit))}."
    raise UsageError(msg)


def _choose(
    written: tuple[Shape, ...],
    looseness: float,
    people: int,
    writer: NDArray[np.int64],
    rng: np.random.Generator,
    rarity: float = 1.0,
) -> NDArray[np.int64]:
    """Return which shape each digit is written in, after its writer's own habits."""
    share = np.array([shape.share for shape in written], dtype=np.float64) ** rarity
    habits = np.cumsum(rng.dirichlet(looseness * share / share.sum(), people), axis=1)
    choice = (rng.random((len(writer), 1)) > habits[writer]).sum(axis=1)
    return np.asarray(np.minimum(choice, len(written) - 1))


def _drawings(shape: Shape, hand: Hand, rng: np.random.Generator) -> list[Drawing]:
    strokes, scale = _on_pad(write(shape, hand, rng), rng)
    width = 2 * hand["pen"] / BOX * scale
    return [
        Drawing(tuple(Stroke(stroke[i], width=float(width[i])) for stroke in strokes), shape.digit)
        for i in range(len(scale))
    ]


def _on_pad(strokes: Strokes, rng: np.random.Generator) -> tuple[Strokes, FloatArray]:
    """Place digits near the middle of the pad; return them in pad units, and the longest side of each, shape (n,)."""
    everything = np.concatenate(strokes, axis=1)
    low, high = everything.min(axis=1), everything.max(axis=1)
    n = len(low)
    size = rng.uniform(0.5, 0.72, n)
    place = 0.5 + rng.uniform(-0.04, 0.04, (n, 2))
    scale = (size / (high - low).max(axis=1))[:, None, None]
    middle = ((low + high) / 2)[:, None, :]
    return [_rounded((stroke - middle) * scale + place[:, None, :]) for stroke in strokes], size


def _rounded(points: FloatArray) -> FloatArray:
    return np.round(points / GRAIN) * GRAIN
