"""Watches a run. What a batch costs here is a comparison; what an epoch costs is a few."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mnistpad.data.dataset import Images
from mnistpad.training.coach import advice as say
from mnistpad.training.coach.advice import Advice, Kind
from mnistpad.training.coach.units import UnitStatistics, is_time_to_look, unit_statistics
from mnistpad.training.config import TrainingConfig
from mnistpad.training.events import BatchDone, EpochDone, Evaluated, Event
from mnistpad.training.state import History, TrainingState

GUESSING = math.log(10)  # nats


@dataclass
class _Low:
    """The lowest loss so far, and where it was."""

    loss: float = math.inf
    training: float = math.inf  # the training loss there
    epoch: int = 0
    step: int = 0


class Coach:
    """Says what is wrong with a run, one thing at a time, and only what it is sure of.

    For each event of the run, as `with_coach` does it::

        statistics = unit_statistics(network, held_out) if coach.wants_statistics(event) else None
        advice = coach.watch(event, statistics)

    Parameters
    ----------
    config
        Of the run.
    dismissed
        What a person dismissed before, from `Coach.dismissed`.

    Attributes
    ----------
    advice
        What is being said now; None for nothing. It stays until it is dismissed, followed, or α changes.
    dismissed
        Each kind that was dismissed, with the epoch when it was: plain values for a file.
    """

    # The numbers below come from runs on MNIST; the long tests in test_whole_runs.py hold them against what they must
    # not find in the presets and their variations, and must find in runs that deserve it.
    SILENT = SATURATED = 0.5  # part of a layer's neurons

    STEPS_TO_LEAVE_GUESSING = 100
    CLOSE_TO_GUESSING = 0.85  # of the loss of guessing

    FALL = 0.005  # what a training loss must at least fall by, as a part of it, to count as falling
    STALLED_EPOCHS = 4
    STALLED_STEPS = 300
    LEARNED = 0.03  # nats; below, there is nothing left to be had from the training loss
    STRONG_L2 = 1e-3  # holds the loss up by itself

    RISE = 1.5  # times its lowest, for a held-out loss
    GAP = 0.05  # between accuracies in training and on held-out images; with it, a smaller rise says as much
    RISE_WITH_GAP = 1.02
    RISING_EPOCHS = 5
    TRAINING_FALL = 0.9  # of what the training loss was when the held-out loss was lowest

    QUIET_EPOCHS = 10  # after a dismissal; at least a quarter of the run

    def __init__(self, config: TrainingConfig, dismissed: Mapping[str, int] | None = None) -> None:
        self.config = config
        self.advice: Advice | None = None
        self.dismissed: dict[str, int] = dict(dismissed or {})
        self._rate = config.initial_rate
        self._step = self._epoch = 0
        self._best_epoch = 0
        self._floor = _entropy(config.label_smoothing)
        self._forget()
        self._validation = _Low()

    def _forget(self) -> None:
        """Look at the training loss anew: α is another, or the run is at another place."""
        self._since = self._step
        self._training = _Low()
        self._units: UnitStatistics | None = None
        self._examined = (self._epoch, self._step)

    # What goes on

    def wants_statistics(self, event: Event) -> bool:
        """Whether it is time to look at the hidden neurons, if there are any."""
        return isinstance(event, EpochDone) and bool(self.config.hidden) and is_time_to_look(event, self._examined)

    def watch(self, event: Event, statistics: UnitStatistics | None = None) -> Advice | None:
        """Take note of an event, and return an advice where there is a new one."""
        if isinstance(event, BatchDone):
            self._note_batch(event)
        elif isinstance(event, Evaluated) and event.is_best:
            self._best_epoch = round(event.epoch)
        elif isinstance(event, EpochDone):
            self._note_epoch(event)
            if statistics is not None:
                self._units, self._examined = statistics, (event.epoch, event.step)
            return self._judge(event)
        return None

    def catch_up(self, history: History, batches: int) -> None:
        """Take note of what a run did before it was continued, without a word.

        Parameters
        ----------
        history
            Of the run; only whole epochs count.
        batches
            In each epoch.
        """
        epochs = len(history.losses) // batches
        losses, accuracies = (
            np.reshape(values[: epochs * batches], (epochs, batches)).mean(axis=1).tolist()
            for values in (history.losses, history.accuracies)
        )
        evaluated = {each.step: each for each in history.evaluations}
        changed, self._rate = history.rates[-1]
        for epoch, (loss, accuracy) in enumerate(zip(losses, accuracies, strict=True), 1):
            step = epoch * batches
            if step - batches <= changed < step:
                self._step = changed
                self._forget()
            held = evaluated.get(step)
            self._best_epoch = epoch if held is not None and held.is_best else self._best_epoch
            self._note_epoch(EpochDone(epoch, self.config.epochs, step, loss, accuracy, held, 0.0))
        if changed >= epochs * batches:
            self._step = changed
            self._forget()

    def dismiss(self) -> None:
        """Be quiet about what is being said, for a while."""
        if self.advice is not None:
            self.dismissed[self.advice.kind] = self._epoch
            self.advice = None

    def follow(self) -> None:
        """Take note that the button was pressed."""
        self.advice = None
        self._forget()

    # What to make of it

    def _note_batch(self, event: BatchDone) -> None:
        if event.step <= self._step:  # the run went back
            self._validation = _Low()
            self._best_epoch = min(self._best_epoch, event.epoch)
            self._epoch = event.epoch
        # A cosine moves α a little with each batch; a person moves it by more.
        moved = max(event.learning_rate, self._rate) > 1.5 * min(event.learning_rate, self._rate)
        smooth = self.config.schedule != "constant" and not moved
        if event.step <= self._step or (event.learning_rate != self._rate and not smooth):
            self._step = event.step - 1
            self._forget()
            self._withdraw()
        self._step, self._rate = event.step, event.learning_rate

    def _withdraw(self) -> None:
        if self.advice is not None and self.advice.kind in (Kind.PLATEAU, Kind.TOO_SLOW):
            self.advice = None

    def _note_epoch(self, event: EpochDone) -> None:
        self._epoch, self._step = event.epoch, event.step
        excess = event.loss - self._floor
        if excess < (1 - self.FALL) * self._training.loss:
            self._training = _Low(excess, excess, event.epoch, event.step)
        if event.validation is not None and event.validation.loss < self._validation.loss:
            self._validation = _Low(event.validation.loss, excess, event.epoch, event.step)

    def _judge(self, event: EpochDone) -> Advice | None:
        if self.advice is not None:
            return None
        ill = self._ill_units() if event.loss - self._floor > self.LEARNED else None
        found = (ill, self._slowness(event), self._overfitting(event), self._plateau(event))
        self.advice = next((each for each in found if each is not None and not self._is_quiet(each.kind)), None)
        return self.advice

    def _is_quiet(self, kind: Kind) -> bool:
        if kind not in self.dismissed:
            return False
        return 0 <= self._epoch - self.dismissed[kind] < max(self.QUIET_EPOCHS, self.config.epochs // 4)

    def _ill_units(self) -> Advice | None:
        if self._units is None:
            return None
        silent, flat = max(self._units.silent, default=0), max(self._units.saturated, default=0)
        if silent >= self.SILENT:
            return say.dead(silent, self.config, self._rate)
        return say.saturated(flat, self.config, self._rate) if flat >= self.SATURATED else None

    def _can_judge_alpha(self, event: EpochDone) -> bool:
        """Whether the hidden neurons are known to be well, so that α is what is left to blame."""
        blind = self._units is None and bool(self.config.hidden) and event.validation is not None
        return not blind and self._ill_units() is None

    def _slowness(self, event: EpochDone) -> Advice | None:
        steps = event.step - self._since
        # The training loss is the mean of an epoch, in whose first half a deep sigmoid may have stood still.
        now = event.loss if event.validation is None else min(event.loss, event.validation.loss)
        near = self._floor + self.CLOSE_TO_GUESSING * (GUESSING - self._floor)
        if steps < self.STEPS_TO_LEAVE_GUESSING or now < near:
            return None
        return say.too_slow(event.step) if self._can_judge_alpha(event) else None

    def _overfitting(self, event: EpochDone) -> Advice | None:
        low, held = self._validation, event.validation
        if held is None or event.epoch - low.epoch < self.RISING_EPOCHS:
            return None
        # Smoothed labels forbid a network to be sure, which raises the loss on labels that are not.
        usual = math.inf if self.config.label_smoothing else self.RISE
        chance = 2 * math.sqrt(held.accuracy * (1 - held.accuracy) / held.count)
        rise = self.RISE_WITH_GAP if event.accuracy - held.accuracy > self.GAP + chance else usual
        if held.loss < rise * low.loss:
            return None
        if event.loss - self._floor > self.TRAINING_FALL * low.training:
            return None
        return say.overfitting(low.epoch, self._best_epoch or low.epoch)

    def _plateau(self, event: EpochDone) -> Advice | None:
        low = self._training
        if self.config.schedule != "constant" or self.config.l2 >= self.STRONG_L2 or low.loss < self.LEARNED:
            return None
        if event.epoch - low.epoch < self.STALLED_EPOCHS or event.step - low.step < self.STALLED_STEPS:
            return None
        return say.plateau() if self._can_judge_alpha(event) else None


def with_coach(
    events: Iterator[Event], coach: Coach, state: TrainingState, held_out: Images
) -> Iterator[Event | Advice]:
    """Pass a run's events on, and what the coach says to them, each advice behind the event that led to it.

    Where the run blows up, ask `diverged` with the error.
    """
    for event in events:
        statistics = unit_statistics(state.network, held_out) if coach.wants_statistics(event) else None
        advice = coach.watch(event, statistics)
        yield event
        if advice is not None:
            yield advice


def _entropy(smoothing: float) -> float:
    """Return the least loss that smoothed labels allow, in nats."""
    if not smoothing:
        return 0.0
    right, wrong = 1 - 0.9 * smoothing, 0.1 * smoothing
    return -right * math.log(right) - 9 * wrong * math.log(wrong)
