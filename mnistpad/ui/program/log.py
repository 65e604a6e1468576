"""The log: what went wrong, in a small file on this computer. Never what somebody drew."""

import faulthandler
import logging
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from mnistpad import resources

NAME = "mnistpad.log"
MOST_BYTES = 500_000  # of a file; there are two at most
_FORM = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_qt = logging.getLogger("Qt")


def path() -> Path:
    """Return where the log is; it need not exist yet."""
    return resources.user_data_dir() / "log" / NAME


class LogFile(logging.FileHandler):
    """Writes to a file, and when that is full begins it anew; what stood there is kept once, beside it.

    Other windows may write to the same file, and the system's last words go there, too. So a full file is copied and
    emptied: Windows renames no file that is open.

    Parameters
    ----------
    path
        Where; its folder is made.
    most
        Bytes of a file.

    Raises
    ------
    OSError
        If nothing can be written there.
    """

    def __init__(self, path: Path, most: int = MOST_BYTES) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(path, "a", "utf-8", errors="backslashreplace")
        self._path = path
        self._most = most

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        super().emit(record)
        try:
            if self._path.stat().st_size > self._most:
                shutil.copyfile(self._path, self._path.with_name(f"{self._path.name}.1"))
                os.truncate(self._path, 0)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Go on: on a full disk, the log must not be the next thing that fails."""


@contextmanager
def kept() -> Iterator[None]:
    """Write down, for as long as the program runs, what fails, what Python and Qt warn of, and how a crash came about.

    Where there is a terminal, it is told as well. A folder that cannot be written costs the log, not the program.
    """
    root = logging.getLogger()
    with ExitStack() as ends:
        for handler in _handlers(ends):
            root.addHandler(handler)
            ends.callback(root.removeHandler, handler)
        level = root.level
        ends.callback(root.setLevel, level)
        root.setLevel(logging.INFO)
        ends.callback(logging.captureWarnings, False)
        logging.captureWarnings(True)
        ends.callback(qInstallMessageHandler, qInstallMessageHandler(_take_from_qt))
        yield


def _handlers(ends: ExitStack) -> Iterator[logging.Handler]:
    try:
        file = LogFile(path())
    except OSError:
        file = None
    if file is not None:
        ends.callback(file.close)
        file.setFormatter(logging.Formatter(_FORM))
        _listen_for_faults(file, ends)
        yield file
    if sys.stderr is not None:
        terminal = logging.StreamHandler(sys.stderr)
        terminal.setLevel(logging.WARNING)
        yield terminal


def _listen_for_faults(file: LogFile, ends: ExitStack) -> None:
    """Let the file have the stacks of all threads where the system ends the process."""
    if faulthandler.is_enabled():  # by who wants them elsewhere: a test, or `python -X faulthandler`
        return
    if file.stream is not None:
        faulthandler.enable(file.stream)
    ends.callback(faulthandler.disable)


def _take_from_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    category = getattr(context, "category", None)
    prefix = "" if category in (None, "default") else f"{category}: "
    _qt.log(_LEVELS.get(kind, logging.WARNING), "%s%s", prefix, message)


def note_threads(args: threading.ExceptHookArgs) -> None:
    """Hand the end of a Python thread to whoever takes errors that nobody caught."""
    error = args.exc_value or args.exc_type()
    sys.excepthook(args.exc_type, error, args.exc_traceback)


def note_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    """Write down an error that could reach nobody: in a destructor, or as the program ended."""
    logging.getLogger(__name__).error(
        "%s: %r", unraisable.err_msg or "An error that could reach nobody", unraisable.object,
        exc_info=(type(unraisable.exc_value), unraisable.exc_value, unraisable.exc_traceback)
        if unraisable.exc_value is not None else None,
    )  # fmt: skip
