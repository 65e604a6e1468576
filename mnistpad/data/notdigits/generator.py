"""Things that are no digits, drawn by synthetic hands with all kinds of pens."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data import builtin
from mnistpad.data.builtin.curve import FloatArray
from mnistpad.data.builtin.hand import Hand, moments, write, writers
from mnistpad.data.builtin.skeletons import Shape, of_digit
from mnistpad.data.notdigits import characters, scribbles, spoiled
from mnistpad.data.notdigits.scribbles import Strokes
from mnistpad.ink.stroke import Drawing, Stroke

# Pad units are rounded to this, so that the last bits of another machine's arithmetic make no difference.
GRAIN = 2.0**-12

# What consists of several characters is scaled down more, and the pen with it.
FINER = 0.8

# Of 100 things that are no digits, how many are of each kind.
SHARES = {
    "character": 48.0, "characters": 4.0, "scribble": 20.0, "digits": 15.0, "overlapping digits": 4.0,
    "half-drawn digit": 9.0,
}  # fmt: skip


class _Thing(NamedTuple):
    name: str
    strokes: Strokes


@dataclass(frozen=True)
class Lot:
    """What some synthetic hands drew.

    Attributes
    ----------
    drawings
        Without a label, in pad units.
    kinds
        The name of each one's kind in `SHARES`.
    names
        What each is: a character's name, a scribble's kind, or the same as its kind.
    pens
        The radius of each one's pen in pixels of the 28×28 image, shape (n,).
    """

    drawings: list[Drawing]
    kinds: list[str]
    names: list[str]
    pens: FloatArray


def lot(count: int, seed: int) -> Lot:
    """Return things that are no digits; the same count and seed give the same ones.

    No character that is held out for judging (`characters.HELD_OUT`) is among them.
    """
    rng = np.random.Generator(np.random.PCG64([seed, 0xA]))
    kinds = [list(SHARES)[at] for at in _choose(list(SHARES.values()), count, rng)]
    stock = _Stock(kinds, seed, rng)
    things = [stock.take(kind) for kind in kinds]
    drawings = [_on_pad(thing.strokes, rng) for thing in things]
    finer = np.array([1.0 if kind in ("character", "scribble", "half-drawn digit") else FINER for kind in kinds])
    return Lot(drawings, kinds, [thing.name for thing in things], _hands(count, rng)["pen"] * finer)


def judging_lot(count: int, seed: int) -> Lot:
    """Return the characters that no training shows, in turn."""
    rng = np.random.Generator(np.random.PCG64([seed, 0xB]))
    shapes = characters.held_out()
    written = _written([shapes[at % len(shapes)] for at in range(count)], rng)
    drawings = [_on_pad(thing.strokes, rng) for thing in written]
    return Lot(drawings, ["character"] * count, [thing.name for thing in written], _hands(count, rng)["pen"])


def _choose(shares: Sequence[float], count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    ends = np.cumsum(shares) / np.sum(shares)
    return np.minimum(np.searchsorted(ends, rng.random(count)), len(shares) - 1).astype(np.int64)


def _hands(count: int, rng: np.random.Generator) -> Hand:
    return moments(writers(count, rng), np.arange(count), rng)


def _written(shapes: Sequence[Shape], rng: np.random.Generator) -> list[_Thing]:
    """Return each character as another hand writes it; many hands write one shape at once."""
    hand = _hands(len(shapes), rng)
    things = [_Thing("", [])] * len(shapes)
    rows_of: dict[tuple[int, str], list[int]] = {}
    for row, shape in enumerate(shapes):
        rows_of.setdefault((shape.digit, shape.name), []).append(row)
    for rows in rows_of.values():
        shape = shapes[rows[0]]
        strokes = write(shape, {trait: values[rows] for trait, values in hand.items()}, rng)
        for nth, row in enumerate(rows):
            things[row] = _Thing(shape.name, [stroke[nth] for stroke in strokes])
    return things


class _Stock:
    """What many hands have written, for the things that are made of it; it lasts for the kinds that were asked for."""

    def __init__(self, kinds: Sequence[str], seed: int, rng: np.random.Generator) -> None:
        self._rng = rng
        of = Counter(kinds)
        learned = characters.learned()
        choice = _choose([shape.share for shape in learned], of["character"] + 3 * of["characters"], rng)
        self._characters = iter(_written([learned[at] for at in choice], rng))
        # Of those that may be stacked or overlap, about every third is passed over.
        several = 3 * of["digits"] + 5 * of["overlapping digits"] + 100
        digits = builtin.digits(several, seed=seed + 1000)
        self._digits = (digits[at] for at in rng.permutation(several))  # they came in turn: 0, 1, 2, …
        self._parts = self._begun(3 * of["half-drawn digit"] + 100)

    def take(self, kind: str) -> _Thing:
        """Return the next thing of a kind."""
        rng = self._rng
        if kind == "character":
            return next(self._characters)
        if kind == "characters":
            word = [next(self._characters).strokes for _ in range(rng.integers(2, 4))]
            return _Thing(kind, spoiled.side_by_side(word, rng))
        if kind == "scribble":
            scribble = scribbles.KINDS[_choose([share for _, share in scribbles.KINDS], 1, rng)[0]][0]
            return _Thing(scribble.__name__, scribble(rng))
        if kind == "half-drawn digit":
            return next(self._parts)
        return _Thing(kind, (spoiled.several if kind == "digits" else spoiled.overlapping)(self._digits, rng))

    def _begun(self, count: int) -> Iterator[_Thing]:
        parts = [spoiled.PARTS[at] for at in self._rng.integers(len(spoiled.PARTS), size=count)]
        shapes = [next(shape for shape in of_digit(part.digit) if shape.name == part.shape) for part in parts]
        for part, thing in zip(parts, _written(shapes, self._rng), strict=True):
            strokes = spoiled.left_of(thing.strokes, part, self._rng)
            if strokes:
                yield _Thing(f"part of a {part.digit}", strokes)


def _on_pad(strokes: Strokes, rng: np.random.Generator) -> Drawing:
    """Place strokes near the middle of the pad."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = rng.uniform(0.5, 0.72) / max(float((high - low).max()), 1e-9)
    place = 0.5 + rng.uniform(-0.04, 0.04, 2)
    middle = (low + high) / 2
    return Drawing(tuple(Stroke(np.round(((s - middle) * scale + place) / GRAIN) * GRAIN) for s in strokes))
