"""Mouse, finger and tablet become one pen. Knows what devices do; knows nothing of ink.

Qt reports a tablet's or a finger's doings a second time as a mouse when nobody accepted the first report, and some
systems do so in any case, with the copies a little late. So one device has the pen at a time, and after a finger or a
stylus has left, the mouse is not believed for a moment.
"""

import time
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEventPoint, QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent

CLICK_SLOP = 4.0  # px; a right button that moved less was a click, else it erases
ECHO = 0.3  # seconds in which a mouse press after a finger or stylus is taken for its copy


class Hand(Protocol):
    """What can be done with a pen. Positions are in the widget's px, pressure is in [0, 1] or None."""

    def put_pen_down(self, at: QPointF, pressure: float | None, *, erasing: bool) -> bool:
        """Begin; return False where there is no paper."""

    def draw_to(self, at: QPointF, pressure: float | None) -> None:
        """Go on to a place."""

    def lift_pen(self) -> None:
        """End, and keep what was made."""

    def drop_pen(self) -> None:
        """End, and forget what was made."""

    def ask_for_menu(self, at: QPoint) -> None:
        """Open the menu at a place on the screen."""


class Source(Enum):
    """Who has the pen."""

    MOUSE = auto()
    TOUCH = auto()
    TABLET = auto()


