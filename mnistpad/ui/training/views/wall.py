"""A wall of digits: small pictures with a few words each, any number of them, the visible ones painted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mnistpad.data.dataset import EDGE
from mnistpad.ui import theme

ROOMY = 760  # px; a wall as wide as this shows its pictures at three times their size
LARGE_TYPE = 18  # px; so does one in large type
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Tile:
    """One picture."""

    pixels: npt.NDArray[np.uint8]  # (784,)
    lines: tuple[str, ...]  # beside it
    sentence: str  # the same for screen readers and tooltips


TILE_ROLE = Qt.ItemDataRole.UserRole


class WallModel(QAbstractListModel):
    """The tiles; each is made when it comes into sight."""

    def __init__(self) -> None:
        super().__init__()
        self.places: Sequence[int] = ()
        self._tile: Callable[[int], Tile] | None = None

    def show_places(self, places: Sequence[int], tile: Callable[[int], Tile]) -> None:
        """Show other tiles."""
        self.beginResetModel()
        self.places, self._tile = places, tile
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many tiles there are."""
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a tile, or its words."""
        wanted = (TILE_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        if self._tile is None or not index.isValid() or role not in wanted:
            return None
        tile = self._tile(self.places[index.row()])
        return tile if role == TILE_ROLE else tile.sentence


class TileDelegate(QStyledItemDelegate):
    """Paints a picture in big pixels with its words beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.scale = 2
        self.widest = ""  # the widest line that there will be

    @property
    def side(self) -> int:
        """The picture's length, in px."""
        return self.scale * EDGE

    def size(self) -> QSize:
        """Return what one tile takes, in px, the gap to the next included."""
        words = QFontMetrics(theme.note_font()).horizontalAdvance(self.widest)
        lines = 3 * QFontMetrics(theme.note_font()).height()
        height = max(self.side, lines) + 3 * theme.GAP_INSIDE
        return QSize(self.side + theme.GAP + words + 3 * theme.GAP_INSIDE, height)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        """Return the same for every tile."""
        view = self.parent()
        return view.gridSize() if isinstance(view, QListView) else self.size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one tile."""
        tile, colours = index.data(TILE_ROLE), theme.tokens()
        rect, state = QRect(option.rect), option.state
        rect.adjust(0, 0, -theme.GAP_INSIDE, -theme.GAP_INSIDE)
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.track))
        top = rect.y() + (rect.height() - self.side) // 2
        picture = QRect(rect.x() + theme.GAP_INSIDE, top, self.side, self.side)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(self._whole_pixels(painter, picture), picture_of(tile.pixels, colours.paper, colours.ink))
        self._paint_words(painter, rect, picture, tile.lines)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _whole_pixels(self, painter: QPainter, box: QRect) -> QRectF:
        """Return the place in a box where a pixel of the image covers a whole number of the screen's."""
        ratio = painter.device().devicePixelRatioF()
        side = EDGE * int(self.scale * ratio) / ratio
        spare = round((box.width() - side) / 2 * ratio) / ratio
        return QRectF(box.x() + spare, box.y() + spare, side, side)

    def _paint_words(self, painter: QPainter, rect: QRect, picture: QRect, lines: tuple[str, ...]) -> None:
        colours, line = theme.tokens(), QFontMetrics(theme.note_font()).height()
        painter.setFont(theme.note_font())
        y = rect.center().y() - line * len(lines) // 2
        for number, words in enumerate(lines):
            painter.setPen(QColor(colours.text if number < len(lines) - 1 else colours.text2))
            place = QRect(picture.right() + 1 + theme.GAP, y + number * line, rect.right() - picture.right(), line)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)


class Wall(QListView):
    """Tiles in rows. A click, Return or Space chooses one."""

    chosen = Signal(int)  # its place

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.tiles = WallModel()
        self._delegate = TileDelegate(self)
        self._pressing = False
        self.setModel(self.tiles)
        self.setItemDelegate(self._delegate)
        # The list mode lays out ten thousand equal items in no time; the icon mode keeps a tree of them.
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)  # the paper of the tiles shall stand out
        self.clicked.connect(lambda index: self.chosen.emit(int(self.tiles.places[index.row()])))
        theme.theme.changed.connect(self._fit)
        self._fit()

    @property
    def is_pressed(self) -> bool:
        """Whether a person holds a tile down: it must not be exchanged under their finger."""
        return self._pressing

    def show_places(self, places: Sequence[int], tile: Callable[[int], Tile], widest: str) -> None:
        """Show other tiles at the same place of the wall.

        Parameters
        ----------
        places
            A number for each tile, as `tile` understands it and `chosen` tells it.
        tile
            Makes one.
        widest
            The widest line among their words.
        """
        scroll, current = self.verticalScrollBar().value(), self.currentIndex().row()
        self._delegate.widest = widest
        self.tiles.show_places(places, tile)
        self._fit()
        self.setCurrentIndex(self.tiles.index(min(current, len(places) - 1)))
        self.verticalScrollBar().setValue(scroll)

    def scroll_to_top(self) -> None:
        """Begin anew, at the first tile."""
        self.setCurrentIndex(self.tiles.index(-1))
        self.scrollToTop()

    def _fit(self) -> None:
        self._delegate.scale = 3 if self.viewport().width() >= ROOMY or theme.em() >= LARGE_TYPE else 2
        size = self._delegate.size()
        columns = max(1, self.viewport().width() // size.width())
        size.setWidth(max(size.width(), self.viewport().width() // columns - 1))
        self.setGridSize(size)
        self.verticalScrollBar().setSingleStep(size.height())
        self.doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the size of the pictures."""
        self._fit()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold what is under the finger."""
        self._pressing = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        super().mouseReleaseEvent(event)
        self._pressing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Return or Space, walk with the arrows."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self.chosen.emit(int(self.tiles.places[self.currentIndex().row()]))
        else:
            super().keyPressEvent(event)


def picture_of(pixels: npt.NDArray[np.uint8], paper: str, ink: str) -> QImage:
    """Return an image (784,) in two colours and the shades between them."""
    image = QImage(pixels.tobytes(), EDGE, EDGE, EDGE, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(_shades(paper, ink))
    return image


_tables: dict[tuple[str, str], list[int]] = {}


def _shades(paper: str, ink: str) -> list[int]:
    if (paper, ink) not in _tables:
        _tables[paper, ink] = [QColor(theme.blend(paper, ink, share / 255)).rgb() for share in range(256)]
    return _tables[paper, ink]
