"""Memory that a run and its helper process both see, and what the two say to each other about it."""

import mmap
import struct
from typing import NamedTuple

import numpy as np

from mnistpad.apart import rounded
from mnistpad.data.augment.distorter import PIECE, InAndOut, Variation
from mnistpad.data.augment.pieces import draws
from mnistpad.data.dataset import PIXELS

_TASK = struct.Struct("=7Id")
_ANSWER = struct.Struct("=I")
TASK_BYTES, ANSWER_BYTES = _TASK.size, _ANSWER.size
READY = _ANSWER.pack(0x5EADED)  # the helper's first word


class Task(NamedTuple):
    """What is to be done with what lies in the block: its sizes, and the rest of `Distorter.distort`'s arguments."""

    m: int  # images, up to 768
    batch: int
    bends: int  # of each draw, up to 784
    depth: int  # bytes of a number in `out`: 4 or 8
    pixels: int  # where they are: bytes from the block's begin
    out: int  # where to write
    number: int = 0  # counted by who asks, and given back by who answers
    sigma: float = 1.0

    def to_bytes(self) -> bytes:
        """Return what is sent, always of the same length."""
        return _TASK.pack(*self)

    @classmethod
    def from_bytes(cls, sent: bytes) -> "Task":
        """Return what was sent."""
        return cls(*_TASK.unpack(sent))

    def answer(self) -> bytes:
        """Return what is sent back when it is done."""
        return _ANSWER.pack(self.number)


# First what chance has drawn, then room for images that lie elsewhere, then what is lent: three times 768 images.
_EDGES = 0
_AFFINE = rounded(4 * PIECE)
_BENDS = _AFFINE + rounded(4 * draws(PIECE) * 2 * 3)
SPARE_PIXELS = _BENDS + rounded(4 * draws(PIECE) * 2 * PIXELS)
SPARE_OUT = SPARE_PIXELS + rounded(PIECE * PIXELS)
LENT = SPARE_OUT + rounded(8 * PIECE * PIXELS)
BLOCK_BYTES = LENT + 3 * (rounded(PIECE * PIXELS) + rounded(4 * PIECE * PIXELS))


def write_variation(memory: mmap.mmap, variation: Variation) -> None:
    """Put what chance has drawn into the block: not with NumPy, which would let another thread run meanwhile."""
    for place, drawn in zip((_AFFINE, _BENDS, _EDGES), variation[:3], strict=True):
        memory[place : place + drawn.nbytes] = drawn.tobytes()


def variation_of(memory: mmap.mmap, task: Task) -> Variation:
    """Return what chance has drawn, as it lies in the block."""
    count = draws(task.m)
    affine = np.ndarray((count, 2, 3), np.float32, memory, _AFFINE)
    bends = np.ndarray((count, 2, task.bends), np.float32, memory, _BENDS)
    return Variation(affine, bends, np.ndarray(task.m, np.float32, memory, _EDGES), task.sigma)


def images_of(memory: mmap.mmap, task: Task) -> InAndOut:
    """Return the images, and where they are written varied, as they lie in the block."""
    shape = task.m, PIXELS
    pixels = np.ndarray(shape, np.uint8, memory, task.pixels)
    return pixels, np.ndarray(shape, f"f{task.depth}", memory, task.out)
