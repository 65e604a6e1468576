"""The other process's side of a halved run: it takes the second half of each step, until the first one ends."""

import json
import mmap
import os
import select
import socket
from typing import Any

import numpy as np

from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Feed
from mnistpad.training.step.block import GIVE, READY, STEP, Block, Sizes, Task, read_rows, write_rows
from mnistpad.training.step.halves import half_of
from mnistpad.training.step.images import Laid, seen

_LONGEST = 65536  # bytes of what is to be known: some 700, and 4,000 where pixels are named
_AWAKE = 0.002  # seconds without a task after which the core is left to others
_NAP = 0.05  # seconds until it looks again, though nobody woke it


def serve(line: int) -> None:
    """Wait for a run, and take the second half of its steps, one after another.

    Parameters
    ----------
    line
        File descriptor of a socket, on which the run sends what is to be known, and handles of two memories: that
        which both see, and the images. At its end, so does this.

    Raises
    ------
    OSError
        If one of them is not what it should be, or nobody is there any more.
    """
    with socket.socket(fileno=os.dup(line)) as receiver:
        message, handles, *_ = socket.recv_fds(receiver, _LONGEST, 2)
    if not message:
        raise ConnectionError
    told, (memory, images) = json.loads(message), (mmap.mmap(handle, 0) for handle in handles)
    for handle in handles:
        os.close(handle)
    places = None if told["places"] is None else np.array(told["places"], np.intp)
    laid = seen(images, told["images"], told["epoch_size"], places, has_extents=told["has_extents"])
    _Server(told, memory, laid, line).serve()


class _Server:
    """The second half of a run, and the waiting for what it is to do."""

    def __init__(self, told: dict[str, Any], memory: mmap.mmap, images: Laid, line: int) -> None:
        config, classes = TrainingConfig.from_dict(told["config"]), told["classes"]
        self._feed = Feed(config, images.data, classes, images.extents, images.inputs)
        self._slot = self._feed.slot()
        self._half = half_of(told["kind"], config, classes, 1, self._feed.unit, images.places)
        self._block = Block(memory, Sizes(*told["sizes"]), 1, self._idle)
        self._half.meet_in(self._block.meeting)
        self._line = line
        self._at = -1, -1  # the epoch and the batch of what is made

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
            write_rows(block.home, half.rows[: task.rows])
        else:
            read_rows(block.home, half.rows)
            half.optimizer.t = task.t
        block.tell_done(is_sound=is_sound)
        if task.kind == STEP:  # while the first half tells what came of it
            self._make(task.epoch, task.batch + 1)

    def _step(self, task: Task) -> bool:
        half, block = self._half, self._block
        if self._at != (task.epoch, task.batch):
            self._make(task.epoch, task.batch)
        batch, images = self._made
        half.offer(batch, images)
        block.tell_offer()
        block.await_offer()
        return half.finish(batch, task.rate, is_last=task.is_last).is_sound

    def _make(self, epoch: int, batch: int) -> None:
        """Make what this half learns from in a step; nothing where the epoch is at its end."""
        place = self._feed.place(epoch, batch, self._block.order)
        if len(place.rows):
            self._made = self._feed.make(self._half.share(place), self._slot), len(place.rows)
            self._at = epoch, batch

    def _idle(self, waited: float) -> None:
        os.sched_yield()
        if waited > _AWAKE:
            self._block.fall_asleep(self._nap)

    def _nap(self) -> None:
        if select.select([self._line], [], [], _NAP)[0] and not os.read(self._line, 64):
            raise ConnectionError
