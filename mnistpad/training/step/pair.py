"""Both halves of a run's steps in this process: how the other process's half begins, and what is left should it go."""

from typing import NamedTuple

import numpy as np

from mnistpad.nn import Optimizer
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Batch, Feed, Place
from mnistpad.training.step.halves import Half, Kind, Meeting, half_of
from mnistpad.training.step.images import Laid
from mnistpad.training.step.outcome import Outcome


class Step(NamedTuple):
    """All that a step depends on besides the weights."""

    place: Place
    rate: float
    is_last: bool

    @property
    def images(self) -> int:
        """How many it learns from."""
        return len(self.place.rows)


class Pair:
    """The two halves, and the batches that they learn from.

    Parameters
    ----------
    kind, config, images, classes
        What is halved, of which run, what it learns from, and the outputs of its network.

    Attributes
    ----------
    first, second
        The halves.
    feed
        Makes their batches.
    """

    def __init__(self, kind: Kind, config: TrainingConfig, images: Laid, classes: int) -> None:
        self._of = kind, config, images, classes
        self.feed = Feed(config, images.data, classes, images.extents, images.inputs)
        self.first, self.second = (half_of(kind, config, classes, nth, self.feed.unit, images.places) for nth in (0, 1))
        self._slots = self.feed.slot(), self.feed.slot()
        self.meet_in(None)

    def twin(self) -> "Pair":
        """Return another pair that goes on from where this one is."""
        twin = Pair(*self._of)
        twin._go_on_from(self._known())
        return twin

    def meet_in(self, meeting: Meeting | None) -> None:
        """Have both halves meet in this memory from now on, or in memory of this process."""
        if meeting is None:
            offer, shared = self.first.meeting_sizes(self.feed.size)
            meeting = Meeting(*(np.zeros(size, self._of[1].dtype) for size in (offer, offer, shared)))
        known = self._known()
        for half in (self.first, self.second):
            half.meet_in(meeting)
        self._go_on_from(known)

    def _known(self) -> list[tuple[list[FloatArray], int]]:
        """Return a copy of all that must be known to go on, and the steps that were taken, of each half."""
        return [([row.copy() for row in half.rows], half.optimizer.t) for half in (self.first, self.second)]

    def _go_on_from(self, known: list[tuple[list[FloatArray], int]]) -> None:
        for half, (rows, t) in zip((self.first, self.second), known, strict=True):
            half.optimizer.t = t
            for own, row in zip(half.rows, rows, strict=True):
                own[:] = row

    def take(self, whole: list[FloatArray], t: int) -> None:
        """Copy parameters and moments of the whole network, and the optimizer's steps."""
        for half in (self.first, self.second):
            half.take(whole)
            half.optimizer.t = t

    def give(self, whole: list[FloatArray], optimizer: Optimizer) -> None:
        """Copy them back, or the first few rows."""
        for half in (self.first, self.second):
            half.give(whole)
        optimizer.t = self.first.optimizer.t

    def made(self, half: Half, step: Step) -> Batch:
        """Return what a half learns from in a step."""
        return self.feed.make(half.share(step.place), self._slots[0 if half.is_first else 1])

    def step(self, step: Step) -> Outcome:
        """Take both halves of a step, one after the other."""
        halves = self.first, self.second
        batches = [self.made(half, step) for half in halves]
        for half, batch in zip(halves, batches, strict=True):
            half.offer(batch, step.images)
        outcomes = [
            half.finish(batch, step.rate, is_last=step.is_last) for half, batch in zip(halves, batches, strict=True)
        ]
        return outcomes[0]._replace(is_sound=all(outcome.is_sound for outcome in outcomes))
