"""From ink to answer in three pictures: the ink, the ink in its 20×20 box, the 28×28 pixels that are read."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mnistpad.ink.image import BOX, PEN_RADIUS, SIZE
from mnistpad.ink.path import smooth
from mnistpad.ink.stroke import Drawing
from mnistpad.recognizer import steadied
from mnistpad.ui import theme
from mnistpad.ui.look.thumbnail import image_of, tinted
from mnistpad.ui.pad.paper.content import WHOLE_PAD, Content
from mnistpad.ui.pad.paper.painting.surface import Look, on_paper

SMALL, LARGE = 112, 224  # px
_SIDES = ((224, 224), (168, 224), (112, 224), (112, 168), (84, 112))  # ink and box, pixels: whole multiples of 28
_BLACK, _WHITE = (QColor(colour).name() for colour in (Qt.GlobalColor.black, Qt.GlobalColor.white))
_PEN = 0.07  # of the pad's edge, where a stroke does not say
_OF_INK = ("Your ink", "Into a 20×20 box")
_OF_PICTURE = ("What lies on the pad", "Left where it is")
_OF_PHOTO = ("What lies on the pad", "Cut out and centred")
_ABOUT_PIXELS = "28×28 pixels"
_LONGEST = "row 28, column 28, ink 0.88"
_SMOOTHNESS = 0.004  # of the pad's edge


class Picture(QWidget):
    """One of the pictures: a square, with what it shows."""

    resized = Signal(int)  # px

    def __init__(self, name: str, accessible_name: str, side: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._content = Content()
        self._side = side
        self.setFixedSize(side, side)

    def set_side(self, side: int) -> None:
        """Give the square another edge, in px."""
        self._side = side
        self.setFixedSize(side, side)
        self.resized.emit(side)

    def set_content(self, content: Content) -> None:
        """Show what lies on the pad."""
        self._content = content
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the square, its border, and what is in it."""
        colours = theme.tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(colours.paper))
            self.paint_content(painter, colours)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(QPen(QColor(colours.control), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def paint_content(self, painter: QPainter, colours: theme.Tokens) -> None:
        """Paint what the picture is about."""
        raise NotImplementedError


class InkPicture(Picture):
    """The pad, small."""

    def paint_content(self, painter: QPainter, colours: theme.Tokens) -> None:
        """Paint the picture with the ink on it, or the ink."""
        if self._content.picture is not None:
            look = Look(self._side, self.devicePixelRatioF(), colours.paper, colours.ink)
            painter.drawPixmap(0, 0, on_paper(self._content, look))
        else:
            paint_ink(painter, self._content.drawing, self._side, colours.ink)


class BoxPicture(Picture):
    """The ink with its longest side at 20, drawn with the network's own pen, in its box."""

    def paint_content(self, painter: QPainter, colours: theme.Tokens) -> None:
        """Paint the frame of 28, the box of 20, and the ink in it."""
        unit = self._side / SIZE
        margin = (SIZE - BOX) / 2 * unit
        painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DashLine))
        painter.drawRect(QRectF(margin, margin, BOX * unit, BOX * unit))
        drawing = boxed(steadied(self._content.drawing))
        if self._content.picture is not None:
            image = tinted(image_of(self._content), colours.paper, colours.ink)
            painter.drawImage(QRectF(self.rect()), image)
        elif not drawing.is_blank:
            paint_ink(painter, drawing, unit, colours.ink, width=2 * PEN_RADIUS)


