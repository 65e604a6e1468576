"""The confusion matrix: which digit was read as which, each cell a door to the pictures behind it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mnistpad.data.dataset import DIGITS
from mnistpad.ui import theme
from mnistpad.ui.training.views.judged import describe_cell

Ints = npt.NDArray[np.int64]
Cell = tuple[int, int]  # label, read as
SMALLEST_CELL = 18  # px
LARGEST_SMALL_CELL = 22  # px; in large type the numbers shrink before the window must grow
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Home: (0, -DIGITS),
    Qt.Key.Key_End: (0, DIGITS),
    Qt.Key.Key_PageUp: (-DIGITS, 0),
    Qt.Key.Key_PageDown: (DIGITS, 0),
}


class ConfusionMatrix(QWidget):
    """Ten by ten cells, and a cursor that the arrow keys move."""

    cell_opened = Signal(int, int)  # label, read as
    cell_shown = Signal(str)  # the cell under the mouse, else the cursor's, in words; empty where there is neither

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusionMatrix")
        self.setAccessibleName("Confusion matrix: rows the label, columns what was read")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._counts: Ints = np.zeros((DIGITS, DIGITS), np.int64)
        self._shares = False
        self._weights = np.zeros((DIGITS, DIGITS))
        self._cursor: Cell = (0, 0)
        self._hovered: Cell | None = None
        self._pressed: Cell | None = None
        theme.theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def counts(self) -> Ints:
        """How often each label, by row, was read as each digit, by column."""
        return self._counts

    @property
    def cursor_cell(self) -> Cell:
        """Where the arrow keys stand: label, read as."""
        return self._cursor

    def set_counts(self, counts: Ints) -> None:
        """Show other counts, (10, 10)."""
        self._counts = counts
        self._weigh()
        self._tell()

    def show_percent(self, shares: bool) -> None:
        """Show parts of each row, or counts."""
        self._shares = shares
        self._weigh()

    def sentence(self, cell: Cell) -> str:
        """Return a cell in words."""
        return describe_cell(*cell, int(self._counts[cell]), int(self._counts[cell[0]].sum()))

    def text(self, cell: Cell) -> str:
        """Return what stands in a cell; nothing where nothing happened."""
        count = int(self._counts[cell])
        if not count:
            return ""
        return share_text(count / int(self._counts[cell[0]].sum())) if self._shares else str(count)

    def colour(self, cell: Cell) -> str:
        """Return a cell's ground: mistakes by their number, or their part of the row, against the most frequent one."""
        colours = theme.tokens()
        if cell[0] == cell[1]:
            return colours.track
        return theme.blend(colours.fewest, colours.most, float(self._weights[cell]))

    def _weigh(self) -> None:
        """Scale the mistakes by themselves: the diagonal would drown them."""
        totals = np.maximum(self._counts.sum(axis=1, keepdims=True), 1) if self._shares else 1
        weights = self._counts * (1 - np.eye(DIGITS)) / totals
        self._weights = weights / (weights.max() or 1)
        self.update()

    # Where things are

    def sizeHint(self) -> QSize:
        """Return room for four figures in each cell."""
        cell = QFontMetrics(theme.note_font()).horizontalAdvance("0000") + theme.GAP_INSIDE
        return QSize(round(self._margin.x()) + DIGITS * cell, round(self._margin.y()) + DIGITS * cell)

    def minimumSizeHint(self) -> QSize:
        """Return the least that can be read and hit."""
        cell = min(max(SMALLEST_CELL, QFontMetrics(theme.note_font()).height()), LARGEST_SMALL_CELL)
        return QSize(round(self._margin.x()) + DIGITS * cell, round(self._margin.y()) + DIGITS * cell)

    def rect_of(self, cell: Cell) -> QRectF:
        """Return where a cell is, on whole device pixels so that its edges are sharp."""
        xs, ys = self._edges()
        return self._between(cell, xs, ys)

    @staticmethod
    def _between(cell: Cell, xs: list[float], ys: list[float]) -> QRectF:
        label, read = cell
        return QRectF(QPointF(xs[read], ys[label]), QPointF(xs[read + 1], ys[label + 1]))

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the cell at a place."""
        xs, ys = self._edges()
        read, label = int(np.searchsorted(xs, place.x(), "right")) - 1, int(np.searchsorted(ys, place.y(), "right")) - 1
        inside = 0 <= read < DIGITS and 0 <= label < DIGITS
        return (label, read) if inside else None

    def _edges(self) -> tuple[list[float], list[float]]:
        ratio, (left, top) = self.devicePixelRatioF(), (self._margin.x(), self._margin.y())
        steps = np.linspace(0, 1, DIGITS + 1)
        xs, ys = left + steps * (self.width() - 1 - left), top + steps * (self.height() - 1 - top)
        return (np.rint(xs * ratio) / ratio).tolist(), (np.rint(ys * ratio) / ratio).tolist()

    def _restyle(self) -> None:
        line = QFontMetricsF(theme.note_font()).height()
        self._margin = QPointF(2 * line, 2 * line)
        self.updateGeometry()
        self.update()

    # What a person does

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell of the cell under the mouse."""
        self._hover(self.cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell of the cursor's cell again."""
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the cursor to where the press is."""
        self._pressed = self.cell_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if self._pressed is not None:
            self._move_to(self._pressed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the cell in which the press began, if it ends there."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self.cell_at(event.position()) == pressed:
            self._open(pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, open with Return or Space."""
        key = Qt.Key(event.key())
        if key in _MOVES:
            moved = [min(max(at + by, 0), DIGITS - 1) for at, by in zip(self._cursor, _MOVES[key], strict=True)]
            self._hovered = None
            self._move_to((moved[0], moved[1]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self._cursor)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Answer what hovers with the cell in words."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            cell = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.sentence(cell) if cell else "", self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self._tell()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self._tell()
        self.update()

    def _open(self, cell: Cell) -> None:
        if self._counts[cell]:
            self.cell_opened.emit(*cell)

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            empty = cell is None or not self._counts[cell]
            self.setCursor(Qt.CursorShape.ArrowCursor if empty else Qt.CursorShape.PointingHandCursor)
            self._tell()
            self.update()

    def _move_to(self, cell: Cell) -> None:
        self._cursor = cell
        self._tell()
        self.update()

    def _tell(self) -> None:
        chosen = self._hovered or (self._cursor if self.hasFocus() else None)
        self.setAccessibleDescription(self.sentence(self._cursor))
        self.cell_shown.emit(self.sentence(chosen) if chosen else "")

    # What is seen

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint cells, axes and cursor."""
        with QPainter(self) as painter:
            self._paint_axes(painter)
            painter.setFont(self._fitted_font())
            xs, ys = self._edges()
            for label in range(DIGITS):
                for read in range(DIGITS):
                    self._paint_cell(painter, (label, read), self._between((label, read), xs, ys))
            self._paint_lines(painter)
            if self._hovered is not None:
                self._paint_ring(painter, self._hovered, theme.tokens().control)
            if self.hasFocus():
                self._paint_ring(painter, self._cursor, theme.tokens().accent)

    def _paint_cell(self, painter: QPainter, cell: Cell, rect: QRectF) -> None:
        colour = self.colour(cell)
        painter.fillRect(rect, QColor(colour))
        painter.setPen(QColor(theme.readable_on(colour)))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._short_text(painter, cell, rect.width()))

    def _short_text(self, painter: QPainter, cell: Cell, width: float) -> str:
        text = self.text(cell)
        if text.isdigit() and len(text) > 3 and painter.fontMetrics().horizontalAdvance(text) > width:
            return f"{int(text) // 1000}k"
        return text

    def _fitted_font(self) -> QFont:
        """Return the note's type, smaller where the longest number would not fit, but never too small to read."""
        font = theme.note_font()
        longest = max((self.text((i, j)) for i in range(DIGITS) for j in range(DIGITS)), key=len)
        width, rect = QFontMetricsF(font).horizontalAdvance(longest), self.rect_of((0, 0))
        room = min(1.0, (rect.width() - 2) / max(width, 1), rect.height() / QFontMetricsF(font).height())
        font.setPixelSize(max(theme.SMALLEST_TYPE, int(room * font.pixelSize())))
        return font

    def _paint_axes(self, painter: QPainter) -> None:
        line, margin, colours = self._margin.y() / 2, self._margin, theme.tokens()
        painter.setFont(theme.note_font())
        painter.setPen(QColor(colours.text2))
        across = QRectF(margin.x(), 0, self.width() - margin.x(), line)
        painter.drawText(across, Qt.AlignmentFlag.AlignCenter, "Read as")
        painter.save()
        painter.translate(0, self.height())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, self.height() - margin.y(), line), Qt.AlignmentFlag.AlignCenter, "Label")
        painter.restore()
        for digit in range(DIGITS):
            rect = self.rect_of((digit, digit))
            chosen = (self._hovered or self._cursor) if self._hovered or self.hasFocus() else (-1, -1)
            for at, place in ((chosen[1], QRectF(rect.x(), line, rect.width(), line)), (
                chosen[0], QRectF(line, rect.y(), line, rect.height()))):  # fmt: skip
                painter.setPen(QColor(colours.text if at == digit else colours.text2))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(digit))

    def _paint_lines(self, painter: QPainter) -> None:
        xs, ys = self._edges()
        painter.setPen(QPen(QColor(theme.tokens().divider), 1))
        for x in xs:
            painter.drawLine(QPointF(x, ys[0]), QPointF(x, ys[-1]))
        for y in ys:
            painter.drawLine(QPointF(xs[0], y), QPointF(xs[-1], y))

    def _paint_ring(self, painter: QPainter, cell: Cell, colour: str) -> None:
        painter.setPen(QPen(QColor(colour), 2))
        painter.drawRect(self.rect_of(cell).adjusted(1, 1, 0, 0))


def share_text(share: float) -> str:
    """Return a part of a row in per cent, without the sign: whole from 10 up, and 100 only where it is all."""
    percent = 100 * share
    if percent >= 10:
        return str(int(percent + 1e-9))
    return "<0.1" if percent < 0.05 else f"{percent:.1f}"
