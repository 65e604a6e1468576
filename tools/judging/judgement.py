"""What is found out about one model."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mnistpad.answer import Unsure
from mnistpad.data.dataset import Images
from mnistpad.errors import DataError
from mnistpad.ink.path import BoolArray
from mnistpad.model_file import Model
from mnistpad.training.judging.calibration import expected_calibration_error
from tools.judging.curves import Curve, all_measured
from tools.judging.hand.crowd import KINDS
from tools.judging.hand.digits import SHAPES
from tools.judging.material import Drawn, Material, mnist_held_out, refuse_if_learned
from tools.judging.reading import Reader, Readings
from tools.judging.statistics import Tally, auroc, over_people, tally

STOPS: tuple[Unsure, ...] = ("guess", "balanced", "sure")
CERTAIN = 0.9
_KEPT_STEP, _SHAPES_STEP = 5, 11  # the curves are measured on a part: 400 of each are enough


@dataclass(frozen=True)
class Reading:
    """How well some digits are read."""

    whole: Tally
    groups: dict[str, list[Tally]]  # "digit", "writer", "shape"
    calibration_error: float  # expected, 0 to 1
    named: dict[Unsure, Tally]  # of all digits, those that are given an answer
    right: dict[Unsure, Tally]  # of these, those whose answer is right
    over_people: tuple[float, float] | None  # an interval of the whole by whole writers, where they are known


@dataclass(frozen=True)
class Declining:
    """What becomes of things that are no digit."""

    declined: dict[Unsure, list[Tally]]  # by kind
    letters: list[Tally]  # declined at balanced, by letter
    names: list[Tally]  # the same of all other things
    certain: list[Tally]  # called a digit with more than CERTAIN, by kind
    auroc: dict[str, dict[str, float]]  # of "likeness" (where there is one) and "probability", by kind


@dataclass(frozen=True)
class Judgement:
    """All that is found out about one model; what could not be compared has a sentence in `excuses` instead."""

    model: str
    name: str
    sizes: tuple[int, ...]
    can_decline: bool
    shapes: Reading
    declining: Declining
    kept: Reading | None = None
    held_out: Reading | None = None
    exam: Reading | None = None
    curves: dict[str, dict[str, Curve]] = field(default_factory=dict)  # by images, by way
    excuses: dict[str, str] = field(default_factory=dict)


def judge(path: Path, model: Model, material: Material, *, curves: bool = True, exam: bool = False) -> Judgement:
    """Find out all about one model.

    Parameters
    ----------
    path
        Where it was, for its name in the report.
    curves
        Whether to measure these, too: they take most of the time.
    exam
        Whether to read MNIST's test images: a figure that should be looked at once.
    """
    reader, excuses = Reader(model), dict[str, str]()
    kept, held_out = _kept(model, material, excuses), _held_out(model, material, excuses)
    shapes = reader.read(material.shapes.images)
    digits = shapes if kept is None else reader.read(kept.images)
    return Judgement(
        model=path.name,
        name=model.header.name,
        sizes=model.network.sizes,
        can_decline=reader.can_decline,
        shapes=_of_drawn(shapes, material.shapes, "shape"),
        declining=_declining(reader, material.others, digits),
        kept=None if kept is None else _of_drawn(digits, kept, "writer"),
        held_out=None if held_out is None else _of_images(reader, held_out, "MNIST, held out"),
        exam=_of_images(reader, material.mnist.test, "MNIST, test") if exam and material.mnist else None,
        curves=_curves(reader, kept, material.shapes) if curves else {},
        excuses=excuses,
    )


def _kept(model: Model, material: Material, excuses: dict[str, str]) -> Drawn | None:
    try:
        refuse_if_learned(material, model.header)
    except DataError as error:
        excuses["kept"] = str(error)
        return None
    if material.kept is None:
        excuses["kept"] = "pendigits is not on this computer"
    return material.kept


def _held_out(model: Model, material: Material, excuses: dict[str, str]) -> Images | None:
    if material.mnist is None:
        excuses["held_out"] = "MNIST is not on this computer"
        return None
    try:
        return mnist_held_out(material.mnist, model.header)
    except DataError as error:
        excuses["held_out"] = str(error)
        return None


def _of_drawn(readings: Readings, drawn: Drawn, other: str) -> Reading:
    """Return how well drawings are read, by digit and by writer or shape."""
    right = readings.guesses == drawn.labels
    people = _by(right, drawn.writers)
    groups = {"digit": _by(right, drawn.labels), other: people}
    if other == "shape":
        groups["shape"] = sorted(_by(right, drawn.names), key=lambda each: list(SHAPES).index(each.name))
    reading = _reading(readings, drawn.labels, groups, "drawings")
    return replace(reading, over_people=over_people(people, np.random.default_rng(0)))


def _of_images(reader: Reader, images: Images, name: str) -> Reading:
    readings = reader.read(images.pixels.astype(np.float32) / np.float32(255))
    labels = images.labels.astype(np.int64)
    return _reading(readings, labels, {"digit": _by(readings.guesses == labels, labels)}, name)


def _reading(readings: Readings, labels: npt.NDArray[np.int64], groups: dict[str, list[Tally]], name: str) -> Reading:
    right = readings.guesses == labels
    return Reading(
        whole=tally(name, right),
        groups=groups,
        calibration_error=expected_calibration_error(readings.probabilities, labels),
        named={stop: tally(stop, ~readings.declined[stop]) for stop in STOPS},
        right={stop: tally(stop, right[~readings.declined[stop]]) for stop in STOPS},
        over_people=None,
    )


def _by(good: BoolArray, keys: npt.NDArray[np.int64] | npt.NDArray[np.str_]) -> list[Tally]:
    return [tally(str(key), good[keys == key]) for key in np.unique(keys)]


def _declining(reader: Reader, others: Drawn, digits: Readings) -> Declining:
    readings = reader.read(others.images)
    declined = readings.declined
    certain = (readings.certainty > CERTAIN) & ~declined["balanced"]
    letter = others.kinds == "letters"
    return Declining(
        declined={stop: _in_order(declined[stop], others) for stop in STOPS},
        letters=_by(declined["balanced"][letter], others.names[letter]),
        names=_by(declined["balanced"][~letter], others.names[~letter]),
        certain=_in_order(certain, others),
        auroc=_aurocs(digits, readings, others),
    )


def _in_order(good: BoolArray, others: Drawn) -> list[Tally]:
    return [tally(kind, good[others.kinds == kind]) for kind in KINDS]


def _aurocs(digits: Readings, readings: Readings, others: Drawn) -> dict[str, dict[str, float]]:
    """Return how well each score parts digits from each kind of what is none."""
    scores = {"probability": (digits.certainty, readings.certainty)}
    if digits.likeness is not None and readings.likeness is not None:
        scores = {"likeness": (digits.likeness, readings.likeness)} | scores
    return {
        name: {kind: auroc(above, below[others.kinds == kind]) for kind in KINDS}
        for name, (above, below) in scores.items()
    }


def _curves(reader: Reader, kept: Drawn | None, shapes: Drawn) -> dict[str, dict[str, Curve]]:
    curves = {"shapes": all_measured(reader, shapes.every(_SHAPES_STEP))}
    if kept is not None:
        curves = {"kept": all_measured(reader, kept.every(_KEPT_STEP))} | curves
    return curves


def worst(tallies: list[Tally], count: int) -> list[Tally]:
    """Return those with the least part, worst first."""
    return sorted(tallies, key=lambda each: each.part)[:count]


def mean_part(tallies: list[Tally]) -> float:
    """Return the mean over groups, each weighted alike."""
    return float(np.mean([each.part for each in tallies]))
