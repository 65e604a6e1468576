"""The images that are trained on: MNIST's 60,000."""

from mnistpad.data import mnist
from mnistpad.data.dataset import Dataset, Images, content_hash
from mnistpad.data.mixture import TrainingData, combine
from mnistpad.training import EpochDone, TrainingConfig, TrainingState, train
from mnistpad.training.feed import Choice

COUNT = 60_000


def learned(count: int = COUNT) -> TrainingData:
    """Return images to learn, with none held out."""
    train = mnist.load().with_validation(0).train
    pixels, labels = train.pixels[:count], train.labels[:count]
    nothing = Images(pixels[:0], labels[:0])
    parts = [Images(pixels, labels), nothing, nothing]
    return combine([(Dataset("speed", "speed", *parts, content_hash(*parts), has_parts=True), 1.0)])


def begun(config: TrainingConfig, data: TrainingData, choice: Choice) -> TrainingState:
    """Return a new run, divided among the cores in this way."""
    state = TrainingState(config, data.sha256, choice.threads)
    state.halves = choice.halves
    return state


class Epochs:
    """A run of ours, an epoch at a time."""

    def __init__(self, config: TrainingConfig, data: TrainingData, choice: Choice) -> None:
        self._events = train(begun(config, data, choice), data)
        next(event for event in self._events if event.step > 0)  # its arrays are made

    def epoch(self) -> None:
        """Go on to the end of an epoch."""
        next(event for event in self._events if isinstance(event, EpochDone))

    def close(self) -> None:
        """End the run."""
        self._events.close()
