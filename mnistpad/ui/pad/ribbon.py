"""The strip that tells how the answer changed its mind, and goes back there when it is dragged along.

It takes its own size. Its owner keeps a place for it, or lets it lie over the pad's lower right corner (`lie_over`), so
that nothing moves when it comes and goes.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mnistpad.ui import theme
from mnistpad.ui.pad.changes import Moment

MOST = 8  # moments; of more only the last are shown
_CELL = 18  # px at 13 px type, for a digit and for an arrow


class Ribbon(QWidget):
    """`1 → 7 → 3`. Drag along it, or use the arrow keys, to see the ink as it was."""

    moment_chosen = Signal(int)  # draw only so many points of the drawing, and read them
    returned = Signal()  # back to now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ribbon")
        self.setAccessibleName("How the answer changed")
        self.setToolTip("Drag to see how the answer changed while you drew")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self._moments: tuple[Moment, ...] = ()
        self._total = 0
        self._chosen: int | None = None
        self._pad: QWidget | None = None
        theme.theme.changed.connect(self._restyle)
        self.hide()

    @property
    def chosen(self) -> int | None:
        """How many points are shown; None is now."""
        return self._chosen

    def lie_over(self, pad: QWidget) -> None:
        """Stay at the lower right corner of a sibling, half on it."""
        self._pad = pad
        pad.installEventFilter(self)
        self._settle_down()

    def show_changes(self, moments: Sequence[Moment], total: int) -> None:
        """Show how the answer to a drawing of `total` points changed; with fewer than two moments, hide."""
        self.put_away()
        if len(moments) < 2:
            return
        self._moments = tuple(moments)[-MOST:]
        self._total = total
        self.setAccessibleDescription(", then ".join(moment.sign for moment in self._moments))
        self._settle_down()
        self.show()
        self.raise_()

    def put_away(self) -> None:
        """Return to now and hide, because the pen came down or the drawing is another."""
        self.return_to_now()
        self.hide()
        self._moments = ()

    def return_to_now(self) -> None:
        """Show all the ink again."""
        if self._chosen is not None:
            self._chosen = None
            self.returned.emit()
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for the digits and the arrows between them."""
        width = max(2 * len(self._moments) - 1, 1) * theme.px(_CELL) + 2 * theme.GAP
        return QSize(width, max(theme.SMALLEST_TARGET, theme.px(24)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go where the pad goes."""
        if watched is self._pad and event.type() in {QEvent.Type.Move, QEvent.Type.Resize}:
            self._settle_down()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment under the pen."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._points_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self._points_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Return to now when the drag ended elsewhere."""
        if not self.rect().contains(event.position().toPoint()):
            self.return_to_now()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002
        """Return to now."""
        self.return_to_now()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Return to now."""
        super().focusOutEvent(event)
        self.return_to_now()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step from change to change."""
        stops = [moment.points for moment in self._moments]
        now = self._total if self._chosen is None else self._chosen
        match event.key():
            case Qt.Key.Key_Left:
                self._choose(max((stop for stop in stops if stop < now), default=stops[0]))
            case Qt.Key.Key_Right:
                self._choose(min((stop for stop in stops if stop > now), default=self._total))
            case Qt.Key.Key_Home:
                self._choose(stops[0])
            case Qt.Key.Key_End:
                self._choose(self._total)
            case Qt.Key.Key_Escape if self._chosen is not None:
                self.return_to_now()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint a chip with the digits, and a mark at the moment that is shown."""
        colours = theme.tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ring = self.hasFocus()
            painter.setPen(QPen(QColor(colours.accent if ring else colours.control), 2 if ring else 1))
            painter.setBrush(QColor(colours.surface))
            inset = 1.0 if ring else 0.5
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.RADIUS, theme.RADIUS
            )
            self._paint_digits(painter)
            self._paint_mark(painter)

    def _paint_digits(self, painter: QPainter) -> None:
        colours = theme.tokens()
        for index, moment in enumerate(self._moments):
            if index:
                painter.setFont(theme.body_font())
                painter.setPen(QColor(colours.text2))
                painter.drawText(self._cell(index - 0.5), Qt.AlignmentFlag.AlignCenter, "→")
            painter.setFont(theme.body_font(QFont.Weight.Bold))
            painter.setPen(QColor(colours.accent if self._is_shown(index) else colours.text))
            painter.drawText(self._cell(index), Qt.AlignmentFlag.AlignCenter, moment.sign)

    def _paint_mark(self, painter: QPainter) -> None:
        if self._chosen is not None:
            xs, points = self._scale()
            x = float(np.interp(self._chosen, points, xs))
            painter.fillRect(QRectF(x - 5, self.height() - 4, 10, 3), QColor(theme.tokens().accent))

    def _is_shown(self, index: int) -> bool:
        """Return whether the moment that is shown belongs to this digit."""
        if self._chosen is None:
            return False
        later = [moment.points for moment in self._moments[index + 1 :]]
        return self._moments[index].points <= self._chosen < min(later, default=self._total + 1)

    def _cell(self, index: float) -> QRectF:
        """Return the place of a digit; that of the arrow before it lies half an index to the left."""
        width = theme.px(_CELL)
        return QRectF(theme.GAP + 2 * index * width, 0, width, self.height())

    def _scale(self) -> tuple[list[float], list[int]]:
        """Return places along the ribbon and the points of the drawing that belong to them, both rising."""
        centres = [self._cell(index).center().x() for index in range(len(self._moments))]
        return (
            [0.0, *centres, float(self.width() - theme.GAP)],
            [1, *(moment.points for moment in self._moments), self._total],
        )

    def _points_at(self, x: float) -> int:
        xs, points = self._scale()
        return round(float(np.interp(x, xs, points)))

    def _choose(self, points: int) -> None:
        if points != self._chosen:
            self._chosen = points
            self.moment_chosen.emit(points)
            self.update()

    def _settle_down(self) -> None:
        self.resize(self.sizeHint())
        if self._pad is not None:
            corner = self._pad.geometry().bottomRight()
            self.move(corner.x() + 1 - self.width() - theme.GAP, corner.y() + 1 - self.height() + theme.UNIT)

    def _restyle(self) -> None:
        self._settle_down()
        self.update()
