"""The one training loop, as a generator: the caller owns the clock.

    for event in train(state, data):
        ...

To pause, do not ask for the next event. To stop, leave the loop. To continue, now or after a restart, call `train`
again with the same state: it goes on where it was, and ends with the same weights bit for bit.
"""

import math
import time
from collections.abc import Iterator
from contextlib import closing

import numpy as np
from threadpoolctl import threadpool_limits

from mnistpad.data.augment import distorter_for
from mnistpad.data.mixture import TrainingData
from mnistpad.errors import TrainingError
from mnistpad.nn import Backpropagation
from mnistpad.nn.backpropagation import add_l2
from mnistpad.training.events import BatchDone, EpochDone, Evaluated, Event, RunDone
from mnistpad.training.feed import Ahead, AsAsked, Feed, FullBatches, has_free_core
from mnistpad.training.judging.evaluation import evaluate
from mnistpad.training.state import Best, TrainingState

# Guessing costs 2.3 nats. A network that gives the right digit a chance of e^-100 has lost what it learned.
_LARGEST_LOSS = 100.0


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
    # A full batch is divided among threads of its own, and its products among none.
    products = 1 if state.config.batch_size is None else state.threads
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
        feed = Feed(self.config, data, state.network.sizes[-1])
        self.back = Backpropagation(state.network, feed.unit)
        self.source = self._source(feed)

    def _source(self, feed: Feed) -> Ahead | AsAsked | FullBatches:
        state, config = self.state, self.config
        if config.batch_size is None:
            return FullBatches(config, self.data, self.back, state.threads, (state.epoch, state.batch))
        places = feed.places(state.epoch, state.batch)
        # Distortion is the one thing that takes as long as a step; all else is made sooner than it is handed over.
        if config.augmentation is None or not has_free_core(state.threads):
            return AsAsked(feed, places)
        feed.distorter = distorter_for((config.epochs - state.epoch) * self.data.epoch_size)
        return Ahead(feed, places)

    def close(self) -> None:
        self.source.close()

    def events(self) -> Iterator[Event]:
        state = self.state
        while not state.is_finished:
            yield from self._epoch()
        best_epoch = None if state.best is None else state.best.epoch
        yield RunDone(state.epoch, state.step, state.seconds, state.is_out_of_patience, best_epoch)

    def _epoch(self) -> Iterator[Event]:
        state = self.state
        while True:
            if self._is_evaluation_due():
                yield self._evaluate()
            if state.batch == self.batches:
                break
            yield self._timed_step()
        yield self._finish_epoch()

    def _timed_step(self) -> BatchDone:
        start = time.perf_counter()
        # Set here and not around the loop: what a generator sets would stay set for its caller.
        with np.errstate(all="ignore"):
            event = self._step()
        self.state.seconds += time.perf_counter() - start
        return event

    def _step(self) -> BatchDone:
        state = self.state
        images = min(self.size, self.data.epoch_size - state.batch * self.size)
        loss, correct = self._gradients(images)
        if self.config.l2:
            add_l2(state.network, self.back.dW, self.config.l2)
        # "not <=" because NaN compares false with everything.
        if not loss <= _LARGEST_LOSS or not self._are_gradients_finite():
            step, rate = state.step + 1, state.learning_rate
            state.rewind()
            raise DivergedError(step, state.epoch, rate)
        rate = state.learning_rate * self._schedule()
        state.optimizer.step(self.back.gradients, rate)
        state.batch += 1
        state.step += 1
        state.history.losses.append(loss)
        state.history.accuracies.append(correct / images)
        return BatchDone(state.step, state.epoch, state.batch, self.batches, loss, correct / images, rate)

    def _are_gradients_finite(self) -> bool:
        """Look at Σ dZ of each layer, of which all the others are made; before an epoch ends, at all of them.

        What may still pass, a product that is too large for a float, is found in the next loss. One sum of squares is
        not finite as soon as one number is not, and costs a tenth of looking at each.
        """
        is_last = self.state.batch + 1 == self.batches
        looked_at = [self.back.gradients] if is_last else self.back.db
        return all(math.isfinite(np.vdot(each, each)) for each in looked_at)

    def _gradients(self, images: int) -> tuple[float, int]:
        if isinstance(self.source, FullBatches):
            return self.source.compute(images)
        X, Y, rng = self.source.take()
        return self.back.batch(X, Y, dropout=self.config.dropout, rng=rng)

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
        with np.errstate(all="ignore"):
            result = state.evaluation = evaluate(state.network, self.validation)
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

    def _mean(self, values: list[float]) -> float:
        """Return the mean over the epoch's images; the last batch may be a short one."""
        sizes = np.full(self.batches, self.size)
        sizes[-1] = self.data.epoch_size - self.size * (self.batches - 1)
        return float(np.average(values, weights=sizes))
