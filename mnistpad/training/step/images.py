"""The images of a run: with their pixels in the order that its steps want, and where another process sees them, too."""

import logging
import mmap
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from mnistpad import apart
from mnistpad.data.dataset import PIXELS, Bytes, Dataset, Images, empty
from mnistpad.data.mixture import Share, TrainingData
from mnistpad.training.feed.outwards import AT_A_TIME, Extents, extents, may_be_copied, outwards
from mnistpad.training.step.half import Kind, is_outwards
from mnistpad.training.step.worth import is_possible

_log = logging.getLogger(__name__)

_EXTENT = np.dtype(np.uint16).itemsize


class Laid(NamedTuple):
    """Images as a run's steps take them."""

    data: TrainingData
    extents: Extents | None  # see `Feed`


class _Ahead:
    """Images that are laid down before a run wants them: for 60,000 that would take 50 to 90 ms after Start.

    Who lays them down holds the lock meanwhile. Who lets them go does not wait for it: they go once they lie.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wished: tuple[bool, TrainingData] | None = None  # whether in the order of `outwards`, and of what
        self._are: tuple[bool, TrainingData] | None = None
        self._laid: tuple[Laid, int | None] | None = None

    def wish(self, kind: Kind, data: TrainingData) -> None:
        self._wished = is_outwards(kind), data

    def lay(self, kind: Kind, data: TrainingData) -> None:
        wish = is_outwards(kind), data
        with self._lock:
            if wish == self._wished and wish != self._are:
                self._drop()
                with suppress(OSError, MemoryError):
                    self._laid, self._are = _laid_down(kind, data), wish
        if wish != self._wished:  # since then, when nobody waited for the lock
            with self._lock:
                self._drop_unless_wished()

    def let_go(self) -> None:
        self._wished = None
        if self._lock.acquire(blocking=False):
            try:
                self._drop_unless_wished()
            finally:
                self._lock.release()

    def take(self, kind: Kind, data: TrainingData) -> tuple[Laid, int | None] | None:
        with self._lock:
            if self._are != (is_outwards(kind), data):
                self._drop()
            taken, self._wished, self._are, self._laid = self._laid, None, None, None
            return taken

    def _drop_unless_wished(self) -> None:
        if self._are != self._wished:
            self._drop()

    def _drop(self) -> None:
        laid, self._are, self._laid = self._laid, None, None
        if laid is not None and laid[1] is not None:
            os.close(laid[1])


_ahead = _Ahead()


def lay_ahead(kind: Kind, data: TrainingData) -> None:
    """Lay images down for a run that a person may start soon, in a thread; those that were laid for another go."""
    if may_be_copied(data.pixels):
        _ahead.wish(kind, data)
        threading.Thread(target=_ahead.lay, args=(kind, data), daemon=True, name="images").start()
    else:
        _ahead.let_go()


def let_go() -> None:
    """Forget what was laid down ahead, if no run wanted it."""
    _ahead.let_go()


def lay_down(kind: Kind, data: TrainingData) -> tuple[Laid, int | None]:
    """Return the images for the halves, and a file descriptor of memory in which another process sees them.

    It is to be closed once the other process has one of its own; None where there is no such memory. Where both halves
    want the images as they are stored, this process looks at its own ones, and only the other at the copy.
    """
    return _ahead.take(kind, data) or _laid_down(kind, data)


def _laid_down(kind: Kind, data: TrainingData) -> tuple[Laid, int | None]:
    is_ordered, count = is_outwards(kind), len(data.labels)
    handle = _laid_down_for_both(data, is_ordered=is_ordered) if is_possible() else None
    if not is_ordered:
        return Laid(data, None), handle
    if handle is None:
        return laid_here(data), None
    try:
        images, ends = _looked_at(mmap.mmap(handle, _size(count, is_ordered=True)), count, is_ordered=True)
    except OSError:
        os.close(handle)
        raise
    return Laid(replace(data, train=images), ends), handle


def laid_here(data: TrainingData) -> Laid:
    """Return the images in the order of `outwards`, in memory of this process."""
    count = len(data.labels)
    memory = mmap.mmap(-1, _size(count, is_ordered=True))
    _write_all(data, memory.write, is_ordered=True)
    images, ends = _looked_at(memory, count, is_ordered=True)
    return Laid(replace(data, train=images), ends)


def seen(kind: Kind, memory: mmap.mmap, count: int, epoch_size: int) -> Laid:
    """Return the images, so many, that another process has laid down."""
    images, ends = _looked_at(memory, count, is_ordered=is_outwards(kind))
    dataset = Dataset("", "", images, empty(), empty(), "", has_parts=True)
    return Laid(TrainingData(images, (Share(dataset, epoch_size / count),)), ends)


def _laid_down_for_both(data: TrainingData, *, is_ordered: bool) -> int | None:
    try:
        handle = apart.new_memory(_size(len(data.labels), is_ordered=is_ordered))
        try:
            _write_all(data, partial(os.write, handle), is_ordered=is_ordered)
        except BaseException:
            os.close(handle)
            raise
    except OSError as error:
        _log.info("No memory for a second process: %s", error)
        return None
    return handle


def _size(count: int, *, is_ordered: bool) -> int:
    return count * (PIXELS + 1 + (_EXTENT if is_ordered else 0))


def _looked_at(memory: mmap.mmap, count: int, *, is_ordered: bool) -> tuple[Images, Extents | None]:
    pixels, end = np.ndarray((count, PIXELS), np.uint8, memory), count * PIXELS
    ends: Extents | None = None
    if is_ordered:
        ends, end = np.ndarray(count, np.uint16, memory, end), end + _EXTENT * count
    return Images(pixels, np.ndarray(count, np.uint8, memory, end)), ends


def _write_all(data: TrainingData, write: Callable[[memoryview], int], *, is_ordered: bool) -> None:
    """Write images, extents and labels.

    Not through a mapping where there is another way: that fetches a page at a time, and took 65 instead of 45 ms.
    """
    for array in _in_order(data) if is_ordered else (data.pixels, data.labels):
        content = np.ascontiguousarray(array).data.cast("B")
        while len(content):
            content = content[write(content) :]


def _in_order(data: TrainingData) -> Iterator["np.ndarray[Any, Any]"]:
    ends: list[Extents] = []
    for start in range(0, len(data.labels), AT_A_TIME):
        ordered: Bytes = outwards(data.pixels[start : start + AT_A_TIME])
        ends.append(extents(ordered))
        yield ordered
    yield from (np.concatenate(ends), data.labels)
