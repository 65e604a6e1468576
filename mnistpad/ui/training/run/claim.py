"""Who has a run: a file beside it, which counts for nothing once its process has ended, however that ended."""

from pathlib import Path

from PySide6.QtCore import QLockFile

from mnistpad.errors import TrainingError

ELSEWHERE = "This run is going on in another window of MnistPad. Let it end there first."


def claim(path: Path) -> QLockFile:
    """Take a run for this window, until the lock is released.

    Raises
    ------
    TrainingError
        If another window has it, or nothing can be written there.
    """
    lock = _lock(path)
    if lock.tryLock(0):
        return lock
    if lock.error() is QLockFile.LockError.LockFailedError:
        raise TrainingError(ELSEWHERE)
    msg = f"The run cannot be kept in {path.parent}. Free some space, or let MnistPad write there."
    raise TrainingError(msg)


def is_claimed(path: Path) -> bool:
    """Whether a window that is open, this one or another, has the run."""
    if not path.exists():
        return False
    lock = _lock(path)
    if lock.tryLock(0):
        lock.unlock()
        return False
    return lock.error() is QLockFile.LockError.LockFailedError


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # a run of a week is still going on: only the end of its process frees it
    return lock
