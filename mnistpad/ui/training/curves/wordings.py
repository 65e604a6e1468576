"""What the curves say in words."""

from mnistpad.training import Evaluated
from mnistpad.ui.session import percent
from mnistpad.ui.training.curves.data.track import Measure, RateChange

EMPTY = "The curves appear here. Dotted lines show pure guessing."
GUESSING_ACCURACY = "guessing 10 %"
GUESSING_LOSS = "guessing 2.30"
ACCURACY_TITLE = "Accuracy %"
LOSS_TITLE = "Loss"


def best(evaluation: Evaluated) -> str:
    """Return what stands at the ring."""
    return f"best {percent(evaluation.accuracy)}"


def rate_change(change: RateChange) -> str:
    """Return what stands where α was changed."""
    return f"α {change.before:.3g} → {change.after:.3g}"


def place(step: float, batches: int, *, in_batches: bool) -> str:
    """Return where in the run a step is."""
    return f"Batch {round(step):,}" if in_batches else f"Epoch {step / batches:,.2f}"


def training(means: dict[Measure, float]) -> str:
    """Return what the training curves say at a place."""
    if not means:
        return "Training –"
    return f"Training {percent(means[Measure.ACCURACY] / 100)}, loss {means[Measure.LOSS]:.3f}"


def validation(evaluation: Evaluated | None) -> str:
    """Return what the curves of the held-out images say at a place."""
    if evaluation is None:
        return "Validation –"
    return f"Validation {percent(evaluation.accuracy)}, loss {evaluation.loss:.3f}"


def summary(newest: str, best_evaluation: Evaluated | None) -> str:
    """Return what a screen reader says of a plot."""
    if best_evaluation is None:
        return newest
    accuracy = percent(best_evaluation.accuracy)
    return f"{newest}. Best epoch {best_evaluation.epoch:g}: {accuracy} of the held-out images."
