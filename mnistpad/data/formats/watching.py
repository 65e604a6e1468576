"""How far the reading of a source is, and whether anybody still waits for it. Knows no screens.

Readers say how far they are by `step`; who started them in a thread sees it there, through no argument in between.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Tell = Callable[[int, int], None]


class LeftError(Exception):
    """Nobody waits any more. No failure: it is told to nobody."""


class Watch:
    """What is known of one job, from any thread.

    Parameters
    ----------
    tell
        Called by the job with how many of how many are done.
    """

    def __init__(self, tell: Tell = lambda _done, _total: None) -> None:
        self._tell = tell
        self._left = threading.Event()
        self.done, self.total = 0, 0  # of what can be counted; 0 of 0 before that is known

    @property
    def is_left(self) -> bool:
        """Whether nobody waits any more."""
        return self._left.is_set()

    def leave(self) -> None:
        """Wait no more: the job ends at its next step."""
        self._left.set()

    def step(self, done: int, total: int) -> None:
        """Note how far the job is; 0 of 0 where that cannot be told.

        Raises
        ------
        LeftError
            If nobody waits any more.
        """
        if self.is_left:
            raise LeftError
        if total:
            self.done, self.total = done, total
            self._tell(done, total)


_WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched_by(watch: Watch) -> Iterator[None]:
    """Let what is read inside, in this thread, tell a watch how far it is."""
    token = _WATCH.set(watch)
    try:
        yield
    finally:
        _WATCH.reset(token)


def step(done: int = 0, total: int = 0) -> None:
    """Say that so many of so many things are read, or just that it goes on.

    Raises
    ------
    LeftError
        If nobody waits for them any more.
    """
    watch = _WATCH.get()
    if watch is not None:
        watch.step(done, total)
