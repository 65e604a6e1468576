"""Lets something slow be done beside the window."""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from mnistpad.data.formats.watching import LeftError, Watch, watched_by
from mnistpad.errors import MnistPadError

PATIENCE = 400  # ms before a person is told to wait
GLANCE = 100  # ms between two looks at how far it is
MOST = 2  # jobs at a time: some cannot be left in the middle, and nobody shall wait for one they left
NO_MEMORY = "There is not enough memory for these images. Close other programs, or choose a smaller source."


class Errand(QObject):
    """Does what was wished for last. What that replaces is left: it ends soon, and unheard."""

    done = Signal(object)  # what the job returned
    failed = Signal(str)  # why there is nothing
    slow = Signal()  # 400 ms have gone by
    advanced = Signal(int, int)  # so many of so many things are read
    _returned = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[_Job] = []
        self._threads: list[threading.Thread] = []  # which end a moment after they have told
        self._wanted: _Job | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._lose_patience)
        self._glances = QTimer(self, interval=GLANCE)
        self._glances.timeout.connect(self._glance)
        self._returned.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for something."""
        return self._wanted is not None

    def send(self, work: Callable[[], object]) -> None:
        """Do a job, called in another thread."""
        self.call_off()
        self._wanted = _Job(work)
        self._patience.start()
        if len(self._running) < MOST:
            self._start(self._wanted)

    def call_off(self) -> None:
        """Wait for nothing any more."""
        if self._wanted is not None:
            self._wanted.watch.leave()
        self._wanted = None
        self._patience.stop()
        self._glances.stop()

    def finish(self, patience: float) -> None:
        """Let what is being done come to its end, for so many seconds at the most; then close."""
        end = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self.close(0)

    def close(self, patience: float = 0.5) -> None:
        """Call it off, and wait a little for what is being done."""
        self.call_off()
        for thread in self._threads:
            thread.join(patience / len(self._threads))

    def _start(self, job: "_Job") -> None:
        # Not a QThread: making the built-in digits takes seconds, and closing the window must not wait for it.
        thread = threading.Thread(target=self._do, args=(job,), daemon=True, name="errand")
        self._running.append(job)
        self._threads = [*(each for each in self._threads if each.is_alive()), thread]
        thread.start()

    def _do(self, job: "_Job") -> None:
        result: object
        try:
            with watched_by(job.watch):
                result = job.work()
        except MnistPadError as error:
            result = _Failure(str(error))
        except MemoryError:
            result = _Failure(NO_MEMORY)
        except LeftError:
            result = None
        except Exception as error:  # a bug: told in the window's thread, where the crash dialog is
            result = error
        with suppress(RuntimeError):  # the window may be gone
            self._returned.emit(job, result)

    def _lose_patience(self) -> None:
        self._glances.start()
        self.slow.emit()
        self._glance()

    def _glance(self) -> None:
        if self._wanted is not None and self._wanted.watch.total:
            self.advanced.emit(self._wanted.watch.done, self._wanted.watch.total)

    def _take(self, job: "_Job", result: object) -> None:
        self._running = [each for each in self._running if each is not job]
        if self._wanted is None:
            return
        if job is not self._wanted:
            if not any(each is self._wanted for each in self._running):
                self._start(self._wanted)
            return
        self.call_off()
        if isinstance(result, _Failure):
            self.failed.emit(result.why)
        elif isinstance(result, Exception):
            self.failed.emit("This could not be shown, because MnistPad made a mistake.")
            sys.excepthook(type(result), result, result.__traceback__)
        else:
            self.done.emit(result)


class _Job:
    def __init__(self, work: Callable[[], object]) -> None:
        self.work = work
        self.watch = Watch()


class _Failure:
    def __init__(self, why: str) -> None:
        self.why = why
