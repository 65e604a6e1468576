"""One sample of each digit, with its label below."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnistpad.data.dataset import EDGE, UNLABELLED, Images, empty
from mnistpad.ui import theme
from mnistpad.ui.data.wall.strips import Shades, enlarged, shades

ZOOM = 2


class Samples(QWidget):
    """Ten at most, in rows that break where there is no more room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("acceptSamples")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._images: Images = empty()
        theme.theme.changed.connect(self.updateGeometry)

    @property
    def images(self) -> Images:
        """What is shown."""
        return self._images

    def show_images(self, images: Images) -> None:
        """Show other samples."""
        self._images = images
        labels = ", ".join(map(str, images.labels.tolist()))
        are_labelled = UNLABELLED not in images.labels
        words = f"Samples labelled {labels}" if are_labelled else "Samples without labels"
        self.setAccessibleName(words if labels else "No samples")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all in one row."""
        width = max(1, len(self._images)) * self._step() - theme.GAP
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        """Return that rows may break."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the rows."""
        rows = -(-max(1, len(self._images)) // self._columns(width))
        return rows * (self._row_height() + theme.GAP) - theme.GAP

    def rect_of(self, index: int) -> QRect:
        """Return where a sample is, its label not counted."""
        row, column = divmod(index, self._columns(self.width()))
        side = EDGE * ZOOM
        return QRect(column * self._step(), row * (self._row_height() + theme.GAP), side, side)

    def _step(self) -> int:
        return EDGE * ZOOM + theme.GAP

    def _columns(self, width: int) -> int:
        """As many as fit, and rows of equal length."""
        count, fitting = max(1, len(self._images)), max(1, (width + theme.GAP) // self._step())
        return -(-count // -(-count // fitting))

    @staticmethod
    def _row_height() -> int:
        return EDGE * ZOOM + QFontMetrics(theme.note_font()).height()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the samples in big pixels, and their labels."""
        colours, ratio = shades(), self.devicePixelRatioF()
        with QPainter(self) as painter:
            painter.setFont(theme.note_font())
            painter.setPen(QColor(theme.tokens().text))
            for index, label in enumerate(self._images.labels.tolist()):
                rect = self.rect_of(index)
                painter.drawImage(rect, _picture(self._images.pixels[index], ratio, colours))
                below = QRect(rect.x(), rect.bottom() + 1, rect.width(), QFontMetrics(theme.note_font()).height())
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _words(label))


def _words(label: int) -> str:
    return "?" if label == UNLABELLED else str(label)


def _picture(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], ratio: float, colours: Shades) -> QImage:
    tile = colours.table[enlarged(pixels[None], max(1, int(ZOOM * ratio + 1e-6)))[0]]
    side = len(tile)
    return QImage(tile.tobytes(), side, side, 4 * side, QImage.Format.Format_RGB32).copy()
