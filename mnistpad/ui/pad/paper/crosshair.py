"""The pen for those who draw with keys. Knows keys; knows no ink."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

STEP, LEAP = 0.02, 0.1  # of the pad's edge, without and with Shift
_ARM, _GAP = 12.0, 4.0  # px from the middle to the arms' far and near ends

_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Crosshair:
    """A place on the pad that arrow keys move; two arrows held together go diagonally."""

    def __init__(self) -> None:
        self.x, self.y = 0.5, 0.5
        self.is_shown = False
        self._held: set[int] = set()

    def press(self, event: QKeyEvent) -> bool:
        """Move by an arrow key; return whether it was one that changed the place."""
        if event.key() not in _DIRECTIONS:
            return False
        self._held.add(event.key())
        step = LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        before = self.x, self.y
        self.x = _onto_pad(self.x + step * sum(_DIRECTIONS[Qt.Key(key)][0] for key in self._held))
        self.y = _onto_pad(self.y + step * sum(_DIRECTIONS[Qt.Key(key)][1] for key in self._held))
        return (self.x, self.y) != before

    def release(self, event: QKeyEvent) -> None:
        """Let an arrow key go."""
        if not event.isAutoRepeat():
            self._held.discard(event.key())

    def forget_keys(self) -> None:
        """Believe that no key is held: releases go elsewhere while another widget has the focus."""
        self._held.clear()

    def box(self, paper: QRectF) -> QRectF:
        """Return where `paint` paints."""
        at = self.at(paper)
        reach = QPointF(_ARM + 2, _ARM + 2)
        return QRectF(at - reach, at + reach)

    def at(self, paper: QRectF) -> QPointF:
        """Return the place in px, on paper that lies there."""
        return QPointF(paper.left() + self.x * paper.width(), paper.top() + self.y * paper.height())

    def paint(self, painter: QPainter, paper: QRectF, mark: str, outline: str) -> None:
        """Paint four arms around the place."""
        at = self.at(paper)
        for colour, width in ((outline, 4), (mark, 2)):
            painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            for dx, dy in _DIRECTIONS.values():
                arm = QPointF(dx, dy)
                painter.drawLine(at + arm * _GAP, at + arm * _ARM)


def draws(event: QKeyEvent) -> bool:
    """Return whether a key moves the crosshair or puts its pen down or up."""
    plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return plain and (event.key() == Qt.Key.Key_Space or event.key() in _DIRECTIONS)


def _onto_pad(value: float) -> float:
    return min(max(value, 0.0), 1.0)
