"""Words of at most seventy characters a line, however wide the page is; or of one line, cut where that is full."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from mnistpad.ui import theme

WIDEST = 520  # px at 13 px type: about 70 characters
NARROWEST = 120  # px at 13 px type, of a line


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


class Line(QLabel):
    """One line that ends in dots where there is no room for the rest, which its tooltip tells."""

    def __init__(self, name: str) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.sentence = ""
        theme.theme.changed.connect(self._fit)

    def tell(self, sentence: str) -> None:
        """Say something else."""
        self.sentence = sentence
        self.setToolTip(sentence)
        self.setAccessibleName(sentence)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for all of it."""
        return QSize(self._width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return room for some words."""
        return QSize(min(self._width(), theme.px(NARROWEST)), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut it anew."""
        super().resizeEvent(event)
        self._fit()

    def _width(self) -> int:
        self.ensurePolished()  # the style knows the type
        return self.fontMetrics().horizontalAdvance(self.sentence) + 2

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self.sentence, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
