"""Names what will happen, over the window, while something is dragged across it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mnistpad.ui import theme


class DropZone(QWidget):
    """A veil with one sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("dropZone")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._promise = ""
        self.hide()

    @property
    def promise(self) -> str:
        """The sentence that is shown; empty while nothing is dragged."""
        return self._promise if self.isVisibleTo(self._over) else ""

    def show_promise(self, promise: str) -> None:
        """Cover the window with the sentence."""
        self._promise = promise
        self.setAccessibleName(promise)
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the veil, a frame, and the sentence on its own ground."""
        colours = theme.tokens()
        veil = QColor(colours.window)
        veil.setAlphaF(0.85)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), veil)
            painter.setPen(QPen(QColor(colours.accent), 2, Qt.PenStyle.DashLine))
            frame = QRectF(self.rect()).adjusted(theme.MARGIN, theme.MARGIN, -theme.MARGIN, -theme.MARGIN)
            painter.drawRoundedRect(frame, theme.RADIUS_PAD, theme.RADIUS_PAD)
            painter.setPen(QColor(colours.text))
            painter.setFont(theme.headline_font())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._promise)
