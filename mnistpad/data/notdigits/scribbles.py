"""What a pen leaves that means nothing: scribbles, dots, dashes, noise, filled shapes. Each is drawn by chance alone.

A function takes the random numbers and returns strokes, each of shape (n, 2), in any unit, y down.
"""

from collections.abc import Callable, Sequence

import numpy as np

from mnistpad.data.builtin.curve import FloatArray

Strokes = list[FloatArray]
Kind = Callable[[np.random.Generator], Strokes]


def tangle(rng: np.random.Generator) -> Strokes:
    """A pen that wanders about and crosses its own way again and again."""
    t = np.linspace(0, rng.uniform(0.7, 1), 320)[:, None]
    axes = []
    for _ in "xy":
        waves = rng.uniform(2.5, 8, 5)
        swing = rng.normal(0, 1, 5) / waves**0.3
        axes.append((np.sin(2 * np.pi * (waves * t + rng.random(5))) * swing).sum(axis=1))
    return [_lying(np.stack(axes, axis=1))]


def jagged(rng: np.random.Generator) -> Strokes:
    """Straight lines from anywhere to anywhere."""
    corners = rng.random((int(rng.integers(8, 18)), 2)) * (rng.uniform(0.7, 1.5), 1)
    return [_through(corners, 12)]


def zigzag(rng: np.random.Generator) -> Strokes:
    """To and fro, with more teeth than a letter or a 2 has."""
    teeth = int(rng.integers(5, 16))
    across = np.arange(teeth + 1) * rng.uniform(0.06, 0.4) + rng.normal(0, 0.03, teeth + 1)
    height = np.where(np.arange(teeth + 1) % 2, 1.0, 0.0) + rng.normal(0, 0.1, teeth + 1)
    return [_turned(_through(np.stack([across, height], axis=1), 10), rng)]


def wave(rng: np.random.Generator) -> Strokes:
    """A wavy line of at least two and a half waves."""
    waves = rng.uniform(2.5, 7)
    along = np.linspace(0, 1, int(40 * waves))
    wobble = 1 + 0.4 * np.interp(along, np.linspace(0, 1, 6), rng.normal(0, 0.5, 6))
    across = wobble * np.sin(2 * np.pi * waves * along) / 2
    return [_turned(np.stack([along * waves * rng.uniform(0.25, 0.8), across], axis=1), rng)]


def spiral(rng: np.random.Generator) -> Strokes:
    """Two turns or more, from within or from without: one turn might be a 6 or a 9."""
    turns = rng.uniform(2.2, 5)
    t = np.linspace(0, 1, int(60 * turns))
    angle = 2 * np.pi * turns * t * rng.choice([-1, 1]) + rng.uniform(0, 2 * np.pi)
    radius = rng.uniform(0.02, 0.12) + t ** rng.uniform(0.7, 1.1) * (1 + 0.06 * np.sin(angle * rng.uniform(0.3, 0.8)))
    path = np.stack([radius * np.cos(angle) * rng.uniform(0.7, 1.3), radius * np.sin(angle)], axis=1)
    return [path[::-1] if rng.random() < 0.3 else path]


def loops(rng: np.random.Generator) -> Strokes:
    """A row of loops, as one tries a pen."""
    count = rng.integers(3, 8)
    t = np.linspace(0, 2 * np.pi * count, int(40 * count))
    size = 1 + 0.3 * np.interp(t, np.linspace(0, t[-1], 8), rng.normal(0, 0.6, 8))
    drift = rng.uniform(0.05, 0.14) * t
    path = np.stack([drift + size * rng.uniform(0.3, 0.8) * np.cos(t), size * np.sin(t)], axis=1)
    return [_turned(path, rng)]


