"""The other process's side of a halved run: it takes the second half of each step, until the first one ends."""

import json
import mmap
import os
import select
from typing import Any

import numpy as np

from mnistpad.data.dataset import PIXELS, Dataset, Images, empty
from mnistpad.data.mixture import Share, TrainingData
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Feed
from mnistpad.training.step.block import GIVE, STEP, Block, Sizes, Task, read_rows, write_rows
from mnistpad.training.step.half import half_of
from mnistpad.training.step.partner import READY

_AWAKE = 0.002  # seconds without a task after which the core is left to others
_NAP = 0.05  # seconds until it looks again, should nobody wake it


def serve(memory: int, images: int, line: int) -> None:
    """Do what is asked for, one task after another.

    Parameters
    ----------
    memory, images
        File descriptors of the block that both see, and of the images; are closed.
    line
        File descriptor that is open both ways. At its end, so does this.

    Raises
    ------
    OSError
        If one of them is not what it should be, or nobody is there any more.
    """
    told = json.loads(_read_line(line))
    _Server(told, mmap.mmap(memory, 0), _data(told, images), line).serve()


class _Server:
    """The second half of a run, and the waiting for what it is to do."""

    def __init__(self, told: dict[str, Any], memory: mmap.mmap, data: TrainingData, line: int) -> None:
        config, classes = TrainingConfig.from_dict(told["config"]), told["classes"]
        self._feed = Feed(config, data, classes)
        self._slot = self._feed.slot()
        self._half = half_of(told["kind"], config, classes, 1, self._feed.unit)
        self._block = Block(memory, Sizes(*told["sizes"]), 1, self._idle)
        self._line = line

    def serve(self) -> None:
        os.write(self._line, READY)
        with np.errstate(all="ignore"):
            while True:
                self._do(self._block.asked())

    def _do(self, task: Task) -> None:
        half, block, is_sound = self._half, self._block, True
        if task.kind == STEP:
            is_sound = self._step(task)
        elif task.kind == GIVE:
            write_rows(block.home, half.rows)
        else:
            read_rows(block.home, half.rows)
            half.optimizer.t = task.images
        block.tell_done(is_sound=is_sound)

    def _step(self, task: Task) -> bool:
        half, block = self._half, self._block
        batch = self._feed.make(half.share(task.place), self._slot)
        half.offer(batch, task.images, block.offers[1])
        block.tell_offer()
        block.await_offer()
        return half.finish(batch, block.offers, task.rate, is_last=task.is_last).is_sound

    def _idle(self, waited: float) -> None:
        os.sched_yield()
        if waited > _AWAKE:
            self._block.fall_asleep(self._nap)

    def _nap(self) -> None:
        if select.select([self._line], [], [], _NAP)[0] and not os.read(self._line, 64):
            raise ConnectionError


def _read_line(line: int) -> bytes:
    told = b""
    while not told.endswith(b"\n"):
        more = os.read(line, 65536)
        if not more:
            raise ConnectionError
        told += more
    return told


def _data(told: dict[str, Any], images: int) -> TrainingData:
    """Return the images to learn, as they lie in memory."""
    count = told["images"]
    memory = mmap.mmap(images, 0, access=mmap.ACCESS_READ)
    os.close(images)
    train = Images(np.ndarray((count, PIXELS), np.uint8, memory), np.ndarray(count, np.uint8, memory, count * PIXELS))
    dataset = Dataset("", "", train, empty(), empty(), "", has_parts=True)
    return TrainingData(train, (Share(dataset, told["epoch_size"] / count),))
