"""One half of a step, and what the two halves tell each other in the middle of it.

Where a layer is wide, each half has half of the hidden neurons, and the two parts of a sum meet before the softmax::

    Z2 = W2·A1 + b2 = (W2a·A1a + b2) + W2b·A1b            A1a, A1b: the activations of either half of the neurons

Where a network is small, each half has all of it and half of the images, and the two parts of each gradient meet::

    dW = dZ·Xᵀ/m = (dZa·Xaᵀ + dZb·Xbᵀ)/m                  Xa, Xb: either half of the images

What a half tells the other is called its offer: its part of the sum. Both then add the two in the same order, and go on
with the same numbers. Processes are not known here: two halves in one process are a whole step.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, cast

import numpy as np

from mnistpad.data.dataset import Ints
from mnistpad.nn import OPTIMIZERS, Network, backpropagation, memory_size
from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.backpropagation import add_l2
from mnistpad.nn.network import by_layer
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Batch, Place
from mnistpad.training.feed.outwards import turn_back, turn_outwards
from mnistpad.training.step.outcome import Outcome, is_sound

Kind: TypeAlias = Literal["neurons", "images"]
# Images that the first half has less than the second: it also tells what came of each step. Of 784-10-10, in batches of
# 128, that takes it as long as eight images.
_LEAD = 8

Offers: TypeAlias = tuple[FloatArray, FloatArray]  # of the first half and of the second, each a row


class Half(ABC):
    """The first half of a step, or the second.

    Parameters
    ----------
    config, classes
        What the run is to do, and the outputs of its network.
    nth
        0 for the first, 1 for the second.
    sizes
        Neurons of each layer that this half has.
    unit
        See `Backpropagation`.

    Attributes
    ----------
    network, optimizer
        This half's own.
    rows
        Its parameters, and of each the optimizer's moments: all that has to be known to go on.
    """

    def __init__(self, config: TrainingConfig, classes: int, nth: int, sizes: Sequence[int], unit: float) -> None:
        self.is_first = nth == 0
        self.network = Network(sizes, config.activation, dtype=config.dtype)
        self.optimizer = OPTIMIZERS[config.optimizer](self.network.parameters)
        self.rows: list[FloatArray] = [self.network.parameters, *self.optimizer.moments.values()]
        self._nth, self._config, self._classes, self._unit = nth, config, classes, unit

    @abstractmethod
    def take(self, whole: Sequence[FloatArray]) -> None:
        """Copy what is this half's from the whole network's rows."""

    @abstractmethod
    def give(self, whole: Sequence[FloatArray]) -> None:
        """Copy what is this half's to the whole network's rows, or to the first few of them."""

    @abstractmethod
    def share(self, place: Place) -> Place:
        """Return the part of a batch that this half learns from."""

    @abstractmethod
    def offer_size(self, images: int, /) -> int:
        """Return how many numbers are offered in a step of so many images."""

    @abstractmethod
    def meet_in(self, offers: Offers, /) -> None:
        """Write the own offer, and read both, in this memory from now on."""

    @abstractmethod
    def offer(self, batch: Batch, images: int, /) -> None:
        """Compute up to where the halves meet, and write this half's part of the sum.

        Parameters
        ----------
        batch
            Made of what `share` returned.
        images
            Of the whole step.
        """

    @abstractmethod
    def finish(self, batch: Batch, rate: float, /, *, is_last: bool) -> Outcome:
        """Go on from the two offers, and move this half's weights, if the outcome is sound."""

    def _move(self, outcome: Outcome, gradients: FloatArray, rate: float) -> Outcome:
        if outcome.is_sound:
            self.optimizer.step(gradients, rate)
        return outcome


class NeuronHalf(Half):
    """All images, and half of the neurons of the one hidden layer; the first half has b2, too.

    Pixels, and the weights that belong to them, are in the order of `outwards`.
    """

    def __init__(self, config: TrainingConfig, classes: int, nth: int, unit: float, _places: Ints | None) -> None:
        inputs, hidden, _ = config.sizes
        middle = (hidden + 1) // 2
        self._own = slice(0, middle) if nth == 0 else slice(middle, hidden)
        self._whole = inputs, hidden, classes
        super().__init__(config, classes, nth, (inputs, len(range(hidden)[self._own]), classes), unit)
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

    def offer_size(self, images: int, /) -> int:
        """Return how many logits there are."""
        return self._classes * images

    def meet_in(self, offers: Offers, /) -> None:
        """Write the own offer, and read both, in this memory from now on."""
        self._offers = offers

    def offer(self, batch: Batch, _images: int, /) -> None:
        """Write this half's part of Z2."""
        rng = batch.rng and _after(batch.rng, self._own.start * batch.X.shape[1])
        Z = self._back.forward(batch.X, corner=batch.corner, dropout=self._config.dropout, rng=rng)
        self._offers[self._nth][: Z.size].reshape(Z.shape)[...] = Z
        self._Z = Z

    def finish(self, batch: Batch, rate: float, /, *, is_last: bool) -> Outcome:
        """Go on from Z2."""
        Z, back = self._Z, self._back
        first, second = (offered[: Z.size].reshape(Z.shape) for offered in self._offers)
        np.add(first, second, out=Z)
        loss, correct = back.backward(batch.X, batch.Y, corner=batch.corner)
        if not self.is_first:
            back.db[-1][:] = 0
        if self._config.l2:
            add_l2(self.network, back.dW, self._config.l2)
        sound = is_sound(loss, back.gradients, back.db, is_last=is_last)
        return self._move(Outcome(loss, correct, sound), back.gradients, rate)

    def _mine(self, row: FloatArray) -> list[FloatArray]:
        (W1, W2), (b1, b2) = by_layer(row, self.network.sizes)
        return [W1, b1, W2, b2] if self.is_first else [W1, b1, W2]

    def _cut(self, row: FloatArray) -> list[FloatArray]:
        (W1, W2), (b1, b2) = by_layer(row, self._whole)
        own = self._own
        return [W1[own], b1[own], W2[:, own], b2] if self.is_first else [W1[own], b1[own], W2[:, own]]


