"""The final exam: a network on the test images, which no run has learned and nothing else may touch. No widgets."""

import math
from dataclasses import dataclass

from mnistpad.data.mixture import TrainingData
from mnistpad.model_file import Model, Score
from mnistpad.nn import Network
from mnistpad.training import Evaluation, TrainingState, evaluate
from mnistpad.ui.session import percent
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.views.exam.comparison import SEEN, comparable
from mnistpad.ui.training.views.judged import images_in_words

FEW = 2  # looks that do no harm yet
_MOST = 1_000_000
_Z = 1.959964  # of the normal distribution: 95 % lie within so many standard deviations


@dataclass(frozen=True, eq=False)
class Candidate:
    """Who sits the exam. The network must not change any more."""

    key: str  # of the run, and where in it: the same candidate is examined once
    name: str  # "Quick, epoch 7"
    network: Network
    data: TrainingData
    shipped: Model | None = None  # to compare with, where that is fair

    @classmethod
    def of(
        cls, key: str, state: TrainingState, data: TrainingData, shipped: Model | None = None, *, last: bool = False
    ) -> "Candidate":
        """Return a run that holds or has ended, as it was at its best epoch or as it is at last."""
        best = None if last else state.best
        epoch = state.epoch if best is None else best.epoch
        network = state.network.copy() if last else state.best_network()
        return cls(f"{key}@{epoch}.{0 if best else state.step}", f"epoch {epoch}", network, data, shipped)

    @property
    def images(self) -> int:
        """How many test images there are."""
        return sum(len(part.images) for part in self.data.parts("test"))

    @property
    def test_sets(self) -> list[str]:
        """What identifies the contents of each test set."""
        return [dataset.sha256 for dataset, _ in self.data.shares if len(dataset.test)]


@dataclass(frozen=True)
class Result:
    """What came of one source's test images."""

    score: Score
    shipped: Score | None  # of the shipped model on the same images; None where it is not fair or not there
    why_not: str = ""  # why it is not fair

    @property
    def sentence(self) -> str:
        """The figure with its images."""
        score = self.score
        return f"{with_margin(score)} of {images_in_words(score.count, 'test', score.images)}"

    @property
    def comparison(self) -> str:
        """What the shipped model makes of the same images; empty where there is none."""
        return f"Shipped model on the same images: {with_margin(self.shipped)}" if self.shipped else self.why_not


def sit(candidate: Candidate) -> list[Result]:
    """Return what a candidate makes of each source's test images.

    Raises
    ------
    DataError
        If there are none.
    """
    shipped = candidate.shipped
    fair = shipped is not None and comparable(shipped.header, candidate.data, "test")
    results = []
    for name, _, images in candidate.data.parts("test"):
        own = _score(name, evaluate(candidate.network, images))
        other = _score(name, evaluate(shipped.network, images)) if shipped is not None and fair else None
        results.append(Result(own, other, "" if fair or shipped is None else SEEN))
    return results


def _score(name: str, evaluation: Evaluation) -> Score:
    return Score(name, "test", evaluation.images, evaluation.accuracy, evaluation.loss)


def margin(accuracy: float, count: int) -> float:
    """Return half the width of Wilson's 95 % interval for a share (Wilson, 1927), which is not 0 at the ends.

    Parameters
    ----------
    accuracy
        0 to 1.
    count
        Of images, at least 1.
    """
    spread = accuracy * (1 - accuracy) / count + _Z**2 / (4 * count**2)
    return _Z / (1 + _Z**2 / count) * math.sqrt(spread)


def with_margin(score: Score) -> str:
    """Return "97.8 % ± 0.3"."""
    return f"{percent(score.accuracy)} ± {max(0.1, 100 * margin(score.accuracy, score.count)):.1f}"


class Looks:
    """How often this person looked at each test set.

    Parameters
    ----------
    settings
        Where that is kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def count(self, test_sets: list[str]) -> int:
        """Return how often, of several the most."""
        return max((int(self._settings.number(_key(each), 0, _MOST, 0)) for each in test_sets), default=0)

    def note(self, test_sets: list[str]) -> None:
        """Remember one more look at each."""
        for each in test_sets:
            self._settings.put(_key(each), min(_MOST, self.count([each]) + 1))
        self._settings.save()


def _key(test_set: str) -> str:
    return f"exam/{test_set[:16]}"


def warning(looks: int) -> str:
    """Return what is to be said about so many looks; empty where they do no harm."""
    return f"You have looked {looks:,} times; the figure now flatters." if looks > FEW else ""
