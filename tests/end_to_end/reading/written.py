"""Digits as people of many countries write them, and things that are none: drawn by hand for the tests alone.

In pad units, x to the right, y down. No generator that a network learned from has had a part in them.
"""

from collections.abc import Sequence

import numpy as np

from mnistpad.ink.stroke import Drawing, Stroke

Points = list[tuple[float, float]]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Points:
    """Return points along an ellipse around (x, y); angles in degrees, 0 to the right, 90 down."""
    angles = np.radians(np.linspace(start, end, max(4, round(abs(end - start) / 12))))
    return list(zip((x + rx * np.cos(angles)).tolist(), (y + ry * np.sin(angles)).tolist(), strict=True))


def drawn(*strokes: Sequence[tuple[float, float]], label: int | None = None) -> Drawing:
    """Return a drawing of these strokes, each with a point every hundredth of the pad, as a hand leaves them."""
    return Drawing(tuple(Stroke(_walked(np.array(stroke))) for stroke in strokes), label)


def _walked(corners: np.ndarray) -> np.ndarray:
    lengths = np.hypot(*np.diff(corners, axis=0).T) if len(corners) > 1 else np.zeros(0)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.linspace(0, along[-1], max(2, round(100 * along[-1]))) if along[-1] else np.zeros(1)
    return np.stack([np.interp(at, along, axis) for axis in corners.T], axis=1)


_ZERO = arc(0.5, 0.5, 0.22, 0.34, -90, 275)
_BODY_OF_7 = [(0.28, 0.2), (0.72, 0.18), (0.62, 0.42), (0.46, 0.86)]

DIGITS: dict[str, Drawing] = {
    "a plain zero": drawn(_ZERO, label=0),
    "a slashed zero": drawn(_ZERO, [(0.7, 0.2), (0.32, 0.8)], label=0),
    "a zero whose slash sticks out": drawn(_ZERO, [(0.78, 0.1), (0.24, 0.9)], label=0),
    "a narrow zero": drawn(arc(0.5, 0.5, 0.13, 0.34, -80, 285), label=0),
    "a one that is a bar": drawn([(0.5, 0.15), (0.49, 0.85)], label=1),
    "a leaning one": drawn([(0.6, 0.15), (0.42, 0.85)], label=1),
    "a one with a flag": drawn([(0.36, 0.34), (0.54, 0.15), (0.54, 0.86)], label=1),
    "a one with a long flag": drawn([(0.28, 0.5), (0.58, 0.14), (0.57, 0.87)], label=1),
    "a one with flag and foot": drawn([(0.37, 0.3), (0.52, 0.15), (0.52, 0.84)], [(0.34, 0.85), (0.7, 0.84)], label=1),
    "a one with a foot": drawn([(0.5, 0.15), (0.5, 0.84)], [(0.33, 0.84), (0.68, 0.85)], label=1),
    "a plain two": drawn([*arc(0.5, 0.33, 0.2, 0.18, -170, 40), (0.3, 0.83), (0.72, 0.82)], label=2),
    "a two with a loop": drawn(
        [*arc(0.5, 0.32, 0.19, 0.17, -165, 35), (0.4, 0.74), *arc(0.37, 0.76, 0.09, 0.07, 0, 330), (0.55, 0.84),
         (0.76, 0.78)],
        label=2,
    ),
    "a three": drawn([*arc(0.47, 0.32, 0.2, 0.17, -160, 80), *arc(0.47, 0.66, 0.23, 0.2, -80, 150)], label=3),
    "a three with a flat top": drawn(
        [(0.32, 0.17), (0.68, 0.17), (0.48, 0.43), *arc(0.47, 0.64, 0.21, 0.21, -80, 150)], label=3
    ),
    "an open four": drawn([(0.36, 0.15), (0.28, 0.55), (0.74, 0.54)], [(0.62, 0.2), (0.6, 0.88)], label=4),
    "a closed four": drawn([(0.6, 0.86), (0.6, 0.14), (0.26, 0.6), (0.78, 0.6)], label=4),
    "a five": drawn(
        [(0.4, 0.17), (0.36, 0.45), *arc(0.46, 0.63, 0.22, 0.21, -110, 130)], [(0.4, 0.17), (0.7, 0.16)], label=5
    ),
    "a five in one stroke": drawn(
        [(0.68, 0.16), (0.38, 0.17), (0.35, 0.46), *arc(0.46, 0.64, 0.22, 0.2, -110, 135)], label=5
    ),
    "a six": drawn([(0.62, 0.15), (0.42, 0.38), *arc(0.5, 0.65, 0.18, 0.19, 190, -180)], label=6),
    "a seven": drawn(_BODY_OF_7, label=7),
    "a barred seven": drawn(_BODY_OF_7, [(0.4, 0.52), (0.72, 0.5)], label=7),
    "a seven with a serif": drawn([(0.28, 0.3), *_BODY_OF_7], label=7),
    "a barred seven with a serif": drawn([(0.28, 0.3), *_BODY_OF_7], [(0.38, 0.52), (0.7, 0.51)], label=7),
    "an eight": drawn(
        [*arc(0.5, 0.32, 0.16, 0.16, -40, -270), *arc(0.5, 0.66, 0.2, 0.18, -90, 270),
         *arc(0.5, 0.32, 0.16, 0.16, 90, -40)],
        label=8,
    ),
    "an eight of two rings": drawn(arc(0.5, 0.31, 0.15, 0.16, -90, 270), arc(0.5, 0.67, 0.19, 0.2, -90, 270), label=8),
    "a nine": drawn([*arc(0.48, 0.34, 0.17, 0.18, -20, -370), (0.62, 0.6), (0.56, 0.87)], label=9),
    "a nine with a straight stem": drawn([*arc(0.48, 0.33, 0.16, 0.17, 0, -360), (0.65, 0.87)], label=9),
    "a nine with a curved stem": drawn(
        [*arc(0.5, 0.33, 0.17, 0.17, 0, -350), (0.66, 0.55), *arc(0.48, 0.68, 0.18, 0.18, 0, 130)], label=9
    ),
}  # fmt: skip

