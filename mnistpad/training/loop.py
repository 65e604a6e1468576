"""The one training loop, as a generator: the caller owns the clock.

    for event in train(state, data):
        ...

To pause, do not ask for the next event. To stop, leave the loop. To continue, now or after a restart, call `train`
again with the same state: it goes on where it was, and ends with the same weights bit for bit.
"""

import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from mnistpad.data.mixture import TrainingData
from mnistpad.errors import TrainingError
from mnistpad.nn import Backpropagation, one_hot
from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.backpropagation import add_l2
from mnistpad.training.evaluation import evaluate
from mnistpad.training.events import BatchDone, EpochDone, Evaluated, Event, RunDone
from mnistpad.training.state import Best, TrainingState

_NOISE = 0xD15708  # keeps the random numbers of dropout and distortion apart from those of other purposes

# A full batch goes through in parts of this size: 1024 images in float32 are 3 MB, and stay in the cache.
_PART = 1024


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
    with threadpool_limits(state.threads, user_api="blas"):
        yield from _Run(state, data).events()


def noise(seed: int, epoch: int, batch: int, start: int = 0) -> np.random.Generator:
    """Return the random numbers for the distortion and dropout of a batch.

    Parameters
    ----------
    epoch, batch
        Finished before it: in the run, and in its epoch.
    start
        Its first row, where a batch is taken in pieces.
    """
    return np.random.default_rng([_NOISE, seed, epoch, batch, start])


class _Run:
    """What stays the same from batch to batch, and the steps themselves."""

    def __init__(self, state: TrainingState, data: TrainingData) -> None:
        self.state, self.data, self.config = state, data, state.config
        self.validation = data.validation
        self.size = self.config.step_size(data.epoch_size)
        self.batches = self.config.steps_per_epoch(data.epoch_size)
        self.early = {max(1, round(self.batches * part)) for part in (1 / 8, 1 / 4, 1 / 2)} - {self.batches}
        self.back = Backpropagation(state.network)
        classes = state.network.sizes[-1]
        self.targets = one_hot(
            np.arange(classes), classes, smoothing=self.config.label_smoothing, dtype=self.config.dtype
        )
        part = min(self.size, _PART) if self.config.batch_size is None else self.size
        self.bytes = np.empty((part, 784), np.uint8)
        self.rows = np.empty((part, 784), self.config.dtype)

    def events(self) -> Iterator[Event]:
        state = self.state
        while not state.is_finished:
            yield from self._epoch()
        best_epoch = None if state.best is None else state.best.epoch
        yield RunDone(state.epoch, state.step, state.seconds, state.is_out_of_patience, best_epoch)

    def _epoch(self) -> Iterator[Event]:
        state = self.state
        order = self._order()
        while True:
            if self._is_evaluation_due():
                yield self._evaluate()
            if state.batch == self.batches:
                break
            yield self._timed_step(order)
        yield self._finish_epoch()

    def _order(self) -> npt.NDArray[np.intp]:
        """Return the rows that this epoch shows. A full batch reads them as they are stored."""
        order = self.data.epoch_order(self.config.seed, self.state.epoch)
        return np.sort(order) if self.config.batch_size is None else order

    def _timed_step(self, order: npt.NDArray[np.intp]) -> BatchDone:
        start = time.perf_counter()
        # Set here and not around the loop: what a generator sets would stay set for its caller.
        with np.errstate(all="ignore"):
            event = self._step(order)
        self.state.seconds += time.perf_counter() - start
        return event

    def _step(self, order: npt.NDArray[np.intp]) -> BatchDone:
        state = self.state
        rows = order[state.batch * self.size : (state.batch + 1) * self.size]
        loss, correct = self._gradients(rows)
        gradients = self.back.gradients
        if self.config.l2:
            add_l2(state.network, self.back.dW, self.config.l2)
        # One sum of squares is not finite as soon as one gradient is not, and costs a tenth of looking at each.
        # "not <=" because NaN compares false with everything.
        if not loss <= _LARGEST_LOSS or not np.isfinite(np.dot(gradients, gradients)):
            step, rate = state.step + 1, state.learning_rate
            state.rewind()
            raise DivergedError(step, state.epoch, rate)
        rate = state.learning_rate * self._schedule()
        state.optimizer.step(gradients, rate)
        state.batch += 1
        state.step += 1
        state.history.losses.append(loss)
        state.history.accuracies.append(correct / len(rows))
        return BatchDone(state.step, state.epoch, state.batch, self.batches, loss, correct / len(rows), rate)

    def _gradients(self, rows: npt.NDArray[np.intp]) -> tuple[float, int]:
        if len(rows) <= len(self.bytes):
            X, Y, rng = self._batch(rows, 0)
            return self.back.batch(X, Y, dropout=self.config.dropout, rng=rng)
        self.back.gradients[:] = 0
        loss, correct = 0.0, 0
        for start in range(0, len(rows), len(self.bytes)):
            X, Y, rng = self._batch(rows[start : start + len(self.bytes)], start)
            part = self.back.add_share(X, Y, of=len(rows), dropout=self.config.dropout, rng=rng)
            loss, correct = loss + part[0], correct + part[1]
        return loss, correct

    def _batch(
        self, rows: npt.NDArray[np.intp], start: int
    ) -> tuple[FloatArray, FloatArray, np.random.Generator | None]:
        """Return X and Y of some rows, and the random numbers for their dropout, keyed by where in the run this is."""
        rng = None
        if self.config.augmentation is not None or self.config.dropout:
            rng = noise(self.config.seed, self.state.epoch, self.state.batch, start)
        pixels, X = self.bytes[: len(rows)], self.rows[: len(rows)]
        # mode="clip" writes straight into `out`; the rows are known to be there.
        np.take(self.data.pixels, rows, axis=0, out=pixels, mode="clip")
        if self.config.augmentation is not None and rng is not None:
            X[:] = self.config.augmentation.apply(pixels, rng)
        else:
            np.multiply(pixels, X.dtype.type(1 / 255), out=X)
        return X.T, self.targets[:, self.data.labels[rows]], rng

    def _schedule(self) -> float:
        """Return what the schedule makes of α at this step, 0 to 1."""
        if self.config.schedule == "constant":
            return 1.0
        start, end = self.state.arc
        done = self.state.step - start * self.batches
        return float(0.5 + 0.5 * np.cos(np.pi * done / (self.batches * (end - start))))

    def _is_evaluation_due(self) -> bool:
        state = self.state
        if not len(self.validation) or any(each.step == state.step for each in state.history.evaluations[-1:]):
            return False
        return state.step == 0 or state.batch == self.batches or (state.epoch == 0 and state.batch in self.early)

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
