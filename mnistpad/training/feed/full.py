"""The gradients of a full batch: its images go through in parts that fit the cache, several threads at a time."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np

from mnistpad.data.mixture import TrainingData
from mnistpad.nn import Backpropagation
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Feed, Place, Slot
from mnistpad.training.feed.outwards import by_extent, may_be_copied, turn_back, turn_outwards

# Threads take a share at a time, so that one that was held up takes fewer; no more threads than shares have work.
_SHARES = 8


class _Worker(NamedTuple):
    """What a thread needs for itself."""

    feed: Feed
    slot: Slot
    back: Backpropagation


class _Share(NamedTuple):
    """What came of some parts: their share of the gradients and of the loss, and how many images were right."""

    gradients: FloatArray
    loss: float
    correct: int


class FullBatches:
    """Computes the gradients of all images at once.

    The parts are divided into eight shares. Each is summed in order, and the eight in order: neither the number of
    threads nor which of them was free first changes a bit.

    The order of the images is free, since all are in the sum: those come first whose ink reaches least far from the
    middle (see `outwards`), so that their parts have few pixels.

    Parameters
    ----------
    config, data
        What the run is to do, and with what.
    back
        Takes the gradients.
    threads
        How many work at a time; BLAS is to have one for each.
    done
        Epochs that are finished, and batches of the one after them: 0, or 1 right after its only step.
    """

    def __init__(
        self,
        config: TrainingConfig,
        data: TrainingData,
        back: Backpropagation,
        threads: int,
        done: tuple[int, int] = (0, 0),
    ) -> None:
        self._back, self._dropout, self._turned = back, config.dropout, back.network
        extents = None
        is_in_order = all(share.weight == 1 for share in data.shares)
        if config.augmentation is None and is_in_order and may_be_copied(data.pixels):
            images, extents = by_extent(data.train)
            data, self._turned = replace(data, train=images), back.network.copy()
        feeds = [Feed(config, data, back.network.sizes[-1], extents) for _ in range(min(threads, _SHARES))]
        workers = [_Worker(feed, feed.slot(), Backpropagation(self._turned, feed.unit)) for feed in feeds]
        self._places, self._part = workers[0].feed.places(*done), workers[0].feed.part
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in workers:
            self._idle.put(worker)
        self._pool = ThreadPoolExecutor(len(workers), "full batch") if len(workers) > 1 else None

    def compute(self, images: int) -> tuple[float, int]:
        """Write the gradients of the next batch, of so many images; return its loss and how many were right."""
        self._turn_weights()
        shares = list(_divided(list(islice(self._places, -(-images // self._part)))))
        each = map if self._pool is None else self._pool.map
        done = list(each(self._share, shares, [images] * len(shares)))
        np.sum([share.gradients for share in done], axis=0, out=self._back.gradients)
        self._turn_gradients()
        return sum(share.loss for share in done), sum(share.correct for share in done)

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown()

    def _turn_weights(self) -> None:
        network, turned = self._back.network, self._turned
        if turned is not network:
            turned.parameters[:] = network.parameters
            turn_outwards(network.weights[0], turned.weights[0])

    def _turn_gradients(self) -> None:
        if self._turned is not self._back.network:
            dW1 = self._back.dW[0]
            turn_back(dW1.copy(), dW1)

    def _share(self, places: Sequence[Place], of: int) -> _Share:
        worker = self._idle.get()
        try:
            with np.errstate(all="ignore"):  # each thread has a setting of its own
                return self._summed(worker, places, of)
        finally:
            self._idle.put(worker)

    def _summed(self, worker: _Worker, places: Sequence[Place], of: int) -> _Share:
        back, loss, correct = worker.back, 0.0, 0
        back.gradients[:] = 0
        for place in places:
            X, Y, rng, _ = worker.feed.make(place, worker.slot)
            part = back.add_share(X, Y, of=of, dropout=self._dropout, rng=rng)
            loss, correct = loss + part[0], correct + part[1]
        return _Share(back.gradients.copy(), loss, correct)


def _divided(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    """Yield up to eight shares, about equal, also where one place takes longer than the one before."""
    return (places[nth::_SHARES] for nth in range(min(_SHARES, len(places))))
