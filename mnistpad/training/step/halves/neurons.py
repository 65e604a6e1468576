"""Halves of the neurons of one wide layer."""

from collections.abc import Sequence

import numpy as np

from mnistpad.nn import OPTIMIZERS, Network, backpropagation
from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.backpropagation import add_l2
from mnistpad.nn.network import by_layer
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Batch, Place
from mnistpad.training.feed.outwards import turn_back, turn_outwards
from mnistpad.training.step.halves.half import Half, Meeting
from mnistpad.training.step.outcome import Outcome, is_sound


class NeuronHalf(Half):
    """All images, and half of the neurons of the one hidden layer; the first half has b2, too.

    Pixels, and the weights that belong to them, are in the order of `outwards`.
    """

    def __init__(self, config: TrainingConfig, classes: int, nth: int, unit: float) -> None:
        inputs, hidden, _ = config.sizes
        middle = (hidden + 1) // 2
        self._own = slice(0, middle) if nth == 0 else slice(middle, hidden)
        self._whole = inputs, hidden, classes
        super().__init__(config, classes, nth)
        sizes = inputs, len(range(hidden)[self._own]), classes
        self.network = Network(sizes, config.activation, dtype=config.dtype)
        self.optimizer = OPTIMIZERS[config.optimizer](self.network.parameters)
        self.rows = [self.network.parameters, *self.optimizer.moments.values()]
        self._back = backpropagation(self.network, unit)

    def take(self, whole: Sequence[FloatArray]) -> None:
        """Copy what is this half's from the whole network's rows."""
        for own, row in zip(self.rows, whole, strict=True):
            (W1, *mine), (whole_W1, *theirs) = self._mine(own), self._cut(row)
            turn_outwards(whole_W1, W1)
            for to, each in zip(mine, theirs, strict=True):
                to[...] = each
            if not self.is_first:
                by_layer(own, self.network.sizes)[1][-1][:] = 0

    def give(self, whole: Sequence[FloatArray]) -> None:
        """Copy what is this half's to the whole network's rows, or to the first few of them."""
        for own, row in zip(self.rows, whole, strict=False):
            (W1, *mine), (whole_W1, *theirs) = self._mine(own), self._cut(row)
            turn_back(W1, whole_W1)
            for each, to in zip(mine, theirs, strict=True):
                to[...] = each

    def share(self, place: Place) -> Place:
        """Return all of it."""
        return place

    def meeting_sizes(self, images: int, /) -> tuple[int, int]:
        """Return how many logits there are, and that each half has parameters of its own."""
        return self._classes * images, 0

    def meet_in(self, meeting: Meeting, /) -> None:
        """Write the own offer, and read both, in this memory from now on."""
        self._meeting = meeting

    def offer(self, batch: Batch, _images: int, /) -> None:
        """Write this half's part of Z2."""
        rng = batch.rng and _after(batch.rng, self._own.start * batch.X.shape[1])
        Z = self._back.forward(batch.X, corner=batch.corner, dropout=self._config.dropout, rng=rng)
        self._meeting[self._nth][: Z.size].reshape(Z.shape)[...] = Z
        self._Z = Z

    def finish(self, batch: Batch, rate: float, /, *, is_last: bool) -> Outcome:
        """Go on from Z2."""
        Z, back = self._Z, self._back
        first, second = (offered[: Z.size].reshape(Z.shape) for offered in self._meeting[:2])
        np.add(first, second, out=Z)
        loss, correct = back.backward(batch.X, batch.Y, corner=batch.corner)
        if not self.is_first:
            back.db[-1][:] = 0
        if self._config.l2:
            add_l2(self.network.weights, back.dW, self._config.l2)
        sound = is_sound(loss, back.gradients, back.db, is_last=is_last)
        return self._move(Outcome(loss, correct, sound), back.gradients, rate)

    def _mine(self, row: FloatArray) -> list[FloatArray]:
        (W1, W2), (b1, b2) = by_layer(row, self.network.sizes)
        return [W1, b1, W2, b2] if self.is_first else [W1, b1, W2]

    def _cut(self, row: FloatArray) -> list[FloatArray]:
        (W1, W2), (b1, b2) = by_layer(row, self._whole)
        own = self._own
        return [W1[own], b1[own], W2[:, own], b2] if self.is_first else [W1[own], b1[own], W2[:, own]]


def _after(rng: np.random.Generator, count: int) -> np.random.Generator:
    """Let a new source of random numbers skip as many as dropout draws for the neurons before, and return it.

    So either half silences the neurons that it would if nobody halved, and draws no others. It draws float32, of which
    the bit generator, PCG64, makes two from each of its numbers.
    """
    rng.bit_generator.advance(count // 2)  # type: ignore[attr-defined]
    rng.random(count % 2, dtype=np.float32)
    return rng
