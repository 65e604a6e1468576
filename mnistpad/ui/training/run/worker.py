"""The thread that trains: it walks the one training loop, and obeys the controls between two batches."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, QThread, Signal

from mnistpad.data.dataset import Images
from mnistpad.data.mixture import TrainingData
from mnistpad.training import (
    BatchDone,
    EpochDone,
    Evaluated,
    Event,
    TrainingConfig,
    TrainingState,
    save_checkpoint,
    train,
    with_checkpoints,
)
from mnistpad.training.coach import is_time_to_look, unit_statistics
from mnistpad.training.feed import Choice
from mnistpad.training.state import History
from mnistpad.training.step import partner
from mnistpad.ui.training.run.controls import Controls
from mnistpad.ui.training.run.mailbox import Mailbox, Snapshot

STOP_INTERVAL = 0.05  # seconds between two looks whether to go on loading
STOP_PATIENCE = 0.5  # seconds for what is being loaded to end, before it is left to itself
SCORE_INTERVAL = 0.05  # seconds; the epochs of small data are over in a few milliseconds
SNAPSHOT_INTERVAL = 0.1  # seconds; a copy of 784-128-10 takes 60 µs, and nobody reads faster


@dataclass(frozen=True)
class Completed:
    """All epochs are done, or the run stopped early because it no longer got better."""


@dataclass(frozen=True)
class Stopped:
    """A person ended the run, or closed the window."""


@dataclass(frozen=True, eq=False)
class Failed:
    """The run could not go on. A bug is no `MnistPadError`."""

    error: Exception


Outcome: TypeAlias = Completed | Stopped | Failed
Preparation: TypeAlias = Callable[[], tuple[TrainingState, TrainingData]]


@dataclass(frozen=True, eq=False)
class Beginning:
    """What a run begins or goes on with; a copy, since the run moves on at once."""

    config: TrainingConfig
    data: TrainingData
    history: History
    epoch: int  # epochs finished
    choice: Choice  # how it is divided among the cores; for runs of earlier versions without a reason
    snapshot: Snapshot


class TrainingWorker(QThread):
    """One run, from loading its data to its last batch. Exactly one `ended` is emitted, whatever happens.

    Parameters
    ----------
    prepare
        Loads the data and makes or reads the state; runs in this thread, because it takes up to seconds.
    mailbox
        Where events, snapshots and evaluations go.
    controls
        What the window wants.
    path
        Of the checkpoint.

    Attributes
    ----------
    state
        The run's state; only to be read while the run holds or has ended. None until it is prepared.
    outcome
        What came of it; None until it has ended.
    """

    prepared = Signal(object)  # Beginning
    evaluated = Signal()  # a score is in the mailbox, and worth a look at once; at most 20 times a second
    held = Signal()  # paused, or a step is done: the next batch waits
    ended = Signal(object)  # Outcome

    def __init__(
        self, prepare: Preparation, mailbox: Mailbox, controls: Controls, path: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("trainingWorker")
        self.state: TrainingState | None = None
        self.outcome: Outcome | None = None
        self._prepare = prepare
        self._mailbox = mailbox
        self._controls = controls
        self._batches = 1  # in an epoch
        self._path = path
        self._published_at = 0.0
        self._evaluated_at = 0.0

    def run(self) -> None:
        """Train, in the thread. An exception that escaped from here would end it without a word."""
        outcome: Outcome
        try:
            outcome = self._train()
        except Exception as error:  # a bug's traceback goes to the crash dialog, by way of the window
            outcome = Failed(error)
        finally:
            partner.dismiss()
        self.outcome = outcome
        self.ended.emit(outcome)

    def _train(self) -> Outcome:
        prepared = self._prepared()
        if prepared is None:
            return Stopped()
        state, data = prepared
        self.state = state
        self._batches = state.config.steps_per_epoch(data.epoch_size)
        # A process that is killed in its first epoch can then begin again with the same settings.
        save_checkpoint(state, self._path)
        self.prepared.emit(
            Beginning(
                state.config,
                data,
                state.history.copy(),
                state.epoch,
                state.choice,
                self._snapshot(state),
            )
        )
        try:
            # Closed here and not by the garbage collector: the last checkpoint may fail, and must not do so unheard.
            with contextlib.closing(with_checkpoints(train(state, data), state, self._path)) as events:
                return self._walk(state, data.validation, events)
        finally:
            self._publish(state)

    def _prepared(self) -> tuple[TrainingState, TrainingData] | None:
        """Return what the run begins with; None if it was stopped before, which waits for no large folder."""
        made: list[tuple[TrainingState, TrainingData] | Exception] = []

        def make() -> None:
            try:
                made.append(self._prepare())
            except Exception as error:  # raised again below
                made.append(error)

        thread = threading.Thread(target=make, daemon=True, name="preparation")
        thread.start()
        while thread.is_alive() and not self._controls.is_stopped:
            thread.join(STOP_INTERVAL)
        if self._controls.is_stopped:
            thread.join(STOP_PATIENCE)
            return None
        if isinstance(made[0], Exception):
            raise made[0]
        return made[0]

    def _walk(self, state: TrainingState, held_out: Images, events: Iterator[Event]) -> Outcome:
        if not self._may_go_on(state):
            # The events have not begun, and what they end with is not done: α may have been changed all the same.
            save_checkpoint(state, self._path)
            return Stopped()
        looked = (state.epoch, state.step)
        for event in events:
            if isinstance(event, EpochDone) and state.config.hidden and is_time_to_look(event, looked):
                # Here, because the largest networks take longer than a person may be kept waiting.
                self._mailbox.publish_units(event.step, unit_statistics(state.network, held_out))
                looked = (event.epoch, event.step)
            self._mailbox.put(event)
            self._publish_in_time(state, event)
            if isinstance(event, EpochDone):
                self._controls.epoch_done()
            if is_turn(event) and not self._may_go_on(state):
                return Stopped()
        return Completed()

    def _may_go_on(self, state: TrainingState) -> bool:
        def on_hold() -> None:
            self._publish(state)
            self.held.emit()

        return self._controls.wait_for_turn(state.change_learning_rate, on_hold)

    def _publish_in_time(self, state: TrainingState, event: Event) -> None:
        if isinstance(event, Evaluated) and state.evaluation is not None:
            self._mailbox.publish_evaluation(state.evaluation)
            self._tell_in_time()
        if event.step == 0 or time.monotonic() - self._published_at >= SNAPSHOT_INTERVAL:
            self._publish(state)

    def _tell_in_time(self) -> None:
        if time.monotonic() - self._evaluated_at >= SCORE_INTERVAL:
            self.evaluated.emit()
            self._evaluated_at = time.monotonic()

    def _publish(self, state: TrainingState) -> None:
        self._mailbox.publish(self._snapshot(state))
        self._published_at = time.monotonic()

    def _snapshot(self, state: TrainingState) -> Snapshot:
        return Snapshot(state.step, state.epoch + state.batch / self._batches, state.network.copy())


def is_turn(event: Event) -> bool:
    """Whether a run may hold or end after this event: between two batches, and when all is told of an epoch."""
    if isinstance(event, BatchDone):
        return event.batch < event.batches
    return isinstance(event, EpochDone) and event.epoch < event.epochs
