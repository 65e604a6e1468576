"""How far a run is, how fast it goes, and how long it will take."""

from dataclasses import dataclass

from mnistpad.data.mixture import TrainingData
from mnistpad.training.state import TrainingState


@dataclass(frozen=True)
class Progress:
    """Where a run stands."""

    fraction: float  # of all its images shown, 0 to 1
    images_per_second: float | None  # None until a batch has been done
    seconds: float  # spent in training so far
    seconds_left: float | None


def progress(state: TrainingState, data: TrainingData) -> Progress:
    """Return where a run stands. Its speed is the mean over the run, pauses left out."""
    this_epoch = min(state.batch * state.config.step_size(data.epoch_size), data.epoch_size)
    shown = state.epoch * data.epoch_size + this_epoch
    total = state.config.epochs * data.epoch_size
    speed = shown / state.seconds if shown and state.seconds else None
    to_do = 0 if state.is_out_of_patience else total - shown
    left = to_do / speed if speed else None
    return Progress(min(1.0, shown / total), speed, state.seconds, left)
