"""A scrolling wall of all pictures of a source. Sixty thousand cost what a screen of them costs."""

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from mnistpad.data.dataset import EDGE, PIXELS, Bytes, Ints
from mnistpad.ui import theme
from mnistpad.ui.data.wall.strips import Grid, grid_for, shades, strip

ZOOM, LARGE_ZOOM = 2, 3
LARGE_TYPE = 18  # px; with type as large, the pictures are shown larger, too
KEPT_SCREENS = 3  # of rows, painted
Fetch = Callable[[Ints], Bytes]


def _nothing(numbers: Ints) -> Bytes:
    return np.zeros((len(numbers), PIXELS), np.uint8)


class PictureWall(QAbstractScrollArea):
    """Pictures in rows. A click, Return or Space chooses one; arrows, page keys, Home and End walk."""

    chosen = Signal(int)  # the picture's number
    pointed = Signal(int)  # the one under the mouse, else the cursor's; −1 for none

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.sentence: Callable[[int], str] = lambda number: f"Picture {number:,}"
        self._pictures: Ints = np.empty(0, np.int64)
        self._fetch: Fetch = _nothing
        self._rows: OrderedDict[int, QImage] = OrderedDict()
        self._grid = Grid(EDGE * ZOOM, ZOOM, theme.GAP_INSIDE)
        self._cursor = 0
        self._hovered: int | None = None
        self._pressed: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.theme.changed.connect(self._restyle)
        self._restyle()

    # What hangs there

    @property
    def pictures(self) -> Ints:
        """The numbers of the pictures, in the order in which they hang."""
        return self._pictures

    @property
    def cursor_picture(self) -> int:
        """Where the arrow keys stand: a picture's number; −1 on an empty wall."""
        return int(self._pictures[self._cursor]) if len(self._pictures) else -1

    def show_pictures(self, pictures: Ints, fetch: Fetch) -> None:
        """Show other pictures from the top.

        Parameters
        ----------
        pictures
            Their numbers.
        fetch
            Returns the pixels of some of them, shape (n, 784).
        """
        self._pictures, self._fetch = pictures, fetch
        self._cursor, self._hovered, self._pressed = 0, None, None
        self._rows.clear()
        self._fit()
        self.verticalScrollBar().setValue(0)
        self._tell()

    def rect_of(self, index: int) -> QRectF:
        """Return where the picture at an index of the wall is in the viewport, in logical px."""
        ratio, side = self.devicePixelRatioF(), self._grid.side
        x, y = self._grid.place(index)
        return QRectF(x / ratio, (y - self._offset()) / ratio, side / ratio, side / ratio)

    def index_at(self, place: QPointF) -> int | None:
        """Return the index of the picture at a place in the viewport."""
        ratio = self.devicePixelRatioF()
        index = self._grid.index_at(place.x() * ratio, place.y() * ratio + self._offset())
        return index if index is not None and index < len(self._pictures) else None

    def sizeHint(self) -> QSize:
        """Return room for some rows; more is better."""
        return QSize(10 * EDGE * ZOOM, 4 * EDGE * ZOOM)

    def minimumSizeHint(self) -> QSize:
        """Return room for two rows and a bit of the next, so that it is seen that there is more."""
        return QSize(3 * EDGE * self._zoom(), round(2.5 * EDGE * self._zoom()))

    @staticmethod
    def _zoom() -> int:
        return LARGE_ZOOM if theme.em() >= LARGE_TYPE else ZOOM

    def _offset(self) -> int:
        """How far the wall is scrolled, in pixels of the screen."""
        return round(self.verticalScrollBar().value() * self.devicePixelRatioF())

    def _restyle(self) -> None:
        self._rows.clear()
        self.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        grid = grid_for(self.viewport().width(), ratio, self._zoom(), theme.GAP_INSIDE)
        if grid != self._grid:
            top = self._grid.index_at(0, self._offset()) or 0
            self._grid = grid
            self._rows.clear()
            self._set_range()
            self.verticalScrollBar().setValue(round(grid.place(top)[1] / ratio))  # what was seen stays in sight
        self._set_range()
        self.viewport().update()

    def _set_range(self) -> None:
        ratio, bar = self.devicePixelRatioF(), self.verticalScrollBar()
        height = -(-self._grid.height(len(self._pictures)) // ratio)
        bar.setRange(0, max(0, int(height) - self.viewport().height()))
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(max(1, round(self._grid.row_height / ratio / 2)))

    # What a person does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Return or Space, walk with the arrows."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        columns, last = self._grid.columns, len(self._pictures) - 1
        page = columns * max(1, self._rows_in_sight() - 1)
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -last,
            Qt.Key.Key_End: last,
        }
        if not plain or last < 0:
            super().keyPressEvent(event)
        elif key in steps:
            self._walk(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.cursor_picture)
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        last, columns = len(self._pictures) - 1, self._grid.columns
        target = self._cursor + by
        if not 0 <= target <= last and abs(by) >= columns and abs(by) != last:
            # Up and down stay in their column where the wall ends.
            ends = self._cursor % columns, last - (last - self._cursor % columns) % columns
            target = ends[0] if by < 0 else ends[1]
        self._hovered = None
        self._cursor = min(max(target, 0), last)
        self._bring_into_sight()
        self._tell()

    def _bring_into_sight(self) -> None:
        bar, rect = self.verticalScrollBar(), self.rect_of(self._cursor)
        room = self.viewport().height() - rect.height()
        if rect.top() < 0 or room < 0:
            bar.setValue(bar.value() + int(rect.top() // 1))
        elif rect.top() > room:
            bar.setValue(bar.value() - int((room - rect.top()) // 1))

    def _rows_in_sight(self) -> int:
        return int(self.viewport().height() * self.devicePixelRatioF()) // self._grid.row_height

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell of the picture under the mouse."""
        self._hover(self.index_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the cursor to where the press is."""
        self._pressed = self.index_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if self._pressed is not None:
            self._cursor = self._pressed
            self._tell()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the picture in which the press began, if it ends there."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self.index_at(event.position()) == pressed:
            self.chosen.emit(int(self._pictures[pressed]))

    def viewportEvent(self, event: QEvent) -> bool:
        """Answer what hovers with the picture in words."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self.index_at(QPointF(event.pos()))
            words = "" if index is None else self.sentence(int(self._pictures[index]))
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002, N802
        """Show what has come under the mouse, too."""
        under = QPointF(self.viewport().mapFromGlobal(self.cursor().pos()))
        if self._hovered is not None:
            self._hover(self.index_at(under) if self.viewport().rect().contains(under.toPoint()) else None)
        self.viewport().update()

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            pointing = Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(pointing)
            self._tell()

    def _tell(self) -> None:
        index = self._hovered if self._hovered is not None else self._cursor if self.hasFocus() else None
        empty = not len(self._pictures)
        self.setAccessibleDescription("" if empty else self.sentence(self.cursor_picture))
        self.pointed.emit(-1 if index is None or empty else int(self._pictures[index]))
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor, in sight."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and not self._is_seen():
            top = self.index_at(QPointF(0, self._grid.row_height / self.devicePixelRatioF()))
            self._cursor = self._cursor if top is None else top
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self._tell()

    def _is_seen(self) -> bool:
        return bool(self.rect_of(self._cursor).intersects(QRectF(self.viewport().rect())))

    # What is seen

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hang the pictures anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Hang them anew on a screen of another density."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._rows.clear()
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight, one image each, and the rings around the cursor and what is under the mouse."""
        ratio, grid, offset = self.devicePixelRatioF(), self._grid, self._offset()
        top = max(0, int((event.rect().top() * ratio + offset) // grid.row_height))
        bottom = int(((event.rect().bottom() + 1) * ratio + offset) // grid.row_height)
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(theme.tokens().window))
            for row in range(top, min(bottom + 1, grid.rows(len(self._pictures)))):
                painter.drawImage(QPointF(0, (row * grid.row_height - offset) / ratio), self._row(row, ratio))
            if self._hovered is not None:
                self._paint_ring(painter, self._hovered, theme.tokens().control)
            if self.hasFocus() and len(self._pictures):
                self._paint_ring(painter, self._cursor, theme.tokens().accent)

    def _paint_ring(self, painter: QPainter, index: int, colour: str) -> None:
        painter.setPen(QPen(QColor(colour), 2))
        painter.drawRect(self.rect_of(index))

    def _row(self, row: int, ratio: float) -> QImage:
        image = self._rows.get(row)
        if image is None:
            start = row * self._grid.columns
            numbers = self._pictures[start : start + self._grid.columns]
            image = strip(self._fetch(numbers), self._grid, shades())
            image.setDevicePixelRatio(ratio)
            self._rows[row] = image
            if len(self._rows) > KEPT_SCREENS * (self._rows_in_sight() + 2):
                self._rows.popitem(last=False)
        return image

    def centre_of(self, index: int) -> QPoint:
        """Return the middle of a picture in the viewport."""
        return self.rect_of(index).center().toPoint()