class Pixels(Picture):
    """The 28×28 image, white on black as MNIST stores it. Tells what lies under the pointer."""

    pointed_at = Signal(str)  # "row 9, column 14, ink 0.83", or nothing

    def __init__(self, name: str, accessible_name: str, side: int) -> None:
        super().__init__(name, accessible_name, side)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._image: NDArray[np.float32] = np.zeros((SIZE, SIZE), np.float32)

    def set_image(self, image: NDArray[np.float32]) -> None:
        """Show another image, ink in [0, 1]."""
        self._image = image
        self.update()

    def paint_content(self, painter: QPainter, colours: theme.Tokens) -> None:  # noqa: ARG002
        """Paint each pixel as a square."""
        painter.drawImage(QRectF(self.rect()), tinted(self._image, _BLACK, _WHITE))

    def describe(self, at: QPointF) -> str:
        """Return what lies at a place of the widget; rows and columns count from 1."""
        column, row = (int(length * SIZE // self._side) for length in (at.x(), at.y()))
        if not (0 <= row < SIZE and 0 <= column < SIZE):
            return ""
        return f"row {row + 1}, column {column + 1}, ink {self._image[row, column]:.2f}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what lies there."""
        self.pointed_at.emit(self.describe(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that nothing does."""
        self.pointed_at.emit("")
        super().leaveEvent(event)


def boxed(drawing: Drawing) -> Drawing:
    """Return the drawing in pixels of the 28×28 image, its longest side with the pen 20, in the middle."""
    if drawing.bounds is None:
        return drawing
    left, top, right, bottom = drawing.bounds
    longest = max(right - left, bottom - top)
    scale = (BOX - 2 * PEN_RADIUS) / longest if longest > 0 else 1.0
    middle = np.array([left + right, top + bottom]) / 2
    return Drawing(
        tuple(type(stroke)((stroke.points - middle) * scale + SIZE / 2, stroke.pressure) for stroke in drawing.strokes)
    )


def paint_ink(painter: QPainter, drawing: Drawing, scale: float, colour: str, width: float | None = None) -> None:
    """Paint strokes; `scale` is px per unit of the drawing, and `width` the pen's in those units."""
    for stroke in drawing.strokes:
        thickness = width or stroke.width or _PEN
        painter.setPen(
            QPen(
                QColor(colour),
                thickness * scale,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        line = smooth(stroke.points, max(1.5 / scale, _SMOOTHNESS)) * scale
        if len(line) == 1:
            painter.drawPoint(QPointF(*line[0]))
        else:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))


class Steps(QWidget):
    """The three pictures in a row, with a line under each. They grow where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("steps")
        self.ink = InkPicture("stepInk", "Your ink", SMALL)
        self.box = BoxPicture("stepBox", "Your ink in a box of 20 by 20 pixels", SMALL)
        self.pixels = Pixels("stepPixels", "What the network sees: 28 by 28 pixels", LARGE)
        self._hover = QLabel(_ABOUT_PIXELS)
        self._hover.setObjectName("pixelNote")
        self.pixels.pointed_at.connect(self._show_pixel)
        theme.theme.changed.connect(self._reserve_lines)
        self._reserve_lines()
        self._level: list[QWidget] = []  # as tall as the tallest picture
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self._captions = [QLabel(words) for words in _OF_INK]
        captions = (*self._captions, self._hover)
        for number, (picture, caption) in enumerate(zip((self.ink, self.box, self.pixels), captions, strict=True)):
            if number:
                self._level.append(_Arrow())
                row.addWidget(self._level[-1], 0, Qt.AlignmentFlag.AlignTop)
            self._level.append(_framed(picture))
            row.addLayout(_captioned(picture, self._level[-1], caption))
        row.addStretch(1)

    def show_content(self, content: Content, image: NDArray[np.float32]) -> None:
        """Show the way from what lies on the pad to the image that was read."""
        for caption, words in zip(self._captions, _captions(content), strict=True):
            caption.setText(words)
        self.ink.set_content(content)
        self.box.set_content(content)
        self.pixels.set_image(image)

    def fit(self, width: int) -> None:
        """Choose the pictures' size for a row of this many px."""
        room = width - 2 * (_Arrow.WIDTH + 2 * theme.GAP)
        fitting = (sides for sides in _SIDES if 2 * sides[0] + sides[1] <= room)
        small, large = next(fitting, _SIDES[-1])
        self.ink.set_side(small)
        self.box.set_side(small)
        self.pixels.set_side(large)
        for widget in self._level:
            widget.setFixedHeight(large)
        self._reserve_lines()

    def _reserve_lines(self) -> None:
        # The words change with every pixel pointed at; nothing below may move with them.
        metrics = QFontMetrics(theme.note_font())
        room = QRect(0, 0, self.pixels.width(), 1000)
        self._hover.setFixedHeight(metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, _LONGEST).height())

    def _show_pixel(self, words: str) -> None:
        self._hover.setText(words or _ABOUT_PIXELS)


def _captions(content: Content) -> tuple[str, str]:
    if content.picture is None:
        return _OF_INK
    return _OF_PICTURE if content.picture.frame == WHOLE_PAD else _OF_PHOTO


class _Arrow(QWidget):
    """An arrow to the next picture."""

    WIDTH = 20

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(self.WIDTH, LARGE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint it at the height of the pictures' middle."""
        y = self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.tokens().text2), 1.5, c=Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(QPolygonF([QPointF(2, y), QPointF(17, y)]))
            painter.drawPolyline(QPolygonF([QPointF(12, y - 5), QPointF(17, y), QPointF(12, y + 5)]))


def _framed(picture: Picture) -> QWidget:
    frame = QWidget()
    frame.setFixedHeight(LARGE)
    centred = QVBoxLayout(frame)
    centred.setContentsMargins(0, 0, 0, 0)
    centred.addWidget(picture, 0, Qt.AlignmentFlag.AlignCenter)
    return frame


def _captioned(picture: Picture, frame: QWidget, caption: QLabel) -> QVBoxLayout:
    caption.setProperty("role", "note")
    caption.setWordWrap(True)
    caption.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    caption.setFixedWidth(picture.width())
    picture.resized.connect(caption.setFixedWidth)
    column = QVBoxLayout()
    column.setSpacing(theme.GAP_INSIDE)
    column.addWidget(frame)
    column.addWidget(caption, 0, Qt.AlignmentFlag.AlignHCenter)
    return column
