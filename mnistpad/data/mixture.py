"""What a run learns from: one source or several, each with a weight, as one array of rows.

The training loop takes `pixels[order]` where `order` is `epoch_order(seed, epoch)`, whether one source or five
are behind it. Scores name their images, so `parts` keeps the sources apart.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, NO_DIGIT, Bytes, Dataset, Images, Part, join
from mnistpad.errors import DataError, UsageError

MAX_WEIGHT = 100.0
_SHUFFLE = 0x5EED  # keeps these random numbers apart from those of other purposes with the same seed


class Share(NamedTuple):
    """One source of a mixture."""

    dataset: Dataset
    weight: float = 1.0  # how often an epoch shows each of its images


class NamedImages(NamedTuple):
    """One part of one source."""

    name: str
    key: str
    images: Images


@dataclass(frozen=True, eq=False)
class TrainingData:
    """The images that a run learns from, and those that it holds out. Made by `combine`.

    Parameters
    ----------
    train
        The training parts of all sources, one after another.
    shares
        The sources in that order; their training parts are views into `train`.
    """

    train: Images
    shares: tuple[Share, ...]

    @property
    def pixels(self) -> Bytes:
        """The images to learn, uint8, shape (n, 784)."""
        return self.train.pixels

    @property
    def labels(self) -> Bytes:
        """Their labels, uint8, shape (n,)."""
        return self.train.labels

    @property
    def classes(self) -> int:
        """How many outputs a network needs for it: ten, and one more if it learns what is no digit."""
        return DIGITS if self.train.are_digits else NO_DIGIT + 1

    @cached_property
    def epoch_size(self) -> int:
        """How many images an epoch shows, repetitions counted."""
        return sum(_shown(len(dataset.train), weight) for dataset, weight in self.shares)

    def epoch_order(self, seed: int, epoch: int) -> npt.NDArray[np.intp]:
        """Return the rows of `pixels` that an epoch shows, in order, shape (epoch_size,).

        Every image comes `weight` times; of a weight's fraction, each epoch draws another subset. Depends on the
        arguments and the sources' sizes and weights only.
        """
        rng = np.random.default_rng([_SHUFFLE, seed, epoch])
        rows = [start + _rows(size, weight, rng) for start, size, weight in self._places()]
        order = rows[0] if len(rows) == 1 else np.concatenate(rows)
        rng.shuffle(order)
        return order

    @property
    def validation(self) -> Images:
        """The validation parts of all sources, one after another."""
        return join(dataset.validation for dataset, _ in self.shares)

    @property
    def test(self) -> Images:
        """The test parts of all sources, one after another."""
        return join(dataset.test for dataset, _ in self.shares)

    def parts(self, part: Part) -> list[NamedImages]:
        """Return one part of every source that has any of it, since a score must name its images."""
        named = [NamedImages(dataset.name, dataset.key, dataset.part(part)) for dataset, _ in self.shares]
        return [each for each in named if len(each.images)]

    @property
    def sha256(self) -> str:
        """Of the contents: the source's own if there is one with weight 1, else of all with their weights."""
        if len(self.shares) == 1 and self.shares[0].weight == 1:
            return self.shares[0].dataset.sha256
        lines = "\n".join(f"{dataset.sha256} {float(weight)!r}" for dataset, weight in self.shares)
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def description(self) -> str:
        """The sources in words: "MNIST + built-in digits (synthetic) × 0.5"."""
        return " + ".join(d.name if weight == 1 else f"{d.name} × {weight:g}" for d, weight in self.shares)

    @property
    def record(self) -> list[dict[str, Any]]:
        """What a model's header keeps of each source: plain values for JSON, and no folder of this computer."""
        return [
            {
                "name": dataset.name,
                "key": Path(dataset.key).name,
                "sha256": dataset.sha256,
                "weight": float(weight),
                "learned": len(dataset.train),
                "held_out": len(dataset.validation),
                "has_parts": dataset.has_parts,
            }
            for dataset, weight in self.shares
        ]

    def _places(self) -> Iterator[tuple[int, int, float]]:
        start = 0
        for dataset, weight in self.shares:
            yield start, len(dataset.train), weight
            start += len(dataset.train)


def combine(sources: Sequence[tuple[Dataset, float]], validation: int | None = None) -> TrainingData:
    """Return what a run learns from, the training parts of all sources copied into one array.

    Parameters
    ----------
    sources
        Each with its weight, above 0 and at most 100. The same contents twice count as one, with both weights.
    validation
        How many images to hold out in all, divided by the sources' sizes. None keeps each source's own choice.

    Raises
    ------
    UsageError
        If a weight is out of range.
    DataError
        If there is nothing to learn from, or too much is to be held out.
    """
    shares = _merged(sources)
    if validation is not None:
        shares = _hold_out(shares, validation)
    train = join(dataset.train for dataset, _ in shares)
    if not train.counts.any():
        what = "digits" if len(train) else "images"
        msg = f"{shares[0].dataset.name} has no {what} to learn from. Choose another source, or add one."
        raise DataError(msg)
    train = replace(train, rows=None)
    return TrainingData(train, tuple(_views(shares, train)))


def _merged(sources: Sequence[tuple[Dataset, float]]) -> list[Share]:
    merged: dict[str, Share] = {}
    for dataset, weight in sources:
        earlier = merged.get(dataset.sha256)
        share = Share(earlier.dataset, earlier.weight + weight) if earlier else Share(dataset, weight)
        if not 0 < share.weight <= MAX_WEIGHT:
            msg = f"The weight of {dataset.name} is {weight:g}. Give one above 0 and at most {MAX_WEIGHT:g}."
            raise UsageError(msg)
        merged[dataset.sha256] = share
    return list(merged.values())


def _hold_out(shares: list[Share], count: int) -> list[Share]:
    """Divide the count by the sources' digits, exactly: each gets what the running total has grown by."""
    sizes = np.cumsum([int(dataset.train.counts.sum()) + len(dataset.validation) for dataset, _ in shares])
    if count < 0 or count >= sizes[-1]:
        msg = (
            f"{int(sizes[-1]):,} images are there to learn from, so {count:,} cannot be held out for validation. "
            "Hold out fewer."
        )
        raise DataError(msg)
    totals = [0, *(round(count * int(size) / int(sizes[-1])) for size in sizes)]
    counts = np.diff(totals).tolist()
    return [Share(d.with_validation(n), weight) for (d, weight), n in zip(shares, counts, strict=True)]


def _views(shares: list[Share], train: Images) -> Iterator[Share]:
    """Yield the shares with their training parts as views, so that no image is kept twice."""
    start = 0
    for dataset, weight in shares:
        own = dataset.train
        end = start + len(own)
        view = replace(own, pixels=train.pixels[start:end], labels=train.labels[start:end])
        yield Share(replace(dataset, train=view), weight)
        start = end


def _shown(size: int, weight: float) -> int:
    whole = int(weight)
    return whole * size + round((weight - whole) * size)


def _rows(size: int, weight: float, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    whole = int(weight)
    some = _shown(size, weight) - whole * size
    rows = np.tile(np.arange(size, dtype=np.intp), whole)
    return np.concatenate([rows, rng.permutation(size)[:some]]) if some else rows
