"""The helper process as a run sees it: started, asked, ended. What it does is in `serving`."""

import mmap
import os
import socket
import struct
import subprocess
import sys
import time

import numpy as np
import numpy.typing as npt

from mnistpad.data.augment.block import (
    ANSWER_BYTES,
    BLOCK_BYTES,
    LENT,
    READY,
    SPARE_OUT,
    SPARE_PIXELS,
    Task,
    images_of,
    new_block,
    rounded,
    write_variation,
)
from mnistpad.data.augment.distorter import InAndOut, Variation
from mnistpad.data.dataset import PIXELS

COMMAND = "--distort-apart"
"""What `mnistpad.cli` knows the process by."""

PATIENCE = 2_000_000  # µs for an answer, which comes after 4,000
START_PATIENCE = 60  # seconds for the first word, which comes after 0.2
# The other cores are for what is asked of the run. The bits of a product are the same with any number of threads.
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


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
        block = new_block()
        try:
            self._memory = mmap.mmap(block, BLOCK_BYTES)
            self._address, self._free = _address(np.frombuffer(self._memory, np.uint8)), LENT
            self._line, self.process = _start(block)
        finally:
            os.close(block)

    def lend(self, m: int, dtype: npt.DTypeLike) -> InAndOut | None:
        """Return new arrays that the process sees, while there is room. They stay when the process ends."""
        depth = np.dtype(dtype).itemsize
        pixels = self._free
        out = pixels + rounded(m * PIXELS)
        end = out + rounded(m * PIXELS * depth)
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


def _start(block: int) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    """Return the line to a new process, which does not wait until something is there to be read, and the process."""
    line, its_end = socket.socketpair()
    line.setblocking(False)
    try:
        process = subprocess.Popen(  # noqa: S603
            _command(block),
            stdin=its_end.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[block],
            env=os.environ | _ONE_THREAD,
        )
    except BaseException:
        line.close()
        raise
    finally:
        its_end.close()
    return line, process


def _command(block: int) -> list[str]:
    """Return how this program is started once more, to distort what lies in a block."""
    program = sys.executable or ""
    if getattr(sys, "frozen", False):
        return [program, COMMAND, str(block)]
    # The path as it is now, which need not be how it began: the process shall find these modules and no others.
    code = f"import sys; sys.path[:] = {sys.path!r}; from mnistpad.__main__ import main; main()"
    return [program, "-c", code, COMMAND, str(block)]
