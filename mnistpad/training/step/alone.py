"""A step as a textbook writes it: gradients of a batch, then all weights are moved."""

from contextlib import nullcontext, suppress
from typing import Protocol

from mnistpad.data.augment import distorter_for
from mnistpad.data.mixture import TrainingData
from mnistpad.nn import backpropagation
from mnistpad.nn.backpropagation import add_l2
from mnistpad.training.feed import Ahead, AsAsked, Feed, FullBatches, has_free_core
from mnistpad.training.feed.outwards import may_be_copied
from mnistpad.training.state import TrainingState
from mnistpad.training.step.images import Laid, laid_here
from mnistpad.training.step.outcome import Outcome, is_sound
from mnistpad.training.step.turned import Turned
from mnistpad.training.step.worth import is_turned


class Stepper(Protocol):
    """Takes the steps of a run, one after another."""

    def step(self, images: int, rate: float, /, *, is_last: bool) -> Outcome:
        """Learn the next batch, of so many images; the weights stay where they are if the outcome is not sound.

        Parameters
        ----------
        rate
            α of this step.
        is_last
            Whether an epoch ends with it.
        """

    def close(self) -> None:
        """End what helps, and leave the state complete."""

    def abandon(self) -> None:
        """Leave the state to others, who put other weights into it."""


class Alone:
    """Takes steps in this process, with as many threads of BLAS as the state says.

    Parameters
    ----------
    state, data
        The run, and what it learns from.
    """

    def __init__(self, state: TrainingState, data: TrainingData) -> None:
        self._state, self._config, classes = state, state.config, state.network.sizes[-1]
        images = self._laid(data, classes)
        self._turned = None if images.extents is None else Turned(state)
        own = self._turned or state
        self._network, self._optimizer = own.network, own.optimizer
        self._lock = nullcontext() if self._turned is None else self._turned.lock
        feed = Feed(self._config, images.data, classes, images.extents)
        self._back = backpropagation(self._network, feed.unit)
        self._source = self._sourced(feed, data)

    def step(self, images: int, rate: float, /, *, is_last: bool) -> Outcome:
        """Learn the next batch; see `Stepper`."""
        back = self._back
        loss, correct = self._gradients(images)
        if self._config.l2:
            add_l2(self._network.weights, back.dW, self._config.l2)
        outcome = Outcome(loss, correct, is_sound(loss, back.gradients, back.db, is_last=is_last))
        if outcome.is_sound:
            with self._lock:
                self._optimizer.step(back.gradients, rate)
        return outcome

    def close(self) -> None:
        """Make the state complete, and end the threads and the process that made batches."""
        self._source.close()
        if self._turned is not None:
            self._turned.settle()
            self.abandon()

    def abandon(self) -> None:
        """Leave the state to others, who put other weights into it."""
        if self._turned is not None:
            self._turned.give_back()
            self._turned = None

    def _laid(self, data: TrainingData, classes: int) -> Laid:
        if is_turned(self._config, classes) and may_be_copied(data.pixels):
            with suppress(OSError):  # no room: the images stay where they are
                return laid_here(data)
        return Laid(data, None)

    def _gradients(self, images: int) -> tuple[float, int]:
        if isinstance(self._source, FullBatches):
            return self._source.compute(images)
        X, Y, rng, corner = self._source.take()
        return self._back.batch(X, Y, corner=corner, dropout=self._config.dropout, rng=rng)

    def _sourced(self, feed: Feed, data: TrainingData) -> Ahead | AsAsked | FullBatches:
        state, config = self._state, self._config
        if config.batch_size is None:
            return FullBatches(config, data, self._back, state.threads, (state.epoch, state.batch))
        places = feed.places(state.epoch, state.batch)
        # Distortion is the one thing that takes as long as a step; all else is made sooner than it is handed over.
        if config.augmentation is None or not has_free_core(state.threads):
            return AsAsked(feed, places)
        feed.distorter = distorter_for((config.epochs - state.epoch) * data.epoch_size)
        return Ahead(feed, places)
