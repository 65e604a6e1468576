"""Halves of the images of each batch, for a small network."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from mnistpad.data.dataset import Ints
from mnistpad.nn import OPTIMIZERS, Network, backpropagation, memory_size
from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.backpropagation import add_l2
from mnistpad.nn.network import by_layer, parameter_count
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Batch, Place
from mnistpad.training.step.halves.half import Half, Meeting
from mnistpad.training.step.outcome import Outcome, is_sound

# Images that the second half takes over from the first, which also tells what came of each step. In batches of 128 the
# second half then has 16 more; of 784-10-10, these take it as long as the telling.
_LEAD = 8


class ImageHalf(Half):
    """Half of the images. Both halves look at the whole network; each adds up and moves half of its parameters.

    The first moves half of the rows of W1; the second the others, and all that comes after W1.

    Parameters
    ----------
    config, classes, nth
        See `Half`.
    unit, places
        See `half_of`.
    """

    def __init__(self, config: TrainingConfig, classes: int, nth: int, unit: float, places: Ints | None) -> None:
        super().__init__(config, classes, nth)
        self._whole = inputs, hidden, *others = *config.sizes[:-1], classes
        self._places = slice(inputs) if places is None else places
        self._sizes = (inputs if places is None else len(places), hidden, *others)
        self._unit = unit
        self._neurons = slice(hidden // 2) if nth == 0 else slice(hidden // 2, hidden)
        self._sum = np.empty(parameter_count(self._sizes) + 2, config.dtype)
        self._dW, _ = by_layer(self._sum, self._sizes)
        parameters, middle, first = self._sum.size - 2, self._sizes[0] * (hidden // 2), self._dW[0].size
        self._own = slice(middle) if nth == 0 else slice(middle, parameters)
        self._gradients, self._after_first = self._sum[self._own], [self._sum[first:parameters]]
        # Both halves look at what comes after W1, and at loss and hits.
        end = self._sum.size
        self._added = [self._own, slice(first, end)] if nth == 0 else [slice(middle, end)]
        self._begin_in(np.zeros(parameters, config.dtype))

    def take(self, whole: Sequence[FloatArray]) -> None:
        """Copy what is this half's; pixels that nobody inks have no part in it: nothing moves their weights."""
        for own, row in zip(self.rows, whole, strict=True):
            (W1, rest), (whole_W1, whole_rest) = self._cut(own, row)
            W1[:] = whole_W1[:, self._places]
            rest[:] = whole_rest

    def give(self, whole: Sequence[FloatArray]) -> None:
        """Copy what is this half's to the whole network's rows, or to the first few of them."""
        for own, row in zip(self.rows, whole, strict=False):
            (W1, rest), (whole_W1, whole_rest) = self._cut(own, row)
            whole_W1[:, self._places] = W1
            whole_rest[:] = rest

    def share(self, place: Place) -> Place:
        """Return half of it, a little less for the first."""
        images = len(place.rows)
        middle = (images + 1) // 2 - min(_LEAD, images // 16)
        rows = place.rows[:middle] if self.is_first else place.rows[middle:]
        return Place(place.epoch, place.batch, place.start, rows)

    def meeting_sizes(self, _images: int, /) -> tuple[int, int]:
        """Return how many numbers are written while the gradients are computed, and how many parameters there are.

        Where the gradients end, loss and hits are written at last.
        """
        return max(self._sum.size, memory_size(self._sizes)), self._sum.size - 2

    def meet_in(self, meeting: Meeting, /) -> None:
        """Write the own offer, read both, and look at the parameters in this memory from now on.

        Nothing is written yet: the other half may be at work there.
        """
        size = self._sum.size
        self._begin_in(meeting.parameters)
        offer = meeting[self._nth]
        self._back = backpropagation(self.network, self._unit, offer)
        self._result = offer[size - 2 : size]
        self._terms = [(meeting.first[at], meeting.second[at], self._sum[at]) for at in self._added]

    def offer(self, batch: Batch, images: int, /) -> None:
        """Write the gradients of these images' share of the mean loss, that share, and the number of hits."""
        back, result, m = self._back, (0.0, 0), batch.X.shape[1]
        if m:
            own = slice(m) if self.is_first else slice(images - m, images)
            rng = batch.rng and _part(batch.rng, images, own)
            result = back.batch(batch.X, batch.Y, of=images, dropout=self._config.dropout, rng=rng)
        else:
            back.gradients[:] = 0
        self._result[:] = result

    def finish(self, _batch: Batch, rate: float, /, *, is_last: bool) -> Outcome:
        """Go on from all images' gradients."""
        for first, second, total in self._terms:
            np.add(first, second, out=total)
        loss, correct = self._sum[-2:].tolist()
        if self._config.l2:
            add_l2(self._moved(self.network.weights), self._moved(self._dW), self._config.l2)
        sound = is_sound(loss, self._gradients, self._after_first, is_last=is_last)
        return self._move(Outcome(loss, int(correct) if sound else 0, sound), self._gradients, rate)

    def _moved(self, layers: list[FloatArray]) -> list[FloatArray]:
        """Return the weights that this half moves, by layer, or their gradients."""
        first, *others = layers
        return [first[self._neurons], *([] if self.is_first else others)]

    def _begin_in(self, parameters: FloatArray) -> None:
        """Make the network of these parameters, and what moves this half's of them."""
        config = self._config
        self.network = Network(self._sizes, config.activation, dtype=config.dtype, parameters=parameters)
        self.optimizer = OPTIMIZERS[config.optimizer](parameters[self._own])
        self.rows = [parameters[self._own], *self.optimizer.moments.values()]

    def _cut(
        self, own: FloatArray, row: FloatArray
    ) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
        """Return what is this half's of W1, and of what comes after it: of an own row, and of the whole network's."""
        inputs, W1 = self._sizes[0], by_layer(row, self._whole)[0][0]
        neurons, rest = W1[self._neurons], row[W1.size :]
        size = inputs * len(neurons)
        return (own[:size].reshape(-1, inputs), own[size:]), (neurons, rest[:0] if self.is_first else rest)


class _Part:
    """Draws for all images of a batch, and returns those of some: dropout silences what it would if nobody halved."""

    def __init__(self, rng: np.random.Generator, images: int, own: slice) -> None:
        self._rng, self._images, self._own = rng, images, own

    def random(self, shape: tuple[int, int], dtype: Any) -> FloatArray:
        drawn: FloatArray = self._rng.random((shape[0], self._images), dtype=dtype)[:, self._own]
        return drawn


def _part(rng: np.random.Generator, images: int, own: slice) -> np.random.Generator:
    """Return a source of random numbers for some of a batch's images."""
    return cast("np.random.Generator", _Part(rng, images, own))
