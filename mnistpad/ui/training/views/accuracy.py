"""How many of each digit were read right: ten bars beside the rows of the matrix."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mnistpad.data.dataset import DIGITS
from mnistpad.ui import theme
from mnistpad.ui.session import percent
from mnistpad.ui.training.views.matrix import ConfusionMatrix

TITLE = "Read right"
_BAR_SHARE = 0.5  # of a row


class DigitAccuracy(QWidget):
    """A bar and a number for each label, in the rows of a matrix that is as tall and stands beside it.

    A digit of which there is none has neither.
    """

    def __init__(self, matrix: ConfusionMatrix, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digitAccuracy")
        self.setAccessibleName("Accuracy of each digit")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._matrix = matrix
        self._shares: list[float | None] = [None] * DIGITS
        theme.theme.changed.connect(self._restyle)

    @property
    def shares(self) -> list[float | None]:
        """The part of each digit that was read right, 0 to 1; None where there is none."""
        return self._shares

    def set_counts(self, counts: npt.NDArray[np.int64]) -> None:
        """Show what follows from counts (10, 10), rows the label."""
        totals, right = counts.sum(axis=1).tolist(), counts.diagonal().tolist()
        self._shares = [hits / total if total else None for hits, total in zip(right, totals, strict=True)]
        known = [f"{digit}: {percent(share)}" for digit, share in enumerate(self._shares) if share is not None]
        self.setAccessibleDescription(", ".join(known))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the numbers and bars of some length."""
        return QSize(self._number_width() + theme.px(96), self._matrix.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return room for the numbers and short bars."""
        return QSize(self._number_width() + theme.px(32), self._matrix.minimumSizeHint().height())

    def bar_of(self, digit: int) -> QRectF:
        """Return where the whole bar of a digit lies."""
        row = self._matrix.rect_of((digit, 0))
        height = round(row.height() * _BAR_SHARE)
        top = round(row.center().y() - height / 2)
        return QRectF(0, top, self.width() - self._number_width(), height)

    def event(self, event: QEvent) -> bool:
        """Answer what hovers with the digit's numbers."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            cell = self._matrix.cell_at(QPointF(self._matrix.width() - 2, event.pos().y()))
            QToolTip.showText(event.globalPos(), self._tip(cell[0]) if cell else "", self)
            return True
        return super().event(event)

    def _tip(self, digit: int) -> str:
        row = self._matrix.counts[digit]
        return f"labelled {digit}: {int(row[digit]):,} of {int(row.sum()):,} read as {digit}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the bars; the lowest stands out, by its weight and its colour."""
        known = [share for share in self._shares if share is not None]
        lowest = min(known) if known and known.count(min(known)) == 1 else None
        with QPainter(self) as painter:
            painter.setFont(theme.note_font())
            painter.setPen(QColor(theme.tokens().text2))
            line = QFontMetricsF(theme.note_font()).height()
            painter.drawText(QRectF(0, line, self.width(), line), Qt.AlignmentFlag.AlignVCenter, TITLE)
            for digit, share in enumerate(self._shares):
                if share is not None:
                    self._paint_bar(painter, digit, share, lowest=share == lowest)

    def _paint_bar(self, painter: QPainter, digit: int, share: float, *, lowest: bool) -> None:
        colours, bar = theme.tokens(), self.bar_of(digit)
        ratio = self.devicePixelRatioF()
        filled = QRectF(bar.topLeft(), QPointF(round(bar.width() * share * ratio) / ratio, bar.bottom()))
        painter.fillRect(bar, QColor(colours.track))
        painter.fillRect(filled, QColor(colours.accent if lowest else colours.control))
        painter.setFont(theme.note_font(QFont.Weight.Bold if lowest else QFont.Weight.Normal))
        painter.setPen(QColor(colours.text))
        place = QRectF(bar.right(), self._matrix.rect_of((digit, 0)).y(), self._number_width(), 0)
        place.setHeight(self._matrix.rect_of((digit, 0)).height())
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent(share))

    def _number_width(self) -> int:
        bold = QFontMetrics(theme.note_font(QFont.Weight.Bold))
        return bold.horizontalAdvance("100.0 %") + theme.GAP_INSIDE

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
