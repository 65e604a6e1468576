"""One sentence, one button: what the coach may say, and what its button does as data."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from mnistpad.training.config import TrainingConfig, default_learning_rate
from mnistpad.training.loop import DivergedError
from mnistpad.training.state import TrainingState


class Kind(StrEnum):
    """What is wrong; by it an advice is dismissed."""

    DIVERGED = "diverged"
    DEAD = "dead"
    SATURATED = "saturated"
    TOO_SLOW = "too slow"
    OVERFITTING = "overfitting"
    PLATEAU = "plateau"


@dataclass(frozen=True)
class LearningRate:
    """Go on with another α; see `apply`."""

    factor: float  # that α is multiplied by


@dataclass(frozen=True)
class BackToBest:
    """Go back to the best epoch and on with another α; see `apply`."""

    epoch: int  # 0 for the untrained network
    learning_rate: float


@dataclass(frozen=True)
class StopAndKeepBest:
    """End the run, and keep its best epoch."""

    epoch: int


@dataclass(frozen=True)
class Restart:
    """Begin a new run with new weights."""

    config: TrainingConfig


Remedy: TypeAlias = LearningRate | BackToBest | StopAndKeepBest | Restart


@dataclass(frozen=True)
class Advice:
    """What to show in the strip."""

    kind: Kind
    sentence: str
    action: str  # on the button
    remedy: Remedy


def apply(remedy: LearningRate | BackToBest, state: TrainingState) -> None:
    """Do to a run what a button promised. It goes on from there when `train` is called with it again."""
    if isinstance(remedy, LearningRate):
        state.change_learning_rate(min(1000.0, state.learning_rate * remedy.factor))
    else:
        state.back_to_best()
        state.change_learning_rate(remedy.learning_rate)


def diverged(error: DivergedError, state: TrainingState) -> Advice:
    """Return the advice for a run that blew up, whose state is at its last good weights."""
    epoch = 0 if state.best is None else state.best.epoch
    third = error.learning_rate / 3
    # Where α was raised since the best epoch, what it was there may be the better choice.
    rate = min(third, state.rate_at_best)
    change = "α ÷ 3" if rate == third else f"α {rate:.4g}"
    blew_up = f"The loss blew up at batch {error.step:,}: steps too large for this network."
    if epoch:
        sentence, action = f"{blew_up} Weights are safe at epoch {epoch}.", f"Back to epoch {epoch}, {change}"
    else:
        sentence, action = f"{blew_up} Weights are safe at the start.", f"Back to the start, {change}"
    return Advice(Kind.DIVERGED, sentence, action, BackToBest(epoch, rate))


def dead(share: float, config: TrainingConfig, rate: float) -> Advice:
    """Return the advice for ReLUs of which a share, 0 to 1, is silent for good."""
    again = _again(config, rate)
    sentence = (
        f"{100 * share:.0f} % of a layer's neurons are silent on every image and learn nothing any more. "
        "New weights and a smaller α help."
    )
    return Advice(Kind.DEAD, sentence, _start_again(again), Restart(again))


def saturated(share: float, config: TrainingConfig, rate: float) -> Advice:
    """Return the advice for sigmoids or tanhs of which a share, 0 to 1, has almost no slope."""
    again = _again(config, rate)
    sentence = (
        f"{100 * share:.0f} % of a layer's neurons are stuck at an end of the {config.activation}, "
        "where they hardly learn. New weights and a smaller α help."
    )
    return Advice(Kind.SATURATED, sentence, _start_again(again), Restart(again))


def too_slow(steps: int) -> Advice:
    """Return the advice for a run that learns next to nothing."""
    sentence = f"After {steps:,} batches the network is still close to guessing. A larger α often helps."
    return Advice(Kind.TOO_SLOW, sentence, "α × 10", LearningRate(10.0))


def overfitting(since: int, best: int) -> Advice:
    """Return the advice for a run whose held-out loss was least at one epoch, and whose network was best at another."""
    sentence = f"It learns its images by heart: the loss on held-out images has risen since epoch {since}."
    return Advice(Kind.OVERFITTING, sentence, f"Stop and keep epoch {best}", StopAndKeepBest(best))


def plateau() -> Advice:
    """Return the advice for a loss that has stopped falling."""
    sentence = "The loss has stopped falling. A smaller α often helps."
    return Advice(Kind.PLATEAU, sentence, "α ÷ 3", LearningRate(1 / 3))


def _again(config: TrainingConfig, rate: float) -> TrainingConfig:
    usual = default_learning_rate(config.optimizer, config.activation)
    return replace(config, learning_rate=usual if rate > usual else rate / 3)


def _start_again(config: TrainingConfig) -> str:
    return f"Start again with α {config.initial_rate:.3g}"
