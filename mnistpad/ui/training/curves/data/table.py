"""The curves as rows of numbers, for those who read numbers and for screen readers."""

from dataclasses import dataclass

import numpy as np

from mnistpad.ui.session import percent
from mnistpad.ui.training.curves.data.track import Track
from mnistpad.ui.training.probe import epoch_text
from mnistpad.ui.training.views.judged import Table

_COLUMNS = ("Epoch", "Batch", "Training", "Training loss", "Validation", "Validation loss")


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


def in_words(rows: list[Row], held_out: str) -> Table:
    """Return the rows as they are read; `held_out` names the validation images."""
    title = f"Accuracy and loss; validation on held-out images of {held_out}" if held_out else "Accuracy and loss"
    return Table(title, _COLUMNS, tuple(map(_cells, rows)))


def _cells(row: Row) -> tuple[str, ...]:
    training = "–" if row.training_accuracy is None else percent(row.training_accuracy)
    loss = "–" if row.training_loss is None else f"{row.training_loss:.3f}"
    validation = (percent(row.validation_accuracy), f"{row.validation_loss:.3f}")
    return (epoch_text(row.epoch) if row.epoch else "0", f"{row.step:,}", training, loss, *validation)
