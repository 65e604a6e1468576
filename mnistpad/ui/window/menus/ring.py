"""A ring around the pointer, so that people at the back of the room can follow it."""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mnistpad.ui import theme

SIDE = 72  # px
INTERVAL = 16  # ms


class PointerRing(QWidget):
    """Follows the pointer while it is shown, and is never in its way."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("pointerRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(SIDE, SIDE)
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.follow)
        self.hide()

    def set_shown(self, shown: bool) -> None:
        """Begin or stop to follow."""
        self.setVisible(shown)
        if shown:
            self.raise_()
            self.follow()
            self._timer.start()
        else:
            self._timer.stop()

    def follow(self) -> None:
        """Go to where the pointer is."""
        at = self._window.mapFromGlobal(QCursor.pos()) - QPoint(SIDE // 2, SIDE // 2)
        if at != self.pos():
            self.move(at)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ring."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.tokens().accent), 4))
            painter.drawEllipse(self.rect().adjusted(3, 3, -3, -3))
