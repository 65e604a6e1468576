"""The answer in words, and the patience that keeps them from flickering. Knows no widgets.

What the words stand for:

- "No digit yet": there is no ink, or no more than the dot with which the pen begins.
- "Reads as 3": the network named a digit. "then 5" follows when the second has 5 % or more.
- "3 or 5": it is a digit, but the choice is between these two: together 75 % or more, and the second at least 20 %.
- "Perhaps 3": it is a digit, but too unlikely a one, or the pen is still down: whatever is unsure then says little
  about the digit that is on its way.
- "Doesn't look like a digit": what it would have guessed is told on request.
"""

from enum import Enum, auto
from typing import NamedTuple

from mnistpad.answer import Answer, Verdict

WORTH_NAMING = 0.05
PAIR_TOGETHER = 0.75
PAIR_SECOND = 0.20
CLEAR_LEAD = 0.10
PATIENCE = 0.250  # seconds
ONLY_DIGITS = "This network has only seen digits, so it cannot say that something is none."
GLANCE = 0.100  # seconds; what half a digit is taken for stands less than that where the pen only passes by


class Kind(Enum):
    """What there is to say."""

    BLANK = auto()
    DIGIT = auto()
    EITHER = auto()
    NEITHER = auto()
    PERHAPS = auto()


class Reading(NamedTuple):
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
                return "{} or {}".format(*self.pair)
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
    def pair(self) -> tuple[int, ...]:
        """The two that it could be, the smaller first: two equals that change places must not be seen to."""
        return tuple(sorted(digit for digit in (self.digit, self.second) if digit is not None))

    @property
    def written_large(self) -> int | None:
        """The digit in the box; none where none is named, and a guess that stays behind a click is not in it."""
        return self.digit if self.kind in {Kind.DIGIT, Kind.PERHAPS} else None

    @property
    def in_short(self) -> str:
        """The answer where there is room for a word: 3, 3 or 5, or a question mark; empty on a blank pad."""
        match self.kind:
            case Kind.DIGIT:
                return str(self.digit)
            case Kind.EITHER:
                return "{} or {}".format(*self.pair)
            case Kind.PERHAPS:
                return f"{self.digit}?"
            case Kind.NEITHER:
                return "?"
        return ""

    @property
    def is_decided(self) -> bool:
        """Whether it names one digit and means it."""
        return self.kind is Kind.DIGIT

    @property
    def look(self) -> tuple[Kind, tuple[int, ...]]:
        """What people see of it at a glance."""
        digits = self.pair if self.kind is Kind.EITHER else (self.written_large,)
        return self.kind, tuple(digit for digit in digits if digit is not None)


def reading_of(answer: Answer, pen_down: bool = False) -> Reading:
    """Return what to say about an answer."""
    if answer.verdict is Verdict.BLANK or (pen_down and answer.is_speck):
        return Reading()
    first, second = answer.ranking[:2]
    high, low = float(answer.probabilities[first]), float(answer.probabilities[second])
    if answer.verdict is Verdict.DIGIT:
        kind = Kind.DIGIT
    elif pen_down:
        kind = Kind.PERHAPS
    elif answer.verdict is Verdict.NOT_A_DIGIT:
        kind = Kind.NEITHER
    else:
        kind = Kind.EITHER if high + low >= PAIR_TOGETHER and low >= PAIR_SECOND else Kind.PERHAPS
    return Reading(kind, first, second if low >= WORTH_NAMING else None, high - low)


def beside(reading: Reading, shipped: Reading) -> str:
    """Return what to say of the shipped model where another one reads; "disagrees" where it contradicts."""
    match shipped.kind:
        case Kind.BLANK:
            return ""
        case Kind.NEITHER if reading.is_decided:
            return "Shipped model disagrees: not a digit"
        case Kind.NEITHER:
            return "Shipped model: not a digit"
        case Kind.DIGIT if reading.is_decided and reading.digit != shipped.digit:
            return f"Shipped model disagrees: {shipped.digit}"
        case Kind.EITHER if reading.is_decided and reading.digit not in shipped.pair:
            return "Shipped model disagrees: {} or {}".format(*shipped.pair)
        case Kind.PERHAPS:
            return f"Shipped model: perhaps {shipped.digit}"
        case _:
            return f"Shipped model: {shipped.in_short}"


class Calm:
    """Keeps what is said from flickering.

    Another digit is let through when it is meant and leads by 10 points; while the pen is down, once it has stood for
    100 ms, because half a digit is now one and now another. Whatever else changes what is seen at a glance must have
    stood for 250 ms: equals that take turns, one "perhaps" after the other, a digit that comes and goes as one, and,
    above all, that something does not look like a digit.

    Of 200 digits by pendigits' kept writers, read at each point with the shipped model, 9.2 changes a digit became
    2.2: a first word, the answer, and little between. Without the 100 ms it would be 3.2, and 31 times the answer would
    go back to what it had been less than 250 ms before; now it never does.
    """

    def __init__(self) -> None:
        self.shown = Reading()
        self._waiting: Reading | None = None
        self._since = 0.0
        self._patience = PATIENCE
        self._doubted_at = float("-inf")
        self._has_decided = False  # since the pad was blank

    @property
    def is_waiting(self) -> bool:
        """Whether a newer reading is held back."""
        return self._waiting is not None

    def remaining(self, now: float) -> float:
        """Return after how many seconds `look` has something else to show, or the doubt is over; 0 is never."""
        if self._waiting is not None:
            return max(0.001, self._since + self._patience - now)
        return max(0.0, self._doubted_at + PATIENCE - now)

    def is_in_doubt(self, now: float) -> bool:
        """Whether a reading is held back, or was a moment ago."""
        return self.is_waiting or now - self._doubted_at < PATIENCE

    def offer(self, reading: Reading, now: float, pen_down: bool = False) -> Reading:
        """Return what to show at `now` (seconds of any steady clock), given the newest reading."""
        at_once = self._may_change_at_once(reading)
        if at_once and not (pen_down and self._replaces_a_word(reading)):
            return self._show(reading)
        if self._waiting is None or self._waiting.look != reading.look:
            self._since = now
        self._waiting = reading
        self._patience = GLANCE if at_once else PATIENCE
        self._doubted_at = now
        return self.look(now)

    def look(self, now: float) -> Reading:
        """Return what to show at `now` when nothing new came."""
        if self._waiting is not None and now - self._since >= self._patience:
            return self._show(self._waiting)
        return self.shown

    def settle(self) -> Reading:
        """Return what to show when somebody asked for the answer: what waits, at once."""
        return self.shown if self._waiting is None else self._show(self._waiting)

    def _replaces_a_word(self, reading: Reading) -> bool:
        is_blank = Kind.BLANK in {self.shown.kind, reading.kind}
        return not is_blank and reading.written_large != self.shown.written_large

    def _may_change_at_once(self, reading: Reading) -> bool:
        if reading.kind is Kind.BLANK or reading.look == self.shown.look:
            return True
        if reading.written_large is None:
            return self.shown.kind is Kind.BLANK
        if reading.written_large == self.shown.written_large:
            return reading.is_decided and not self._has_decided
        return reading.lead >= CLEAR_LEAD and (reading.is_decided or self.shown.kind is Kind.BLANK)

    def _show(self, reading: Reading) -> Reading:
        self.shown = reading
        self._waiting = None
        self._has_decided = reading.kind is not Kind.BLANK and (self._has_decided or reading.is_decided)
        if reading.kind is Kind.BLANK:
            self._doubted_at = float("-inf")
        return reading
