"""Two boards of the same pictures side by side: as they are, and as a run learns them."""

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnistpad.data.dataset import EDGE, PIXELS, Bytes
from mnistpad.ui import theme
from mnistpad.ui.data.wall.strips import Grid, grid_for, shades, strip

ZOOM = 2
BEFORE, AFTER = "As they are", "As the run learns them"


class BeforeAndAfter(QWidget):
    """As many pairs as there is room for, the same picture at the same place of both boards."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("beforeAndAfter")
        self.setAccessibleName("Images before and after the distortion")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._before = self._after = np.empty((0, PIXELS), np.uint8)
        theme.theme.changed.connect(self.update)

    @property
    def before(self) -> Bytes:
        """The pictures at the left, shape (n, 784)."""
        return self._before

    @property
    def after(self) -> Bytes:
        """The same at the right."""
        return self._after

    def show_pictures(self, before: Bytes, after: Bytes) -> None:
        """Show other pictures."""
        self._before, self._after = before, after
        self.update()

    @property
    def count(self) -> int:
        """How many pairs there is room for."""
        grid = self._grid()
        height = int((self.height() - self._title_height() + theme.GAP_INSIDE) * self.devicePixelRatioF())
        rows = min(max(1, height // grid.row_height), max(1, len(self._before) // grid.columns))
        return min(len(self._before), grid.columns * rows)  # whole rows only

    def sizeHint(self) -> QSize:
        """Return room for some dozens of pairs."""
        return QSize(theme.px(560), self._title_height() + 5 * (EDGE * ZOOM + theme.GAP_INSIDE))

    def minimumSizeHint(self) -> QSize:
        """Return room for two rows of some pairs."""
        return QSize(4 * EDGE * ZOOM, self._title_height() + 2 * (EDGE * ZOOM + theme.GAP_INSIDE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint both boards with their titles."""
        grid, colours, ratio = self._grid(), shades(), self.devicePixelRatioF()
        with QPainter(self) as painter:
            for left, title, pictures in (
                (0, BEFORE, self._before), (self._board_width() + theme.GAP_COLUMNS, AFTER, self._after)
            ):  # fmt: skip
                self._paint_title(painter, left, title)
                for row, start in enumerate(range(0, self.count, grid.columns)):
                    image = strip(pictures[start : min(start + grid.columns, self.count)], grid, colours)
                    image.setDevicePixelRatio(ratio)
                    painter.drawImage(QPointF(left, self._title_height() + row * grid.row_height / ratio), image)

    def _paint_title(self, painter: QPainter, left: int, title: str) -> None:
        painter.setFont(theme.note_font())
        painter.setPen(QColor(theme.tokens().text2))
        line = QFontMetrics(theme.note_font()).height()
        painter.drawText(QRect(left, 0, self._board_width(), line), 0, title)

    def _grid(self) -> Grid:
        return grid_for(self._board_width(), self.devicePixelRatioF(), ZOOM, theme.GAP_INSIDE)

    def _board_width(self) -> int:
        return max(1, (self.width() - theme.GAP_COLUMNS) // 2)

    @staticmethod
    def _title_height() -> int:
        return QFontMetrics(theme.note_font()).height() + theme.GAP_INSIDE
