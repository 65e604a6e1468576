"""What a run will see of its images: the very draw, made with the run's own random numbers. Knows no widgets."""

from dataclasses import dataclass

import numpy as np

from mnistpad.data.augment import Augmentation
from mnistpad.data.dataset import Bytes, Ints
from mnistpad.data.mixture import TrainingData
from mnistpad.training import TrainingConfig
from mnistpad.training.feed import noise

SHOWN = 64  # at most; as many of them as there is room for
LARGEST_BATCH = 2048  # images that are distorted while a slider moves: 22 ms; of a larger batch only what is shown


@dataclass(frozen=True, eq=False)
class Batch:
    """The images of one batch, before they are distorted.

    Attributes
    ----------
    pixels
        All that have to be distorted at once, so that those shown come out as in the run, shape (n, 784).
    number
        Of the batch in its epoch, from 0.
    is_exact
        Whether the run will see the very same draw.
    """

    pixels: Bytes
    number: int
    is_exact: bool

    def __len__(self) -> int:
        return min(SHOWN, len(self.pixels))

    @property
    def before(self) -> Bytes:
        """Those that are shown, as they are."""
        return self.pixels[:SHOWN]

    def after(self, distortion: Augmentation | None, seed: int) -> Bytes:
        """Return the same as a run with that seed learns them, in its first epoch."""
        if distortion is None or distortion.is_identity:
            return self.before
        varied = distortion.apply(self.pixels, noise(seed, 0, self.number))[:SHOWN]
        return np.rint(255 * np.clip(varied, 0, 1)).astype(np.uint8)


class Draws:
    """The batches of a run's first epoch, one after another.

    Parameters
    ----------
    data, config
        What the run learns from, and how.
    """

    def __init__(self, data: TrainingData, config: TrainingConfig) -> None:
        self._data = data
        self.config = config
        self._order: Ints = data.epoch_order(config.seed, 0)
        size = config.step_size(data.epoch_size)
        self._is_exact = config.batch_size is not None and size <= LARGEST_BATCH
        self._size = size if self._is_exact else SHOWN

    def belongs_to(self, config: TrainingConfig) -> bool:
        """Return whether a run with these settings shows the same images in the same batches."""
        return (config.seed, config.batch_size) == (self.config.seed, self.config.batch_size)

    def batch(self, number: int) -> Batch:
        """Return a batch; after the last comes the first again."""
        number %= -(-len(self._order) // self._size)
        rows = self._order[number * self._size : (number + 1) * self._size]
        return Batch(self._data.pixels[rows], number, self._is_exact)
