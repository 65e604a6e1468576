"""The cursor: a hollow circle as wide as the pen, dashed for the eraser, seen on any paper."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap

SMALLEST = 5.0  # px across; a smaller circle cannot be told from a dot
LARGEST = 128  # device pixels; window systems cut larger cursors off
_ROOM = 2  # px around the circle for its outline


def circle_cursor(diameter: float, density: float, ink: str, paper: str, *, dashed: bool) -> QCursor | None:
    """Return the cursor for a pen of this many px, or None where the caller must paint the circle itself.

    A circle too small to see is a cross instead.
    """
    if diameter < SMALLEST:
        return QCursor(Qt.CursorShape.CrossCursor)
    side = int(diameter) + 2 * _ROOM + 1
    if side * density > LARGEST:
        return None
    pixmap = QPixmap(round(side * density), round(side * density))
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_circle(painter, QPointF(side / 2, side / 2), diameter, ink, paper, dashed=dashed)
    painter.end()
    return QCursor(pixmap, side // 2, side // 2)


def paint_circle(painter: QPainter, at: QPointF, diameter: float, ink: str, paper: str, *, dashed: bool) -> None:
    """Paint the circle: 1 px in the ink's colour, outlined in the paper's."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = diameter / 2
    painter.setPen(QPen(QColor(paper), 3))
    painter.drawEllipse(at, radius, radius)
    pen = QPen(QColor(ink), 1)
    if dashed:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawEllipse(at, radius, radius)


def circle_box(at: QPointF, diameter: float) -> QRectF:
    """Return where `paint_circle` paints."""
    reach = diameter / 2 + _ROOM + 1
    return QRectF(at - QPointF(reach, reach), at + QPointF(reach, reach))


def invisible() -> QCursor:
    """Return a cursor that is not seen, for while the circle is painted."""
    return QCursor(Qt.CursorShape.BlankCursor)
