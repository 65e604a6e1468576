"""The process that takes the second half of each step, as the run sees it: started, asked, ended."""

import json
import mmap
import os
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from mnistpad import apart
from mnistpad.data.dataset import Ints
from mnistpad.data.mixture import TrainingData
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.config import TrainingConfig
from mnistpad.training.step.block import GIVE, READY, STEP, TAKE, Block, Sizes, Task, read_rows, write_rows
from mnistpad.training.step.halves import Half, Kind, Meeting
from mnistpad.training.step.images import Laid, lay_ahead, layout_of, let_go
from mnistpad.training.step.worth import kind_of_halves, may_be_halved

COMMAND = "--learn-apart"
"""What `mnistpad.cli` knows the process by."""

PATIENCE = 2.0  # seconds for what takes milliseconds, besides ten times what the first half took
START_PATIENCE = 60.0  # seconds for its first word, which comes after 0.4
_AWAKE = 0.0002  # seconds of waiting after which the other process may need this very core
_NAP = 0.00005
_LOOK = 0.01  # seconds until somebody asks whether it is still there


class Partner:
    """A process that takes the second half of each step, and the line to it.

    Each method but `close` may raise OSError; it is of no use then, and to be closed.

    Parameters
    ----------
    kind, config, images, classes
        What is halved, of which run, and what it learns from.
    half
        The second half, as long as this process has it.
    laid
        File descriptor of the memory in which the images are laid down.

    Attributes
    ----------
    process
        What was started.
    meeting
        Where the halves meet.
    """

    def __init__(self, kind: Kind, config: TrainingConfig, images: Laid, classes: int, half: Half, laid: int) -> None:
        self._is_ready, self._begun = False, time.monotonic()
        data, places = images.data, images.places
        met, rows = half.meeting_sizes(config.step_size(data.epoch_size)), sum(row.size for row in half.rows)
        sizes = Sizes(half.network.parameters.itemsize, data.epoch_size, *met, rows)
        memory = apart.new_memory(sizes.bytes)
        try:
            self._memory = mmap.mmap(memory, sizes.bytes)
            self._line, self.process = _prepared() or apart.start(_command(), [])
            self._block, self._asked = Block(self._memory, sizes, 0, self._idle, self._wake), 0.0
            self.meeting: Meeting = self._block.meeting
            told: dict[str, Any] = {"kind": kind, "config": config.to_dict(), "classes": classes, "sizes": sizes}
            told |= {"images": len(data.labels), "epoch_size": data.epoch_size}
            told |= {"has_extents": images.extents is not None, "places": None if places is None else places.tolist()}
            self._tell(told, [memory, laid])
        finally:
            os.close(memory)

    def is_ready(self) -> bool:
        """Return whether it has begun to listen."""
        if not self._is_ready:
            try:
                if self._line.recv(1) != READY:
                    msg = "it has ended"
                    raise ConnectionError(msg)
                self._is_ready = True
            except BlockingIOError:
                if time.monotonic() > self._begun + START_PATIENCE:
                    msg = "it does not begin"
                    raise TimeoutError(msg) from None
        return self._is_ready

    def take(self, half: Half) -> None:
        """Hand the second half over."""
        write_rows(self._block.home, half.rows)
        self._ask(Task(TAKE, t=half.optimizer.t))
        self._block.await_done()

    def show(self, order: Ints) -> None:
        """Tell which rows the steps of an epoch learn from, before the first of them is begun."""
        self._block.order[:] = order

    def begin(self, epoch: int, batch: int, rate: float, *, is_last: bool) -> None:
        """Have a step begun."""
        self._ask(Task(STEP, epoch, batch, rate=rate, is_last=is_last))

    def meet(self) -> None:
        """Say that the first half's offer is written, and wait until the second one's is."""
        self._block.tell_offer()
        self._block.await_offer()

    def is_done(self) -> bool:
        """Return whether the outcome of the second half is sound, once it is done."""
        return self._block.await_done()

    def give(self, rows: Sequence[FloatArray]) -> None:
        """Have the second half's rows, or the first few of them, copied to others."""
        self._ask(Task(GIVE, rows=len(rows)))
        self._block.await_done()
        read_rows(self._block.home, rows)

    def close(self) -> None:
        """End it, and wait until it has ended: a millisecond or two."""
        self.process.kill()
        self.process.wait()
        self._line.close()
        del self._block, self.meeting, self._memory  # the first knows this object, and memory has a handle of its own

    def _tell(self, told: dict[str, Any], memories: list[int]) -> None:
        """Send what it must know, and its handles of the memories."""
        try:
            socket.send_fds(self._line, [json.dumps(told).encode()], memories)
        except OSError:
            self.close()
            raise

    def _ask(self, task: Task) -> None:
        self._asked = time.monotonic()
        self._block.ask(task)

    def _idle(self, waited: float) -> None:
        """Let others have the interpreter and, after a while, the core; and see whether anybody is still there."""
        time.sleep(_NAP if waited > _AWAKE else 0)
        if waited < _LOOK:
            return
        if self.process.poll() is not None:
            msg = "it has ended"
            raise ConnectionError(msg)
        own = time.monotonic() - self._asked - waited  # what the first half took; the second is no larger
        if waited > PATIENCE + 10 * own:
            msg = "it says nothing"
            raise TimeoutError(msg)

    def _wake(self) -> None:
        self._line.send(b"!")


_waiting: list["tuple[socket.socket, subprocess.Popen[bytes]]"] = []


def stand_by(config: TrainingConfig, data: TrainingData | None) -> None:
    """Have ready what a run may want, before a person starts it: the process, and its images where they are at hand."""
    prepare(config)
    kind = None if data is None or not may_be_halved(config) else kind_of_halves(config, data.classes)
    if data is None or kind is None:
        let_go()
    else:
        lay_ahead(layout_of(kind, config), data)


def prepare(config: TrainingConfig) -> None:
    """Start the process that a run may want, before it does: it takes 0.2 s until it listens."""
    if not may_be_halved(config):
        dismiss()
    elif not _waiting:
        with suppress(OSError):
            _waiting.append(apart.start(_command(), []))


def dismiss() -> None:
    """End the process that was prepared, if no run wanted it, and forget the images that were laid down for it."""
    let_go()
    while waiting := _taken():
        line, process = waiting
        process.kill()
        process.wait()
        line.close()


def _prepared() -> "tuple[socket.socket, subprocess.Popen[bytes]] | None":
    """Return the process that was prepared, if it still lives."""
    while waiting := _taken():
        line, process = waiting
        if process.poll() is None:
            return waiting
        line.close()
    return None


def _taken() -> "tuple[socket.socket, subprocess.Popen[bytes]] | None":
    with suppress(IndexError):  # another thread may have been faster
        return _waiting.pop()
    return None


def _command() -> list[str]:
    """Return how this program is started once more, to learn."""
    return apart.command(COMMAND)
