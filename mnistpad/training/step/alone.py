"""A step as a textbook writes it: gradients of a batch, then all weights are moved."""

from typing import Protocol

from mnistpad.data.augment import distorter_for
from mnistpad.data.mixture import TrainingData
from mnistpad.nn import Backpropagation
from mnistpad.nn.backpropagation import add_l2
from mnistpad.training.feed import Ahead, AsAsked, Feed, FullBatches, has_free_core
from mnistpad.training.state import TrainingState
from mnistpad.training.step.outcome import Outcome, is_sound


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
        self._state, self._config = state, state.config
        feed = Feed(self._config, data, state.network.sizes[-1])
        self._back = Backpropagation(state.network, feed.unit)
        self._source = self._sourced(feed, data)

    def step(self, images: int, rate: float, /, *, is_last: bool) -> Outcome:
        """Learn the next batch; see `Stepper`."""
        back, state = self._back, self._state
        loss, correct = self._gradients(images)
        if self._config.l2:
            add_l2(state.network, back.dW, self._config.l2)
        outcome = Outcome(loss, correct, is_sound(loss, back.gradients, back.db, is_last=is_last))
        if outcome.is_sound:
            state.optimizer.step(back.gradients, rate)
        return outcome

    def close(self) -> None:
        """End the threads and the process that made batches."""
        self._source.close()

    def abandon(self) -> None:
        """Nothing of the state is kept here."""

    def _gradients(self, images: int) -> tuple[float, int]:
        if isinstance(self._source, FullBatches):
            return self._source.compute(images)
        X, Y, rng, _ = self._source.take()
        return self._back.batch(X, Y, dropout=self._config.dropout, rng=rng)

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
