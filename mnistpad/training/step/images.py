"""The images of a run: with their pixels in the order that its steps want, and where another process sees them, too."""

import logging
import mmap
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from mnistpad import apart
from mnistpad.data.dataset import PIXELS, Bytes, Dataset, Images, Ints, empty
from mnistpad.data.mixture import Share, TrainingData
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.outwards import AT_A_TIME, OUTWARDS, Extents, extents, in_order, inked_first, may_be_copied
from mnistpad.training.step.halves import Kind
from mnistpad.training.step.worth import is_possible

_log = logging.getLogger(__name__)

_EXTENT = np.dtype(np.uint16).itemsize


# The pixels as they are stored, or in the order of `outwards`, or those first that some image inks.
Layout: TypeAlias = Literal["as stored", "outwards", "inked first"]


def layout_of(kind: Kind, config: TrainingConfig) -> Layout:
    """Return what the halves of a run want: to know where ink ends takes its time, which pays where W1 is large.

    L2 moves the weights of pixels that nobody inks, too.
    """
    return "outwards" if kind == "neurons" else "as stored" if config.l2 else "inked first"


class Laid(NamedTuple):
    """Images as a run's steps take them."""

    data: TrainingData
    extents: Extents | None = None  # see `Feed`
    places: Ints | None = None  # of the pixels that steps look at, which come first; None for all

    @property
    def inputs(self) -> int:
        """How many these are."""
        return PIXELS if self.places is None else len(self.places)


class _Ahead:
    """Images that are laid down before a run wants them: for 60,000 that would take 50 to 90 ms after Start.

    Who lays them down holds the lock meanwhile. Who lets them go does not wait for it: they go once they lie.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wished: tuple[Layout, TrainingData] | None = None
        self._are: tuple[Layout, TrainingData] | None = None
        self._laid: tuple[Laid, int | None] | None = None

    def wish(self, layout: Layout, data: TrainingData) -> None:
        self._wished = layout, data

    def lay(self, layout: Layout, data: TrainingData) -> None:
        wish = layout, data
        with self._lock:
            if wish == self._wished and wish != self._are:
                self._drop()
                with suppress(OSError, MemoryError):
                    self._laid, self._are = _laid_down(layout, data), wish
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

    def take(self, layout: Layout, data: TrainingData) -> tuple[Laid, int | None] | None:
        with self._lock:
            if self._are != (layout, data):
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


def lay_ahead(layout: Layout, data: TrainingData) -> None:
    """Lay images down for a run that a person may start soon, in a thread; those that were laid for another go."""
    if may_be_copied(data.pixels):
        _ahead.wish(layout, data)
        threading.Thread(target=_ahead.lay, args=(layout, data), daemon=True, name="images").start()
    else:
        _ahead.let_go()


def let_go() -> None:
    """Forget what was laid down ahead, if no run wanted it."""
    _ahead.let_go()


def lay_down(layout: Layout, data: TrainingData) -> tuple[Laid, int | None]:
    """Return the images for the halves, and a file descriptor of memory in which another process sees them.

    It is to be closed once the other process has one of its own; None where there is no such memory. Where both halves
    want the images as they are stored, this process looks at its own ones, and only the other at the copy.
    """
    return _ahead.take(layout, data) or _laid_down(layout, data)


def _laid_down(layout: Layout, data: TrainingData) -> tuple[Laid, int | None]:
    order = _order(layout, data)
    handle = _laid_down_for_both(order, data) if is_possible() else None
    if order is None:
        return Laid(data), handle
    if handle is None:
        return _laid_here(order, data), None
    try:
        return order.laid(data, mmap.mmap(handle, _size(order, data))), handle
    except OSError:
        os.close(handle)
        raise


def laid_here(data: TrainingData) -> Laid:
    """Return the images in the order of `outwards`, in memory of this process."""
    return _laid_here(_Order(OUTWARDS), data)


def seen(memory: mmap.mmap, count: int, epoch_size: int, places: Ints | None, *, has_extents: bool) -> Laid:
    """Return the images, so many, that another process has laid down."""
    images, ends = _looked_at(memory, count, has_extents=has_extents)
    dataset = Dataset("", "", images, empty(), empty(), "", has_parts=True)
    return Laid(TrainingData(images, (Share(dataset, epoch_size / count),)), ends, places)


class _Order(NamedTuple):
    """Where the pixels of images come from."""

    places: Ints
    inputs: int | None = None  # that steps look at; None where each batch has an end of its own

    @property
    def has_extents(self) -> bool:
        return self.inputs is None

    def laid(self, data: TrainingData, memory: mmap.mmap) -> Laid:
        images, ends = _looked_at(memory, len(data.labels), has_extents=self.has_extents)
        return Laid(replace(data, train=images), ends, None if self.has_extents else self.places[: self.inputs])

    def rows(self, data: TrainingData) -> Iterator["np.ndarray[Any, Any]"]:
        """Yield what is written: images, extents, labels."""
        ends: list[Extents] = []
        for start in range(0, len(data.labels), AT_A_TIME):
            ordered: Bytes = in_order(data.pixels[start : start + AT_A_TIME], self.places)
            if self.has_extents:
                ends.append(extents(ordered))
            yield ordered
        yield from ends
        yield data.labels


def _order(layout: Layout, data: TrainingData) -> _Order | None:
    if layout == "inked first":
        return _Order(*inked_first(data.pixels))
    return _Order(OUTWARDS) if layout == "outwards" else None


def _laid_here(order: _Order, data: TrainingData) -> Laid:
    memory = mmap.mmap(-1, _size(order, data))
    _write_all(order, data, memory.write)
    return order.laid(data, memory)


def _laid_down_for_both(order: _Order | None, data: TrainingData) -> int | None:
    try:
        handle = apart.new_memory(_size(order, data))
        try:
            _write_all(order, data, partial(os.write, handle))
        except BaseException:
            os.close(handle)
            raise
    except OSError as error:
        _log.info("No memory for a second process: %s", error)
        return None
    return handle


def _size(order: _Order | None, data: TrainingData) -> int:
    return len(data.labels) * (PIXELS + 1 + (_EXTENT if order is not None and order.has_extents else 0))


def _looked_at(memory: mmap.mmap, count: int, *, has_extents: bool) -> tuple[Images, Extents | None]:
    pixels, end = np.ndarray((count, PIXELS), np.uint8, memory), count * PIXELS
    ends: Extents | None = None
    if has_extents:
        ends, end = np.ndarray(count, np.uint16, memory, end), end + _EXTENT * count
    return Images(pixels, np.ndarray(count, np.uint8, memory, end)), ends


def _write_all(order: _Order | None, data: TrainingData, write: Callable[[memoryview], int]) -> None:
    """Write images, extents and labels.

    Not through a mapping where there is another way: that fetches a page at a time, and took 65 instead of 45 ms.
    """
    for array in (data.pixels, data.labels) if order is None else order.rows(data):
        content = np.ascontiguousarray(array).data.cast("B")
        while len(content):
            content = content[write(content) :]