class ImageHalf(Half):
    """The whole network, and half of the images; both halves move all weights, and have the same ones always."""

    def __init__(self, config: TrainingConfig, classes: int, nth: int, unit: float, places: Ints | None) -> None:
        self._whole = inputs, *others = *config.sizes[:-1], classes
        self._places = slice(inputs) if places is None else places
        super().__init__(config, classes, nth, (inputs if places is None else len(places), *others), unit)
        self._sum = np.empty(self.network.parameter_count + 2, config.dtype)
        self._gradients = self._sum[:-2]
        self._dW, self._db = by_layer(self._gradients, self.network.sizes)

    def take(self, whole: Sequence[FloatArray]) -> None:
        """Copy the whole network's rows, but for what belongs to pixels that nobody inks: nothing moves that."""
        for own, row in zip(self.rows, whole, strict=True):
            (W1, rest), (whole_W1, whole_rest) = self._cut(own, self.network.sizes), self._cut(row, self._whole)
            W1[:] = whole_W1[:, self._places]
            rest[:] = whole_rest

    def give(self, whole: Sequence[FloatArray]) -> None:
        """Copy to the whole network's rows, or to the first few of them; one half is enough."""
        if self.is_first:
            for own, row in zip(self.rows, whole, strict=False):
                (W1, rest), (whole_W1, whole_rest) = self._cut(own, self.network.sizes), self._cut(row, self._whole)
                whole_W1[:, self._places] = W1
                whole_rest[:] = rest

    def share(self, place: Place) -> Place:
        """Return half of it, a little less for the first."""
        images = len(place.rows)
        middle = (images + 1) // 2 - min(_LEAD, images // 16)
        rows = place.rows[:middle] if self.is_first else place.rows[middle:]
        return Place(place.epoch, place.batch, place.start, rows)

    def offer_size(self, _images: int, /) -> int:
        """Return how many numbers are written while the gradients are computed; at last, loss and hits follow them."""
        return max(self._sum.size, memory_size(self.network))

    def meet_in(self, offers: Offers, /) -> None:
        """Write the own offer, and read both, in this memory from now on."""
        own, size = offers[self._nth], self._sum.size
        self._back = backpropagation(self.network, self._unit, own)
        self._result = own[size - 2 : size]
        self._both = offers[0][:size], offers[1][:size]

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
        np.add(*self._both, out=self._sum)
        loss, correct = self._sum[-2:].tolist()
        if self._config.l2:
            add_l2(self.network, self._dW, self._config.l2)
        sound = is_sound(loss, self._gradients, self._db, is_last=is_last)
        return self._move(Outcome(loss, int(correct) if sound else 0, sound), self._gradients, rate)

    @staticmethod
    def _cut(row: FloatArray, sizes: Sequence[int]) -> tuple[FloatArray, FloatArray]:
        """Return W1, and all that comes after it."""
        W1 = by_layer(row, sizes)[0][0]
        return W1, row[W1.size :]


def _after(rng: np.random.Generator, count: int) -> np.random.Generator:
    """Let a new source of random numbers skip as many as dropout draws for the neurons before, and return it.

    So either half silences the neurons that it would if nobody halved, and draws no others. It draws float32, of which
    the bit generator, PCG64, makes two from each of its numbers.
    """
    rng.bit_generator.advance(count // 2)  # type: ignore[attr-defined]
    rng.random(count % 2, dtype=np.float32)
    return rng


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


_HALVES: dict[str, type[NeuronHalf | ImageHalf]] = {"neurons": NeuronHalf, "images": ImageHalf}


def half_of(
    kind: Kind, config: TrainingConfig, classes: int, nth: int, unit: float, places: Ints | None = None
) -> Half:
    """Return the first half of a run's steps (nth is 0) or the second (1).

    Parameters
    ----------
    places
        Of the pixels that halves of images look at; None for all as they are stored.
    """
    return _HALVES[kind](config, classes, nth, unit, places)
