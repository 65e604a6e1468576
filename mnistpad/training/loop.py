"""The one training loop, as a generator: the caller owns the clock.

    for event in train(state, data):
        ...

To pause, do not ask for the next event. To stop, leave the loop. To continue, now or after a restart, call `train`
again with the same state: it goes on where it was, and ends with the same weights bit for bit.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from contextvars import copy_context

import numpy as np
from threadpoolctl import threadpool_limits

from mnistpad.data.mixture import TrainingData
from mnistpad.errors import TrainingError
from mnistpad.training.events import BatchDone, EpochDone, Evaluated, Event, RunDone
from mnistpad.training.judging.evaluation import evaluate
from mnistpad.training.state import Best, TrainingState
from mnistpad.training.step.alone import Alone, Stepper
from mnistpad.training.step.halved import Halved


class DivergedError(TrainingError):
    """The loss or a gradient is no longer finite, or absurdly large. The state is back at the last good weights."""

    def __init__(self, step: int, epoch: int, learning_rate: float) -> None:
        self.step = step  # the batch at which it happened
        self.learning_rate = learning_rate  # α as it was set then
        self.epoch = epoch  # the end of the epoch at which the weights are again
        super().__init__(
            f"The loss blew up at batch {step}: steps too large for this network. "
            f"Weights are safe at epoch {epoch}. Try a learning rate a third as large."
        )


def train(state: TrainingState, data: TrainingData) -> Iterator[Event]:
    """Train until all epochs are done or the patience is at its end, and say what happens.

    Parameters
    ----------
    state
        Is moved on; between two events it is complete, and may be saved.
    data
        The images that the state was begun with.

    Yields
    ------
    Event
        `Evaluated` for the untrained network; `BatchDone` for each batch; `Evaluated` at ⅛, ¼ and ½ of the first epoch
        and at the end of each; `EpochDone`; at last `RunDone`.

    Raises
    ------
    DivergedError
        If the loss or a gradient is not finite, or the loss is above 100 nats.
    TrainingError
        If the data is not what this run learned from.
    """
    state.check(data)
    # A full batch is divided among threads of its own, a halved step between processes; their products among none.
    products = 1 if state.config.batch_size is None or state.halves else state.threads
    with threadpool_limits(products, user_api="blas"), closing(_Run(state, data)) as run:
        yield from run.events()


class _Run:
    """What stays the same from batch to batch, and the steps themselves."""

    def __init__(self, state: TrainingState, data: TrainingData) -> None:
        self.state, self.data, self.config = state, data, state.config
        self.validation = data.validation
        self.size = self.config.step_size(data.epoch_size)
        self.batches = self.config.steps_per_epoch(data.epoch_size)
        self.early = {max(1, round(self.batches * part)) for part in (1 / 8, 1 / 4, 1 / 2)} - {self.batches}
        self.marks = self.early | {0, self.batches}  # batches after which an evaluation may be due
        # NumPy says nothing of what is no number: outcomes tell. In a context of its own, for what a generator sets
        # would stay set for its caller; and this one is there, where `errstate` makes one at each step.
        self.quiet = copy_context()
        self.quiet.run(np.seterr, all="ignore")
        # How many threads read the held-out images: as many as there are cores to which no thread of BLAS falls.
        self.readers = 2 if state.halves else state.threads if self.config.batch_size is None else 1
        self.stepper: Stepper = Halved(state.halves, state, data) if state.halves else Alone(state, data)

    def close(self) -> None:
        self.stepper.close()
        del self.stepper  # and its copy of the images, though the traceback of an error keeps this run

    def events(self) -> Iterator[Event]:
        state = self.state
        while not state.is_finished:
            yield from self._epoch()
        best_epoch = None if state.best is None else state.best.epoch
        yield RunDone(state.epoch, state.step, state.seconds, state.is_out_of_patience, best_epoch)

    def _epoch(self) -> Iterator[Event]:
        state = self.state
        while True:
            if state.batch in self.marks and self._is_evaluation_due():
                yield self._evaluate()
            if state.batch == self.batches:
                break
            yield self._timed_step()
        yield self._finish_epoch()

    def _timed_step(self) -> BatchDone:
        start = time.perf_counter()
        event = self.quiet.run(self._step)
        self.state.seconds += time.perf_counter() - start
        return event

    def _step(self) -> BatchDone:
        state = self.state
        images = min(self.size, self.data.epoch_size - state.batch * self.size)
        rate = state.learning_rate * self._schedule()
        loss, correct, is_sound = self.stepper.step(images, rate, is_last=state.batch + 1 == self.batches)
        if not is_sound:
            self.stepper.abandon()
            step, rate = state.step + 1, state.learning_rate
            state.rewind()
            raise DivergedError(step, state.epoch, rate)
        state.batch += 1
        state.step += 1
        state.history.losses.append(loss)
        state.history.accuracies.append(correct / images)
        return BatchDone(state.step, state.epoch, state.batch, self.batches, loss, correct / images, rate)

    def _schedule(self) -> float:
        """Return what the schedule makes of α at this step, 0 to 1."""
        if self.config.schedule == "constant":
            return 1.0
        start, end = self.state.arc
        done = self.state.step - start * self.batches
        return float(0.5 + 0.5 * np.cos(np.pi * done / (self.batches * (end - start))))

    def _is_evaluation_due(self) -> bool:
        state = self.state
        due = state.step == 0 or state.batch == self.batches or (state.epoch == 0 and state.batch in self.early)
        if not due or not len(self.validation):
            return False
        return all(each.step != state.step for each in state.history.evaluations[-1:])

    def _evaluate(self) -> Evaluated:
        state = self.state
        start = time.perf_counter()
        result = state.evaluation = self.quiet.run(evaluate, state.network, self.validation, self.readers)
        epoch = state.epoch + state.batch / self.batches
        is_best = state.batch == self.batches and self._keep_if_best(result.accuracy, result.loss)
        event = Evaluated(state.step, epoch, result.loss, result.accuracy, result.images, is_best)
        state.history.evaluations.append(event)
        state.seconds += time.perf_counter() - start
        return event

    def _keep_if_best(self, accuracy: float, loss: float) -> bool:
        state = self.state
        if state.best is not None and not state.best.is_beaten_by(accuracy, loss):
            return False
        state.best = Best(state.epoch + 1, accuracy, loss, state.network.parameters.copy())
        return True

    def _finish_epoch(self) -> EpochDone:
        state, history = self.state, self.state.history
        evaluated = history.evaluations[-1] if len(self.validation) else None
        losses, accuracies = history.losses[-self.batches :], history.accuracies[-self.batches :]
        state.epoch, state.batch = state.epoch + 1, 0
        state.mark_good()
        loss, accuracy = self._mean(losses), self._mean(accuracies)
        return EpochDone(state.epoch, state.config.epochs, state.step, loss, accuracy, evaluated, state.seconds)

    def _mean(self, values: Sequence[float]) -> float:
        """Return the mean over the epoch's images; the last batch may be a short one."""
        sizes = np.full(self.batches, self.size)
        sizes[-1] = self.data.epoch_size - self.size * (self.batches - 1)
        return float(np.average(values, weights=sizes))
