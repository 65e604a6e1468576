"""A run's steps in two halves: the first is taken here, the second in a process of its own as soon as that is ready.

Two threads of BLAS halve the products alone, and meet at each of them. Two halves of a step halve everything, and meet
once. Until the process is ready, and whatever becomes of it, both halves are taken here, with the same bits.
"""

import logging
import os
import statistics
import time
from collections import deque
from enum import Enum, auto
from threading import RLock

import numpy as np

from mnistpad.data.mixture import TrainingData
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.state import TrainingState
from mnistpad.training.step.halves import Kind
from mnistpad.training.step.images import Laid, lay_down, layout_of
from mnistpad.training.step.outcome import Outcome
from mnistpad.training.step.pair import Pair, Step
from mnistpad.training.step.partner import Partner

_log = logging.getLogger(__name__)

KNOWN = 16  # steps at home after which it is known how long one takes there
_BLOCK = 32  # steps together whose time is compared with that; after two slow blocks the other process rests
_SLOW = 1.5  # times as long as at home: beside another busy program it was three times, and no machine is quite steady
_REST, _LONGEST_REST = 1000, 16_000  # steps


class _Second(Enum):
    """Where the second half is."""

    HOME = auto()
    APART = auto()
    LOST = auto()  # a step was broken off, or the process that had it has ended


class Halved:
    """Takes steps in two halves.

    The weights are in two places, so the state has them only when it asks: `TrainingState.lend`. Should the other
    process be lost with its half, the steps since the epoch began are taken again, here.

    Where something else needs the second core, waiting for the other process takes longer than both halves take here.
    Then it rests for a while.

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
        self._state, self._optimizer = state, state.optimizer
        self._whole: list[FloatArray] = [state.network.parameters, *state.optimizer.moments.values()]
        self._lock = RLock()  # the window may ask for the weights in the middle of a step
        self._where, self._is_trusted = _Second.HOME, False
        self._settled = len(self._whole)  # how many rows the state has of the last step
        self._pace = _Pace()
        images, memory = lay_down(layout_of(kind, config), data)
        try:
            self._pair = Pair(kind, config, images, classes)
            self.partner = self._started(kind, images, memory)
            if self.partner is not None:
                self._pair.meet_in(self.partner.meeting)
        finally:
            if memory is not None:
                os.close(memory)
        self._begin_epoch()
        state.lend(self.settle)

    def _started(self, kind: Kind, images: Laid, memory: int | None) -> Partner | None:
        if memory is None:
            return None
        try:
            return Partner(kind, self._state.config, images, self._state.network.sizes[-1], self._pair.second, memory)
        except OSError as error:
            _log.info("No process of its own for half of each step: %s", error)
            return None

    def step(self, _images: int, rate: float, /, *, is_last: bool) -> Outcome:
        """Learn the next batch; see `Stepper`."""
        state = self._state
        with self._lock:
            if state.epoch != self._epoch:
                self.settle()
                self._begin_epoch()
            step = Step(self._pair.feed.place(state.epoch, state.batch, self._order), rate, is_last)
            where, self._where, self._settled = self._where, _Second.LOST, 0
            try:
                outcome = self._taken(step, where)
            except OSError as error:
                self._end_partner(error)
                self._take_again()
                outcome = self._at_home(step)
            self._done.append(step)
        return outcome

    def settle(self, *, moments: bool = True) -> None:
        """Bring both halves of the weights home; and what the optimizer remembers, which makes the state complete."""
        with self._lock:
            rows = len(self._whole) if moments else 1
            if self._settled >= rows:
                return
            if self._where is _Second.APART and self.partner is not None:
                try:
                    self.partner.give(self._pair.second.rows[:rows])
                except OSError as error:
                    self._end_partner(error)
            if self._where is _Second.LOST:
                self._end_partner("a step was broken off")
                self._take_again()
            self._pair.give(self._whole[:rows], self._optimizer)
            self._settled = rows

    def close(self) -> None:
        """Make the state complete, and end the other process."""
        try:
            self.settle()
        except BaseException:  # whatever it is, the weights are not those of the last step
            self.abandon()
            self._state.rewind()
            raise
        self.abandon()

    def abandon(self) -> None:
        """Leave the state to others, who put other weights into it, and end the other process."""
        self._settled = len(self._whole)
        self._state.take_back(self.settle)
        self._end_partner()

    def _begin_epoch(self) -> None:
        """Keep the present weights, which the state has: from them the steps that follow can be taken again."""
        self._order = self._pair.feed.order(self._state.epoch)
        if self.partner is not None:
            self.partner.show(self._order)
        self._base, self._t = [row.copy() for row in self._whole], self._optimizer.t
        self._done: list[Step] = []
        if self._where is _Second.HOME:
            self._pair.take(self._base, self._t)
        self._epoch = self._state.epoch

    def _take_again(self) -> None:
        self._where = _Second.LOST
        self._pair.meet_in(None)  # once more: whatever was broken off, both halves are to look at the same memory
        self._pair.take(self._base, self._t)
        with np.errstate(all="ignore"):
            for step in self._done:
                self._pair.step(step)
        self._where = _Second.HOME

    def _taken(self, step: Step, where: _Second) -> Outcome:
        """Take a step together with the other process, or, as long as that is not ready or rests, here."""
        if where is _Second.LOST:
            raise ConnectionError("a step was broken off")  # noqa: EM101 - told to the log alone
        if where is _Second.HOME:
            partner = self._ready()
            if partner is None:
                return self._at_home(step)
            partner.take(self._pair.second)
            if not self._is_trusted:
                return self._on_trial(partner, step)
        assert self.partner is not None  # noqa: S101 - where the second half is
        begin = time.perf_counter()
        outcome = self._together(self.partner, step)
        if self._pace.is_slow(time.perf_counter() - begin):
            self.partner.give(self._pair.second.rows)
            self._pair.second.optimizer.t = self._pair.first.optimizer.t
            self._where = _Second.HOME
        else:
            self._where = _Second.APART
        return outcome

    def _ready(self) -> Partner | None:
        """Return the other process if it is there, listens, and need not rest."""
        try:
            if self.partner is None or not (self._is_trusted or self.partner.is_ready()):
                return None
        except OSError as error:  # it had nothing yet
            self._end_partner(error)
        return None if self._pace.is_resting else self.partner

    def _at_home(self, step: Step) -> Outcome:
        begin = time.perf_counter()
        outcome = self._pair.step(step)
        self._pace.note(time.perf_counter() - begin)
        self._where = _Second.HOME
        return outcome

    def _together(self, partner: Partner, step: Step) -> Outcome:
        first = self._pair.first
        partner.begin(step.place.epoch, step.place.batch, step.rate, is_last=step.is_last)
        batch = self._pair.made(first, step)
        first.offer(batch, step.images)
        partner.meet()
        outcome = first.finish(batch, step.rate, is_last=step.is_last)
        if not partner.is_done():
            outcome = outcome._replace(is_sound=False)
        return outcome

    def _on_trial(self, partner: Partner, step: Step) -> Outcome:
        """Take the first step together, and here as well: the other process's bits must be ours."""
        first, second = self._pair.first.rows, [np.empty_like(row) for row in self._pair.second.rows]
        twin = self._pair.twin()
        twin.step(step)
        outcome = self._together(partner, step)
        partner.give(second)
        pairs = zip([*twin.first.rows, *twin.second.rows], [*first, *second], strict=True)
        if not all(np.array_equal(*both, equal_nan=True) for both in pairs):
            msg = "its bits are others"
            raise ConnectionError(msg)
        self._is_trusted, self._where = True, _Second.APART
        return outcome

    def _end_partner(self, why: object = None) -> None:
        """Go on without the other process, and log why, if the run goes on; what it has is lost."""
        if self.partner is not None:
            if why is not None:
                _log.info("No process of its own for half of each step any more: %s", why)
            self.partner.close()
            self.partner = None
            self._pair.meet_in(None)
        if self._where is _Second.APART:
            self._where = _Second.LOST


