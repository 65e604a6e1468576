"""Batches made ahead of time by one helper thread, on the core that training leaves free."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue

import numpy as np

from mnistpad.training.feed.batches import Batch, Feed, Place, Slot

_SLOTS = 3  # one is learned from, one waits, one is being made; more would only be more to throw away at a stop


def _give_way() -> None:
    """Let this thread be the first to wait where all cores are busy: the window and the step itself go before it."""
    if sys.platform == "linux":  # where a thread has a niceness of its own
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


class Ahead:
    """Makes batches one after another in a thread of its own, never more than three ahead of the one who takes them.

    NumPy lets other threads run while it computes. What comes out is what `Feed.make` gives, in the same order.

    Parameters
    ----------
    feed
        Is used by this thread alone from now on.
    places
        Where to begin, and what comes after.
    """

    def __init__(self, feed: Feed, places: Iterator[Place]) -> None:
        self._feed, self._places = feed, places
        self._free: SimpleQueue[Slot | None] = SimpleQueue()
        self._ready: SimpleQueue[tuple[Batch, Slot] | BaseException] = SimpleQueue()
        self._taken: Slot | None = None
        self._closed = False
        for _ in range(_SLOTS):
            self._free.put(feed.slot())
        self._thread = threading.Thread(target=self._work, name="batches", daemon=True)
        self._thread.start()

    def take(self) -> Batch:
        """Return the next batch; the one before it is given up. What went wrong in the thread is raised here."""
        if self._taken is not None:
            self._free.put(self._taken)
            self._taken = None
        made = self._ready.get()
        if isinstance(made, BaseException):
            raise made
        batch, self._taken = made
        return batch

    def close(self) -> None:
        """End the thread, and wait until it has ended: as long as the making of one batch."""
        self._closed = True
        self._free.put(None)
        self._thread.join()

    def _work(self) -> None:
        _give_way()
        try:
            with np.errstate(all="ignore"):
                for place in self._places:
                    slot = self._free.get()
                    if slot is None or self._closed:
                        return
                    self._ready.put((self._feed.make(place, slot), slot))
        except BaseException as error:  # whatever it is, it is raised where the batch is asked for
            self._ready.put(error)
