"""The line above the curves: which colour is which, and what they say now or at the crosshair."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnistpad.ui import theme
from mnistpad.ui.training.curves.sheet.look import Look, line_pen

_SAMPLE = 18  # px of line before a word
# Room is kept for the longest, so that nothing moves while the numbers do.
_LONGEST = ("Epoch 1,000.00", "Training 100.0 %, loss 0.000", "Validation 100.0 %, loss 0.000")


class Readout(QWidget):
    """A legend that reads values. Breaks into lines where it is narrow."""

    def __init__(self, parent: QWidget | None = None, look: Look | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curveReadout")
        self.setAccessibleName("Values of the curves")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._texts = ("", "Training", "Validation")
        self.set_look(look or Look.of_the_window())

    @property
    def texts(self) -> tuple[str, str, str]:
        """What it says: the place, training, validation."""
        return self._texts

    def set_texts(self, place: str, training: str, validation: str, *, is_spoken: bool = True) -> None:
        """Say this; to a screen reader only where `is_spoken`, since during a run it changes 20 times a second."""
        if (place, training, validation) == self._texts:
            return
        is_news = is_spoken or validation != self._texts[2]
        self._texts = (place, training, validation)
        if is_news:
            self.setAccessibleDescription(". ".join(each for each in self._texts if each))
        self.update()

    def set_look(self, look: Look) -> None:
        """Wear other colours and sizes."""
        self._look = look
        self._lay_out()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for as many lines as the width asks for."""
        return QSize(theme.px(200), self._lines() * self._line_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint samples and words."""
        with QPainter(self) as painter:
            self.paint_on(painter)

    def paint_on(self, painter: QPainter) -> None:
        """Paint, here or elsewhere."""
        look = self._look
        painter.setFont(look.note)
        metrics = QFontMetricsF(look.note)
        for index, (at, text) in enumerate(zip(self._places(), self._texts, strict=True)):
            left = at.x()
            middle = at.y() + self._line_height / 2
            if index:
                self._paint_sample(painter, look, index, QPointF(left, middle))
                left += _SAMPLE + theme.UNIT
            painter.setPen(QColor(look.colours.text))
            box = QRectF(left, at.y(), metrics.horizontalAdvance(text) + 2, self._line_height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    @staticmethod
    def _paint_sample(painter: QPainter, look: Look, index: int, at: QPointF) -> None:
        y = round(at.y()) + 0.5
        colour, width = (look.colours.accent, look.training) if index == 1 else (look.colours.second, look.validation)
        painter.setPen(line_pen(colour, max(1.0, width)))
        painter.drawLine(QPointF(at.x(), y), QPointF(at.x() + _SAMPLE, y))
        if index == 2:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(at.x() + _SAMPLE / 2, y), look.dot / 2, look.dot / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    @property
    def _line_height(self) -> int:
        return self._look.line_height + theme.UNIT

    def _widths(self) -> list[float]:
        metrics = self._look.metrics
        return [
            metrics.horizontalAdvance(text) + (_SAMPLE + theme.UNIT if index else 0) + theme.GAP_COLUMNS
            for index, text in enumerate(_LONGEST)
        ]

    def _places(self) -> list[QPointF]:
        """Return where the three parts begin. The curves come first: the place is what may go down a line."""
        place, training, validation = self._widths()
        height = self._line_height
        if place + training + validation - theme.GAP_COLUMNS <= self.width():
            return [QPointF(training + validation, 0), QPointF(0, 0), QPointF(training, 0)]
        if training + validation - theme.GAP_COLUMNS <= self.width():
            return [QPointF(0, height), QPointF(0, 0), QPointF(training, 0)]
        return [QPointF(0, 2 * height), QPointF(0, 0), QPointF(0, height)]

    def _lines(self) -> int:
        return 1 + round(max(at.y() for at in self._places()) / self._line_height)

    def _lay_out(self) -> None:
        self.setFixedHeight(self._lines() * self._line_height)