class _Pace:
    """How long steps take at home and together, and whether the other process rests because it does not pay."""

    def __init__(self) -> None:
        self._at_home: deque[float] = deque(maxlen=KNOWN)
        self._block: list[float] = []
        self._slow_blocks = 0
        self._rest, self._next_rest = KNOWN, _REST

    @property
    def is_resting(self) -> bool:
        """Whether steps are to be taken at home for now."""
        return self._rest > 0

    def note(self, seconds: float) -> None:
        """Take note of a step at home."""
        self._at_home.append(seconds)
        self._rest = max(0, self._rest - 1)

    def is_slow(self, seconds: float) -> bool:
        """Take note of a step together, and return whether that is to be the last for a while."""
        self._block.append(seconds)
        if len(self._block) < _BLOCK:
            return False
        # The mean: what holds a step up from time to time counts.
        is_slow = sum(self._block) > _SLOW * _BLOCK * statistics.median(self._at_home)
        self._block.clear()
        self._slow_blocks = self._slow_blocks + 1 if is_slow else 0
        if not is_slow:
            self._next_rest = max(_REST, self._next_rest // 2)
        if self._slow_blocks < 2:
            return False
        self._slow_blocks, self._rest = 0, self._next_rest
        self._next_rest = min(2 * self._next_rest, _LONGEST_REST)
        return True
