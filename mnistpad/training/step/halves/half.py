"""What both kinds of halves have in common."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from mnistpad.nn import Network, Optimizer
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Batch, Place
from mnistpad.training.step.outcome import Outcome

Kind: TypeAlias = Literal["neurons", "images"]


class Meeting(NamedTuple):
    """Memory that both halves see."""

    first: FloatArray  # the offer of the first half
    second: FloatArray  # the offer of the second
    parameters: FloatArray  # those that both look at, though each moves others; may be none


class Half(ABC):
    """The first half of a step, or the second.

    Parameters
    ----------
    config, classes
        What the run is to do, and the outputs of its network.
    nth
        0 for the first, 1 for the second.

    Attributes
    ----------
    network
        What it looks at.
    optimizer
        Moves what is this half's of it.
    rows
        The parameters that it moves, and of each the optimizer's moments: all that has to be known to go on.
    """

    network: Network
    optimizer: Optimizer
    rows: list[FloatArray]

    def __init__(self, config: TrainingConfig, classes: int, nth: int) -> None:
        self.is_first = nth == 0
        self._nth, self._config, self._classes = nth, config, classes

    @abstractmethod
    def take(self, whole: Sequence[FloatArray]) -> None:
        """Copy what is this half's from the whole network's rows."""

    @abstractmethod
    def give(self, whole: Sequence[FloatArray]) -> None:
        """Copy what is this half's to the whole network's rows, or to the first few of them."""

    @abstractmethod
    def share(self, place: Place) -> Place:
        """Return the part of a batch that this half learns from."""

    @abstractmethod
    def meeting_sizes(self, images: int, /) -> tuple[int, int]:
        """Return how many numbers an offer has in a step of so many images, and how many parameters both look at."""

    @abstractmethod
    def meet_in(self, meeting: Meeting, /) -> None:
        """Write the own offer, and read both, in this memory from now on; the rows are to be filled again."""

    @abstractmethod
    def offer(self, batch: Batch, images: int, /) -> None:
        """Compute up to where the halves meet, and write this half's part of the sum.

        Parameters
        ----------
        batch
            Made of what `share` returned.
        images
            Of the whole step.
        """

    @abstractmethod
    def finish(self, batch: Batch, rate: float, /, *, is_last: bool) -> Outcome:
        """Go on from the two offers, and move this half's weights, if the outcome is sound."""

    def _move(self, outcome: Outcome, gradients: FloatArray, rate: float) -> Outcome:
        if outcome.is_sound:
            self.optimizer.step(gradients, rate)
        return outcome
