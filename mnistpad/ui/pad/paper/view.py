"""The paper as a widget: where it lies, how it looks, and what the tool would leave. Knows no devices."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnistpad.ui import theme
from mnistpad.ui.pad.paper.crosshair import Crosshair
from mnistpad.ui.pad.paper.painting.cursor import circle_box, circle_cursor, invisible, paint_circle
from mnistpad.ui.pad.paper.painting.surface import Look, Surface
from mnistpad.ui.pad.paper.sheet import Sheet

MARGIN = 4  # px around the paper, for the focus ring: 2 px away and 2 px wide
EDGE = 404  # px, preferred
SMALLEST = 120  # px


class PaperView(QWidget):
    """A square sheet of paper in the middle of the widget.

    Parameters
    ----------
    sheet
        What lies on the paper.
    """

    def __init__(self, sheet: Sheet, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self._surface = Surface()
        self._crosshair = Crosshair()
        self._circle = (0.0, False)  # the tool's width, of the edge, and whether it erases
        self._hover: QPointF | None = None  # where the circle is painted, if it is too large for a cursor
        self._has_cursor = True
        self._showed_hint = True
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        sheet.setParent(self)
        sheet.changed.connect(self._show_change)
        theme.theme.changed.connect(self._dress)

    @property
    def paper(self) -> QRect:
        """Where the paper lies in the widget."""
        edge = max(0, min(self.width(), self.height()) - 2 * MARGIN)
        return QRect((self.width() - edge) // 2, (self.height() - edge) // 2, edge, edge)

    def in_pad_units(self, at: QPointF) -> tuple[float, float]:
        """Return a place in the widget as fractions of the paper's edge, right and down from its corner."""
        paper = self.paper
        edge = max(1, paper.width())
        return (at.x() - paper.left()) / edge, (at.y() - paper.top()) / edge

    def sizeHint(self) -> QSize:
        """Return room for the preferred paper."""
        return QSize(EDGE + 2 * MARGIN, EDGE + 2 * MARGIN)

    def minimumSizeHint(self) -> QSize:
        """Return the least room in which a digit can be drawn."""
        return QSize(SMALLEST + 2 * MARGIN, SMALLEST + 2 * MARGIN)

    def heightForWidth(self, width: int) -> int:
        """Return the width: the pad is square."""
        return width

    def event(self, event: QEvent) -> bool:
        """Fit the ink to another screen."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._dress()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the same ink at another size."""
        self._dress()
        super().resizeEvent(event)

    def _dress(self) -> None:
        """Follow size, density and colours."""
        colours = theme.tokens()
        self._surface.dress(Look(self.paper.width(), self.devicePixelRatioF(), colours.paper, colours.ink))
        self._choose_cursor()
        self.update()

    def _show_change(self) -> None:
        dirty = self._surface.show(self._sheet.shown)
        self.update(dirty.translated(self.paper.topLeft()).adjusted(-1, -1, 1, 1).toAlignedRect())
        if self._shows_hint != self._showed_hint:
            self._showed_hint = self._shows_hint
            self.update()

    @property
    def _shows_hint(self) -> bool:
        return self._sheet.shown.is_blank and not self._sheet.is_busy

    def _choose_cursor(self) -> None:
        colours = theme.tokens()
        density, dashed = self.devicePixelRatioF(), self._circle[1]
        cursor = circle_cursor(self._diameter, density, colours.ink, colours.paper, dashed=dashed)
        self._has_cursor = cursor is not None
        self.setCursor(cursor or invisible())
        self.update()

    @property
    def _diameter(self) -> float:
        return self._circle[0] * self.paper.width()

    def show_crosshair(self, *, shown: bool) -> None:
        """Show the crosshair or hide it."""
        if shown != self._crosshair.is_shown:
            self._crosshair.is_shown = shown
            self.update(self._crosshair.box(QRectF(self.paper)).toAlignedRect())

    def show_circle(self, width: float, *, dashed: bool) -> None:
        """Let the cursor be as wide as the tool: a fraction of the edge."""
        if (width, dashed) != self._circle:
            self._circle = (width, dashed)
            self._choose_cursor()

    def follow(self, at: QPointF | None) -> None:
        """Move the painted circle, where there is one."""
        before, self._hover = self._hover, at
        if not self._has_cursor:
            for place in (before, at):
                if place is not None:
                    self.update(circle_box(place, self._diameter).toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (Qt clips to the event's region itself)
        """Paint the paper and what is over it."""
        painter = QPainter(self)
        colours = theme.tokens()
        painter.drawPixmap(self.paper.topLeft(), self._surface.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, colours)
        if self._shows_hint:
            self._paint_hint(painter, colours)
        if self._sheet.shown.picture and self._sheet.shown.picture.badge:
            self._paint_badge(painter, colours, self._sheet.shown.picture.badge)
        if self._crosshair.is_shown and self.hasFocus():
            self._crosshair.paint(painter, QRectF(self.paper), colours.accent, colours.paper)
        if not self._has_cursor and self._hover is not None:
            paint_circle(painter, self._hover, self._diameter, colours.ink, colours.paper, dashed=self._circle[1])
        painter.end()

    def _paint_frame(self, painter: QPainter, colours: theme.Tokens) -> None:
        paper = QRectF(self.paper)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.control), 1))
        painter.drawRoundedRect(paper.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_PAD - 0.5, theme.RADIUS_PAD - 0.5)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(paper.adjusted(-3, -3, 3, 3), theme.RADIUS_PAD + 3, theme.RADIUS_PAD + 3)

    def _paint_hint(self, painter: QPainter, colours: theme.Tokens) -> None:
        painter.setFont(theme.headline_font())
        painter.setPen(QColor(colours.hint))
        painter.drawText(self.paper, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.tr("Draw a digit"))

    def _paint_badge(self, painter: QPainter, colours: theme.Tokens, badge: str) -> None:
        painter.setFont(theme.note_font())
        inside = self.paper.adjusted(theme.GAP, theme.GAP, -theme.GAP, -theme.GAP)
        space = theme.GAP_INSIDE
        most = inside.adjusted(2 * space, space, -2 * space, -space)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        text = painter.boundingRect(most, flags, badge)
        painter.setPen(QPen(QColor(colours.control), 1))
        painter.setBrush(QColor(colours.surface))
        box = QRectF(text.adjusted(-2 * space, -space, 2 * space, space)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        painter.setPen(QColor(colours.text))
        painter.drawText(most, flags, badge)
