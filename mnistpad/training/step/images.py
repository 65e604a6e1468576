"""The images of a run: with their pixels in the order that its steps want, and where another process sees them, too."""

import logging
import mmap
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from mnistpad import apart
from mnistpad.data.dataset import PIXELS, Bytes, Dataset, Images, empty
from mnistpad.data.mixture import Share, TrainingData
from mnistpad.training.feed.outwards import AT_A_TIME, Extents, extents, outwards
from mnistpad.training.step.half import Kind, is_outwards
from mnistpad.training.step.worth import is_possible

_log = logging.getLogger(__name__)

_EXTENT = np.dtype(np.uint16).itemsize


class Laid(NamedTuple):
    """Images as a run's steps take them."""

    data: TrainingData
    extents: Extents | None  # see `Feed`


def lay_down(kind: Kind, data: TrainingData) -> tuple[Laid, int | None]:
    """Return the images for the halves, and a file descriptor of memory in which another process sees them.

    It is to be closed once the other process has one of its own; None where there is no such memory. Where both halves
    want the images as they are stored, this process looks at its own ones, and only the other at the copy.
    """
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
