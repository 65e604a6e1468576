"""One plot: a frame with few numbers, curves in it, notes above them. Knows nothing of runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsLineItem, QWidget

from mnistpad.ui.training.curves.data.series import Floats
from mnistpad.ui.training.curves.data.ticks import YAxis
from mnistpad.ui.training.curves.sheet.frame import Frame, FrameContent
from mnistpad.ui.training.curves.sheet.look import INSET, Look, line_pen
from mnistpad.ui.training.curves.sheet.notes import Label, Mark, Notes

_LOWEST = 60  # px of frame
_ZOOM = 0.8  # for each notch of the wheel
_SIDEWAYS = 0.1  # of the width, for each notch


@dataclass(frozen=True, eq=False)
class Stroke:
    """A curve to be drawn: places in [0, 1] across and upwards, (n,) each."""

    x: Floats
    y: Floats
    pen: QPen
    smooth: bool = True


@dataclass(frozen=True, eq=False)
class PlotContent:
    """All that one plot shows."""

    title: str
    axis: YAxis
    x_ticks: Sequence[tuple[float, str]] = ()  # (place in [0, 1], text)
    unit: str = ""
    strokes: Sequence[Stroke] = ()
    guessing: float | None = None
    marks: Sequence[Mark] = field(default_factory=tuple)
    labels: Sequence[Label] = field(default_factory=tuple)
    invitation: str = ""  # said where there is nothing to show


class Plot(pg.GraphicsView):  # type: ignore[misc]
    """A frame with curves. Says what the mouse and the keys want; moves nothing by itself."""

    pointed = Signal(float)  # at a place, 0 to 1 across
    left = Signal()
    panned = Signal(float)  # by a part of the width
    zoomed = Signal(float, float)  # so many times as wide, around a place
    stepped = Signal(int)  # the crosshair by so many pixels
    let_go = Signal()  # back to where it was before panning and zooming
    resized = Signal()

    def __init__(self, look: Look, *, with_numbers_below: bool, parent: QWidget | None = None) -> None:
        self._box: pg.ViewBox | None = None  # the base class resizes before it is there
        super().__init__(parent, useOpenGL=False)
        self.setCentralItem(None)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._has_numbers_below = with_numbers_below
        self._grabbed: float | None = None
        self.content: PlotContent | None = None  # what is drawn
        self._frame_item, self._notes = Frame(), Notes()
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.disableAutoRange()
        self._cross = QGraphicsLineItem()
        self._curves: list[pg.PlotCurveItem] = []
        for z, item in enumerate((self._frame_item, self._box, self._cross, self._notes)):
            item.setZValue(z)
            self.scene().addItem(item)
        self._cross.hide()
        self.set_look(look)

    @property
    def texts(self) -> list[str]:
        """The words in the frame."""
        return self._notes.texts

    @property
    def frame(self) -> QRectF:
        """Where the curves may be, in px."""
        top = self._look.heading
        bottom = self._look.line_height + 6 if self._has_numbers_below else 4
        width = self._look.frame_width(self.width())
        return QRectF(self._look.left, top, width, max(1, self.height() - top - bottom))

    @property
    def columns(self) -> int:
        """Pixel columns between the first step and the last."""
        return max(1, self._look.frame_width(self.width()) - 2 * INSET)

    def place(self, x: float, y: float) -> QPointF:
        """Return where a place in [0, 1] lies, in px."""
        inner = self.frame.adjusted(INSET, INSET, -INSET, -INSET)
        return QPointF(inner.left() + x * inner.width(), inner.bottom() - y * inner.height())

    def fraction(self, px: float) -> float:
        """Return which place across lies at so many px."""
        return float(np.clip((px - self.frame.left() - INSET) / self.columns, 0, 1))

    def set_look(self, look: Look) -> None:
        """Wear other colours and sizes. pyqtgraph does not follow the palette."""
        self._look = look
        self.setBackground(look.colours.surface)
        self._cross.setPen(line_pen(look.colours.text2))
        self.setMinimumHeight(look.line_height * (2 if self._has_numbers_below else 1) + 14 + _LOWEST)
        self.lay_out()

    def sizeHint(self) -> QSize:
        """Return a little more than the smallest."""
        return QSize(400, self.minimumHeight() + 40)

    def lay_out(self) -> None:
        """Give the frame its place; needed by hand only where the widget is never shown."""
        if self._box is None:
            return
        frame = self.frame
        self._box.setGeometry(frame)
        # A unit of the box is a px, so that a pen is as wide as it says on every screen and in every file.
        self._box.setRange(xRange=(0, frame.width()), yRange=(0, frame.height()), padding=0, disableAutoRange=True)

    def show_content(self, content: PlotContent) -> None:
        """Draw this."""
        self.content = content
        self._draw_strokes(content.strokes)
        frame, look = self.frame, self._look
        ticks_y = [(self.place(0, float(content.axis.fraction(value))).y(), text) for value, text in content.axis.ticks]
        guessing = None if content.guessing is None else self.place(0, content.guessing).y()
        ticks_x = [(self.place(x, 0).x(), text) for x, text in content.x_ticks]
        self._frame_item.show_content(
            FrameContent(
                look, QRectF(self.rect()), frame, content.title, content.axis.chip, ticks_y,
                ticks_x if self._has_numbers_below else [], content.unit, guessing,
            )
        )  # fmt: skip
        self._notes.show_content(look, frame, self.place, content.marks, content.labels, content.invitation)

    def show_crosshair(self, place: float | None) -> None:
        """Draw a line down at a place; None takes it away."""
        self._cross.setVisible(place is not None)
        if place is not None:
            x = round(self.place(place, 0).x()) + 0.5
            self._cross.setLine(x, self.frame.top(), x, self.frame.bottom())

    def _draw_strokes(self, strokes: Sequence[Stroke]) -> None:
        while len(self._curves) < len(strokes):
            curve = pg.PlotCurveItem(skipFiniteCheck=True)
            self._curves.append(curve)
            self._box.addItem(curve, ignoreBounds=True)  # type: ignore[union-attr]
        for curve in self._curves[len(strokes) :]:
            curve.clear()
        for curve, stroke in zip(self._curves, strokes, strict=False):
            x, y = INSET + stroke.x * self.columns, INSET + stroke.y * (self.frame.height() - 2 * INSET)
            curve.setData(x, y, pen=stroke.pen, antialias=stroke.smooth)

    # What a person does.

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the frame in its place."""
        super().resizeEvent(event)
        self.lay_out()
        if self._box is not None:
            self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the curves."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position().x()
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the curves that are held, or the crosshair."""
        x = event.position().x()
        if self._grabbed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.panned.emit((self._grabbed - x) / self.columns)
            self._grabbed = x
        self.pointed.emit(self.fraction(x))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the curves."""
        self._grabbed = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to following the run."""
        event.accept()
        self.let_go.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse; sideways, move."""
        across, notches = event.angleDelta().x() / 120, event.angleDelta().y() / 120
        if abs(across) > abs(notches):
            self.panned.emit(-across * _SIDEWAYS)
        elif notches:
            self.zoomed.emit(_ZOOM**notches, self.fraction(event.position().x()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the crosshair away."""
        super().leaveEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the crosshair with the arrows, zoom with + and −, let go with Home or Esc."""
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(far if key == Qt.Key.Key_Right else -far)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoomed.emit(1 / _ZOOM if key == Qt.Key.Key_Minus else _ZOOM, 1.0)
        elif key == Qt.Key.Key_Home:
            self.let_go.emit()
        elif key == Qt.Key.Key_Escape and self._cross.isVisible():
            self.left.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QEvent) -> None:
        """Show the focus elsewhere."""
        super().focusOutEvent(event)
        self._show_focus()

    def _show_focus(self) -> None:
        colour = self._look.colours.accent if self.hasFocus() else None
        self._frame_item.set_ring(None if colour is None else QColor(colour))
