"""The answer in words, and the patience that keeps them from flickering. Knows no widgets.

What the words stand for:

- "Reads as 3": the network named a digit. "then 5" follows when the second has 5 % or more.
- "3 or 5": it declined, but the choice is between these two: together 75 % or more, and the second at least 20 %.
- "Doesn't look like a digit": it declined and spread its guesses. What it would have guessed is told on request.
- "Perhaps 3": it declined while the pen is still down, which says little about the digit that is on its way.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mnistpad.recognizer import Answer

WORTH_NAMING = 0.05
PAIR_TOGETHER = 0.75
PAIR_SECOND = 0.20
CLEAR_LEAD = 0.10
PATIENCE = 0.250  # seconds


class Kind(Enum):
    """What there is to say."""

    BLANK = auto()
    DIGIT = auto()
    EITHER = auto()
    NEITHER = auto()
    PERHAPS = auto()


@dataclass(frozen=True)
class Reading:
    """What the answer says at a moment."""

    kind: Kind = Kind.BLANK
    digit: int | None = None  # the first guess, also where the network declined
    second: int | None = None  # None where it is not worth naming
    lead: float = 0.0  # of the first guess over the second, in [0, 1]

    @property
    def headline(self) -> str:
        """The words beside the big digit."""
        match self.kind:
            case Kind.BLANK:
                return "No digit yet"
            case Kind.DIGIT:
                return f"Reads as {self.digit}"
            case Kind.EITHER:
                return f"{self.digit} or {self.second}"
            case Kind.PERHAPS:
                return f"Perhaps {self.digit}"
            case Kind.NEITHER:
                return "Doesn't look like a digit"

    @property
    def second_choice(self) -> str:
        """The line below: "then 5", or nothing."""
        return f"then {self.second}" if self.kind is Kind.DIGIT and self.second is not None else ""

    @property
    def guess(self) -> str:
        """What the network would have said if it had to; empty where it did say something."""
        return f"It would have guessed {self.digit}" if self.kind is Kind.NEITHER else ""

    @property
    def spoken(self) -> str:
        """Whole sentences, for those who listen."""
        if self.second_choice:
            return f"{self.headline}. Second choice {self.second}."
        return f"{self.headline}."

    @property
    def written_large(self) -> int | None:
        """The digit in the box; a guess that stays behind a click is not in it."""
        return None if self.kind in {Kind.BLANK, Kind.NEITHER} else self.digit


def reading_of(answer: "Answer", pen_down: bool = False) -> Reading:
    """Return what to say about an answer."""
    if answer.blank:
        return Reading()
    first, second = (int(digit) for digit in answer.ranking[:2])
    high, low = float(answer.probabilities[first]), float(answer.probabilities[second])
    if answer.digit is not None:
        kind = Kind.DIGIT
    elif pen_down:
        kind = Kind.PERHAPS
    elif high + low >= PAIR_TOGETHER and low >= PAIR_SECOND:
        kind = Kind.EITHER
    else:
        kind = Kind.NEITHER
    return Reading(kind, first, second if low >= WORTH_NAMING else None, high - low)


class Calm:
    """Lets a new digit through when it leads by 10 points, or when it stayed for 250 ms."""

    def __init__(self) -> None:
        self.shown = Reading()
        self._waiting: Reading | None = None
        self._since = 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether a newer reading is held back."""
        return self._waiting is not None

    def offer(self, reading: Reading, now: float) -> Reading:
        """Return what to show at `now` (seconds of any steady clock), given the newest reading."""
        if self._may_change_at_once(reading):
            return self._show(reading)
        if self._waiting is None or self._waiting.written_large != reading.written_large:
            self._since = now
        self._waiting = reading
        return self.look(now)

    def look(self, now: float) -> Reading:
        """Return what to show at `now` when nothing new came."""
        if self._waiting is not None and now - self._since >= PATIENCE:
            return self._show(self._waiting)
        return self.shown

    def _may_change_at_once(self, reading: Reading) -> bool:
        same = reading.written_large == self.shown.written_large
        return same or reading.kind is Kind.BLANK or reading.lead >= CLEAR_LEAD

    def _show(self, reading: Reading) -> Reading:
        self.shown = reading
        self._waiting = None
        return reading
