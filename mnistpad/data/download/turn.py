"""One at a time: a lock that two windows, or a window and a command, share. It is free once its process has ended."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def turn(path: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file `path`, which is gone afterwards.

    Parameters
    ----------
    path
        In a folder that can be written, and is made if it is missing.
    wait
        Called as long as somebody else has it; it takes its time, and may raise to give up.

    Raises
    ------
    OSError
        If the file cannot be made.
    """
    handle = _taken(path)
    while handle is None:
        wait()
        handle = _taken(path)
    try:
        yield
    finally:
        # Whoever opened it meanwhile finds another file, or none, at its name, and begins anew.
        if sys.platform == "win32":
            os.close(handle)
            _remove(path)
        else:
            _remove(path)
            os.close(handle)


def _taken(path: Path) -> int | None:
    path.parent.mkdir(parents=True, exist_ok=True)  # whoever had it may have taken the empty folder away
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except FileNotFoundError:  # just now
        return None
    try:
        _take(handle)
    except (BlockingIOError, PermissionError):
        os.close(handle)
        return None
    except OSError:  # a file system that knows no locks: two at once do no harm, they only fetch twice
        return handle
    if _is_still(handle, path):
        return handle
    os.close(handle)
    return None


def _is_still(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
