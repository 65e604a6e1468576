"""How hands differ, and what each of them makes of a shape. Many digits of one shape are written at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mnistpad.data.builtin.curve import FloatArray, curve_matrix
from mnistpad.data.builtin.skeletons import Shape

HEIGHT = 100.0  # of a shape, in its own units
POINT_GAP = 4.5  # units of a shape between the points of a stroke
INERTIA = 5.0  # units of a shape over which a hasty pen rounds its path
WARP_WAVES = 4  # slow waves that add up to a smooth misjudgement of place
SHARED = 1.4  # how much of a miss a point shares with its neighbours

Hand = Mapping[str, FloatArray]
Strokes = list[FloatArray]


@dataclass(frozen=True)
class Trait:
    """What one habit of writing is like among people.

    Attributes
    ----------
    middle
        The commonest value.
    between, within
        Standard deviation from writer to writer, and from digit to digit of one writer.
    low, high
        What no hand goes beyond.
    """

    middle: float
    between: float
    within: float
    low: float
    high: float


TRAITS: Mapping[str, Trait] = {
    "slant": Trait(0.13, 0.23, 0.08, -0.5, 0.9),  # tangent; forwards is positive
    "width": Trait(0.18, 0.17, 0.13, -0.4, 0.7),  # log of the width against the shape's own
    "waist": Trait(0.0, 0.05, 0.05, -0.16, 0.16),  # how far the middle sits below its place, of the height
    "top": Trait(0.0, 0.10, 0.12, -0.4, 0.4),  # log of the width at the top against that at the bottom, halved
    "bow": Trait(0.0, 0.02, 0.03, -0.1, 0.1),  # how far the middle bends to the right, of the height
    "turn": Trait(0.0, 0.03, 0.05, -0.2, 0.2),  # radians, clockwise
    "tilt": Trait(0.0, 0.05, 0.06, -0.25, 0.25),  # of the lines that should be level; down to the right is positive
    "blend": Trait(0.5, 0.25, 0.25, -0.1, 1.1),  # between the shape's extremes
    "warp": Trait(4.5, 1.5, 1.0, 0.5, 7.5),  # smooth misjudgement of place, in units of a shape
    "slip": Trait(2.0, 0.7, 0.5, 0.2, 4.0),  # misjudgement of a single point, in units of a shape
    "haste": Trait(0.4, 0.3, 0.2, 0.0, 1.0),  # how much of a corner is cut
    "gap": Trait(2.0, 1.0, 1.0, 0.0, 5.0),  # how badly strokes meet, in units of a shape
    "reach": Trait(0.0, 0.015, 0.02, -0.06, 0.06),  # strokes begin and end beyond their place, of their length
    "hook": Trait(0.0, 2.0, 3.0, -9.0, 9.0),  # flick at a stroke's end, in units of a shape
    "tremor": Trait(0.35, 0.25, 0.15, 0.0, 1.3),  # in units of a shape
    "pen": Trait(1.25, 0.3, 0.08, 0.75, 2.3),  # radius of the pen in pixels of the 28×28 image
}


def writers(count: int, rng: np.random.Generator) -> Hand:
    """Return the habits of `count` writers, each trait of shape (count,)."""
    return {name: trait.middle + trait.between * rng.standard_normal(count) for name, trait in TRAITS.items()}


def moments(hands: Hand, writer: np.ndarray[tuple[int], np.dtype[np.int64]], rng: np.random.Generator) -> Hand:
    """Return each writer's habits as they are at the moment of one digit, each trait of the shape of `writer`."""
    return {
        name: np.clip(hands[name][writer] + trait.within * rng.standard_normal(len(writer)), trait.low, trait.high)
        for name, trait in TRAITS.items()
    }


