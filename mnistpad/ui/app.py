"""The start of the window, and what happens to an error that nobody caught."""

import gc
import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

import mnistpad.ui.program.numbers
import mnistpad.ui.program.qt

# isort: split
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent, QGuiApplication, Qt
from PySide6.QtWidgets import QApplication

import mnistpad
from mnistpad.errors import MnistPadError
from mnistpad.ui import theme
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.program import log, screen
from mnistpad.ui.program.settling import Settling
from mnistpad.ui.settings import Settings
from mnistpad.ui.style import icons

if TYPE_CHECKING:
    from mnistpad.ui.program.sitting import Sitting

logger = logging.getLogger(__name__)
FAILED = 1


class Application(QApplication):
    """Also takes the files that macOS hands to a program that runs."""

    file_opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Tell of a file that is to be opened."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(event.file())
            return True
        return bool(super().event(event))


def run(path: str | None = None) -> int:
    """Open the window and return the exit status when it is closed.

    Parameters
    ----------
    path
        A picture, a drawing or a model to begin with.

    Raises
    ------
    ScreenError
        If there is no screen that Qt can reach: Qt itself would abort the process.
    """
    screen.check()
    with log.kept():
        app = application()
        reporter = Reporter(app)
        with reporter.watching():
            try:
                return _sit(app, path)
            except MnistPadError:
                raise
            except Exception as error:
                reporter.report(type(error), error, error.__traceback__)
                app.exec()  # until what happened has been read
                return FAILED


def _sit(app: QApplication, path: str | None) -> int:
    window = MainWindow(Settings(), at_once=False)
    window.show()
    beginning = Beginning(window, path)
    if isinstance(app, Application):
        app.file_opened.connect(lambda path: beginning.sitting.open_path(path))
    settling = Settling(window.desk.canvas, window.attention, beginning.urgent(), beginning.rest())
    status = app.exec()
    if settling.is_ready:
        beginning.sitting.end()
    return status


class Beginning:
    """What follows the first paint, in steps.

    Parameters
    ----------
    window
        Which has been shown.
    path
        What it shall open.
    """

    def __init__(self, window: MainWindow, path: str | None) -> None:
        self._window = window
        self._path = path

    @cached_property
    def sitting(self) -> "Sitting":
        """What brings the last time back, and listens for those who open more."""
        from mnistpad.ui.program.sitting import Sitting

        return Sitting(self._window)

    def urgent(self) -> Iterator[None]:
        """Take what the first stroke asks for in steps: who reads, where the story is told, what was there before."""
        import mnistpad.recognizer  # noqa: F401

        yield
        self._window.load_model()
        yield
        _ = self._window.look
        yield
        self.sitting.restore()

    def rest(self) -> Iterator[None]:
        """Take what no first stroke waits for in steps."""
        try:
            yield from self._furnish()
        finally:
            collect_again()

    def _furnish(self) -> Iterator[None]:
        if self._path is not None:
            self._window.open_path(self._path)
            yield
        self.sitting.door.open()
        yield
        QApplication.setWindowIcon(icons.app_icon())
        yield
        for _step in self._window.furnish():  # not `yield from`, which would end the window's steps with its own
            yield
        share_the_machine()
        yield
        from mnistpad.ui.program.versions import versions

        logger.info("Began: %s", ", ".join(versions()))


def collect_again() -> None:
    """Look for objects that nobody needs again, but no more among those that the start made."""
    gc.freeze()
    gc.enable()


def application() -> QApplication:
    """Return the one application, made and dressed."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        # setStyle() would answer with a QStyle, whose 600 names take as long to make as all of the window's icons.
        app = Application([*sys.argv[:1], "-style", "Fusion"])
    app.setApplicationName("MnistPad")
    app.setApplicationDisplayName("MnistPad")
    app.setOrganizationName("MnistPad")
    app.setApplicationVersion(mnistpad.__version__)
    app.setDesktopFileName("mnistpad")
    theme.theme.apply(app)
    return app


def begin(window: MainWindow, path: str | None) -> None:
    """Load the model, then the file that the command line named."""
    share_the_machine()
    window.load_model()
    if path is not None:
        window.open_path(path)


def share_the_machine() -> None:
    """See to it, for as long as the program runs, that the window answers while a network trains."""
    from threadpoolctl import threadpool_limits

    # A product of 1,000 images took 69 ms instead of 1.5 ms where BLAS's second thread waited for a busy core.
    threadpool_limits(max(1, (os.cpu_count() or 1) - 1), user_api="blas")
    # The longest that one thread waits for the other's Python. At 5 ms, Python's default, ticks of 5 ms came up to
    # 40 ms apart while one drew, with a 99th percentile of 22 ms; at 1 ms 27 and 15. Training was as fast.
    sys.setswitchinterval(0.001)


class Reporter(QObject):
    """Logs an error that nobody caught, in whatever thread, and shows it with the means to pass it on."""

    crashed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last = ""
        # The connection carries the text into the thread of this object, the only one that may open a dialog.
        self.crashed.connect(self._show)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take every error that nobody catches, in any thread."""
        before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook, threading.excepthook, sys.unraisablehook = self.report, log.note_threads, log.note_unraisable
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Take the place of `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        again, self._last = text == self._last, text
        # One that comes with every paint would push all others out of the log.
        logger.error("The same error again" if again else "Uncaught error\n%s", *([] if again else [text]))
        self.crashed.emit(text)

    def _show(self, text: str) -> None:
        from mnistpad.ui.window.pages.crash import CrashDialog

        CrashDialog.show_text(text)