class PenInput:
    """Decides which events move the pen.

    Parameters
    ----------
    hand
        Receives what the pen does.
    clock
        Seconds that only grow.
    """

    def __init__(self, hand: Hand, clock: Callable[[], float] = time.monotonic) -> None:
        self._hand = hand
        self._clock = clock
        self._source: Source | None = None
        self._button = Qt.MouseButton.NoButton
        self._finger = -1
        self._undecided: QPointF | None = None  # where the right button went down, until it moves
        self._is_down = False
        self._began = 0.0
        self._last_direct = float("-inf")  # when a finger or stylus was last there

    @property
    def source(self) -> Source | None:
        """Which device has the pen, also when it was pressed beside the paper."""
        return self._source

    def let_go(self) -> None:
        """Forget the gesture; the caller has dealt with the ink. What the device does until its release is ignored."""
        self._is_down = False
        self._undecided = None

    def forget_buttons(self) -> None:
        """Believe nothing about pressed buttons any more: their release may never arrive."""
        self.let_go()
        self._remember_direct()
        self._source = None

    # Mouse

    def mouse_press(self, event: QMouseEvent) -> None:
        """Take the pen, unless another device or button has it."""
        if self._is_echo(event):
            return
        if self._source is Source.MOUSE:
            if event.button() is not self._button:
                return
            self._end(keep=True)  # its release got lost
        if self._source is None:
            self._press(Source.MOUSE, event.button(), event.position(), None)

    def mouse_move(self, event: QMouseEvent) -> None:
        """Follow the mouse while the button that began is down."""
        if self._source is not Source.MOUSE:
            return
        if not event.buttons() & self._button:
            self._end(keep=True)  # released where nobody told us
            return
        self._move(event.position(), None)

    def mouse_release(self, event: QMouseEvent) -> None:
        """End with the button that began."""
        if self._source is Source.MOUSE and event.button() is self._button:
            self._release(event.position(), None, event.globalPosition())

    # Tablet

    def tablet(self, event: QTabletEvent) -> bool:
        """Follow the stylus; return False for what the mouse should hear of: hovering moves the cursor."""
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._tablet_press(event)
        elif kind == QEvent.Type.TabletMove:
            return self._tablet_move(event)
        elif kind == QEvent.Type.TabletRelease and self._source is Source.TABLET and event.button() is self._button:
            self._release(event.position(), None, event.globalPosition())
        return True

    def _tablet_press(self, event: QTabletEvent) -> None:
        if self._source is Source.TOUCH or (self._source is Source.MOUSE and self._clock() - self._began < ECHO):
            self._end(keep=False)  # the palm, or the pen's own copy, came first
        if self._source is None:
            erasing = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._press(Source.TABLET, event.button(), event.position(), _pressure(event), erasing=erasing)

    def _tablet_move(self, event: QTabletEvent) -> bool:
        if self._source is not Source.TABLET:
            return bool(event.buttons())
        if not event.buttons() & self._button:
            self._end(keep=True)
            return False
        self._move(event.position(), _pressure(event))
        return True

    # Touch

    def touch(self, event: QTouchEvent) -> bool:
        """Follow the first finger; return False for touch pads, which move the mouse themselves."""
        if event.deviceType() == QInputDevice.DeviceType.TouchPad:
            return False
        if event.type() == QEvent.Type.TouchCancel:
            if self._source is Source.TOUCH:
                self._end(keep=False)
            return True
        if event.type() == QEvent.Type.TouchBegin and self._source is Source.TOUCH:
            self._end(keep=True)  # the end of the last touch got lost
        for point in event.points():
            self._touch_point(point, first=event.type() == QEvent.Type.TouchBegin)
        if event.type() == QEvent.Type.TouchEnd and self._source is Source.TOUCH:
            self._end(keep=True)
        return True

    def _touch_point(self, point: QEventPoint, *, first: bool) -> None:
        state = point.state()
        if state == QEventPoint.State.Pressed:
            # A second finger or the palm: a drawing takes one.
            if first and self._source is None and not self._is_recent():
                self._finger = point.id()
                self._press(Source.TOUCH, Qt.MouseButton.LeftButton, point.position(), None)
        elif self._source is Source.TOUCH and point.id() == self._finger:
            if state == QEventPoint.State.Updated:
                self._move(point.position(), None)
            elif state == QEventPoint.State.Released:
                self._move(point.position(), None)
                self._let_finger_go()

    def _let_finger_go(self) -> None:
        if self._is_down:
            self._is_down = False
            self._hand.lift_pen()

    # What they share

    def _press(
        self, source: Source, button: Qt.MouseButton, at: QPointF, pressure: float | None, *, erasing: bool = False
    ) -> None:
        self._source = source
        self._button = button
        self._began = self._clock()
        if button is Qt.MouseButton.RightButton:
            self._undecided = QPointF(at)
        elif button is Qt.MouseButton.LeftButton:
            self._is_down = self._hand.put_pen_down(at, pressure, erasing=erasing)

    def _move(self, at: QPointF, pressure: float | None) -> None:
        if self._undecided is not None:
            self._decide(at)
        if self._is_down:
            self._hand.draw_to(at, pressure)

    def _decide(self, at: QPointF) -> None:
        start = self._undecided
        if start is not None and QPointF.dotProduct(at - start, at - start) >= CLICK_SLOP**2:
            self._undecided = None
            self._is_down = self._hand.put_pen_down(start, None, erasing=True)

    def _release(self, at: QPointF, pressure: float | None, on_screen: QPointF) -> None:
        self._move(at, pressure)
        was_click = self._undecided is not None
        self._end(keep=True)
        if was_click:
            self._hand.ask_for_menu(on_screen.toPoint())

    def _end(self, *, keep: bool) -> None:
        was_down, self._is_down = self._is_down, False
        self._undecided = None
        self._remember_direct()
        self._source = None
        if was_down and keep:
            self._hand.lift_pen()
        elif was_down:
            self._hand.drop_pen()

    def _remember_direct(self) -> None:
        if self._source in {Source.TOUCH, Source.TABLET}:
            self._last_direct = self._clock()

    def _is_recent(self) -> bool:
        return self._clock() - self._last_direct < ECHO

    def _is_echo(self, event: QMouseEvent) -> bool:
        """Return whether this press is a finger's or a stylus's own, told a second time."""
        if self._source in {Source.TOUCH, Source.TABLET} or self._is_recent():
            return True
        return event.source() == Qt.MouseEventSource.MouseEventSynthesizedByQt


def _pressure(event: QTabletEvent) -> float | None:
    """Return the pressure in [0, 1], or None where the pen cannot tell."""
    device = event.pointingDevice()
    if device is None or not device.capabilities() & QInputDevice.Capability.Pressure:
        return None
    return min(max(event.pressure(), 0.0), 1.0)
