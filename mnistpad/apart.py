"""A process that helps, which is this program once more: how it is started, and the memory that both see."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    import subprocess

LINE = 64  # bytes that a core reads at a time: no array begins within another's last ones

# The other cores are for the run itself.
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


def rounded(size: int) -> int:
    """Return so many bytes, or a few more, after which something else may begin."""
    return -(-size // LINE) * LINE


def new_memory(size: int) -> int:
    """Return a file descriptor of memory that no name leads to; Linux gives it only what is used of it.

    Raises
    ------
    OSError
        If there is no room for it.
    """
    if hasattr(os, "memfd_create"):
        memory = os.memfd_create("mnistpad")
        os.ftruncate(memory, size)
        return memory
    import tempfile  # takes as long to import as much that a helper needs

    with tempfile.TemporaryFile() as file:
        file.write(bytes(size))  # all of it now: to find the disk full later would kill both
        file.seek(0)
        return os.dup(file.fileno())


def command(*words: str) -> list[str]:
    """Return how this program is started once more, with some words on its command line."""
    program = sys.executable or ""
    if getattr(sys, "frozen", False):
        return [program, *words]
    # The path as it is now, which need not be how it began: the process shall find these modules and no others.
    code = f"import sys; sys.path[:] = {sys.path!r}; from mnistpad.__main__ import main; main()"
    return [program, "-c", code, *words]


def start(command: Sequence[str], memories: Sequence[int]) -> "tuple[socket.socket, subprocess.Popen[bytes]]":
    """Return the line to a new process, which does not wait until something is there to be read, and the process.

    Parameters
    ----------
    command
        Of the process, whose standard input is its end of the line.
    memories
        File descriptors that it keeps, under the same numbers.

    Raises
    ------
    OSError
        If it cannot be started.
    """
    import socket
    import subprocess  # both needed by who starts a process, not by the process, for which each import counts

    line, its_end = socket.socketpair()
    line.setblocking(False)
    try:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=its_end.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=memories,
            env=os.environ | _ONE_THREAD,
        )
    except BaseException:
        line.close()
        raise
    finally:
        its_end.close()
    return line, process