def ball(rng: np.random.Generator) -> Strokes:
    """Round and round until no hole is left that could make it a zero."""
    turns = rng.uniform(8, 15)
    t = np.linspace(0, 1, int(40 * turns))
    angle = 2 * np.pi * turns * t
    radius = np.abs(np.interp(t, np.linspace(0, 1, int(2 * turns)), rng.uniform(-0.7, 1, int(2 * turns))))
    centre = np.stack([np.interp(t, np.linspace(0, 1, 5), rng.normal(0, 0.2, 5)) for _ in "xy"], axis=1)
    stretch = (rng.uniform(0.7, 1.3), 1)
    return [centre + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1) * stretch]


def scratched_out(rng: np.random.Generator) -> Strokes:
    """A dense to and fro, as one strikes out a word."""
    rows = int(rng.integers(7, 22))
    ends = np.where(np.arange(rows) % 2, 1.0, 0.0) + rng.normal(0, 0.07, rows)
    down = np.linspace(0, rng.uniform(0.35, 1.3), rows) + rng.normal(0, 0.02, rows)
    return [_turned(_through(np.stack([ends, down], axis=1), 10), rng)]


def hatching(rng: np.random.Generator) -> Strokes:
    """Lines side by side, as a rule crossed by others."""
    lines = _parallel(rng, int(rng.integers(3, 7)))
    if rng.random() < 0.7:
        across = rng.uniform(0.35, 0.65) * np.pi
        lines += [_rotated(line - 0.5, across) + 0.5 for line in _parallel(rng, int(rng.integers(2, 6)))]
    return [_rotated(line, float(angle)) for angle in [rng.uniform(0, np.pi)] for line in lines]


def tally(rng: np.random.Generator) -> Strokes:
    """Three or more marks side by side, sometimes struck through."""
    count = int(rng.integers(3, 7))
    marks = [
        np.stack([np.full(8, 0.35 * at) + rng.normal(0, 0.04), np.linspace(0, 1, 8) + rng.normal(0, 0.05)], axis=1)
        + np.linspace(0, 1, 8)[:, None] * (rng.normal(0, 0.08), 0)
        for at in range(count)
    ]
    if rng.random() < 0.4:
        marks.append(_line((-0.25, rng.uniform(0.5, 0.9)), (0.35 * count, rng.uniform(0.1, 0.5))))
    return marks


def dots(rng: np.random.Generator) -> Strokes:
    """Two dots or more: a colon, an ellipsis, a die, or no order at all."""
    order = rng.integers(4)
    count = int(rng.integers(2, 8))
    if order == 0:
        places = np.stack([np.arange(count), np.zeros(count)], axis=1)
    elif order == 1:
        places = np.stack([np.zeros(2), np.arange(2)], axis=1)
    else:
        places = rng.random((count, 2)) * 2.5
    return [_dab(place + rng.normal(0, 0.06, 2), rng.uniform(0.01, 0.12), rng) for place in places]


def blot(rng: np.random.Generator) -> Strokes:
    """A single dab, or a very short line that lies: scaled up it is as large as any digit."""
    if rng.random() < 0.5:
        return [_dab(np.zeros(2), 1.0, rng)]
    return dash(rng)


def dash(rng: np.random.Generator) -> Strokes:
    """A line that lies: up to 25 degrees, for some people's ones lean by 45."""
    angle = rng.uniform(-0.43, 0.43)
    bow = rng.normal(0, 0.05)
    t = np.linspace(0, 1, 12)
    return [_rotated(np.stack([t, bow * np.sin(np.pi * t) + rng.normal(0, 0.006, 12)], axis=1), angle)]


def noise(rng: np.random.Generator) -> Strokes:
    """Short lines and specks all over the pad."""
    count = int(rng.integers(5, 22))
    starts = rng.random((count, 2)) * (rng.uniform(0.7, 1.4), 1)
    longest = rng.uniform(0.05, 0.5)
    ends = starts + rng.normal(0, longest, (count, 2))
    return [_line(start, end) for start, end in zip(starts, ends, strict=True)]


