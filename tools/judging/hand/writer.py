"""A made-up person: fixed habits of hand and device, and the way from a shape to the points of a drawing."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnistpad.ink.path import ComplexArray, FloatArray, from_complex
from mnistpad.ink.stroke import Drawing, Stroke
from tools.judging.hand.line import DENSE, Line, along, bounds, followed, length, softened

PAD = 404.0  # pixels of the pad's edge
_STEADY = 0.8  # of a spread: how far a writer's own mean lies from everybody's
_LOOSE = 0.45  # of a spread: how far one drawing lies from its writer's mean


@dataclass(frozen=True)
class Writer:
    """Somebody who always slants, squeezes and trembles alike, and always begins a shape at the same end.

    Parameters
    ----------
    number
        Which person; with the seed it fixes all habits.
    seed
        Of the whole crowd.
    """

    number: int
    seed: int = 0

    def habit(self, name: str) -> float:
        """Return how this person does something: a normal deviate that never changes."""
        return float(np.random.default_rng([self.seed, self.number, zlib.crc32(name.encode())]).normal())

    def hand(self, what: str, nth: int) -> Hand:
        """Return the hand at work on one drawing."""
        return Hand(self, what, np.random.default_rng([self.seed, self.number, zlib.crc32(what.encode()), nth]))


class Hand:
    """One person drawing one thing once."""

    def __init__(self, writer: Writer, what: str, rng: np.random.Generator) -> None:
        self.writer = writer
        self.rng = rng
        self._what = what

    def __call__(self, name: str, mean: float, spread: float = 0.0) -> float:
        """Return a measure: about the mean, nearer to this writer's own; never beyond two spreads and a half."""
        off = _STEADY * self.writer.habit(f"{self._what} {name}") + _LOOSE * self.rng.normal()
        return mean + spread * float(np.clip(off, -2.5, 2.5))

    def does(self, name: str, part: float) -> bool:
        """Return whether this writer has a habit that a part of all people have. It changes one time in twenty."""
        has = float(np.random.default_rng(zlib.crc32(f"{name} {self._what} {self._key}".encode())).random()) < part
        return has != (self.rng.random() < 0.05)

    @property
    def _key(self) -> str:
        return f"{self.writer.seed} {self.writer.number}"

    def draw(self, lines: Sequence[Line], label: int | None = None) -> Drawing:
        """Return the drawing that comes of a shape: bent, slanted, trembling, and sampled as a device does it."""
        strokes = [self._ended(followed(line)) for line in lines]
        strokes = [softened(stroke, self._own("round", 0.035, 0.025)) for stroke in strokes]
        strokes = self._leaned(self._warped(strokes))
        return self._on_the_pad(strokes, label)

    def _own(self, name: str, mean: float, spread: float) -> float:
        """Return a measure of the person, whatever is drawn; not below 0."""
        off = _STEADY * self.writer.habit(name) + _LOOSE * self.rng.normal()
        return max(0.0, mean + spread * float(np.clip(off, -2.5, 2.5)))

    def _ended(self, stroke: ComplexArray) -> ComplexArray:
        """Begin and end a little early or late, and sometimes with the hook of a pen that lands on its way."""
        if length(stroke) < 0.15:
            return stroke
        first, last = stroke[0] - stroke[4], stroke[-1] - stroke[-5]
        sway = 0.3 * self._own("ends", 0.8, 0.5)
        head = stroke[0] + sway * self.rng.normal() * first
        tail = stroke[-1] + sway * self.rng.normal() * last
        if self.rng.random() < 0.12 + 0.1 * max(0.0, self.writer.habit("hooks")):
            turn = np.exp(1j * self.rng.uniform(1.2, 2.4) * self.rng.choice([-1, 1]))
            tail = stroke[-1] + last * turn * self.rng.uniform(0.6, 1.6)
        return np.concatenate([[head], stroke, [tail]])

    def _warped(self, strokes: list[ComplexArray]) -> list[ComplexArray]:
        """Bend the plane in slow waves, and misplace each stroke a little."""
        amount = 0.018 * float(np.exp(0.45 * np.clip(self.writer.habit("careless") + 0.3 * self.rng.normal(), -2, 2)))
        waves = self.rng.normal(size=(3, 2)) @ np.array([1.0, 1j]) * 3.0
        kicks = self.rng.normal(size=(3, 2)) @ np.array([1.0, 1j]) * amount
        phases = self.rng.uniform(0, 2 * np.pi, 3)
        moved = []
        for stroke in strokes:
            field = (waves[:, None].conj() * stroke).real + phases[:, None]
            lost = amount * 0.7 * complex(*self.rng.normal(size=2)) if len(strokes) > 1 else 0
            moved.append(stroke + kicks @ np.sin(field) + lost + self._drift(len(stroke), amount * 0.4))
        return moved

    def _drift(self, count: int, amount: float) -> ComplexArray:
        """Return a slow error along a stroke."""
        places = max(3, count // 35)
        off = self.rng.normal(size=(places, 2)) @ np.array([1.0, 1j]) * amount
        drift: ComplexArray = np.interp(np.linspace(0, places - 1, count), np.arange(places), off)
        return softened(drift, 16 * DENSE)

    def _leaned(self, strokes: list[ComplexArray]) -> list[ComplexArray]:
        """Squeeze, slant and turn, as this person does."""
        habit, now = self.writer.habit, self.rng.normal
        wide = float(np.exp(0.18 * habit("width") + 0.07 * now()))
        slant = 0.09 + 0.13 * habit("slant") + 0.04 * now()
        turn = np.exp(1j * (0.05 * habit("turn") + 0.04 * now()))
        return [turn * (wide * s.real - slant * s.imag + 1j * s.imag) for s in strokes]

    def _on_the_pad(self, strokes: list[ComplexArray], label: int | None) -> Drawing:
        low, high = bounds(strokes)
        reach = max((high - low).real, (high - low).imag, 1e-3)
        tall = min(max((high - low).imag, 0.25), 1.2)
        size = float(np.clip(self._own("size", 0.55, 0.17) + 0.04 * self.rng.normal(), 0.2, 0.9)) * PAD
        scale = min(size, 0.95 * PAD / reach * min(tall, 1.0)) if reach > 0 else size
        room = PAD - scale * complex(1, 1) * reach
        corner = complex(*(self.rng.uniform(0.2, 0.8, 2) * (max(room.real, 0), max(room.imag, 0))))
        return Drawing(tuple(self._sampled((s - low) * scale + corner, size) for s in strokes), label)

    def _sampled(self, stroke: ComplexArray, size: float) -> Stroke:
        """Return the points that the device reports: fewer where it is fast, more at corners, some at a pause."""
        pixels = length(stroke)
        every = self._own("pace", 0.045, 0.018) * size + 1.5
        count = int(np.clip(pixels / every, 2, 400))
        points = along(stroke, self._times(stroke, count))
        points = points + self._tremor(count) * self._own("tremor", 0.007, 0.006) * size
        if self.writer.habit("device") < 0.5:  # a mouse or a finger tells whole pixels
            points = np.round(points.real) + 1j * np.round(points.imag)
        return Stroke(from_complex(points))

    def _times(self, stroke: ComplexArray, count: int) -> FloatArray:
        """Return the parts of the way at equal times: slow at both ends and where the line turns."""
        dense = np.linspace(0, 1, max(len(stroke), 16))
        points = along(stroke, dense)
        steps = np.diff(points)
        turns = np.abs(np.angle(steps[1:] * steps[:-1].conj() + 1e-12))
        slow = 1 + 6 * np.convolve(np.pad(turns, (1, 0), mode="edge"), np.ones(5) / 5, mode="same")
        slow += 0.8 * (np.abs(np.linspace(-1, 1, len(slow))) > 0.9)
        if self.rng.random() < 0.25:
            slow[self.rng.integers(len(slow))] += len(slow) * self.rng.uniform(0.05, 0.2)
        time = np.append(0.0, np.cumsum(slow))
        times: FloatArray = np.interp(np.linspace(0, time[-1], count), time, dense)
        return times

    def _tremor(self, count: int) -> ComplexArray:
        """Return the shaking of a hand with a mouse: two thirds of it slower than the sampling."""
        noise: ComplexArray = self.rng.normal(size=(count + 4, 2)) @ np.array([1.0, 1j])
        slow = np.convolve(noise, np.ones(5) / 5**0.5, mode="valid")
        shaking: ComplexArray = 0.65 * slow + 0.35 * noise[2:-2]
        return shaking
