"""The start of the window, and what happens to an error that nobody caught."""

import logging
import os
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, Qt
from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

import mnistpad
from mnistpad.ui import icons, screen, theme
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.settings import Settings
from mnistpad.ui.window.pages.crash import CrashDialog

log = logging.getLogger(__name__)


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
    app = application()
    sys.excepthook = Reporter(app).report
    window = MainWindow(Settings())
    window.show()
    # The first paint comes before the model, and long before anything heavier.
    QTimer.singleShot(0, lambda: begin(window, path))
    return app.exec()


def application() -> QApplication:
    """Return the one application, made and dressed."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = QApplication(sys.argv[:1])
    app.setApplicationName("MnistPad")
    app.setApplicationDisplayName("MnistPad")
    app.setOrganizationName("MnistPad")
    app.setApplicationVersion(mnistpad.__version__)
    app.setDesktopFileName("mnistpad")
    app.setWindowIcon(icons.app_icon())
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
        # The connection carries the text into the thread of this object, the only one that may open a dialog.
        self.crashed.connect(self._show)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Take the place of `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        log.error("Uncaught error\n%s", text)
        self.crashed.emit(text)

    def _show(self, text: str) -> None:
        CrashDialog.show_text(text)