def filled(rng: np.random.Generator) -> Strokes:
    """A disc, a box, a triangle or a blob filled with ink; never as narrow as a one."""
    angles = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    corner = rng.integers(4)
    if corner == 0:
        radius = np.ones(80)
    elif corner == 1:  # a blob
        waves = np.arange(1, 5)
        swing = rng.normal(0, 0.18, 4) / waves
        radius = 1 + (swing[:, None] * np.cos(waves[:, None] * angles + rng.uniform(0, 7, (4, 1)))).sum(axis=0)
    else:  # a regular triangle or square, its corners sharp
        sides = int(corner) + 1
        part = (angles + rng.uniform(0, 7)) % (2 * np.pi / sides)
        radius = np.cos(np.pi / sides) / np.cos(part - np.pi / sides)
    outline = radius[:, None] * np.stack([np.cos(angles) * rng.uniform(0.75, 1.6), np.sin(angles)], axis=1)
    return [outline * scale for scale in np.arange(1.0, 0.0, -0.09)]


def rays(rng: np.random.Generator) -> Strokes:
    """Lines from one place in all directions."""
    count = int(rng.integers(5, 12))
    angles = 2 * np.pi * (np.arange(count) + rng.uniform(-0.25, 0.25, count)) / count + rng.uniform(0, 7)
    inner = rng.choice([0.0, rng.uniform(0.1, 0.4)])
    ends = rng.uniform(0.6, 1, count)
    return [
        _line((inner * np.cos(a), inner * np.sin(a)), (end * np.cos(a), end * np.sin(a)))
        for a, end in zip(angles, ends, strict=True)
    ]


KINDS: Sequence[tuple[Kind, float]] = (
    (tangle, 3), (jagged, 2), (zigzag, 2), (wave, 1.5), (spiral, 2), (loops, 2), (ball, 1.5), (scratched_out, 2),
    (hatching, 1.5), (tally, 1.2), (dots, 1.5), (blot, 0.7), (dash, 1.3), (noise, 1.5), (filled, 1.5), (rays, 1),
)  # fmt: skip
"""Every kind and how common it is beside the others."""


def _through(corners: FloatArray, pieces: int) -> FloatArray:
    """Return the corners joined by straight lines of so many pieces each."""
    places = np.linspace(0, len(corners) - 1, pieces * (len(corners) - 1) + 1)
    return np.stack([np.interp(places, np.arange(len(corners)), axis) for axis in corners.T], axis=1)


def _line(start: Sequence[float] | FloatArray, end: Sequence[float] | FloatArray) -> FloatArray:
    return _through(np.array([start, end], np.float64), 8)


def _dab(place: FloatArray, size: float, rng: np.random.Generator) -> FloatArray:
    """Return a tangle too small to be seen as one: what a finger leaves that only touches."""
    return np.asarray(place + rng.normal(0, size / 3, (12, 2)))


def _parallel(rng: np.random.Generator, count: int) -> Strokes:
    places = np.linspace(0, 1, count) + rng.normal(0, 0.04, count)
    ends = rng.normal((0, 1), 0.06, (count, 2))
    return [_line((at, low), (at, high)) for at, (low, high) in zip(places, ends, strict=True)]


def _turned(path: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Turn by any angle, level more often than not; what is narrow lies: upright it might be a fat 1."""
    turned = _rotated(path, float(rng.uniform(0, np.pi) if rng.random() < 0.5 else rng.normal(0, 0.2)))
    return _lying(turned)


def _lying(path: FloatArray) -> FloatArray:
    """Return what is narrow and stands turned until it lies."""
    if not is_upright_line(path):
        return path
    across, down = np.linalg.eigh(np.cov(path.T))[1][:, 1]
    return _rotated(path, -float(np.arctan2(down, across)))


def _rotated(path: FloatArray, angle: float) -> FloatArray:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(path @ np.array([[cos, sin], [-sin, cos]]))


def is_upright_line(points: FloatArray, narrow: float = 0.42) -> bool:
    """Whether points lie along a line that is nearer to the vertical than 25 degrees are to the level."""
    spread = np.cov(points.T)
    widths, axes = np.linalg.eigh(spread)
    across, along = axes[:, 1]
    return bool(widths[0] < narrow**2 * widths[1] and abs(along) > 0.43 * abs(across))
