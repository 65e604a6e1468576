"""Where the numbers of the axes stand. Few of them: three faint lines, and what lies at the ends."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnistpad.ui.training.curves.data.series import Floats
from mnistpad.ui.training.curves.data.span import Span

GUESSING_ACCURACY = 10.0  # per cent: one of ten digits
GUESSING_LOSS = math.log(10)  # nats

_ACCURACY_STARTS = (98, 96, 90, 80, 60, 0)  # each leaves round numbers at its quarters
_QUARTERS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5)
_HIGHEST_LOSS = 2 * GUESSING_LOSS  # one wild batch shall not flatten all others


@dataclass(frozen=True)
class YAxis:
    """From which value it goes to which, where its numbers stand, and what has to be said about it."""

    lo: float
    hi: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False
    chip: str = ""

    def fraction(self, values: Any) -> Floats:
        """Return how high values lie, 0 at the bottom and 1 at the top; what lies beyond goes to the edge."""
        values = np.asarray(values, np.float64)
        if self.log:
            values = np.log(np.maximum(values, 1e-300))
            places = (values - math.log(self.lo)) / math.log(self.hi / self.lo)
        else:
            places = (values - self.lo) / (self.hi - self.lo)
        return np.asarray(np.clip(places, 0, 1))


def accuracy_axis(visible: Floats) -> YAxis:
    """Return the axis for accuracies in per cent, from 0 or from as high as shows them all."""
    lowest = float(visible.min()) if visible.size else 0.0
    start = next((each for each in _ACCURACY_STARTS if lowest >= each), 0)
    chip = f"axis from {start} %" if start else ""
    return YAxis(start, 100, _quarters(start, 100), chip=chip)


def loss_axis(visible: Floats, log: bool = False) -> YAxis:
    """Return the axis for losses in nats: from 0, or by decades.

    A few losses far above guessing are cut off, and the chip says so.
    """
    highest = float(visible.max()) if visible.size else GUESSING_LOSS
    if log:
        return _log_axis(visible, highest)
    is_cut = highest > _HIGHEST_LOSS and float(np.median(visible)) < _HIGHEST_LOSS
    top = _round_top(_HIGHEST_LOSS if is_cut else highest)
    return YAxis(0, top, _quarters(0, top), chip=f"cut off: up to {highest:.3g}" if is_cut and highest > top else "")


def x_ticks(span: Span, most: int) -> tuple[str, list[tuple[float, str]]]:
    """Return what the axis counts, and its whole-number ticks as (step, text), the important ones first.

    Where less than an epoch is visible, it counts batches.
    """
    first, last = math.ceil(span.lo / span.batches - 1e-9), math.floor(span.hi / span.batches + 1e-9)
    by_epochs = not span.in_batches and last > first
    unit = span.batches if by_epochs else 1
    numbers = _round_numbers(span.lo / unit, span.hi / unit, max(1, most), log=span.log)
    return "epochs" if by_epochs else "batches", [(float(n * unit), f"{n:,}") for n in numbers]


def _quarters(lo: float, hi: float) -> tuple[tuple[float, str], ...]:
    values = [lo + (hi - lo) * quarter / 4 for quarter in range(5)]
    return tuple((value, f"{value:.6g}") for value in values)


def _round_top(highest: float) -> float:
    """Return the smallest number not below it whose quarters are round."""
    quarter = max(highest, 1e-6) / 4
    scale = 10.0 ** math.floor(math.log10(quarter))
    return float(4 * next((q * scale for q in _QUARTERS if q * scale >= quarter * (1 - 1e-9)), 10 * scale))


def _log_axis(visible: Floats, highest: float) -> YAxis:
    lowest = max(1e-9, float(visible.min()) if visible.size else 0.1)
    below, above = math.floor(math.log10(lowest)) - 1, math.ceil(math.log10(max(highest, lowest))) + 1
    powers = [10.0**power for power in range(below, above + 1)]
    rungs = [digit * power for power in powers for digit in (1, 2, 5)]
    lo = max(each for each in rungs if each <= lowest * (1 + 1e-9))
    hi = min(each for each in rungs if each >= max(highest, 2 * lo) * (1 - 1e-9))
    # The coarsest ladder with enough rungs, so that the numbers are as round as they can be.
    for digits in ((1,), (1, 2, 5), range(1, 10)):
        inside = [digit * power for power in powers for digit in digits if lo <= digit * power <= hi * (1 + 1e-9)]
        if len(inside) >= 4:
            break
    every = math.ceil(len(inside) / 5)
    return YAxis(lo, hi, tuple((each, f"{each:.3g}") for each in inside[::every]), log=True)


def _round_numbers(lo: float, hi: float, most: int, *, log: bool) -> list[int]:
    if log:
        powers = [10**power for power in range(math.ceil(math.log10(hi + 1)) + 1)]
        candidates = [0, *powers, *(5 * each for each in powers), *(2 * each for each in powers)]
        return [each for each in candidates if lo - 1e-9 <= each <= hi + 1e-9]
    rough = max(1.0, (hi - lo) / most)
    scale = 10 ** math.floor(math.log10(rough))
    every = next(digit * scale for digit in (1, 2, 5, 10) if digit * scale >= rough * (1 - 1e-9))
    return list(range(math.ceil(lo / every - 1e-9) * every, math.floor(hi + 1e-9) + 1, every))