def write(shape: Shape, hand: Hand, rng: np.random.Generator) -> Strokes:
    """Write one shape by n hands.

    Parameters
    ----------
    shape
        What to write.
    hand
        Every trait of `TRAITS`, shape (n,).
    rng
        The chance in every movement.

    Returns
    -------
    list of FloatArray
        The strokes in writing order, each of shape (n, points, 2), x right and y down, about 100 units tall.
    """
    aims = [_blend(shape, index, hand["blend"]) for index in range(len(shape.corners))]
    aims = [aim + hand["slip"][:, None, None] * _slips(aim.shape, rng) for aim in aims]
    strokes = [_trace(aim, shape, index, hand, rng) for index, aim in enumerate(aims)]
    if len(strokes) > 1:
        strokes = [stroke + _missed_join(hand, rng) for stroke in strokes]
    return _lean(_proportion(_warp(strokes, hand, rng), hand), hand)


def _column(trait: FloatArray) -> FloatArray:
    return trait[:, None]


def _blend(shape: Shape, index: int, blend: FloatArray) -> FloatArray:
    """Return the points that each hand aims at in one stroke, shape (n, k, 2)."""
    models = np.stack([extreme[index] for extreme in shape.extremes])
    if len(models) == 1:
        return np.repeat(models, len(blend), axis=0)
    place = blend * (len(models) - 1)
    low = np.clip(place.astype(np.int64), 0, len(models) - 2)
    return models[low] + (place - low)[:, None, None] * (models[low + 1] - models[low])


def _slips(shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray:
    """Return misses of unit size that a point shares with its neighbours, for a round stroke stays round."""
    misses = rng.standard_normal((shape[0], shape[1] + 2, shape[2]))
    return np.asarray((misses[:, :-2] + SHARED * misses[:, 1:-1] + misses[:, 2:]) / np.sqrt(2 + SHARED**2))


def _missed_join(hand: Hand, rng: np.random.Generator) -> FloatArray:
    return hand["gap"][:, None, None] * rng.standard_normal((len(hand["gap"]), 1, 2))


def _trace(aim: FloatArray, shape: Shape, index: int, hand: Hand, rng: np.random.Generator) -> FloatArray:
    """Return the pen's path along its aims: hurried, shaking, late or early at both ends, shape (n, points, 2)."""
    model = shape.extremes[0][index]
    length = np.linalg.norm(np.diff(model, axis=0), axis=1).sum()
    count = max(int(length / POINT_GAP), 8)
    path = np.einsum("pk,nkc->npc", curve_matrix(model, shape.corners[index], count), aim)
    hurried = np.einsum("pq,nqc->npc", _inertia(count, INERTIA / POINT_GAP), path)
    path = path + hand["haste"][:, None, None] * (hurried - path)
    path = _reach(path, hand, rng)
    return _flick(path + hand["tremor"][:, None, None] * _tremor(path.shape, rng), hand, rng)


def _inertia(count: int, width: float) -> FloatArray:
    """Return a matrix that smooths a path of `count` points and leaves its ends in place, shape (count, count)."""
    reach = min(int(3 * width), count - 1)
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (offsets / width) ** 2)
    weights /= weights.sum()
    smooth = np.zeros((count, count))
    rows = np.arange(count)
    for offset, weight in zip(offsets, weights, strict=True):
        places = rows + offset
        mirrored = np.where(places < 0, -places, np.where(places >= count, 2 * (count - 1) - places, places))
        beyond = (places < 0) | (places >= count)
        np.add.at(smooth, (rows, mirrored), np.where(beyond, -weight, weight))
        np.add.at(smooth, (rows, np.where(places < 0, 0, count - 1)), np.where(beyond, 2 * weight, 0.0))
    return smooth


def _reach(path: FloatArray, hand: Hand, rng: np.random.Generator) -> FloatArray:
    """Begin and end a little beyond or before the path's ends, along it."""
    n, count, _ = path.shape
    spread = _column(hand["reach"]) + 0.02 * rng.standard_normal((n, 2))
    ends = np.stack([-spread[:, 0], 1 + spread[:, 1]], axis=1) * (count - 1)
    places = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.linspace(0, 1, count)
    low = np.clip(places.astype(np.int64), 0, count - 2)
    row = np.arange(n)[:, None]
    before, after = path[row, low], path[row, low + 1]
    return np.asarray(before + (places - low)[:, :, None] * (after - before))


