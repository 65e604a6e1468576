"""Ten columns, one a digit: how many there are, and the mean of them. A click shows that digit alone."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mnistpad.data.dataset import DIGITS, EDGE, PIXELS, Bytes, Ints
from mnistpad.ui import theme
from mnistpad.ui.data.wall.strips import Shades, shades

BAR_HEIGHT = 44  # px at 13 px type, of the tallest
LARGEST_MEAN = 56  # px
_GAP = theme.GAP_INSIDE


class DigitColumns(QWidget):
    """A bar, its number, and the mean image of each digit."""

    digit_chosen = Signal(object)  # a digit, or None for all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digitColumns")
        self.setAccessibleName("Images of each digit, and the mean of them. Space shows one digit alone")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._counts: Ints = np.zeros(DIGITS, np.int64)
        self._means: Bytes = np.zeros((DIGITS, PIXELS), np.uint8)
        self._chosen: int | None = None
        self._cursor = 0
        self._hovered: int | None = None
        self._pressed: int | None = None
        theme.theme.changed.connect(self._restyle)

    @property
    def counts(self) -> Ints:
        """How many of each digit are shown, shape (10,)."""
        return self._counts

    @property
    def chosen(self) -> int | None:
        """The digit that stands out; None where all are alike."""
        return self._chosen

    def show_digits(self, counts: Ints, means: Bytes) -> None:
        """Show other counts (10,) and mean images (10, 784)."""
        self._counts, self._means = counts, means
        self._tell()
        self.update()

    def show_chosen(self, digit: int | None) -> None:
        """Let a digit stand out, or none."""
        self._chosen = digit
        self._tell()
        self.update()

    def sentence(self, digit: int) -> str:
        """Return a column in words."""
        count = int(self._counts[digit])
        chosen = " Shown alone." if digit == self._chosen else ""
        return f"{count:,} labelled {digit}, {share_text(count, int(self._counts.sum()))}.{chosen}"

    # Where things are

    def sizeHint(self) -> QSize:
        """Return room for bars, numbers, means and labels."""
        return QSize(theme.px(560), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the least that can be hit."""
        return QSize(DIGITS * theme.SMALLEST_TARGET, self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        """Return that the means grow with the columns."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of number, bar, mean and label."""
        return 2 * self._line() + theme.px(BAR_HEIGHT) + 2 * _GAP + self._mean_side(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of this width: a layout remembers the one that it was told at another."""
        super().resizeEvent(event)
        if self._mean_side(event.oldSize().width()) != self._mean_side(self.width()):
            self.updateGeometry()

    def column_of(self, digit: int) -> QRectF:
        """Return where a digit's column is."""
        ratio, width = self.devicePixelRatioF(), self.width() / DIGITS
        left, right = round(digit * width * ratio) / ratio, round((digit + 1) * width * ratio) / ratio
        return QRectF(left, 0, right - left, self.height())

    def digit_at(self, place: QPointF) -> int | None:
        """Return the digit at a place."""
        digit = int(place.x() * DIGITS // max(1, self.width()))
        return digit if 0 <= digit < DIGITS and 0 <= place.y() < self.height() else None

    def _mean_side(self, width: int) -> int:
        return max(EDGE, min(LARGEST_MEAN, width // DIGITS - _GAP))

    @staticmethod
    def _line() -> int:
        return QFontMetrics(theme.note_font()).height()

    # What a person does

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the column under the mouse."""
        self._hover(self.digit_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the cursor to where the press is."""
        self._pressed = self.digit_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if self._pressed is not None:
            self._move_to(self._pressed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the column in which the press began, if it ends there."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self.digit_at(event.position()) == pressed:
            self._toggle(pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, choose with Return or Space."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move_to(min(max(self._cursor + (1 if key == Qt.Key.Key_Right else -1), 0), DIGITS - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._toggle(self._cursor)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Answer what hovers with the column in words."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            digit = self.digit_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if digit is None else self.sentence(digit), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()

    def _toggle(self, digit: int) -> None:
        self.digit_chosen.emit(None if digit == self._chosen else digit)

    def _move_to(self, digit: int) -> None:
        self._cursor = digit
        self._tell()
        self.update()

    def _hover(self, digit: int | None) -> None:
        if digit != self._hovered:
            self._hovered = digit
            self.setCursor(Qt.CursorShape.ArrowCursor if digit is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.sentence(self._cursor))

    # What is seen

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the columns."""
        inks = shades()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            font = self._fitted_font()
            for digit in range(DIGITS):
                self._paint_column(painter, digit, font, inks)
            if self._hovered is not None:
                self._paint_ring(painter, self._hovered, theme.tokens().control)
            if self.hasFocus():
                self._paint_ring(painter, self._cursor, theme.tokens().accent)

    def _paint_column(self, painter: QPainter, digit: int, font: QFont, inks: Shades) -> None:
        colours, column, line = theme.tokens(), self.column_of(digit).toRect(), self._line()
        stands_out = digit == self._chosen
        faded = self._chosen is not None and not stands_out
        font = QFont(font)
        font.setWeight(QFont.Weight.Bold if stands_out else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.text2 if faded else colours.text))
        bar = self.bar_of(digit)
        number = QRect(column.x(), bar.y() - line, column.width(), line)
        painter.drawText(number, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self._number(digit))
        painter.fillRect(bar, QColor(colours.accent if stands_out else colours.control))
        mean = self._mean_rect(column)
        painter.drawImage(mean, self._mean(digit, inks))
        painter.setFont(theme.note_font(font.weight()))
        label = QRect(column.x(), mean.bottom() + 1, column.width(), line)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, str(digit))

    def bar_of(self, digit: int) -> QRect:
        """Return where a digit's bar is; bars begin at zero."""
        column = self.column_of(digit).toRect()
        mean, most = self._mean_rect(column), max(1, int(self._counts.max()))
        count = int(self._counts[digit])
        height = max(1 if count else 0, round(theme.px(BAR_HEIGHT) * count / most))
        return QRect(mean.x(), mean.y() - _GAP - height, mean.width(), height)

    def _mean_rect(self, column: QRect) -> QRect:
        side = self._mean_side(self.width())
        left = column.x() + (column.width() - side) // 2
        return QRect(left, self.height() - self._line() - _GAP - side + _GAP, side, side)

    def _mean(self, digit: int, inks: Shades) -> QImage:
        pixels = inks.table[self._means[digit].reshape(EDGE, EDGE)]
        return QImage(pixels.tobytes(), EDGE, EDGE, 4 * EDGE, QImage.Format.Format_RGB32).copy()

    def _number(self, digit: int) -> str:
        return f"{int(self._counts[digit]):,}"

    def _fitted_font(self) -> QFont:
        """Return the note's type, smaller where the longest number would not fit, but never too small to read."""
        font = theme.note_font()
        longest = max((self._number(digit) for digit in range(DIGITS)), key=len)
        width = QFontMetrics(theme.note_font(QFont.Weight.Bold)).horizontalAdvance(longest)
        room = min(1.0, (self.width() / DIGITS - 2) / max(width, 1))
        font.setPixelSize(max(theme.SMALLEST_TYPE - 1, int(room * font.pixelSize())))
        return font

    def _paint_ring(self, painter: QPainter, digit: int, colour: str) -> None:
        painter.setPen(QPen(QColor(colour), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.column_of(digit).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def share_text(count: int, total: int) -> str:
    """Return what part of all images this is, in words."""
    return f"{100 * count / total:.1f} % of all" if total else "none of none"
