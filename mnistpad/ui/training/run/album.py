"""Networks from the whole length of a run, few enough to keep: so that a drawing can be read as it was read then."""

from bisect import bisect_right

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS
from mnistpad.nn import Network
from mnistpad.nn.loss import softmax
from mnistpad.ui.training.run.mailbox import Snapshot

MOST_BYTES = 48 << 20
MOST_PAGES = 240  # twice the pixel columns of the smallest heat strip would show nothing more
FEWEST_PAGES = 8


class Album:
    """Snapshots at even distances: when it is full, every second one goes, and the distance doubles.

    The first snapshot always stays, and the newest is always there.
    """

    def __init__(self, parameter_bytes: int) -> None:
        self._most = min(MOST_PAGES, max(FEWEST_PAGES, MOST_BYTES // max(1, parameter_bytes)))
        self._pages: list[Snapshot] = []
        self._distance = 1  # steps between two pages
        self._newest: Snapshot | None = None

    @property
    def pages(self) -> list[Snapshot]:
        """The snapshots, oldest first, the newest last."""
        newest = self._newest
        if newest is None or (self._pages and self._pages[-1].step == newest.step):
            return list(self._pages)
        return [*self._pages, newest]

    def add(self, snapshot: Snapshot) -> None:
        """Take in a snapshot; those of later steps than it are forgotten, since the run went back."""
        while self._pages and self._pages[-1].step >= snapshot.step:
            self._pages.pop()
        self._newest = snapshot
        if not self._pages or snapshot.step - self._pages[-1].step >= self._distance:
            self._pages.append(snapshot)
        if len(self._pages) > self._most:
            self._thin_out()

    def _thin_out(self) -> None:
        length = self._pages[-1].step - self._pages[0].step
        self._distance = max(2 * self._distance, 2 * length // self._most)
        kept = self._pages[:1]
        for page in self._pages[1:]:
            if page.step - kept[-1].step >= self._distance:
                kept.append(page)
        self._pages = kept

    def at(self, step: float) -> Snapshot | None:
        """Return the last snapshot at or before a step; the first one where there is none before it."""
        pages = self.pages
        if not pages:
            return None
        return pages[max(0, bisect_right([page.step for page in pages], step) - 1)]

    def readings(self, image: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return what each snapshot makes of an image, (28, 28).

        Returns
        -------
        steps, probabilities
            (n,) and (10, n), oldest first.
        """
        pages = self.pages
        X = np.ascontiguousarray(image, np.float32).reshape(784, 1)
        columns = [shares_of_digits(page.network, X) for page in pages]
        probabilities = np.concatenate(columns, axis=1) if columns else np.empty((10, 0), np.float32)
        return np.array([page.step for page in pages], np.int64), probabilities


def shares_of_digits(network: Network, X: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the probabilities of the ten digits, (10, m), also from a network that knows what is none."""
    return np.asarray(softmax(network.logits(X)[:DIGITS]), np.float32)
