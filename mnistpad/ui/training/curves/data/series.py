"""Numbers that only grow, from which the mean of any stretch costs the same."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Steps = npt.NDArray[np.int64]

_BLOCK = 128  # values smoothed at once


def distinct(ordered: Steps) -> Steps:
    """Return each of one or more values once. NumPy's `unique` would sort, and load modules for 40 ms in a run."""
    is_new = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    return np.asarray(ordered[is_new])


class Growing:
    """An array that doubles when it is full, so that adding a value costs the same however many there are."""

    def __init__(self) -> None:
        self._room = np.empty(1024)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> Floats:
        """All of them; a view."""
        return self._room[: self._count]

    def extend(self, values: Sequence[float] | Floats) -> None:
        """Add values at the end."""
        end = self._count + len(values)
        if end > len(self._room):
            room = np.empty(max(end, 2 * len(self._room)))
            room[: self._count] = self.values
            self._room = room
        self._room[self._count : end] = values
        self._count = end


class Series:
    """One number a batch, kept as running sums: a million of them are 8 MB, and any mean is one subtraction."""

    def __init__(self) -> None:
        self._sums = Growing()
        self._sums.extend([0.0])

    def __len__(self) -> int:
        return len(self._sums) - 1

    def extend(self, values: Sequence[float] | Floats) -> None:
        """Add finite values at the end."""
        if len(values):
            self._sums.extend(self._sums.values[-1] + np.cumsum(values, dtype=np.float64))

    def means(self, edges: Steps) -> Floats:
        """Return the mean of the values from each edge up to, but without, the next.

        Parameters
        ----------
        edges
            Indices from 0 to the length, increasing, shape (k + 1,).

        Returns
        -------
        means
            Shape (k,).
        """
        means: Floats = np.diff(self._sums.values[edges]) / np.diff(edges)
        return means


class SmoothedSeries(Series):
    """The moving average of what is put in, with weights that fall by half every `batches` · ln 2.

    What is missing before the first value is not taken for zeros: the weights are those of the values there are
    (Kingma and Ba, 2015, section 3, call it bias correction).

    Parameters
    ----------
    batches
        How far back it remembers, above 1.
    """

    def __init__(self, batches: int) -> None:
        super().__init__()
        self._beta = 1 - 1 / batches
        self._state = 0.0
        ages = np.arange(_BLOCK)
        powers = (1 - self._beta) * self._beta ** np.abs(ages[:, None] - ages)
        self._weights = np.tril(powers)
        self._fading = self._beta ** (1.0 + ages)

    def extend(self, values: Sequence[float] | Floats) -> None:
        """Smooth the values and add them at the end."""
        if not len(values):
            return
        first = len(self) + 1
        smoothed = self._average(np.asarray(values, np.float64))
        super().extend(smoothed / -np.expm1(np.log(self._beta) * np.arange(first, first + len(values))))

    def _average(self, values: Floats) -> Floats:
        """Return y with y[t] = β·y[t−1] + (1−β)·x[t], a block at once: a loop over a million values takes 0.2 s."""
        padded = np.zeros(-(-len(values) // _BLOCK) * _BLOCK)
        padded[: len(values)] = values
        result: Floats = padded.reshape(-1, _BLOCK) @ self._weights.T
        state = self._state
        for block in result:
            block += state * self._fading
            state = block[-1]
        flat: Floats = result.reshape(-1)[: len(values)]
        self._state = float(flat[-1])
        return flat
