"""A run as the window knows it: its settings, its curves, and networks from its whole length."""

from dataclasses import dataclass, field

from mnistpad.data.mixture import TrainingData
from mnistpad.training import BatchDone, EpochDone, Evaluated, Event, TrainingConfig
from mnistpad.training.feed import Choice
from mnistpad.training.state import History
from mnistpad.ui.training.run.album import Album
from mnistpad.ui.training.run.worker import Beginning


@dataclass(eq=False)
class Run:
    """The present run, on the window's side: moved on by the events that the worker sent."""

    key: str  # in the store
    config: TrainingConfig
    data: TrainingData
    history: History
    epoch: int  # finished
    choice: Choice  # how it is divided among the cores
    album: Album
    batch: int = 0  # finished in this epoch
    seconds: float = 0.0  # spent in training, as of the last epoch
    preset: str = ""
    learning_rate: float = field(init=False)  # as the last batch used it

    def __post_init__(self) -> None:
        self.learning_rate = self.history.rates[-1][1]

    @classmethod
    def begin(cls, key: str, beginning: Beginning, preset: str = "", album: Album | None = None) -> "Run":
        """Make the window's side of a run that begins, or goes on with its album."""
        album = album or Album(beginning.snapshot.network.parameters.nbytes)
        album.add(beginning.snapshot)
        return cls(
            key,
            beginning.config,
            beginning.data,
            beginning.history,
            beginning.epoch,
            beginning.choice,
            album,
            preset=preset,
        )

    @property
    def batches(self) -> int:
        """Steps in an epoch."""
        return self.config.steps_per_epoch(self.data.epoch_size)

    @property
    def step(self) -> int:
        """Steps since the run began."""
        return len(self.history.losses)

    @property
    def fraction(self) -> float:
        """How much of the run is done, 0 to 1."""
        return min(1.0, self.step / (self.batches * self.config.epochs))

    @property
    def best(self) -> Evaluated | None:
        """The evaluation at the end of the best epoch so far."""
        return next((each for each in reversed(self.history.evaluations) if each.is_best), None)

    @property
    def held_out(self) -> str:
        """Whose images the validation scores are of."""
        return " + ".join(each.name for each in self.data.parts("validation"))

    def note_rate(self, rate: float) -> None:
        """Mark where α was changed."""
        self.history.rates = [each for each in self.history.rates if each[0] < self.step] + [(self.step, rate)]
        self.learning_rate = rate

    def add(self, events: list[Event]) -> None:
        """Move on by what the worker told."""
        for event in events:
            if isinstance(event, BatchDone):
                self.history.losses.append(event.loss)
                self.history.accuracies.append(event.accuracy)
                self.epoch, self.batch = event.epoch, event.batch
                self.learning_rate = event.learning_rate
            elif isinstance(event, Evaluated):
                self.history.evaluations.append(event)
            elif isinstance(event, EpochDone):
                self.epoch, self.batch, self.seconds = event.epoch, 0, event.seconds
