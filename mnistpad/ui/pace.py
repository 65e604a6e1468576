"""Lets something happen as often as it is asked for, but not more often than anybody can see."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer


class Pace(QObject):
    """The first asking is answered at once; what comes too soon after it is answered together, and never forgotten.

    Parameters
    ----------
    does
        What is asked for.
    clock
        Seconds that only grow.
    """

    def __init__(self, does: Callable[[], object], clock: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.interval = 0.0  # seconds from one time to the next; 0 makes every asking count
        self._does = does
        self._clock = clock
        self._last = float("-inf")
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.now)

    def ask(self) -> None:
        """Do it now, or once the interval is over."""
        wait = self._last + self.interval - self._clock()
        if wait <= 0:
            self.now()
        elif not self._timer.isActive():
            self._timer.start(round(1000 * wait))

    def now(self) -> None:
        """Do it without waiting."""
        self._timer.stop()
        self._last = self._clock()
        self._does()

    def flush(self) -> None:
        """Do what still waits."""
        if self._timer.isActive():
            self.now()
