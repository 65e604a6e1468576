"""What a command says: its result on standard output, its progress on standard error."""

import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

_BAR = 16  # characters: with what stands beside it, a line of 80 is enough
_REDRAW = 0.1  # seconds between two looks of the bar on a terminal
_REPORT = 10.0  # seconds between two lines where there is no terminal


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON line on standard output: floats as they are, and never NaN."""
    sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")
    sys.stdout.flush()


def print_line(text: str = "") -> None:
    """Print one line for people on standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Say something beside the result, on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def percent(fraction: float) -> str:
    """Return a fraction as people read it: "97.84 %"."""
    return f"{100 * fraction:.2f} %"


def duration(seconds: float) -> str:
    """Return a time as people say it: "0.4 s", "12 s", "3 min 20 s", "1 h 5 min"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


class ProgressBar:
    """How far a long job is: a bar that redraws itself on a terminal, and now and then a plain line elsewhere."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._is_terminal = sys.stderr.isatty()
        self._due = clock() + (0 if self._is_terminal else _REPORT)

    @property
    def is_due(self) -> bool:
        """Whether it is time to show something again: ask before working out what."""
        return self._clock() >= self._due

    def show(self, fraction: float, text: str) -> None:
        """Show a fraction from 0 to 1 and a few words."""
        if self._is_terminal:
            full = round(fraction * _BAR)
            line = f"{100 * fraction:3.0f} % {'#' * full}{'-' * (_BAR - full)} {text}"
            width = max(shutil.get_terminal_size().columns - 1, 1)
            sys.stderr.write(f"\r\033[K{line[:width]}")
        else:
            sys.stderr.write(f"{100 * fraction:.0f} %, {text}\n")
        sys.stderr.flush()
        self._due = self._clock() + (_REDRAW if self._is_terminal else _REPORT)

    def say(self, text: str) -> None:
        """Show a few words until there is a fraction; on a terminal only."""
        if self._is_terminal:
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the bar off the terminal, so that a line can be printed."""
        if self._is_terminal:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
