"""The helper process's side: it distorts what lies in the block, and says so, until the other side ends."""

import mmap
import os

import numpy as np

from mnistpad.data.augment.block import BLOCK_BYTES, READY, TASK_BYTES, Task, images_of, variation_of
from mnistpad.data.augment.distorter import Distorter


def serve(block: int, line: int) -> None:
    """Do what is asked for, one task after another.

    Parameters
    ----------
    block
        File descriptor of the memory; is closed.
    line
        File descriptor that is open both ways: tasks come in, answers go out. At its end, so does this.

    Raises
    ------
    OSError
        If one of them is not what it should be, or nobody is there any more to answer to.
    """
    distorter = Distorter()
    memory = mmap.mmap(block, BLOCK_BYTES)
    os.close(block)
    os.write(line, READY)
    with np.errstate(all="ignore"):
        while len(sent := os.read(line, TASK_BYTES)) == TASK_BYTES:
            task = Task.from_bytes(sent)
            pixels, out = images_of(memory, task)
            distorter.distort(pixels, variation_of(memory, task), out, task.batch)
            os.write(line, task.answer())
