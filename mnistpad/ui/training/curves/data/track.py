"""The curves of one run, taken over from its history as that grows."""

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np

from mnistpad.training import Evaluated
from mnistpad.training.state import History
from mnistpad.ui.training.curves.data.series import Floats, Growing, Series, SmoothedSeries, distinct
from mnistpad.ui.training.curves.data.span import Span

_PIXELS_A_DOT = 10  # dots that are closer than this become a line


class Measure(Enum):
    """What is plotted."""

    ACCURACY = "accuracy"  # per cent
    LOSS = "loss"  # nats


@dataclass(frozen=True, eq=False)
class Line:
    """Points to be joined, (n,) each."""

    steps: Floats
    values: Floats
    has_dots: bool = False


@dataclass(frozen=True)
class EarlierCurve:
    """A run that is laid behind the present one."""

    name: str
    history: History
    batches: int  # in an epoch


@dataclass(frozen=True)
class RateChange:
    """Where a person set another learning rate."""

    step: int
    before: float
    after: float


class Track:
    """What a history says, ready to be drawn at any width.

    The loss of a batch is that of the network before it learned from the batch, so the first batch stands at step 0.

    Parameters
    ----------
    history
        Grows outside; `sync` takes over what is new.
    batches
        In an epoch.
    smoothing
        Batches that the training curve is averaged over; 0 for none.
    """

    def __init__(self, history: History, batches: int, smoothing: int = 0) -> None:
        self.history = history
        self.batches = max(1, batches)
        self.smoothing = smoothing
        self._clear()
        self.sync()

    @property
    def newest(self) -> int:
        """The last step there is anything about."""
        last = int(self._eval_steps.values[-1]) if len(self._eval_steps) else 0
        return max(len(self._training[Measure.LOSS]), last)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not len(self._eval_steps) and not len(self._training[Measure.LOSS])

    def smooth(self, batches: int) -> None:
        """Average the training curve over so many batches; 0 for none."""
        if batches != self.smoothing:
            self.smoothing = batches
            self._clear()
            self.sync()

    def sync(self) -> None:
        """Take over what the history has more by now; all of it where the history went back."""
        history = self.history
        if len(history.losses) < self._batches or len(history.evaluations) < len(self._eval_steps):
            self._clear()
        start, seen = self._batches, len(self._eval_steps)
        self._training[Measure.LOSS].extend(history.losses[start:])
        self._training[Measure.ACCURACY].extend(100 * np.array(history.accuracies[start:]))
        self._add_evaluations(history.evaluations[seen:])

    def training(self, measure: Measure, span: Span, columns: int) -> Line:
        """Return the training curve: a point for each pixel column, at the mean of its batches."""
        edges = span.edges(columns, self._batches)
        if not edges.size:
            return Line(np.empty(0), np.empty(0))
        return Line((edges[:-1] + edges[1:] - 1) / 2, self._training[measure].means(edges))

    def validation(self, measure: Measure, span: Span, columns: int) -> Line:
        """Return the curve of the held-out images, up to both edges of the span; with dots while they are few."""
        steps = self._eval_steps.values
        first, end = np.searchsorted(steps, [span.lo, span.hi], side="left")
        end += end < len(steps) and steps[end] <= span.hi
        first, end = max(0, int(first) - 1), min(len(steps), int(end) + 1)
        if end - first <= max(2, columns // _PIXELS_A_DOT):
            return Line(steps[first:end], self._evaluated[measure].means(np.arange(first, end + 1)), has_dots=True)
        edges = span.edges(columns, self.newest + 1)
        cuts = distinct(np.concatenate([[first], np.searchsorted(steps, edges), [end]]).clip(first, end))
        return Line(steps[cuts[1:] - 1], self._evaluated[measure].means(cuts))

    def at(self, step: float, width: float) -> tuple[dict[Measure, float], Evaluated | None]:
        """Return the means of the batches `width` steps around a step, and the last evaluation up to it."""
        first = min(max(0, int(step - width / 2)), self._batches - 1)
        end = min(self._batches, max(first + 1, int(np.ceil(step + width / 2))))
        means = {}
        if self._batches and step < self._batches + width:
            means = {each: float(series.means(np.array([first, end]))[0]) for each, series in self._training.items()}
        seen = int(np.searchsorted(self._eval_steps.values, step, side="right"))
        return means, self.history.evaluations[seen - 1] if seen else None

    def rate_changes(self) -> list[RateChange]:
        """Return where α was set anew during the run."""
        pairs = pairwise(self.history.rates)
        return [RateChange(at, before, after) for (_, before), (at, after) in pairs if at and before != after]

    def _clear(self) -> None:
        def series() -> Series:
            return SmoothedSeries(self.smoothing) if self.smoothing > 1 else Series()

        self._training = {measure: series() for measure in Measure}
        self._evaluated = {measure: Series() for measure in Measure}
        self._eval_steps = Growing()
        self.best: Evaluated | None = None

    def _add_evaluations(self, evaluations: list[Evaluated]) -> None:
        self._eval_steps.extend([each.step for each in evaluations])
        self._evaluated[Measure.LOSS].extend([each.loss for each in evaluations])
        self._evaluated[Measure.ACCURACY].extend([100 * each.accuracy for each in evaluations])
        self.best = next((each for each in reversed(evaluations) if each.is_best), self.best)

    @property
    def _batches(self) -> int:
        return len(self._training[Measure.LOSS])
