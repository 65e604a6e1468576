"""How fast a run goes and when it will be done, from what the window sees of it. Knows no widgets."""

from collections import deque
from collections.abc import Callable

from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.training.run.run import Run

WINDOW = 5.0  # seconds that the speed is a mean over: steady enough to read, quick enough to follow a new pace


class Meter:
    """A clock that runs while the run does.

    Parameters
    ----------
    clock
        Seconds of a steady clock.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._before = 0.0  # seconds spent up to the last pause
        self._since: float | None = None
        self._points: deque[tuple[float, int]] = deque()

    def begin(self, run: Run) -> None:
        """Measure another run, or one that goes on."""
        self._before, self._since = run.seconds, None
        self._points.clear()

    def show_phase(self, phase: Phase) -> None:
        """Run or hold."""
        now = self._clock()
        if phase is Phase.RUNNING and self._since is None:
            self._since = now
            self._points.clear()
        elif phase is not Phase.RUNNING and self._since is not None:
            self._before += now - self._since
            self._since = None

    def note(self, run: Run) -> None:
        """Look how far the run is."""
        now = self._clock()
        self._points.append((now, images_shown(run)))
        while len(self._points) > 2 and now - self._points[0][0] > WINDOW:
            self._points.popleft()

    @property
    def seconds(self) -> float:
        """How long the run has been trained, pauses left out."""
        return self._before + (self._clock() - self._since if self._since is not None else 0.0)

    @property
    def images_per_second(self) -> float | None:
        """How fast it goes; None until there is something to tell."""
        if len(self._points) < 2:
            return None
        (start, before), (end, now) = self._points[0], self._points[-1]
        return (now - before) / (end - start) if end - start > 0.05 and now > before else None

    def seconds_left(self, run: Run) -> float | None:
        """Return how long the rest will take at this speed."""
        speed = self.images_per_second
        return (run.config.epochs * run.data.epoch_size - images_shown(run)) / speed if speed else None


def images_shown(run: Run) -> int:
    """Return how many images the run has learned from, repetitions counted."""
    size = run.data.epoch_size
    return run.epoch * size + min(size, run.batch * run.config.step_size(size))


def clock_text(seconds: float) -> str:
    """Return 0:07, 12:40 or 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def left_text(seconds: float) -> str:
    """Return "12 s left", "3 min left" or "1 h 20 min left"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min left"
    return f"{minutes // 60} h {minutes % 60} min left"
