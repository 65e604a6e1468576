"""How the answer changed while the pen went on: "1 → 7 → 3". Knows no widgets."""

from typing import NamedTuple

from mnistpad.answer import Answer
from mnistpad.ui.pad.wording import CLEAR_LEAD, reading_of

STEADY = 3  # readings in a row that make a digit more than a flicker


class Moment(NamedTuple):
    """From here on the answer was this digit."""

    points: int  # how many points of the drawing there were
    digit: int | None  # None where the drawing ended as no digit, or as one of several

    @property
    def sign(self) -> str:
        """The digit, or a question mark."""
        return "?" if self.digit is None else str(self.digit)


class Changes:
    """The record of one drawing.

    A digit enters it when it led by 10 points for three readings in a row, and what stands when the pen lifts, always.
    """

    def __init__(self) -> None:
        self._moments: list[Moment] = []
        self._candidate: Moment | None = None
        self._streak = 0

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The digits in order, no two neighbours the same."""
        return tuple(self._moments)

    @property
    def changed_its_mind(self) -> bool:
        """Whether there is anything to tell."""
        return len(self._moments) > 1

    def forget(self) -> None:
        """Start with an empty pad."""
        self._moments.clear()
        self._forget_candidate()

    def note(self, points: int, answer: Answer) -> None:
        """Take in a reading of the first `points` points. Fewer than before means that ink was taken back."""
        self._take_back_after(points)
        if self._moments and self._moments[-1].digit is None:
            self._moments.pop()  # the drawing went on after all
        if answer.digit is None or reading_of(answer).lead < CLEAR_LEAD:
            self._forget_candidate()
            return
        if self._candidate is None or self._candidate.digit != answer.digit:
            self._candidate, self._streak = Moment(points, answer.digit), 0
        self._streak += 1
        if self._streak >= STEADY:
            self._enter(self._candidate)

    def settle(self, points: int, answer: Answer) -> None:
        """Take in the reading that stands when the pen lifted: it counts however short it stood."""
        self._take_back_after(points)
        if answer.digit is not None or self._moments:
            same = self._candidate is not None and self._candidate.digit == answer.digit
            self._enter(self._candidate if same and self._candidate else Moment(points, answer.digit))
        self._forget_candidate()

    def _enter(self, moment: Moment) -> None:
        if not self._moments or self._moments[-1].digit != moment.digit:
            self._moments.append(moment)

    def _take_back_after(self, points: int) -> None:
        self._moments = [moment for moment in self._moments if moment.points <= points]
        if self._candidate is not None and self._candidate.points > points:
            self._forget_candidate()

    def _forget_candidate(self) -> None:
        self._candidate = None
        self._streak = 0
