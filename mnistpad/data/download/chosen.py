"""The folder that a person chose for MNIST: on this computer, or on a stick or a share that serves a whole class.

It is remembered in the user's data folder, where the window and the command line both look. It is only ever read.
"""

import contextlib
import os
import threading
from pathlib import Path

from mnistpad import files, resources
from mnistpad.errors import DataError

FILE = "mnist-folder.txt"
PATIENCE = 1.0  # seconds for a share to answer: one whose server has gone may say nothing for minutes
_asked: dict[Path, threading.Thread] = {}  # those that have not answered yet
_LONGEST = 4096  # bytes; what is longer was not written by this program


def chosen() -> Path | None:
    """Return the chosen folder, whether it is there now or not; None where nobody chose."""
    try:
        with _file().open("rb") as remembered:
            path = os.fsdecode(remembered.read(_LONGEST + 1).rstrip(b"\r\n"))
    except OSError:
        return None
    return Path(path) if 0 < len(path) <= _LONGEST and "\0" not in path else None


def choose(folder: Path) -> None:
    """Remember a folder.

    Raises
    ------
    DataError
        If that cannot be written down.
    """
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        with files.replacing(_file()) as remembered:
            remembered.write(os.fsencode(folder.absolute()) + b"\n")
    except OSError as error:
        msg = f"{_file()} cannot be written ({error.strerror}), so the folder is not remembered. Make room there."
        raise DataError(msg) from error


def forget() -> None:
    """Let the chosen folder serve MNIST no more; the folder itself stays as it is."""
    _file().unlink(missing_ok=True)


def gone(patience: float = PATIENCE) -> Path | None:
    """Return the chosen folder if it is not there now: the stick is out, or the share does not answer."""
    folder = chosen()
    return None if folder is None or answers(folder, patience) else folder


def answers(folder: Path, patience: float = PATIENCE) -> bool:
    """Return whether a folder can be listed, and is so within `patience` seconds.

    One that was asked before and still says nothing costs no time: it does not answer.
    """
    waiting = _asked.get(folder)
    if waiting is not None and waiting.is_alive():
        return False
    listed = threading.Event()
    # A thread of its own, because a dead share holds up whoever asks it.
    _asked[folder] = threading.Thread(target=_list, args=(folder, listed), daemon=True, name="asks a folder")
    _asked[folder].start()
    _asked[folder].join(patience)
    return listed.is_set()


def _list(folder: Path, listed: threading.Event) -> None:
    with contextlib.suppress(OSError), os.scandir(folder):
        listed.set()


def _file() -> Path:
    return resources.user_data_dir() / FILE
