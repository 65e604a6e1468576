"""Lets something happen as often as it is asked for, but not more often than anybody can see, or looks."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

SHARE = 1 / 80  # of the time, that what is done again and again may take; painting what it changed takes as long again
REST = 600  # ms with the pen up after which a drawing is done: the strokes of a digit follow each other faster


class Pace(QObject):
    """The first asking is answered at once; what comes too soon after it is answered together, and never forgotten.

    Parameters
    ----------
    does
        What is asked for.
    clock
        Seconds that only grow.
    longest
        Seconds up to which the interval grows where the machine is too slow, or too busy, for `SHARE`.
    """

    def __init__(
        self,
        does: Callable[[], object],
        clock: Callable[[], float],
        parent: QObject | None = None,
        longest: float = 0.0,
    ) -> None:
        super().__init__(parent)
        self.interval = 0.0  # seconds from one time to the next; 0 makes every asking count
        self._does = does
        self._clock = clock
        self._longest = longest
        self._last = float("-inf")
        self._takes = 0.0  # seconds, of late
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.now)

    def ask(self) -> None:
        """Do it now, or once the interval is over."""
        interval = max(self.interval, min(self._takes / SHARE, self._longest))
        wait = self._last + interval - self._clock()
        if wait <= 0:
            self.now()
        elif not self._timer.isActive():
            self._timer.start(round(1000 * wait))

    def now(self) -> None:
        """Do it without waiting."""
        self._timer.stop()
        self._last = self._clock()
        self._does()
        self._takes += (self._clock() - self._last - self._takes) / 4

    def flush(self) -> None:
        """Do what still waits."""
        if self._timer.isActive():
            self.now()


class Attention(QObject):
    """Whether a person draws, from the first touch of the pen until it has rested: nobody then looks elsewhere.

    While a network trains, curves that were drawn anew ten times a second took more of the window's time than the pen.
    """

    moved = Signal(bool)  # True: to the pad

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_on_pad = False
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._leave)

    def draw(self) -> None:
        """Take note that the pen came down."""
        self._rest.stop()
        if not self.is_on_pad:
            self.is_on_pad = True
            self.moved.emit(True)

    def lift(self) -> None:
        """Take note that the pen went up, perhaps between two strokes."""
        if self.is_on_pad:
            self._rest.start()

    def _leave(self) -> None:
        self.is_on_pad = False
        self.moved.emit(False)
