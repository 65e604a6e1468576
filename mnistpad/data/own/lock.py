"""One writer at a time, whichever window or process it is. A lock counts for nothing once its process has ended."""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from mnistpad.errors import DataError

PATIENCE = 3.0  # seconds; a digit is written in a hundredth of one
_PAUSE = 0.01
_NO_LOCKS_HERE = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}  # some network folders

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _free(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _free(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextlib.contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file at `path`, which stays there, empty.

    Raises
    ------
    DataError
        If another process holds it all the time.
    OSError
        If the folder does not take it.
    """
    with path.open("ab") as file:
        held = _wait_for(file, time.monotonic() + patience)
        try:
            yield
        finally:
            if held:
                _free(file)


def _wait_for(file: IO[bytes], until: float) -> bool:
    """Return whether the lock was taken; False where the folder knows no locks."""
    while True:
        try:
            _take(file)
        except OSError as error:
            if error.errno in _NO_LOCKS_HERE:
                return False
            if time.monotonic() > until:
                msg = (
                    "Another window of MnistPad is busy with your own digits. Wait for it, or close it, and try again."
                )
                raise DataError(msg) from error
            time.sleep(_PAUSE)
        else:
            return True


def settle_folder(folder: Path) -> None:
    """Let a name that came or went in a folder survive a power cut, where the platform can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
