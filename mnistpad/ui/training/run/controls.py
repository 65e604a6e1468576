"""The levers of a run: pulled in the window, obeyed by the worker between two batches."""

import threading
import time
from collections.abc import Callable


class Controls:
    """Pause, single steps, stop, learning rate and pace of one run. Every method may be called from any thread.

    Parameters
    ----------
    clock
        Seconds, for the pace.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition(threading.RLock())
        # A plain read of this costs a batch nothing; the lock is taken only when it says that there is something to do.
        self._attention = False
        self._paused = False
        self._allowed = 0  # batches that may still be done while paused
        self._until_epoch = False  # all batches up to the end of the epoch may be done
        self._stopped = False
        self._rate: float | None = None
        self._delay = 0.0  # seconds from batch to batch
        self._next_batch = 0.0

    def pause(self) -> None:
        """Hold before the next batch."""
        self._set(paused=True, allowed=0, until_epoch=False)

    def resume(self) -> None:
        """Go on."""
        self._set(paused=False)

    def step_batch(self) -> None:
        """Do one batch, then hold."""
        with self._changed:
            self._set(paused=True, allowed=self._allowed + 1)

    def step_epoch(self) -> None:
        """Go on to the end of the epoch, then hold."""
        self._set(paused=True, until_epoch=True)

    def stop(self) -> None:
        """End the run before the next batch."""
        self._set(stopped=True)

    def set_learning_rate(self, rate: float) -> None:
        """Use another α from the next batch on."""
        self._set(rate=rate)

    def set_pace(self, batches_per_second: float | None) -> None:
        """Do so many batches a second at the most; None is full speed."""
        self._set(delay=1 / batches_per_second if batches_per_second else 0.0, next_batch=0.0)

    @property
    def is_stopped(self) -> bool:
        """Whether the run is to end."""
        return self._stopped

    def _set(self, **values: object) -> None:
        with self._changed:
            for name, value in values.items():
                setattr(self, f"_{name}", value)
            self._attention = True
            self._changed.notify_all()

    # For the worker.

    def epoch_done(self) -> None:
        """Tell that an epoch has ended: a step of one epoch ends with it."""
        with self._changed:
            self._until_epoch = False

    def wait_for_turn(self, on_rate: Callable[[float], None], on_hold: Callable[[], None]) -> bool:
        """Return True as soon as the next batch may be done, False if the run is to end.

        Parameters
        ----------
        on_rate
            Is given each α that was asked for, also while the run holds: it must not be lost if the run ends there.
        on_hold
            Is called each time the run begins to hold, so that the window can say so and show the newest network.
        """
        if not self._attention:
            return True
        with self._changed:
            held = False
            while True:
                self._hand_over_rate(on_rate)
                if self._may_go_on():
                    break
                if self._paused and not held:
                    held = True
                    self._changed.release()  # it may take a while, and the window's thread must not wait for it
                    try:
                        on_hold()
                    finally:
                        self._changed.acquire()
                    continue
                self._changed.wait(None if self._paused else self._next_batch - self._clock())
            self._leave()
            return not self._stopped

    def _hand_over_rate(self, on_rate: Callable[[float], None]) -> None:
        rate, self._rate = self._rate, None
        if rate is not None:
            on_rate(rate)

    def _may_go_on(self) -> bool:
        if self._stopped:
            return True
        if self._paused:
            return self._allowed > 0 or self._until_epoch
        return self._clock() >= self._next_batch

    def _leave(self) -> None:
        self._allowed = max(0, self._allowed - 1)
        self._next_batch = self._clock() + self._delay
        self._attention = self._paused or self._stopped or self._delay > 0
