"""How sure a count is, and how well a score parts two crowds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

Z_95 = 1.959964


@dataclass(frozen=True)
class Tally:
    """How many of some drawings came out as they should."""

    name: str
    good: int
    count: int

    @property
    def part(self) -> float:
        """From 0 to 1; not a number where there is none."""
        return self.good / self.count if self.count else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true part lies with 95 %, if the drawings are independent."""
        return wilson(self.good, self.count)


def tally(name: str, good: npt.NDArray[np.bool_]) -> Tally:
    """Count what came out as it should."""
    return Tally(name, int(good.sum()), len(good))


def wilson(good: int, count: int, z: float = Z_95) -> tuple[float, float]:
    """Return Wilson's score interval of a part (1927; Brown, Cai and DasGupta 2001), (0, 1) of nothing."""
    if not count:
        return 0.0, 1.0
    part, square = good / count, z * z
    middle = (part + square / (2 * count)) / (1 + square / count)
    half = z / (1 + square / count) * sqrt(part * (1 - part) / count + square / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def over_people(tallies: Sequence[Tally], rng: np.random.Generator, rounds: int = 2000) -> tuple[float, float]:
    """Return where the part lies with 95 % if it is the people who are drawn by lot, each with all of their drawings.

    The percentile bootstrap over groups (Efron and Tibshirani 1993, sec. 13.3): one person's drawings are alike, so
    that an interval that takes them as independent is too narrow. With a handful of people it is still too narrow.
    """
    good, count = (np.array(values) for values in zip(*((each.good, each.count) for each in tallies), strict=True))
    chosen = rng.integers(len(tallies), size=(rounds, len(tallies)))
    low, high = np.percentile(good[chosen].sum(axis=1) / count[chosen].sum(axis=1), (2.5, 97.5))
    return float(low), float(high)


def auroc(above: npt.NDArray[np.floating], below: npt.NDArray[np.floating]) -> float:
    """Return the chance that one of `above` scores higher than one of `below`; ties count half (Mann and Whitney)."""
    scores = np.concatenate([above, below])
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    n, m = len(above), len(below)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))
