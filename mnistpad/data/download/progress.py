"""How far a download is, how fast, and how long it will take."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

WINDOW = 5.0  # seconds that the speed is the mean of
SOONEST = 0.5  # seconds before a speed means anything
STEP = 0.1  # seconds between two reports: nobody reads faster


class Stage(StrEnum):
    """What is being done."""

    WAITING = "waiting"  # another window or command is fetching the same
    CONNECTING = "connecting"
    FETCHING = "fetching"


@dataclass(frozen=True)
class Progress:
    """Where a download stands."""

    stage: Stage
    done: int = 0  # bytes that have come, of all files that were missing
    total: int = 0  # bytes that were missing
    server: str = ""  # the host that is asked
    speed: float | None = None  # bytes a second; None until it can be told
    seconds_left: float | None = None

    @property
    def fraction(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


class Meter:
    """Tells progress: at once where the stage or server changes, else ten times a second at most.

    Parameters
    ----------
    tell
        Called with each report.
    total
        Bytes to come.
    clock
        Seconds.
    """

    def __init__(self, tell: Callable[[Progress], None], total: int, clock: Callable[[], float]) -> None:
        self._tell = tell
        self._total = total
        self._clock = clock
        self._whole = 0  # bytes of files that are finished
        self._part = 0  # bytes of the file that is being fetched
        self._came: deque[tuple[float, int]] = deque()
        self._told_at = float("-inf")

    def connecting(self, server: str) -> None:
        """Another server is asked for the file; what came of it before counts for nothing."""
        self._part = 0
        self._came.clear()
        self._report(Progress(Stage.CONNECTING, self._whole, self._total, server))

    def came(self, count: int, server: str) -> None:
        """Some more bytes came."""
        now = self._clock()
        self._part += count
        self._came.append((now, count))
        while self._came[0][0] < now - WINDOW:
            self._came.popleft()
        if now - self._told_at >= STEP:
            self._report(self._fetching(server))

    def finished(self, server: str) -> None:
        """A file is whole and in its place."""
        self._whole += self._part
        self._part = 0
        self._report(self._fetching(server))

    def _fetching(self, server: str) -> Progress:
        done, speed = self._whole + self._part, self._speed()
        left = (self._total - done) / speed if speed else None
        return Progress(Stage.FETCHING, done, self._total, server, speed, left)

    def _speed(self) -> float | None:
        if not self._came:
            return None
        passed = self._clock() - self._came[0][0]
        # The first lot came before the window began.
        return sum(count for _, count in list(self._came)[1:]) / passed if passed >= SOONEST else None

    def _report(self, progress: Progress) -> None:
        self._told_at = self._clock()
        self._tell(progress)


def in_words(progress: Progress) -> str:
    """Return where a download stands, as people say it: "3.4 of 11.6 MB, 1.2 MB/s, 7 s left"."""
    if progress.stage is Stage.WAITING:
        return "Another window of MnistPad is downloading it; waiting for that"
    if progress.stage is Stage.CONNECTING:
        return f"Asking {progress.server}"
    parts = [f"{progress.done / 1e6:.1f} of {progress.total / 1e6:.1f} MB"]
    if progress.speed is not None:
        parts.append(speed_in_words(progress.speed))
    if progress.seconds_left is not None and progress.done < progress.total:
        parts.append(time_in_words(progress.seconds_left))
    return ", ".join(parts)


def speed_in_words(speed: float) -> str:
    """Return bytes a second as people say them: "1.2 MB/s", "84 kB/s"."""
    return f"{speed / 1e6:.1f} MB/s" if speed >= 1e6 else f"{speed / 1e3:.0f} kB/s"


def time_in_words(seconds: float) -> str:
    """Return how long it will take: "7 s left", "3 min left", "more than an hour left"."""
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s left"
    return f"{math.ceil(seconds / 60)} min left" if seconds <= 3600 else "more than an hour left"
