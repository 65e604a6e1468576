"""Batches made ahead of time by a helper thread, and in long runs a helper process, on the core that is free."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np

from mnistpad.training.feed.batches import Batch, Feed, Place, Plan, Slot

_SLOTS = 3  # one is learned from, one waits, one is being made; more would only be more to throw away at a stop

# Seconds that one thread waits before it asks for the interpreter's lock. With Python's 5 ms, the thread that is woken
# finds the lock taken again, time after time: an epoch of 784-128-10 took 0.43 s instead of 0.35 s.
_PATIENCE = 0.001


class _Made(NamedTuple):
    """Batches that were made at a time."""

    batches: list[Batch]
    slot: Slot


def _give_way() -> None:
    """Let this thread be the first to wait where all cores are busy: the window and the step itself go before it."""
    if sys.platform == "linux":  # where a thread has a niceness of its own
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


class Ahead:
    """Makes batches in a thread of its own, some at a time, and never more than three times ahead.

    NumPy lets other threads run while it computes; but whenever it begins and ends, both may want the interpreter, and
    on a virtual machine each such meeting costs 30 µs. So batches of 128 images are made six at a time, and where the
    feed has a `DistorterApart`, the thread only waits while they are. What comes out is what `Feed.make` gives, in the
    same order.

    Parameters
    ----------
    feed
        Is used by nobody else from now on, and its distorter is closed with this.
    places
        Where to begin, and what comes after.
    """

    def __init__(self, feed: Feed, places: Iterator[Place]) -> None:
        self._feed, self._places = feed, places
        self._planned: SimpleQueue[tuple[Plan, Slot] | None] = SimpleQueue()
        self._ready: SimpleQueue[_Made | BaseException] = SimpleQueue()
        self._taking: Iterator[Batch] = iter(())
        self._taken: Slot | None = None
        self._closed = False
        self._patience = sys.getswitchinterval()
        sys.setswitchinterval(min(self._patience, _PATIENCE))
        for _ in range(_SLOTS):
            self._plan(feed.slot(feed.together))
        self._thread = threading.Thread(target=self._work, name="batches", daemon=True)
        self._thread.start()

    def take(self) -> Batch:
        """Return the next batch; the one before it is given up. What went wrong in the thread is raised here."""
        for batch in self._taking:
            return batch
        self._take_more()
        return next(self._taking)

    def close(self) -> None:
        """End the thread and what helps it, and wait until both have ended: as long as the making of a few batches."""
        self._closed = True
        self._feed.distorter.interrupt()
        self._planned.put(None)
        self._thread.join()
        self._feed.distorter.close()
        sys.setswitchinterval(self._patience)

    def _take_more(self) -> None:
        if self._taken is not None:
            self._plan(self._taken)
            self._taken = None
        made = self._ready.get()
        if isinstance(made, BaseException):
            raise made
        self._taking, self._taken = iter(made.batches), made.slot

    def _plan(self, slot: Slot) -> None:
        """Draw lots for the next batches, up to the short one at the end of an epoch, and have them made."""
        places = [next(self._places)]
        while len(places) < self._feed.together and len(places[-1].rows) == self._feed.part:
            places.append(next(self._places))
        # Not in the thread: many short calls, and each might meet those of a step.
        self._planned.put((self._feed.plan(places), slot))

    def _work(self) -> None:
        _give_way()
        try:
            with np.errstate(all="ignore"):
                while (planned := self._planned.get()) is not None and not self._closed:
                    plan, slot = planned
                    self._ready.put(_Made(self._feed.fill(plan, slot), slot))
        except BaseException as error:  # whatever it is, it is raised where the batch is asked for
            if not self._closed:  # nobody asks any more, and its traceback would keep the slots alive
                self._ready.put(error)
