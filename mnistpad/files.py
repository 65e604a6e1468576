"""Writing a file so that a crash, a full disk or a killed process leaves either the old one or the new one."""

import contextlib
import glob
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PART = ".part"  # ends the names of files that are not yet whole


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that takes the place of `path` only once it is whole and on the disk.

    Raises
    ------
    OSError
        If the folder or the disk does not take it. What stood at `path` is then as it was, and nothing is left beside.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_mode(path))
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def sweep(path: Path) -> None:
    """Remove what processes left beside `path` that were killed while they wrote it.

    Nobody else may be writing it now.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{PART}"):
        with contextlib.suppress(OSError):
            left.unlink()


def _mode(path: Path) -> int:
    """Return the access rights that a file of this name has or would get: mkstemp's are for secrets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
