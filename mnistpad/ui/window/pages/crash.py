"""The last resort: what happened, and Copy."""

import platform

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

import mnistpad
from mnistpad.ui import theme


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
        words = QLabel("MnistPad made a mistake. You can go on, but it is wise to save and start it again.")
        words.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = QPushButton("Copy")
        copy.setObjectName("crashCopyButton")
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (words, self._text, buttons):
            column.addWidget(widget)
        self.resize(50 * theme.em(), 30 * theme.em())

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


def report(text: str) -> str:
    """Return an error with what one must know to understand it."""
    versions = f"MnistPad {mnistpad.__version__}, Python {platform.python_version()}, Qt {qVersion()}"
    return f"{versions}, {platform.platform()}\n\n{text}"
