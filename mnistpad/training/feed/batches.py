"""Batches: rows of the data as columns in [0, 1], with their targets and the random numbers of their place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import Any, NamedTuple

import numpy as np

from mnistpad.data.augment import Distorter, Variation, batches_at_a_time
from mnistpad.data.dataset import PIXELS, Bytes, Ints
from mnistpad.data.mixture import TrainingData
from mnistpad.nn import one_hot
from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.products import Corner
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.outwards import Extents

_NOISE = 0xD15708  # keeps the random numbers of dropout and distortion apart from those of other purposes

# A full batch goes through in parts of this size: more do not stay in the cache, and with fewer its threads meet more
# often. On two cores 60,000 images took 37 to 55 ms in parts of 384, 28 to 44 in parts of 768, and 24 to 35 of 1,024.
_PART = 1024
_MANY = 64  # images of a batch, from which on it pays to put those first whose ink reaches least far


def noise(seed: int, epoch: int, batch: int, start: int = 0) -> np.random.Generator:
    """Return the random numbers for the distortion and dropout of a batch.

    Parameters
    ----------
    epoch, batch
        Finished before it: in the run, and in its epoch.
    start
        Its first row, where a batch is taken in pieces.
    """
    words = [_NOISE, seed, epoch, batch, start]
    # An array is taken as it is, a list word by word; that would be a third slower.
    return np.random.default_rng(np.array(words, np.uint32) if max(words) < 2**32 else words)


class _InOrder(np.random.Generator):
    """Draws for images as they came, and returns what it drew as they stand: each keeps its own, whatever the order.

    Parameters
    ----------
    rng
        Draws.
    order
        Of the images that came, those that stand first to last, (m,).
    """

    def __init__(self, rng: np.random.Generator, order: Ints) -> None:
        super().__init__(rng.bit_generator)
        self._order = order

    def random(self, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
        """Return numbers from 0 to below 1; where they are (n, m), each image has its column."""
        drawn = super().random(size, dtype, out)
        return drawn.take(self._order, axis=1) if np.ndim(drawn) == 2 else drawn


class Batch(NamedTuple):
    """What a step computes its gradients from: a batch, or a part of a full one. X stays until its slot is filled."""

    X: FloatArray  # (784, m), in [0, 1] once multiplied by `Feed.unit`: a transposed view of rows, or fewer
    Y: FloatArray  # (classes, m)
    rng: np.random.Generator | None  # for dropout; None where chance has no part
    corner: Corner | None = None  # of X, which is blank


class Place(NamedTuple):
    """A batch before it is made: where it stands in the run, and the rows of the data that it shows."""

    epoch: int
    batch: int
    start: int
    rows: Ints


class Plan(NamedTuple):
    """Batches that are made at a time, with all that chance has a part in."""

    places: Sequence[Place]
    rngs: Sequence[np.random.Generator | None]
    targets: Sequence[FloatArray]
    variation: Variation | None  # of all images; None where nothing is varied


@dataclass(frozen=True, eq=False)
class Slot:
    """Arrays that one batch lives in: batches allocate nothing."""

    pixels: Bytes
    rows: FloatArray


class Feed:
    """Makes the batches of a run. Depends on its arguments only, and not on what was made before.

    Parameters
    ----------
    config, data
        What the run is to do, and with what.
    classes
        Outputs of its network.
    extents
        How many pixels hold all ink of each image, where they are in the order of `outwards`: X ends where the ink of
        its images does. None where all X end at the same.
    inputs
        How many pixels are looked at, from the first on.

    Attributes
    ----------
    unit
        What X is to be multiplied by to be in [0, 1]: 1, or 1/255 where W1·(X/255) is best taken as (W1/255)·X, for
        there are fewer weights than pixels.
    together
        Batches that are best made at a time.
    distorter
        Varies the images. Another may take its place before the first slot is made.
    """

    def __init__(
        self,
        config: TrainingConfig,
        data: TrainingData,
        classes: int,
        extents: Extents | None = None,
        inputs: int = PIXELS,
    ) -> None:
        self._config, self._data = config, data
        self._extents, self._inputs = extents, inputs
        self.size = config.step_size(data.epoch_size)
        self._is_full = config.batch_size is None
        self._is_in_order = self._is_full and all(share.weight == 1 for share in data.shares)
        self.part = min(self.size, _PART) if self._is_full else self.size
        is_narrow = (*config.hidden, classes)[0] < self.part
        self.unit = 1 / 255 if is_narrow and config.augmentation is None else 1.0
        self._targets = one_hot(np.arange(classes), classes, smoothing=config.label_smoothing, dtype=config.dtype)
        self.distorter = Distorter()
        self.together = 1 if config.augmentation is None else batches_at_a_time(self.part)

    def places(self, epoch: int, batch: int) -> Iterator[Place]:
        """Yield the places of all batches from one on, epoch after epoch without an end."""
        for each in count(epoch):
            order = self.order(each)
            for nth in range(batch, -(-len(order) // self.size)):
                rows = self.place(each, nth, order).rows
                for at in range(0, len(rows), self.part):
                    yield Place(each, nth, at, rows[at : at + self.part])
            batch = 0

    def place(self, epoch: int, batch: int, order: Ints) -> Place:
        """Return the place of a batch, where the order of its epoch is known."""
        return Place(epoch, batch, 0, order[batch * self.size : (batch + 1) * self.size])

    def order(self, epoch: int) -> Ints:
        """Return the rows that an epoch shows. A full batch reads them as they are stored."""
        if self._is_in_order:
            return np.arange(self._data.epoch_size)
        order = self._data.epoch_order(self._config.seed, epoch)
        return np.sort(order) if self._is_full else order

    def slot(self, batches: int = 1) -> Slot:
        """Return new arrays for one batch or more."""
        pixels, rows = self.distorter.room(batches * self.part, self._config.dtype)
        return Slot(pixels, rows if self._inputs == PIXELS else np.empty((len(rows), self._inputs), rows.dtype))

    def make(self, place: Place, slot: Slot) -> Batch:
        """Return a batch, written into a slot."""
        if self._config.augmentation is not None:
            return self.fill(self.plan([place]), slot)[0]
        if self._extents is not None:
            return self._made_of_inked(place, self._extents, slot)
        X = self._scaled(self._pixels(place.rows, slot)[:, : self._inputs], slot)
        return Batch(X.T, self._labels(place.rows), self._noise(place))

    def _made_of_inked(self, place: Place, extents: Extents, slot: Slot) -> Batch:
        """Return a batch whose X ends where the ink does.

        Its images may take any order: those come first whose ink reaches least far.
        """
        rows, rng, corner = place.rows, self._noise(place), None
        ends = extents.take(rows)
        if len(rows) >= _MANY and not self._is_full:
            order, images = ends.argsort(kind="stable"), len(rows) * 3 // 4
            rows, corner = rows.take(order), Corner(int(ends[order[images - 1]]), images)
            rng = rng and _InOrder(rng, order)
        X = self._scaled(self._pixels(rows, slot)[:, : ends.max(initial=0)], slot)
        return Batch(X.T, self._labels(rows), rng, corner)

    def plan(self, places: Sequence[Place]) -> Plan:
        """Draw the lots of distorted batches that are made at a time; only the last may be a short one."""
        rngs, augmentation = [self._noise(place) for place in places], self._config.augmentation
        variation = None
        if augmentation is not None and not augmentation.is_identity:
            sizes = [len(place.rows) for place in places]
            variation = augmentation.draw_all(sizes, [rng for rng in rngs if rng is not None])
        return Plan(places, rngs, [self._labels(place.rows) for place in places], variation)

    def fill(self, plan: Plan, slot: Slot) -> list[Batch]:
        """Return the distorted batches of a plan, each as if it was made alone, written into a slot."""
        rows = np.concatenate([place.rows for place in plan.places])
        pixels, X = self._pixels(rows, slot), slot.rows[: len(rows)]
        if plan.variation is None:
            np.divide(pixels, np.float32(255), out=X, dtype=np.float32)
        else:
            size = len(plan.places[0].rows) if len(plan.places) > 1 else None
            self.distorter.distort(pixels, plan.variation, X, size)
        ends = accumulate(len(place.rows) for place in plan.places)
        return [
            Batch(X[end - len(place.rows) : end].T, Y, rng)
            for end, place, rng, Y in zip(ends, plan.places, plan.rngs, plan.targets, strict=True)
        ]

    def _noise(self, place: Place) -> np.random.Generator | None:
        if self._config.augmentation is None and not self._config.dropout:
            return None
        return noise(self._config.seed, place.epoch, place.batch, place.start)

    def _labels(self, rows: Ints) -> FloatArray:
        return self._targets.take(self._data.labels.take(rows), axis=1)

    def _pixels(self, rows: Ints, slot: Slot) -> Bytes:
        """Return the pixels of some rows, as they are stored where the rows are neighbours, else copied to the slot."""
        if self._is_in_order:
            return self._data.pixels[rows[0] : rows[-1] + 1]
        # mode="clip" writes straight into `out`; the rows are known to be there.
        return self._data.pixels.take(rows, axis=0, out=slot.pixels[: len(rows)], mode="clip")

    def _scaled(self, pixels: Bytes, slot: Slot) -> FloatArray:
        X = slot.rows[: len(pixels)]
        if pixels.shape != X.shape:
            X = slot.rows.reshape(-1)[: pixels.size].reshape(pixels.shape)  # in one piece
        # Copied, then multiplied: both at once goes by way of a small buffer, and takes longer.
        np.copyto(X, pixels)
        if self.unit == 1:
            X *= X.dtype.type(1 / 255)
        return X


class AsAsked:
    """Makes batches one after another, each when it is asked for."""

    def __init__(self, feed: Feed, places: Iterator[Place]) -> None:
        self._feed, self._places, self._slot = feed, places, feed.slot()

    def take(self) -> Batch:
        """Return the next batch; the one before it is given up."""
        return self._feed.make(next(self._places), self._slot)

    def close(self) -> None:
        """Nothing is left behind."""