_ONE_SMALL, _TWO_SMALL = [(0.25, 0.3), (0.25, 0.7)], [*arc(0.66, 0.4, 0.12, 0.12, -170, 40), (0.55, 0.7), (0.8, 0.7)]

NO_DIGITS: dict[str, Drawing] = {
    "a dot": drawn([(0.5, 0.5)]),
    "a short dash": drawn([(0.48, 0.5), (0.53, 0.5)]),
    "an A": drawn([(0.22, 0.86), (0.5, 0.12), (0.78, 0.86)], [(0.33, 0.58), (0.67, 0.58)]),
    "an E": drawn([(0.7, 0.15), (0.3, 0.15), (0.3, 0.85), (0.72, 0.85)], [(0.3, 0.5), (0.62, 0.5)]),
    "a K": drawn([(0.3, 0.14), (0.3, 0.86)], [(0.7, 0.15), (0.31, 0.52), (0.72, 0.86)]),
    "an M": drawn([(0.2, 0.85), (0.24, 0.16), (0.5, 0.6), (0.76, 0.16), (0.8, 0.85)]),
    "a W": drawn([(0.16, 0.18), (0.34, 0.84), (0.5, 0.3), (0.66, 0.84), (0.84, 0.18)]),
    "an X": drawn([(0.26, 0.15), (0.74, 0.85)], [(0.74, 0.15), (0.26, 0.85)]),
    "a plus": drawn([(0.5, 0.2), (0.5, 0.8)], [(0.2, 0.5), (0.8, 0.5)]),
    "an arrow": drawn([(0.15, 0.5), (0.85, 0.5)], [(0.64, 0.3), (0.85, 0.5), (0.64, 0.7)]),
    "a zigzag": drawn([(0.15, 0.35), (0.25, 0.65), (0.35, 0.35), (0.45, 0.65), (0.55, 0.35), (0.65, 0.65), (0.75, 0.35),
                       (0.85, 0.65)]),
    "a long dash": drawn([(0.15, 0.5), (0.85, 0.53)]),
    "a star": drawn([(0.3, 0.85), (0.5, 0.12), (0.7, 0.85), (0.2, 0.4), (0.8, 0.4), (0.3, 0.85)]),
    "a grid": drawn(
        [(0.38, 0.15), (0.38, 0.85)], [(0.62, 0.15), (0.62, 0.85)], [(0.15, 0.38), (0.85, 0.38)],
        [(0.15, 0.62), (0.85, 0.62)],
    ),
    "a scribble": drawn(
        [(0.2, 0.3), (0.8, 0.25), (0.25, 0.45), (0.78, 0.42), (0.22, 0.6), (0.8, 0.58), (0.25, 0.75), (0.75, 0.72)]
    ),
    "a ball of wool": drawn(
        [at for turn in range(5) for at in arc(0.5 + 0.05 * turn, 0.5 - 0.03 * turn, 0.25, 0.3 - 0.04 * turn, 0, 350)]
    ),
    "1 and 2 side by side": drawn(_ONE_SMALL, _TWO_SMALL),
    "4 and 7 side by side": drawn(
        [(0.2, 0.3), (0.12, 0.52), (0.42, 0.52)],
        [(0.34, 0.34), (0.34, 0.74)],
        [(0.55, 0.32), (0.86, 0.31), (0.68, 0.75)],
    ),
    "2 and 3 side by side": drawn(
        [*arc(0.25, 0.37, 0.13, 0.12, -170, 40), (0.12, 0.75), (0.42, 0.75)],
        [*arc(0.7, 0.36, 0.12, 0.11, -150, 90), *arc(0.7, 0.6, 0.14, 0.14, -90, 140)],
    ),
    "3 and 8 side by side": drawn(
        [*arc(0.24, 0.4, 0.12, 0.1, -160, 80), *arc(0.24, 0.61, 0.14, 0.12, -80, 150)],
        arc(0.7, 0.39, 0.1, 0.1, -90, 270),
        arc(0.7, 0.61, 0.12, 0.12, -90, 270),
    ),
}  # fmt: skip
