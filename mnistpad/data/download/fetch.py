"""Files from the first mirror that serves them: each is checked before it takes its place, and fetched once only."""

import contextlib
import errno
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from mnistpad import files as whole_files
from mnistpad.data.download.line import LetGoError, Line, LineError, Patience
from mnistpad.data.download.progress import Meter, Progress, Stage
from mnistpad.data.download.table import RemoteFile
from mnistpad.data.download.turn import turn
from mnistpad.errors import DownloadCancelledError, DownloadError

WAY_ON = "use files that you already have, or go on with the built-in digits"
CANCELLED = "The download was cancelled. Get MNIST whenever you like; the built-in digits need none."
LOCK = ".download.lock"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PAUSE = 0.1  # seconds between two looks whether another window has done

Cancelled = Callable[[], bool]


def _never(_path: Path) -> bool:
    return False


def fetch(
    files: Sequence[RemoteFile],
    mirrors: Sequence[str],
    folder: Path,
    *,
    progress: Callable[[Progress], None],
    cancelled: Cancelled,
    name: str = "MNIST",
    patience: Patience | None = None,
    is_own: Callable[[Path], bool] = _never,
) -> None:
    """Put files into a folder, those that are not there yet.

    Parameters
    ----------
    files
        What is wanted.
    mirrors
        Addresses of folders that serve all of them, tried in turn.
    folder
        Where they go; it is made if need be.
    progress
        Called ten times a second at most, in the calling thread.
    cancelled
        Whether the person has had enough; asked ten times a second.
    name
        What the files are together, in words.
    patience
        How long a server may take.
    is_own
        Whether a file that is there under the name of one of these, but with other contents, is a person's own and
        good: it then stays. Otherwise it is replaced.

    Raises
    ------
    DownloadError
        If no mirror serves a file, or the folder does not take it. Files that came whole are kept; nothing else is.
    DownloadCancelledError
        If it was cancelled.
    """
    with _in_folder(folder, name), turn(folder / LOCK, lambda: _wait(progress, cancelled)):
        for file in files:
            whole_files.sweep(folder / file.name)
        missing = [file for file in files if not _is_here(file, folder / file.name, is_own)]
        total = sum(file.size for file in missing)
        _refuse_without_room(folder, total)
        meter = Meter(progress, total, time.monotonic)
        mirror_order = list(mirrors)
        for file in missing:
            _fetch_one(file, mirror_order, folder / file.name, name, meter, cancelled, patience or Patience())


def _fetch_one(
    file: RemoteFile,
    mirrors: list[str],
    path: Path,
    name: str,
    meter: Meter,
    cancelled: Cancelled,
    patience: Patience,
) -> None:
    """Fetch a file from the first mirror that serves it, which then becomes the first for those to come."""
    complaints: dict[str, LineError] = {}
    for mirror in tuple(mirrors):
        server = urlsplit(mirror).netloc
        meter.connecting(server)
        try:
            line = Line(f"{mirror.rstrip('/')}/{file.name}", file.size, patience)
            _receive(line, file, path, lambda count, server=server: meter.came(count, server), cancelled)  # type: ignore[misc]
        except LineError as error:
            complaints[server] = error
        except LetGoError as error:
            raise DownloadCancelledError(CANCELLED) from error
        else:
            meter.finished(server)
            mirrors.remove(mirror)
            mirrors.insert(0, mirror)
            return
    raise DownloadError(_no_mirror(name, file, complaints))


def _receive(line: Line, file: RemoteFile, path: Path, came: Callable[[int], None], cancelled: Cancelled) -> None:
    digest = hashlib.sha256()
    with whole_files.replacing(path) as beside, contextlib.closing(line.chunks(cancelled)) as chunks:
        for chunk in chunks:
            beside.write(chunk)
            digest.update(chunk)
            came(len(chunk))
        if digest.hexdigest() != file.sha256:
            msg = "sends it with other contents than it should have"
            raise LineError(msg)


def _is_here(file: RemoteFile, path: Path, is_own: Callable[[Path], bool]) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as there:
        digest = hashlib.file_digest(there, "sha256").hexdigest()
    return digest == file.sha256 or is_own(path)


def _wait(progress: Callable[[Progress], None], cancelled: Cancelled) -> None:
    progress(Progress(Stage.WAITING))
    if cancelled():
        raise DownloadCancelledError(CANCELLED)
    time.sleep(_PAUSE)


@contextlib.contextmanager
def _in_folder(folder: Path, name: str) -> Iterator[None]:
    """Make the folder; say what is wrong with it or the disk; take it away again if nothing came into it."""
    made = _make(folder, name)
    try:
        yield
    except BrokenPipeError:  # nobody reads the progress any more
        raise
    except OSError as error:
        raise DownloadError(_cannot_keep(folder, name, error)) from error
    finally:
        for each in made:
            with contextlib.suppress(OSError):  # it is not empty, and shall not go
                each.rmdir()


def _make(folder: Path, name: str) -> list[Path]:
    """Return the folders that had to be made, the innermost first."""
    try:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DownloadError(_cannot_keep(folder, name, error)) from error
    return missing


def _refuse_without_room(folder: Path, total: int) -> None:
    if shutil.disk_usage(folder).free < total:
        raise OSError(errno.ENOSPC, "No space left on device")


def _cannot_keep(folder: Path, name: str, error: OSError) -> str:
    if error.errno in _FULL:
        return f"{name} does not fit into {folder}: the disk is full. Free some space and try again, {WAY_ON}."
    why = error.strerror or str(error)
    return f"{name} cannot be kept in {folder}: {why}. Let MnistPad write there and try again, {WAY_ON}."


def _no_mirror(name: str, file: RemoteFile, complaints: dict[str, LineError]) -> str:
    *first, last = [f"{server} {error}" for server, error in complaints.items()]
    what = ", ".join([*first, f"and {last}" if first else last])
    reached = any(error.reached for error in complaints.values())
    advice = "Try again later" if reached else "Check that this computer is online and try again"
    return f"{name}'s {file.name} could not be downloaded: {what}. {advice}, {WAY_ON}."
