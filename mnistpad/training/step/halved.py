"""A run's steps in two halves: the first is taken here, the second in a process of its own as soon as that is ready.

Two threads of BLAS halve the products alone, and meet at each of them. Two halves of a step halve everything, and meet
once. Until the process is ready, and whatever becomes of it, both halves are taken here, with the same bits.
"""

import logging
from typing import NamedTuple

import numpy as np

from mnistpad.data.mixture import TrainingData
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.feed.batches import Batch, Feed, Place
from mnistpad.training.state import TrainingState
from mnistpad.training.step.half import Half, Kind, Offers, half_of
from mnistpad.training.step.outcome import Outcome
from mnistpad.training.step.partner import Partner

_log = logging.getLogger(__name__)


class _Step(NamedTuple):
    """All that a step depends on besides the weights."""

    place: Place
    rate: float
    is_last: bool


class _Base(NamedTuple):
    """The whole network's rows, and the optimizer's steps, as they were at some step."""

    rows: list[FloatArray]
    t: int


class Halved:
    """Takes steps in two halves.

    The weights are in two places, so the state has them only when it asks: `TrainingState.lend`. Should the other
    process be lost with its half, the steps since the epoch began are taken again, here.

    Parameters
    ----------
    kind
        What is halved.
    state, data
        The run, and what it learns from.

    Attributes
    ----------
    partner
        The other process; None once it is of no use.
    """

    def __init__(self, kind: Kind, state: TrainingState, data: TrainingData) -> None:
        config, classes = state.config, state.network.sizes[-1]
        self._state, self._feed = state, Feed(config, data, classes)
        self._places = self._feed.places(state.epoch, state.batch)
        self._slots = self._feed.slot(), self._feed.slot()
        self._first, self._second = (half_of(kind, config, classes, nth, self._feed.unit) for nth in (0, 1))
        size = self._first.offer_size(self._feed.size)
        self._offers: Offers = np.empty(size, config.dtype), np.empty(size, config.dtype)
        self._whole: list[FloatArray] = [state.network.parameters, *state.optimizer.moments.values()]
        self._optimizer = state.optimizer
        self._done: list[_Step] = []
        self._base = self._based()
        self._is_settled, self._is_trusted, self._is_torn = True, False, False
        self.partner: Partner | None = None
        try:
            self.partner = Partner(kind, config, data, classes, self._second)
        except OSError as error:
            _log.info("No process of its own for half of each step: %s", error)
        state.lend(self.settle)

    def step(self, _images: int, rate: float, /, *, is_last: bool) -> Outcome:
        """Learn the next batch; see `Stepper`."""
        step = _Step(next(self._places), rate, is_last)
        if not step.place.batch and self._done:
            self.settle()
            self._base, self._done = self._based(), []
        self._is_settled, self._is_torn = False, True
        try:
            outcome = self._taken(step)
        except OSError as error:
            self._lose_partner(error)
            outcome = self._at_home(step)
        self._is_torn = False
        self._done.append(step)
        return outcome

    def settle(self) -> None:
        """Make the state complete: bring both halves of the weights home."""
        if self._is_settled:
            return
        try:
            if self._is_torn:
                self._lose_partner("a step was broken off")
            elif self.partner is not None and self._is_trusted:
                self.partner.give(self._second.rows)
        except OSError as error:
            self._lose_partner(error)
        self._first.give(self._whole)
        self._second.give(self._whole)
        self._optimizer.t = self._first.optimizer.t
        self._is_settled, self._is_torn = True, False

    def close(self) -> None:
        """Make the state complete, and end the other process."""
        try:
            self.settle()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Leave the state to others, who put other weights into it, and end the other process."""
        self._is_settled = True
        self._state.take_back()
        self._end_partner()

    def _based(self) -> _Base:
        base = _Base([row.copy() for row in self._whole], self._optimizer.t)
        self._take(base)
        return base

    def _take(self, base: _Base) -> None:
        for half in (self._first, self._second):
            half.take(base.rows)
            half.optimizer.t = base.t

    def _taken(self, step: _Step) -> Outcome:
        """Take a step together with the other process, or, as long as that is not ready, here."""
        if self.partner is None or not (self._is_trusted or self.partner.is_ready()):
            return self._at_home(step)
        if self._is_trusted:
            return self._together(self.partner, step)[0]
        self.partner.take(self._second)
        outcome, offers = self._together(self.partner, step)
        self._compare(self.partner, step, offers)
        return outcome

    def _at_home(self, step: _Step) -> Outcome:
        images, halves = len(step.place.rows), (self._first, self._second)
        batches = [self._made(half, step) for half in halves]
        for half, batch, out in zip(halves, batches, self._offers, strict=True):
            half.offer(batch, images, out)
        outcomes = [
            half.finish(batch, self._offers, step.rate, is_last=step.is_last)
            for half, batch in zip(halves, batches, strict=True)
        ]
        return outcomes[0]._replace(is_sound=all(outcome.is_sound for outcome in outcomes))

    def _together(self, partner: Partner, step: _Step) -> tuple[Outcome, Offers]:
        first = self._first
        out = partner.begin(step.place, step.rate, is_last=step.is_last)
        batch = self._made(first, step)
        first.offer(batch, len(step.place.rows), out)
        offers = partner.meet()
        outcome = first.finish(batch, offers, step.rate, is_last=step.is_last)
        is_sound = partner.is_done() and outcome.is_sound
        return outcome._replace(is_sound=is_sound), offers

    def _compare(self, partner: Partner, step: _Step, offers: Offers) -> None:
        """Take the first step that the other process took here as well: its bits must be ours."""
        second, theirs = self._second, [np.empty_like(row) for row in self._second.rows]
        batch = self._made(second, step)
        second.offer(batch, len(step.place.rows), self._offers[1])
        second.finish(batch, offers, step.rate, is_last=step.is_last)
        partner.give(theirs)
        if not all(np.array_equal(*pair, equal_nan=True) for pair in zip(second.rows, theirs, strict=True)):
            msg = "its bits are others"
            raise ConnectionError(msg)
        self._is_trusted = True

    def _made(self, half: Half, step: _Step) -> Batch:
        slot = self._slots[0] if half.is_first else self._slots[1]
        return self._feed.make(half.share(step.place), slot)

    def _lose_partner(self, why: object) -> None:
        """Go on without the other process: take the steps since the epoch began again."""
        _log.info("No process of its own for half of each step any more: %s", why)
        self._end_partner()
        self._take(self._base)
        for step in self._done:
            self._at_home(step)

    def _end_partner(self) -> None:
        if self.partner is not None:
            self.partner.close()
            self.partner = None
        self._is_trusted = False
