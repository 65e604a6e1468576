"""What a run says while it goes on: enough for curves, progress and the time left."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class BatchDone(NamedTuple):  # made in a quarter of the time, for there are thousands a second
    """The weights moved once."""

    step: int  # batches since the run began, 1 after the first
    epoch: int  # epochs finished before this one
    batch: int  # batches done in this epoch
    batches: int  # in each epoch
    loss: float  # nats, mean over the batch, before the weights moved; without the L2 term
    accuracy: float  # 0 to 1, over the batch, before the weights moved
    learning_rate: float


@dataclass(frozen=True)
class Evaluated:
    """The network was tried on the images that are held out."""

    step: int
    epoch: float  # 0 for the untrained network, 0.125 after an eighth of the first epoch
    loss: float  # nats, mean
    accuracy: float  # 0 to 1
    count: int  # images
    is_best: bool  # better than every evaluation before it at the end of an epoch


@dataclass(frozen=True)
class EpochDone:
    """Every image was shown once (or as often as its weight says)."""

    epoch: int  # epochs finished, this one included
    epochs: int  # that the run is to have
    step: int
    loss: float  # nats, mean over the epoch's batches as they were learned
    accuracy: float
    validation: Evaluated | None  # None where nothing is held out
    seconds: float  # spent in training since the run began


@dataclass(frozen=True)
class RunDone:
    """The run is at its end: all epochs are finished, or its patience is."""

    epochs: int  # finished
    step: int
    seconds: float
    early: bool = False  # patience ran out before the epochs did
    best_epoch: int | None = None  # that read the held-out images best; None where nothing is held out


Event: TypeAlias = BatchDone | Evaluated | EpochDone | RunDone
