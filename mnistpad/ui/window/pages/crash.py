"""The last resort: what happened, Copy, and where to report it."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

import mnistpad
from mnistpad.ui import theme
from mnistpad.ui.program import log
from mnistpad.ui.program.versions import versions
from mnistpad.ui.window.pages.help import show_folder

WORDS = (
    "MnistPad made a mistake. You can go on, but it is wise to save and start it again. "
    "What you draw and what a run has learned is kept on this computer as it comes."
)


class CrashDialog(QDialog):
    """Shows an error of the program itself. Only one at a time: an error that repeats must not bury the screen."""

    _open: "CrashDialog | None" = None

    def __init__(self, text: str) -> None:
        super().__init__(QApplication.activeWindow())
        self.setObjectName("crashDialog")
        self.setWindowTitle("MnistPad made a mistake")
        self._text = QPlainTextEdit(report(text))
        self._text.setObjectName("crashText")
        self._text.setAccessibleName("What happened")
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        self._add_button("crashCopyButton", "Copy").clicked.connect(self._copy)
        self._add_button("crashLogButton", "Show log").clicked.connect(lambda: show_folder(log.path().parent))
        address = report_address()
        if address:
            button = self._add_button("crashReportButton", "Report…")
            button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
        column = QVBoxLayout(self)
        for widget in (_paragraph(WORDS), self._text, _paragraph(where_to_report(address)), self._buttons):
            column.addWidget(widget)
        self.resize(50 * theme.em(), 30 * theme.em())

    def _add_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    @classmethod
    def show_text(cls, text: str) -> "CrashDialog | None":
        """Show an error unless one is shown already; return the dialog that is new."""
        if cls._open is not None:
            return None
        cls._open = cls(text)
        cls._open.finished.connect(cls._closed)
        cls._open.open()
        return cls._open

    @classmethod
    def _closed(cls) -> None:
        if cls._open is not None:
            cls._open.deleteLater()
            cls._open = None

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())


def _paragraph(text: str) -> QLabel:
    return QLabel(text, wordWrap=True)


def report(text: str) -> str:
    """Return an error with what one must know to understand it."""
    return "\n".join([*versions(), "", text])


def report_address() -> str:
    """Return where mistakes are reported on the web; empty while the project is nowhere."""
    return f"{mnistpad.HOMEPAGE.rstrip('/')}/issues" if mnistpad.HOMEPAGE else ""


def where_to_report(address: str) -> str:
    """Return what one can do about it, in a sentence."""
    if address:
        return f"To report it, press Copy, then paste it at {address}. There is nothing in it of what you drew."
    return "To report it, press Copy and send it to whoever gave you MnistPad. There is nothing in it of what you drew."
