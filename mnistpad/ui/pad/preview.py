"""What the network sees: 28×28, white on black in every theme, as MNIST stores it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mnistpad.ui import theme

CELLS = 28
BORDER = 1  # px around the picture, so that black ends somewhere on a dark window
EDGES = (84, 112, 224)  # px, the sizes the window uses

Image = NDArray[np.floating]


class Preview(QWidget):
    """The 28×28 image, each of its pixels a square of whole device pixels."""

    hovered = Signal(int, int, float)  # row, column, ink in [0, 1]
    hover_left = Signal()

    def __init__(self, parent: QWidget | None = None, edge: int = EDGES[1]) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("What the network sees")
        self.setMouseTracking(True)
        self._image = np.zeros((CELLS, CELLS), dtype=np.float32)
        self._drawn: QImage | None = None
        self._cell: tuple[int, int] | None = None
        self.set_edge(edge)
        self.set_image(None)
        theme.theme.changed.connect(self.update)

    @property
    def edge(self) -> int:
        """Width of the picture in px."""
        return self.width() - 2 * BORDER

    def set_edge(self, edge: int) -> None:
        """Make the picture `edge` px wide, a whole multiple of 28; the widget adds its border."""
        if edge % CELLS:
            msg = f"{edge} px does not divide into {CELLS} cells"
            raise ValueError(msg)
        self.setFixedSize(QSize(edge + 2 * BORDER, edge + 2 * BORDER))

    def set_image(self, image: Image | None) -> None:
        """Show ink in [0, 1], shape (28, 28); None is blank."""
        self._image = np.zeros((CELLS, CELLS), np.float32) if image is None else np.array(image, np.float32)
        self._drawn = None
        self.setAccessibleDescription(_description(self._image))
        self.update()
        if self._cell is not None:
            self._tell(self._cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which pixel is pointed at."""
        self._hover(self._cell_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002
        """Tell that none is."""
        self._hover(None)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the pixels without smoothing."""
        ratio = self.devicePixelRatioF()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens().control))
            # Device pixels from here on: at 1.5× a cell of 3 px would be 4.5 wide, so it becomes 4.
            painter.scale(1 / ratio, 1 / ratio)
            line, whole = max(1, int(BORDER * ratio)), round(self.width() * ratio)
            painter.fillRect(line, line, whole - 2 * line, whole - 2 * line, Qt.GlobalColor.black)
            picture = self._picture()
            painter.drawImage(picture.topLeft(), self._squares(picture.width() // CELLS))

    def _squares(self, cell: int) -> QImage:
        """Return the picture with its pixels as squares of `cell` device pixels.

        Qt takes 1 ms to enlarge 28×28 greys while it paints; laid out beforehand it is a copy, 20 times as fast.
        """
        if self._drawn is None or self._drawn.width() != cell * CELLS:
            self._drawn = _enlarged(self._image, cell)
        return self._drawn

    def _picture(self) -> QRect:
        """Return where the picture lies, in device pixels: centred, and a whole number of them for each cell."""
        ratio = self.devicePixelRatioF()
        cell = max(1, int(self.edge * ratio / CELLS + 1e-6))
        corner = round((self.width() * ratio - cell * CELLS) / 2)
        return QRect(corner, corner, cell * CELLS, cell * CELLS)

    def _cell_at(self, place: QPoint) -> tuple[int, int] | None:
        picture = self._picture()
        spot = place * self.devicePixelRatioF()
        if not picture.contains(spot):
            return None
        cell = picture.width() // CELLS
        return (spot.y() - picture.y()) // cell, (spot.x() - picture.x()) // cell

    def _hover(self, cell: tuple[int, int] | None) -> None:
        if cell == self._cell:
            return
        self._cell = cell
        if cell is None:
            self.hover_left.emit()
        else:
            self._tell(cell)

    def _tell(self, cell: tuple[int, int]) -> None:
        row, column = cell
        self.hovered.emit(row, column, float(self._image[row, column]))


def grey_image(image: Image) -> QImage:
    """Return ink in [0, 1], shape (28, 28), as greys, white on black."""
    return QImage(_greys(image).tobytes(), CELLS, CELLS, CELLS, QImage.Format.Format_Grayscale8).copy()


def _enlarged(image: Image, cell: int) -> QImage:
    greys = _greys(image).astype(np.uint32).repeat(cell, axis=0).repeat(cell, axis=1)
    edge = len(greys)
    return QImage((greys * 0x010101).tobytes(), edge, edge, 4 * edge, QImage.Format.Format_RGB32).copy()


def _greys(image: Image) -> NDArray[np.uint8]:
    return np.clip(np.rint(image * 255), 0, 255).astype(np.uint8)


def _description(image: NDArray[np.float32]) -> str:
    rows = np.flatnonzero(image.any(axis=1))
    columns = np.flatnonzero(image.any(axis=0))
    if not rows.size:
        return "28 by 28 pixels, blank"
    return f"28 by 28 pixels, ink in rows {rows[0]} to {rows[-1]} and columns {columns[0]} to {columns[-1]}"
