"""What lies behind the curves: three faint lines, the numbers of the axes, the title and the line of pure guessing."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mnistpad.ui import theme
from mnistpad.ui.training.curves.sheet.look import Look, dotted_pen, line_pen

_TICK = 3  # px


@dataclass(frozen=True, eq=False)
class FrameContent:
    """What is to be drawn, and where, in px."""

    look: Look
    widget: QRectF
    frame: QRectF
    title: str
    chip: str
    y_ticks: Sequence[tuple[float, str]]
    x_ticks: Sequence[tuple[float, str]]  # the important ones first; those without room are left out
    unit: str
    guessing: float | None


class Frame(QGraphicsItem):
    """Paints in px of the plot."""

    def __init__(self) -> None:
        super().__init__()
        self._content: FrameContent | None = None
        self._ring: QColor | None = None

    def show_content(self, content: FrameContent) -> None:
        """Draw this from now on."""
        if self._content is None or content.widget != self._content.widget:
            self.prepareGeometryChange()
        self._content = content
        self.update()

    def set_ring(self, colour: QColor | None) -> None:
        """Show that the keys come here."""
        self._ring = colour
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Return the whole plot."""
        return QRectF() if self._content is None else self._content.widget

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Paint from the back to the front."""
        content = self._content
        if content is None:
            return
        painter.setFont(content.look.note)
        self._paint_lines(painter, content)
        self._paint_heading(painter, content)
        self._paint_numbers_below(painter, content)
        if self._ring is not None:
            painter.setPen(QPen(self._ring, 2))
            painter.drawRect(content.widget.adjusted(1, 1, -1, -1))

    def _paint_lines(self, painter: QPainter, content: FrameContent) -> None:
        frame, look = content.frame, content.look
        height = look.metrics.height()
        painter.setPen(line_pen(look.colours.divider))
        for y, _ in content.y_ticks[1:-1]:
            painter.drawLine(QPointF(frame.left(), round(y) + 0.5), QPointF(frame.right(), round(y) + 0.5))
        painter.setPen(QColor(look.colours.text2))
        for y, text in _with_room(content.y_ticks, height):
            box = QRectF(0, y - height / 2, frame.left() - theme.UNIT, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(line_pen(look.colours.control))
        foot, left = round(frame.bottom()) - 0.5, round(frame.left()) - 0.5
        painter.drawLine(QPointF(left, foot), QPointF(frame.right(), foot))
        painter.drawLine(QPointF(left, frame.top()), QPointF(left, foot))
        if content.guessing is not None:
            painter.setPen(dotted_pen(look.colours.text2))
            y = round(content.guessing) + 0.5
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))

    @staticmethod
    def _paint_heading(painter: QPainter, content: FrameContent) -> None:
        look, metrics = content.look, content.look.metrics
        line = QRectF(theme.GAP, (look.heading - metrics.height()) / 2, content.widget.width(), metrics.height())
        painter.setPen(QColor(look.colours.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, content.title)
        if content.chip:
            left = line.left() + metrics.horizontalAdvance(content.title) + theme.GAP
            width = metrics.horizontalAdvance(content.chip) + 2 * theme.GAP
            chip = QRectF(left, line.top() - 1, width, line.height() + 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.colours.track))
            painter.drawRoundedRect(chip, theme.RADIUS, theme.RADIUS)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(look.colours.text))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, content.chip)

    @staticmethod
    def _paint_numbers_below(painter: QPainter, content: FrameContent) -> None:
        look, frame, metrics = content.look, content.frame, content.look.metrics
        if not content.unit or not content.x_ticks:
            return
        line = QRectF(0, frame.bottom() + _TICK, content.widget.width() - 2, metrics.height())
        unit = QRectF(0, line.top(), frame.left() - theme.UNIT, line.height())
        taken: list[QRectF] = []
        painter.setPen(QColor(look.colours.text2))
        painter.drawText(unit, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, content.unit)
        for x, text in content.x_ticks:
            width = metrics.horizontalAdvance(text)
            box = QRectF(min(x - width / 2, line.right() - width), line.top(), width, line.height())
            with_air = box.adjusted(-theme.GAP, 0, theme.GAP, 0)
            painter.drawLine(QPointF(round(x) + 0.5, frame.bottom()), QPointF(round(x) + 0.5, frame.bottom() + _TICK))
            if not any(with_air.intersects(other) for other in taken):
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                taken.append(box)


def _with_room(ticks: Sequence[tuple[float, str]], height: float) -> list[tuple[float, str]]:
    """Return the ticks whose numbers do not overlap: the ends before the middle, the middle before the rest."""
    middle = len(ticks) // 2
    order = sorted(range(len(ticks)), key=lambda index: (index not in {0, len(ticks) - 1}, abs(index - middle)))
    kept: list[tuple[float, str]] = []
    for index in order:
        if all(abs(ticks[index][0] - y) >= height for y, _ in kept):
            kept.append(ticks[index])
    return kept
