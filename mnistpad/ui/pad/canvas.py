"""The pad people draw on. Knows strokes; knows nothing of digits."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from mnistpad.ink.stroke import Drawing
from mnistpad.ui import theme
from mnistpad.ui.pad.paper.content import Content, PadPicture, PictureLike, clipped
from mnistpad.ui.pad.paper.crosshair import draws
from mnistpad.ui.pad.paper.gesture import EraserDrag, Gesture, PenStroke
from mnistpad.ui.pad.paper.pen_input import PenInput
from mnistpad.ui.pad.paper.sheet import Sheet
from mnistpad.ui.pad.paper.view import PaperView

Tool = Literal["pen", "eraser"]

THINNEST, DEFAULT, THICKEST = 0.02, 0.07, 0.14  # pen width, of the pad's edge
ERASER = 2.0  # the eraser's width in pens
JITTER = 3.0  # px; a hand that meant a dot moves no further

_TOUCH = {QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel}
_LOST = {QEvent.Type.WindowDeactivate, QEvent.Type.UngrabMouse}
_Reason = Qt.FocusReason
_BY_KEYS = {_Reason.TabFocusReason, _Reason.BacktabFocusReason, _Reason.ShortcutFocusReason}


class Canvas(PaperView):
    """A square sheet of paper, a pen and an eraser.

    Strokes are kept in pad units, 0 to 1 over the paper's edge, so that a resize changes nothing.

    Parameters
    ----------
    clock
        Seconds that only grow, for telling a stylus from its echo and for `play`.
    """

    drawing_changed = Signal(object)  # Drawing, at every change of what counts, also while the pen is down
    pen_lowered = Signal()  # any tool, by any device
    stroke_finished = Signal()  # a stroke was kept
    pen_lifted = Signal()  # whatever was lowered is up again, kept or not; comes last
    history_changed = Signal(bool, bool)  # can undo, can redo
    context_menu_requested = Signal(QPoint)  # where on the screen
    preview_ended = Signal()  # the person did something else

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(Sheet(clock), parent)
        self._pen_input = PenInput(self, clock)
        self._tool: Tool = "pen"
        self._pen_width = DEFAULT
        self._erasing = False  # what is down now
        self._introduce()
        self._connect()
        self._show_tool()

    def _introduce(self) -> None:
        self.setObjectName("pad")
        self.setAccessibleName(self.tr("Drawing pad"))
        self.setAccessibleDescription(
            self.tr(
                "Draw a digit with mouse, finger or pen. Or with keys: arrows move the crosshair, with Shift further, "
                "Space puts the pen down or up, Escape drops the stroke, Tab leaves the pad."
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)  # a lost release is noticed by the pen's hovering
        self.setMouseTracking(True)

    def _connect(self) -> None:
        sheet = self._sheet
        sheet.drawing_changed.connect(self.drawing_changed)
        sheet.pen_lowered.connect(self.pen_lowered)
        sheet.stroke_finished.connect(self.stroke_finished)
        sheet.pen_lifted.connect(self.pen_lifted)
        sheet.history_changed.connect(self.history_changed)
        sheet.preview_ended.connect(self.preview_ended)

    # What is on the pad

    def drawing(self) -> Drawing:
        """Return the ink in pad units, with the stroke that is being drawn."""
        return self._sheet.content.drawing

    def content(self) -> Content:
        """Return ink and picture. Where `content().image()` is not None, that is to be read in place of the ink."""
        return self._sheet.content

    def set_drawing(self, drawing: Drawing) -> None:
        """Replace everything with a drawing in pad units (`content.fitted` makes one), undoably."""
        self._end_all()
        self._sheet.put(Content(clipped(drawing)))

    def set_content(self, content: Content) -> None:
        """Replace everything with what lay here before, or could, undoably."""
        self._end_all()
        self._sheet.put(replace(content, drawing=clipped(content.drawing)))

    def show_picture(self, picture: PictureLike | np.ndarray | None, badge: str = "") -> None:
        """Replace everything with a picture, undoably; None takes the picture away.

        Parameters
        ----------
        picture
            A 28×28 image with ink in [0, 1], shown as it is, or a value with such an `image` and a `shown` picture.
        badge
            Written over the corner of the pad.
        """
        self._end_all()
        self._sheet.put_picture(None if picture is None else PadPicture.of(picture, badge))

    def back_to_drawing(self) -> None:
        """Bring the ink back that was there before the picture, undoably."""
        self.set_drawing(self._sheet.last_drawing())

    def clear(self) -> None:
        """Take everything away, undoably; a blank pad stays as it is."""
        self._end_all()
        self._sheet.put(Content())

    def undo(self) -> None:
        """Take the last step back."""
        self._end_all(also_play=False)
        self._sheet.undo()

    def redo(self) -> None:
        """Make the step again that was taken back last."""
        self._end_all()
        self._sheet.redo()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._sheet.history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return self._sheet.history.can_redo

    @property
    def is_pen_down(self) -> bool:
        """Whether pen or eraser are at work, by a hand or by `play`."""
        return self._sheet.is_busy

    def cancel_stroke(self) -> bool:
        """Drop the stroke under the pen, or the drawing that plays; return whether there was one."""
        self._pen_input.let_go()
        return self._sheet.cancel()

    def preview_drawing(self, drawing: Drawing | None) -> None:
        """Show another drawing for a while, without it counting; None goes back. Any input takes it away."""
        self._pen_input.let_go()
        self._sheet.preview(drawing)

    def play(self, drawing: Drawing, duration_ms: int = 800) -> None:
        """Draw a drawing by itself in place of everything; it ends as one step.

        A press, Esc or Undo while it plays drops it, and what was there before is back: who wants to draw wants
        their own drawing. With reduced motion it is there at once.
        """
        self._end_all()
        self._sheet.play(drawing, 0 if theme.theme.reduced_motion else duration_ms)

    @property
    def interval(self) -> float:
        """The least seconds between two changes that are shown and told while the pen moves; 0 leaves out none.

        The first and the last of a stroke never wait.
        """
        return self._sheet.interval

    @interval.setter
    def interval(self, seconds: float) -> None:
        self._sheet.interval = seconds

    # Tools

    @property
    def tool(self) -> Tool:
        """What the left button, a finger and a stylus's tip do."""
        return self._tool

    @tool.setter
    def tool(self, tool: Tool) -> None:
        self._tool = tool
        self._show_tool()

    @property
    def pen_width(self) -> float:
        """Of later strokes, as a fraction of the edge, from 0.02 to 0.14."""
        return self._pen_width

    @pen_width.setter
    def pen_width(self, width: float) -> None:
        self._pen_width = min(max(width, THINNEST), THICKEST)
        self._show_tool()

    def _show_tool(self) -> None:
        erases = self._erasing if self._sheet.has_gesture else self._tool == "eraser"
        self.show_circle(self._pen_width * (ERASER if erases else 1.0), dashed=erases)

    # The hand that PenInput moves

    def put_pen_down(self, at: QPointF, pressure: float | None, *, erasing: bool) -> bool:
        """Begin a stroke or an eraser's drag at a place in px; return False beside the paper."""
        x, y = self.in_pad_units(at)
        if self.paper.isEmpty() or not (0 <= x <= 1 and 0 <= y <= 1):
            return False
        if not self.hasFocus():
            self.setFocus(_Reason.MouseFocusReason)
        self.show_crosshair(shown=False)
        self._begin(x, y, pressure, erasing=erasing or self._tool == "eraser", jitter=JITTER / self.paper.width())
        self.follow(at)
        return True

    def draw_to(self, at: QPointF, pressure: float | None) -> None:
        """Go on to a place in px."""
        self._sheet.extend(*self.in_pad_units(at), pressure)
        self.follow(at)

    def lift_pen(self) -> None:
        """Keep what was made."""
        self._sheet.finish()
        self._show_tool()

    def drop_pen(self) -> None:
        """Forget what was made."""
        self._sheet.cancel()
        self._show_tool()

    def ask_for_menu(self, at: QPoint) -> None:
        """Ask for the menu at a place on the screen."""
        self.context_menu_requested.emit(at)

    def _begin(self, x: float, y: float, pressure: float | None, *, erasing: bool, jitter: float) -> None:
        self._sheet.interrupt()
        before = self._sheet.content
        gesture: Gesture = (
            EraserDrag(before, ERASER * self._pen_width / 2) if erasing else PenStroke(before, self._pen_width, jitter)
        )
        self._erasing = erasing
        self._sheet.begin(gesture, x, y, pressure)
        self._show_tool()

    def _end_all(self, *, also_play: bool = True) -> None:
        """Finish the stroke under the pen before something else happens."""
        self._pen_input.let_go()
        self._sheet.finish()
        if also_play:
            self._sheet.interrupt()

    def _lose_the_pen(self) -> None:
        """Finish the stroke, since its release may never be heard of."""
        self._pen_input.forget_buttons()
        self._crosshair.forget_keys()
        self._sheet.finish()
        self._show_tool()

    # Events

    def event(self, event: QEvent) -> bool:
        """Take touches, and keys that would else be shortcuts."""
        kind = event.type()
        if kind in _TOUCH and isinstance(event, QTouchEvent):
            event.setAccepted(self._pen_input.touch(event))
            return event.isAccepted()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()
            return True
        if kind in _LOST:
            self._lose_the_pen()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen or the eraser down."""
        self._pen_input.mouse_press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take two quick dots for two dots."""
        self._pen_input.mouse_press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw, erase, or show how wide the pen would be."""
        self.follow(event.position())
        self._pen_input.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift what the button put down."""
        self._pen_input.mouse_release(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with pressure; hovering is left to the mouse, which moves the cursor."""
        event.setAccepted(self._pen_input.tablet(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu by key; the right button has its own rules."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.ask_for_menu(self.mapToGlobal(self._crosshair.at(QRectF(self.paper)).toPoint()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Draw with keys; Esc drops the stroke under the pen and is left to the window otherwise."""
        if event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self.cancel_stroke())
            self._show_tool()
        elif self._wants(event):
            self._draw_by_key(event)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let an arrow go."""
        self._crosshair.release(event)
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring, and the crosshair to those who came by key."""
        self.show_crosshair(shown=event.reason() in _BY_KEYS)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish the stroke."""
        self.show_crosshair(shown=False)
        self._lose_the_pen()
        self.update()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Finish the stroke."""
        self._lose_the_pen()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Finish the stroke of a pad that is disabled."""
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._lose_the_pen()
        super().changeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show how wide the pen is."""
        self.follow(event.position())
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the painted circle away."""
        self.follow(None)
        super().leaveEvent(event)

    # Keys

    def _wants(self, event: QKeyEvent) -> bool:
        """Return whether a key is for drawing, whatever shortcut it may be elsewhere."""
        if event.key() == Qt.Key.Key_Escape:
            return self.is_pen_down
        return draws(event)

    def _draw_by_key(self, event: QKeyEvent) -> None:
        if self._pen_input.source is not None:
            return  # a hand is drawing
        self.show_crosshair(shown=True)
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._toggle_pen()
            return
        before = self._crosshair.box(QRectF(self.paper))
        if self._crosshair.press(event):
            self.update(before.united(self._crosshair.box(QRectF(self.paper))).toAlignedRect())
            self._sheet.extend(self._crosshair.x, self._crosshair.y, None)

    def end_keyed_stroke(self) -> bool:
        """Lift the pen that keys put down; return whether none is down now."""
        if self._pen_input.source is None and self._sheet.has_gesture:
            self.lift_pen()
        return not self.is_pen_down

    def _toggle_pen(self) -> None:
        if self._sheet.has_gesture:
            self.lift_pen()
        else:
            at = self._crosshair
            self._begin(at.x, at.y, None, erasing=self._tool == "eraser", jitter=0.0)
