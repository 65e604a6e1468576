"""A quiet page of text: headline, paragraphs, and commands that can be selected and copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mnistpad.ui import theme

WIDEST = 520  # px at 13 px type


class Page(QScrollArea):
    """Scrolls where it does not fit."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        inside = QWidget()
        self._inside = inside
        self.rows = QVBoxLayout(inside)
        self.rows.setContentsMargins(theme.UNIT, 2 * theme.GAP, theme.GAP, theme.GAP)
        self.rows.setSpacing(theme.MARGIN)
        self.setWidget(inside)
        theme.theme.changed.connect(self._limit_lines)
        self._limit_lines()
        self.add_label(title, "headline")

    def _limit_lines(self) -> None:
        # About 70 characters: longer lines are hard to follow.
        self._inside.setMaximumWidth(theme.px(WIDEST))

    def add_label(self, text: str, role: str = "") -> QLabel:
        """Add a headline, a note or a paragraph."""
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        self.rows.addWidget(label)
        return label

    def add_command(self, name: str, text: str) -> "Command":
        """Add a command line with a button that copies it."""
        command = Command(name, text)
        self.rows.addWidget(command)
        return command


class Command(QWidget):
    """A command line, and Copy."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self._text = QLabel()
        self._text.setObjectName(name)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setWordWrap(True)
        self._copy = QPushButton("Copy")
        self._copy.setObjectName(f"{name}Copy")
        self._copy.clicked.connect(self._copy_text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self._text, 1)
        row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        theme.theme.changed.connect(self._restyle)
        self._restyle()
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another command."""
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._copy.setAccessibleName(f"Copy the command {text}")
        self._copy.setToolTip("Copy this command")

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text.text())

    def _restyle(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.em())
        self._text.setFont(font)
