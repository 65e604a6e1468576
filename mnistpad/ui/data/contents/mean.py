"""The mean of images that have no labels, in place of one for each digit."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from mnistpad.data.dataset import EDGE, Bytes
from mnistpad.ui import theme
from mnistpad.ui.data.wall.strips import shades

SIDE = 2 * EDGE  # px


class MeanOfAll(QWidget):
    """One picture, and what it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("meanOfAll")
        self.picture = _Picture()
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setObjectName("meanOfAllWords")
        self.words.setProperty("role", "note")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self.picture)
        row.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_mean(self, mean: Bytes, count: int) -> None:
        """Show the mean of so many images, shape (784,)."""
        words = "The only image" if count == 1 else f"The mean of all {count:,} images"
        self.words.setText(words)
        self.setAccessibleName(words)
        self.picture.show_pixels(mean)


class _Picture(QWidget):
    """Big pixels, as sharp as the screen is."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.pixels: Bytes | None = None
        theme.theme.changed.connect(self._restyle)
        self._restyle()

    def show_pixels(self, pixels: Bytes) -> None:
        self.pixels = pixels
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self.pixels is None:
            return
        shown = shades().table[self.pixels.reshape(EDGE, EDGE)]
        image = QImage(shown.tobytes(), EDGE, EDGE, 4 * EDGE, QImage.Format.Format_RGB32)
        with QPainter(self) as painter:
            painter.drawImage(QRect(0, 0, self.width(), self.height()), image)

    def _restyle(self) -> None:
        side = EDGE * max(2, theme.px(SIDE) // EDGE)
        self.setFixedSize(QSize(side, side))
        self.update()
