"""Words of at most seventy characters a line, however wide the page is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from mnistpad.ui import theme

WIDEST = 520  # px at 13 px type: about 70 characters


class Paragraph(QLabel):
    """A label that wraps, and is as tall as its words are at the width that it takes."""

    def __init__(self, name: str) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.theme.changed.connect(self._limit_lines)
        self._limit_lines()

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width; a layout asks about its own, which may be wider than the words ever get."""
        return super().heightForWidth(min(width, self.maximumWidth()))

    def _limit_lines(self) -> None:
        self.setMaximumWidth(theme.px(WIDEST))
