"""Small words on a grey ground: one to press, one to read."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from mnistpad.ui import theme


class ChipButton(QAbstractButton):
    """A chip that does something."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.theme.changed.connect(self.updateGeometry)

    def setText(self, text: str) -> None:  # noqa: N802
        """Say this, also to a screen reader."""
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for the words, and never less than a target needs."""
        metrics = QFontMetrics(theme.note_font())
        width = metrics.horizontalAdvance(self.text()) + 2 * theme.GAP + 2
        return QSize(width, max(theme.SMALLEST_TARGET, metrics.height() + theme.UNIT))

    def minimumSizeHint(self) -> QSize:
        """Return the same: words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground and the words."""
        colours = theme.tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = QPen(QColor(colours.accent), 2) if self.hasFocus() else QPen(QColor(colours.control), 1)
            painter.setPen(edge)
            painter.setBrush(QColor(colours.divider if self.isDown() or self.underMouse() else colours.track))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
            painter.setPen(QColor(colours.text))
            painter.setFont(theme.note_font())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class ChipNote(QLabel):
    """A chip that says something; gone while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(theme.GAP, 2, theme.GAP, 2)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.hide()
        theme.theme.changed.connect(self._restyle)
        self._restyle()

    def say(self, text: str) -> None:
        """Show the words; nothing takes the chip away."""
        self.setText(text)
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground under the words."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tokens().track))
            painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
        super().paintEvent(event)

    def _restyle(self) -> None:
        self.setFont(theme.note_font())
        self.updateGeometry()