def _tremor(shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray:
    """Return shaking of unit size: slow waves of the arm and the small steps of a mouse."""
    n, count, _ = shape
    waves = np.arange(2, 8)
    along = np.linspace(0, 2 * np.pi, count)
    swing = rng.standard_normal((n, len(waves), 2)) / np.sqrt(len(waves))
    phase = rng.uniform(0, 2 * np.pi, (n, len(waves)))
    slow = np.einsum("nwp,nwc->npc", np.sin(waves[None, :, None] * along * count / 40 + phase[:, :, None]), swing)
    return np.asarray(slow + 0.3 * rng.standard_normal((n, count, 2)))


def _flick(path: FloatArray, hand: Hand, rng: np.random.Generator) -> FloatArray:
    """Bend the last tenth of the path away, as a pen does that lifts in flight."""
    n, count, _ = path.shape
    angle = rng.uniform(0, 2 * np.pi, n)
    flick = hand["hook"][:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    late = np.clip((np.linspace(0, 1, count) - 0.88) / 0.12, 0, 1) ** 2
    return np.asarray(path + late[None, :, None] * flick[:, None, :])


def _warp(strokes: Strokes, hand: Hand, rng: np.random.Generator) -> Strokes:
    """Misjudge places smoothly: what is close stays together, and joins hold."""
    n = len(hand["warp"])
    pull = _column(hand["warp"])[:, :, None] * rng.standard_normal((n, WARP_WAVES, 2)) / np.sqrt(WARP_WAVES / 2)
    frequency = rng.uniform(0.3, 1.0, (n, WARP_WAVES)) * 2 * np.pi / HEIGHT
    angle = rng.uniform(0, 2 * np.pi, (n, WARP_WAVES))
    direction = frequency[:, :, None] * np.stack([np.cos(angle), np.sin(angle)], axis=2)
    phase = rng.uniform(0, 2 * np.pi, (n, WARP_WAVES))
    return [
        stroke
        + np.einsum("npw,nwc->npc", np.sin(np.einsum("npc,nwc->npw", stroke, direction) + phase[:, None, :]), pull)
        for stroke in strokes
    ]


def _proportion(strokes: Strokes, hand: Hand) -> Strokes:
    """Move the waist, make the top wider or narrower than the bottom, and bow the whole."""
    return [_proportioned(stroke, hand) for stroke in strokes]


def _proportioned(stroke: FloatArray, hand: Hand) -> FloatArray:
    x, y = stroke[:, :, 0], stroke[:, :, 1]
    arch = np.sin(np.pi * np.clip(y / HEIGHT, 0, 1))
    below = 2 * y / HEIGHT - 1
    wide = np.exp(_column(hand["width"]) - _column(hand["top"]) * below)
    middle = 30.0
    return np.stack(
        [
            middle + (x - middle) * wide + HEIGHT * _column(hand["bow"]) * arch,
            y + HEIGHT * _column(hand["waist"]) * arch,
        ],
        axis=2,
    )


def _lean(strokes: Strokes, hand: Hand) -> Strokes:
    """Slant, tilt and turn the digit about its middle."""
    cos, sin = np.cos(hand["turn"]), np.sin(hand["turn"])
    shear = np.stack([np.ones_like(cos), -hand["slant"], hand["tilt"], np.ones_like(cos)], axis=1).reshape(-1, 2, 2)
    rotation = np.stack([cos, -sin, sin, cos], axis=1).reshape(-1, 2, 2)
    middle = np.array([30.0, HEIGHT / 2])
    whole = np.einsum("nij,njk->nik", rotation, shear)
    return [np.einsum("nij,npj->npi", whole, stroke - middle) + middle for stroke in strokes]
