"""The curves as rows of numbers, for those who read numbers and for screen readers."""

from dataclasses import dataclass

import numpy as np

from mnistpad.ui.training.curves.data.track import Track


@dataclass(frozen=True)
class Row:
    """What is known of a run when the held-out images are read; training since the row before."""

    epoch: float
    step: int
    training_accuracy: float | None  # 0 to 1, mean; None where no batch was between
    training_loss: float | None
    validation_accuracy: float
    validation_loss: float


def table(track: Track) -> list[Row]:
    """Return a row for each evaluation, the untrained network first."""
    rows, start, history = [], 0, track.history
    for each in history.evaluations:
        cut = slice(start, each.step)
        learned = bool(history.losses[cut])
        accuracy = float(np.mean(history.accuracies[cut])) if learned else None
        loss = float(np.mean(history.losses[cut])) if learned else None
        rows.append(Row(each.epoch, each.step, accuracy, loss, each.accuracy, each.loss))
        start = each.step
    return rows
