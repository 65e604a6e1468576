"""Which digit to ask for next, so that a person ends up with equally many of each."""

from collections.abc import Sequence

import numpy as np

from mnistpad.data.dataset import DIGITS

ROUND = 10


def next_round(counts: Sequence[int], rng: np.random.Generator, last: int | None = None) -> list[int]:
    """Return ten digits to ask for, those first of which there are fewest.

    Parameters
    ----------
    counts
        How many there are of each digit, ten numbers.
    last
        What was asked for before; it is not asked for twice in a row where another will do.
    """
    counts = list(counts)
    asked: list[int] = []
    for _ in range(ROUND):
        fewest = [digit for digit in range(DIGITS) if counts[digit] == min(counts)]
        last = int(rng.choice([digit for digit in fewest if digit != last] or fewest))
        counts[last] += 1
        asked.append(last)
    return asked
