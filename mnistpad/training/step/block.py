"""Memory that the two processes of a halved run see, and how one waits for what the other writes there.

They meet several times a step, and a step takes a fraction of a millisecond: too short for messages. So each writes a
number when something is there, and the other looks until it sees it: half a microsecond, where a message through a
socket takes thirty. That what was written before the number is seen before it is so on x86 processors, not on all.
"""

import mmap
import struct
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.apart import LINE, rounded
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.step.halves import Meeting

READY = b"!"  # the other process's first word
STEP, TAKE, GIVE = 1, 2, 3  # what it is asked to do

# Numbers of 8 bytes, by their place in the block. Each that is looked at has a line for itself.
_WORDS = LINE // 8
_ASKED, _DONE, _ASLEEP = 0, _WORDS, 2 * _WORDS  # the tasks that were asked for, and those that were done
_OFFERED = 3 * _WORDS, 4 * _WORDS  # the task in which either half's offer was written last
_SOUND = _DONE + 1
_TOLD = 5 * LINE  # where a task is written
_TASK = struct.Struct("=5q?d")
_NUMBERS = 7 * _WORDS

_STOPPED = 0.1  # seconds: who did not look for longer was stopped, and has not waited all the while
_LOOKS = 2000  # at a number, before anybody else is let in: some 80 µs


class Task(NamedTuple):
    """What the other process is asked to do."""

    kind: int
    epoch: int = 0  # of a step
    batch: int = 0  # of a step, in its epoch
    t: int = 0  # steps that the optimizer has taken
    rows: int = 0  # that are to be given: the parameters, then each of the moments
    is_last: bool = False
    rate: float = 0.0


class Sizes(NamedTuple):
    """What there must be room for."""

    depth: int  # bytes of a number in an array: 4 or 8
    images: int  # of an epoch
    offer: int  # numbers
    shared: int  # parameters that both look at
    rows: int  # numbers of the second half's parameters and moments, together

    @property
    def bytes(self) -> int:
        """The size of the block."""
        return self._home + self.depth * self.rows

    @property
    def _offers(self) -> int:
        return rounded(8 * (_NUMBERS + self.images))

    @property
    def _home(self) -> int:
        return self._offers + 2 * rounded(self.depth * self.offer) + rounded(self.depth * self.shared)

    def meeting(self, memory: mmap.mmap) -> Meeting:
        """Return where the halves meet."""
        dtype, offers, each = f"f{self.depth}", self._offers, rounded(self.depth * self.offer)
        first, second = (np.ndarray(self.offer, dtype, memory, place) for place in (offers, offers + each))
        return Meeting(first, second, np.ndarray(self.shared, dtype, memory, offers + 2 * each))

    def home(self, memory: mmap.mmap) -> FloatArray:
        """Return where the second half's rows are handed over."""
        return np.ndarray(self.rows, f"f{self.depth}", memory, self._home)


class Block:
    """The memory as one of the two processes sees it.

    Parameters
    ----------
    memory
        Of `sizes.bytes`, all zero at first.
    nth
        Which half this process is: 0 asks, 1 does.
    idle
        Is called again and again while there is nothing to do but wait, with the seconds so far. What it raises ends
        the waiting.
    wake
        Is called when something is there and the other one may be asleep.

    Attributes
    ----------
    order
        The rows that the epoch shows.
    meeting
        Where the halves meet.
    home
        Where the second half's rows are handed over.
    number
        Of the task at hand.
    """

    def __init__(
        self,
        memory: mmap.mmap,
        sizes: Sizes,
        nth: int,
        idle: Callable[[float], None],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._memory = memory
        self._ints = memoryview(memory)[: 8 * _NUMBERS].cast("q")
        self.order: npt.NDArray[np.int64] = np.ndarray(sizes.images, np.int64, memory, 8 * _NUMBERS)
        self.meeting, self.home = sizes.meeting(memory), sizes.home(memory)
        self._mine, self._theirs = _OFFERED[nth], _OFFERED[1 - nth]
        self._idle, self._wake = idle, wake
        self._awaited = 0, 0
        self.number = 0

    def ask(self, task: Task) -> None:
        """Have the other one do something."""
        _TASK.pack_into(self._memory, _TOLD, *task)
        self.number += 1
        self._write(_ASKED, self.number)

    def asked(self) -> Task:
        """Wait until something is to be done, and return it."""
        self.number += 1
        self._await(_ASKED)
        return Task._make(_TASK.unpack_from(self._memory, _TOLD))

    def tell_offer(self) -> None:
        """Say that the own offer is written."""
        self._write(self._mine, self.number)

    def await_offer(self) -> None:
        """Wait until the other one's offer is written."""
        self._await(self._theirs)

    def tell_done(self, *, is_sound: bool = True) -> None:
        """Say that the task is done, and whether its outcome is sound."""
        self._ints[_SOUND] = is_sound
        self._write(_DONE, self.number)

    def await_done(self) -> bool:
        """Wait until the task is done, and return whether its outcome is sound."""
        self._await(_DONE)
        return bool(self._ints[_SOUND])

    def fall_asleep(self, sleep: Callable[[], None]) -> None:
        """Say that this process sleeps, and let it, unless what it waits for came just now.

        A processor may look before it has said so. Then nobody wakes it, and it must wake by itself.
        """
        place, number = self._awaited
        self._ints[_ASLEEP] = 1
        if self._ints[place] < number:
            sleep()
        self._ints[_ASLEEP] = 0

    def _write(self, place: int, number: int) -> None:
        self._ints[place] = number
        if self._ints[_ASLEEP]:
            self._wake()

    def _await(self, place: int) -> None:
        ints, number = self._ints, self.number
        for _ in range(_LOOKS):
            if ints[place] >= number:
                return
        self._awaited = place, number
        waited, last = 0.0, time.monotonic()
        while ints[place] < number:
            self._idle(waited)
            now = time.monotonic()
            waited, last = waited + min(now - last, _STOPPED), now


def write_rows(home: FloatArray, rows: Sequence[FloatArray]) -> None:
    """Lay a half's rows down, one after another."""
    np.concatenate(rows, out=home[: sum(row.size for row in rows)])


def read_rows(home: FloatArray, rows: Sequence[FloatArray]) -> None:
    """Take a half's rows up."""
    start = 0
    for row in rows:
        row[:] = home[start : start + row.size]
        start += row.size
