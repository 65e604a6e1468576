"""What a start does after the first paint: bit by bit, while the pen is up."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from mnistpad.ui.pace import Attention

FRAME = 16  # ms, in which what was painted comes to the screen
LATEST = 2000  # ms; a window that begins hidden is never painted, and yet opens files


class Settling(QObject):
    """Waits for a widget's first paint, does what is urgent, and then takes a step of the rest whenever it may.

    Parameters
    ----------
    widget
        The pad.
    urgent
        Steps to what the first stroke will ask for; between them the pen is followed.
    rest
        Steps that nobody waits for; none is taken while a person draws.
    """

    def __init__(self, widget: QWidget, attention: Attention, urgent: Iterator[None], rest: Iterator[None]) -> None:
        super().__init__(widget)
        self.is_ready = False  # for the first stroke
        self._attention = attention
        self._urgent = urgent
        self._rest = rest
        self._widget = widget
        self._first = QTimer(self, singleShot=True, interval=LATEST)
        self._first.timeout.connect(self._begin)
        self._first.start()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._step)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the first paint."""
        if event.type() == QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            self._first.start(FRAME)
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        self._widget.removeEventFilter(self)
        self._next.start()

    def _look_up(self, to_the_pad: bool) -> None:
        if not to_the_pad:
            self._next.start()

    def _step(self) -> None:
        if not self.is_ready:
            self._take_urgent_step()
        elif not self._attention.is_on_pad:
            self._take_step()

    def _take_urgent_step(self) -> None:
        self._next.start()  # first, so that a step which fails does not hold up the others
        if _is_over(self._urgent):
            self.is_ready = True
            self._attention.moved.connect(self._look_up)

    def _take_step(self) -> None:
        self._next.start()
        if _is_over(self._rest):
            self._next.stop()
            self._attention.moved.disconnect(self._look_up)


def _is_over(steps: Iterator[None]) -> bool:
    """Take a step, if there is one."""
    return next(steps, "over") == "over"
