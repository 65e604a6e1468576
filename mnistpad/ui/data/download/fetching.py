"""The download of MNIST beside the window. One for the whole window: every offer shows the same."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from mnistpad.data.download import Progress
from mnistpad.data.download.ready import fetch_mnist
from mnistpad.errors import DownloadCancelledError, MnistPadError

Fetch = Callable[[Callable[[Progress], None], Callable[[], bool]], Path]
BUG = "The download ended, because MnistPad made a mistake. Use files that you already have, or the built-in digits."


class MnistDownload(QObject):
    """Fetches MNIST when it is told to, and never else.

    Exactly one of `finished`, `failed` and `cancelled` follows each start.

    Parameters
    ----------
    fetch
        Does it; called in a thread, with what to tell progress to and what to ask whether to go on.
    """

    begun = Signal()
    progressed = Signal(object)  # Progress
    finished = Signal()  # MNIST is here: look for sources again
    failed = Signal(str)  # one sentence, with a way on
    cancelled = Signal()

    def __init__(self, fetch: Fetch = fetch_mnist, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._fetching: _Fetching | None = None
        self.progress: Progress | None = None

    @property
    def is_running(self) -> bool:
        """Whether it is being fetched."""
        return self._fetching is not None

    def start(self) -> None:
        """Fetch MNIST, because a person said so; nothing happens while it is being fetched."""
        if self._fetching is not None:
            return
        self.progress = None
        self._fetching = _Fetching(self._fetch, self)
        self._fetching.progressed.connect(self._progressed)
        self._fetching.finished.connect(self._end)
        self._fetching.start()
        self.begun.emit()

    def cancel(self) -> None:
        """Let it end; it takes a fifth of a second, whatever the server does."""
        if self._fetching is not None:
            self._fetching.enough.set()

    def found(self) -> None:
        """Tell everybody that MNIST is here, because a folder serves it."""
        self.finished.emit()

    def close(self) -> None:
        """Cancel it and wait for its end, because the window closes."""
        if self._fetching is not None:
            fetching, self._fetching = self._fetching, None
            fetching.enough.set()
            fetching.wait()

    def _progressed(self, progress: Progress) -> None:
        self.progress = progress
        self.progressed.emit(progress)

    def _end(self) -> None:
        fetching, self._fetching = self._fetching, None
        if fetching is None:  # the window has closed
            return
        fetching.wait()
        fetching.deleteLater()
        error = fetching.error
        if error is None:
            self.finished.emit()
        elif isinstance(error, DownloadCancelledError):
            self.cancelled.emit()
        elif isinstance(error, MnistPadError):
            self.failed.emit(str(error))
        else:
            self.failed.emit(BUG)
            sys.excepthook(type(error), error, error.__traceback__)


class _Fetching(QThread):
    progressed = Signal(object)

    def __init__(self, fetch: Fetch, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("mnistDownload")
        self.enough = threading.Event()
        self.error: Exception | None = None
        self._fetch = fetch

    def run(self) -> None:
        """Fetch, in the thread. An exception that escaped from here would end it without a word."""
        try:
            self._fetch(self.progressed.emit, self.enough.is_set)
        except Exception as error:  # a bug's traceback goes to the crash dialog, by way of the window
            self.error = error
