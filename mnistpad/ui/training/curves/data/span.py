"""The stretch of a run that is on the screen: from where it goes to where, and how steps become places."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mnistpad.ui.training.curves.data.series import Floats, Steps, distinct

NARROWEST = 4.0  # steps; nearer there is nothing to see


@dataclass(frozen=True)
class Span:
    """Steps from `lo` to `hi`, which lie at 0 and 1 across the screen."""

    lo: float = 0.0
    hi: float = 1.0
    batches: int = 1  # in an epoch
    in_batches: bool = False  # the axis counts batches, not epochs
    log: bool = False

    def fraction(self, steps: Any) -> Floats:
        """Return where steps lie, 0 at the left end and 1 at the right; shape as given."""
        lo, hi = self._place(self.lo), self._place(self.hi)
        return np.asarray((self._place(steps) - lo) / (hi - lo), np.float64)

    def steps_at(self, fractions: Any) -> Floats:
        """Return which steps lie at places; shape as given."""
        fractions = np.asarray(fractions, np.float64)
        if not self.log:
            return np.asarray(self.lo + fractions * (self.hi - self.lo))
        return np.asarray((1 + self.lo) * ((1 + self.hi) / (1 + self.lo)) ** fractions - 1)

    def step_at(self, fraction: float) -> float:
        """Return which step lies at a place."""
        return float(self.steps_at(fraction))

    def edges(self, columns: int, count: int) -> Steps:
        """Return where the pixel columns end, as indices into a series of `count` values.

        On a linear axis they are multiples of their width, so that a curve that moves to the left does not shimmer.

        Returns
        -------
        edges
            Increasing, at most columns + 2; empty where nothing is visible.
        """
        first, end = max(0, int(self.lo)), min(count, int(np.ceil(self.hi)))
        if end <= first:
            return np.empty(0, np.int64)
        if self.log:
            inner = np.ceil(self.steps_at(np.linspace(0, 1, columns + 1))).astype(np.int64)
        else:
            width = max(1, int(np.ceil((self.hi - self.lo) / columns)))
            first -= first % width
            inner = np.arange(first, end, width, dtype=np.int64)
        return distinct(np.concatenate([[first], inner[(inner > first) & (inner < end)], [end]]))

    def zoomed(self, factor: float, at: float, newest: float) -> "Span":
        """Return the span `factor` times as wide, with the step at place `at` staying where it is."""
        lo, hi = self.step_at(at - at * factor), self.step_at(at + (1 - at) * factor)
        if hi - lo < NARROWEST:
            middle = (lo + hi) / 2
            lo, hi = middle - NARROWEST / 2, middle + NARROWEST / 2
        return self._within(lo, hi, newest)

    def panned(self, by: float, newest: float) -> "Span":
        """Return the span moved by a part of its width, to the right above 0, as far as there are steps."""
        start, end = self.fraction(0.0), self.fraction(max(newest, self.hi))
        by = min(max(by, float(start)), float(end) - 1)
        return self._within(self.step_at(by), self.step_at(1 + by), newest)

    def _within(self, lo: float, hi: float, newest: float) -> "Span":
        newest = max(newest, NARROWEST)
        lo, hi = max(0.0, lo), min(hi, newest)
        if hi - lo < NARROWEST:
            lo = max(0.0, hi - NARROWEST)
            hi = lo + NARROWEST
        return replace(self, lo=float(lo), hi=float(hi))

    def _place(self, steps: Any) -> Any:
        return np.log1p(np.maximum(steps, -0.5)) if self.log else np.asarray(steps, np.float64)
