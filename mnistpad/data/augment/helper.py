"""The helper process as a run sees it: started, asked, ended. What it does is in `serving`."""

import mmap
import os
import socket
import struct
import time

import numpy as np
import numpy.typing as npt

from mnistpad import apart
from mnistpad.data.augment.block import (
    ANSWER_BYTES,
    BLOCK_BYTES,
    LENT,
    READY,
    SPARE_OUT,
    SPARE_PIXELS,
    Task,
    images_of,
    write_variation,
)
from mnistpad.data.augment.distorter import InAndOut, Variation
from mnistpad.data.dataset import PIXELS

COMMAND = "--distort-apart"
"""What `mnistpad.cli` knows the process by."""

PATIENCE = 2_000_000  # µs for an answer, which comes after 4,000
START_PATIENCE = 60  # seconds for the first word, which comes after 0.2


class Helper:
    """A process that distorts images, the memory that it sees, and the line to it.

    Each method but `kill` and `close` may raise OSError; it is of no use then, and to be closed.

    Attributes
    ----------
    process
        What was started.
    """

    def __init__(self) -> None:
        self._is_ready, self._asked, self._begun = False, 0, time.monotonic()
        block = apart.new_memory(BLOCK_BYTES)
        try:
            self._memory = mmap.mmap(block, BLOCK_BYTES)
            self._address, self._free = _address(np.frombuffer(self._memory, np.uint8)), LENT
            self._line, self.process = apart.start(_command(block), [block])
        finally:
            os.close(block)

    def lend(self, m: int, dtype: npt.DTypeLike) -> InAndOut | None:
        """Return new arrays that the process sees, while there is room. They stay when the process ends."""
        depth = np.dtype(dtype).itemsize
        pixels = self._free
        out = pixels + apart.rounded(m * PIXELS)
        end = out + apart.rounded(m * PIXELS * depth)
        if end > BLOCK_BYTES:
            return None
        self._free = end
        return images_of(self._memory, Task(m, m, 0, depth, pixels, out))

    def is_ready(self) -> bool:
        """Return whether it has begun to listen."""
        if self._is_ready:
            return True
        try:
            self._hear(READY)
        except TimeoutError:
            if time.monotonic() > self._begun + START_PATIENCE:
                raise
            return False
        # Python's own time limit would ask first whether there is anything to read: a second meeting at the lock.
        self._line.setblocking(True)
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", *divmod(PATIENCE, 1_000_000)))
        self._is_ready = True
        return True

    def distort(self, images: InAndOut, variation: Variation, batch: int) -> None:
        """Have up to 768 images varied. Those that are not in lent arrays are copied there and back."""
        pixels, out = images
        self._asked += 1
        bends, sigma = variation.bends.shape[2], variation.sigma
        places = self._place(pixels, SPARE_PIXELS), self._place(out, SPARE_OUT)
        task = Task(len(pixels), batch, bends, out.itemsize, *places, self._asked, sigma)
        if task.pixels == SPARE_PIXELS:
            np.copyto(images_of(self._memory, task)[0], pixels)
        write_variation(self._memory, variation)
        self._line.send(task.to_bytes())
        self._hear(task.answer())
        if task.out == SPARE_OUT:
            np.copyto(out, images_of(self._memory, task)[1])

    def kill(self) -> None:
        """End it at once, from any thread: it keeps nothing. Who waits for an answer meets a ConnectionError."""
        self.process.kill()

    def close(self) -> None:
        """End it, and wait until it has ended: a millisecond or two."""
        self.process.kill()
        self.process.wait()
        self._line.close()

    def _hear(self, expected: bytes) -> None:
        try:
            said = self._line.recv(ANSWER_BYTES)
        except BlockingIOError as error:
            msg = "it says nothing"
            raise TimeoutError(msg) from error
        if said != expected:
            msg = "it said something else" if said else "it has ended"
            raise ConnectionError(msg)

    def _place(self, array: npt.NDArray[np.generic], spare: int) -> int:
        """Return where in the block an array begins, or what is spare there, if it lies elsewhere."""
        place = _address(array) - self._address
        return place if 0 <= place < BLOCK_BYTES and array.flags.c_contiguous else spare


def _address(array: npt.NDArray[np.generic]) -> int:
    return int(array.__array_interface__["data"][0])


def _command(block: int) -> list[str]:
    """Return how this program is started once more, to distort what lies in a block."""
    return apart.command(COMMAND, str(block))
