"""What a run is to do, and the three presets."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from mnistpad.data.augment import Augmentation
from mnistpad.errors import UsageError
from mnistpad.nn import ACTIVATIONS, OPTIMIZERS

SCHEDULES = ("constant", "cosine")

# Steps that learn fast and do not blow up, for batches of about a hundred images. The slope of a sigmoid is a quarter
# of a tanh's at most, so it takes larger ones; momentum adds up to ten steps in one; Adam scales them itself.
LEARNING_RATES = {
    ("sgd", "relu"): 0.1,
    ("sgd", "sigmoid"): 0.5,
    ("sgd", "tanh"): 0.1,
    ("momentum", "relu"): 0.05,
    ("momentum", "sigmoid"): 0.2,
    ("momentum", "tanh"): 0.05,
    ("adam", "relu"): 0.001,
    ("adam", "sigmoid"): 0.003,
    ("adam", "tanh"): 0.001,
}


def default_learning_rate(optimizer: str, activation: str) -> float:
    """Return the α that suits an optimizer and an activation."""
    return LEARNING_RATES[optimizer, activation]


@dataclass(frozen=True)
class TrainingConfig:
    """What a run is to do.

    Raises
    ------
    UsageError
        If a value is out of range, with what the range is.
    """

    hidden: tuple[int, ...] = (128,)
    """Neurons of each hidden layer; empty for none."""
    activation: str = "relu"
    optimizer: str = "sgd"
    learning_rate: float | None = None
    """α; None takes the one that suits optimizer and activation."""
    schedule: str = "constant"
    """"cosine" lets α fall to 0 over the run along half a cosine (Loshchilov and Hutter, 2017, arXiv:1608.03983)."""
    batch_size: int | None = 128
    """Images a step; None takes all of them: full-batch gradient descent."""
    epochs: int = 10
    patience: int | None = None
    """Epochs without a new best on the held-out images after which the run ends early; None never ends it early."""
    l2: float = 0.0
    """Weight decay: (l2/2)·Σ W² joins the loss that is minimised, but not the one that is shown."""
    dropout: float = 0.0
    """Part of the hidden neurons that is silent in each batch, 0 to below 1."""
    label_smoothing: float = 0.0
    augmentation: Augmentation | None = None
    """How far images are distorted, anew each time they are shown; None leaves them as they are."""
    validation: int | None = None
    """Images held out of training in all; None leaves the choice to each source."""
    seed: int = 0
    dtype: str = "float32"

    def __post_init__(self) -> None:
        for valid, sentence in self._demands():
            if not valid:
                raise UsageError(sentence)

    def _demands(self) -> list[tuple[bool, str]]:
        rate = self.learning_rate
        return [
            (
                len(self.hidden) <= 16 and all(_whole(n) and 1 <= n <= 8192 for n in self.hidden),
                "Hidden layers are up to 16 numbers from 1 to 8192, such as 128,64; leave them empty for none.",
            ),
            (self.activation in ACTIVATIONS, f"The activation is one of {', '.join(ACTIVATIONS)}."),
            (self.optimizer in OPTIMIZERS, f"The optimizer is one of {', '.join(OPTIMIZERS)}."),
            (rate is None or 0 < rate <= 1000, "The learning rate is a number above 0 and at most 1000."),
            (self.schedule in SCHEDULES, f"The learning-rate schedule is one of {', '.join(SCHEDULES)}."),
            (
                self.batch_size is None or (_whole(self.batch_size) and 1 <= self.batch_size <= 65536),
                "The batch size is a whole number from 1 to 65536, or full.",
            ),
            (_whole(self.epochs) and 1 <= self.epochs <= 1_000_000, "Epochs are a whole number from 1 to 1000000."),
            (
                self.patience is None or (_whole(self.patience) and 1 <= self.patience <= 1_000_000),
                "Patience is a whole number of epochs from 1 to 1000000; leave it out to learn for all epochs.",
            ),
            (
                self.patience is None or self.validation != 0,
                "Stopping early needs held-out images to judge by: hold some out, or leave patience out.",
            ),
            (0 <= self.l2 <= 10, "L2 is a number from 0 to 10; 0.0001 is usual."),
            (0 <= self.dropout <= 0.95, "Dropout is a number from 0 to 0.95; 0.2 is usual."),
            # From 0.55 on a label's own target would be less than ½, by which `OneHiddenLayer` counts hits.
            (0 <= self.label_smoothing <= 0.5, "Label smoothing is a number from 0 to 0.5."),
            (
                self.validation is None or (_whole(self.validation) and self.validation >= 0),
                "The number of images to hold out is a whole number, 0 for none.",
            ),
            (_whole(self.seed) and 0 <= self.seed < 2**63, "The random seed is a whole number from 0 up."),
            (self.dtype in ("float32", "float64"), "The precision is float32 or float64."),
        ]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons of each layer, inputs first."""
        return (784, *self.hidden, 10)

    @property
    def initial_rate(self) -> float:
        """α at the first step."""
        return self.learning_rate or default_learning_rate(self.optimizer, self.activation)

    def step_size(self, images: int) -> int:
        """Return how many images a step takes, of an epoch with this many."""
        return min(self.batch_size or images, images)

    def steps_per_epoch(self, images: int) -> int:
        """Return how many steps an epoch with this many images takes; the last may be a smaller one."""
        return -(-images // self.step_size(images))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that fit into JSON."""
        return asdict(self) | {"hidden": list(self.hidden)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainingConfig":
        """Build a config from what `to_dict` gave, or from a person's file.

        Raises
        ------
        UsageError
            If there is a name that no config has, or a value of another kind or out of range.
        """
        known = [field.name for field in fields(cls)]
        unknown = set(values).difference(known)
        if unknown:
            msg = f"There is no training setting {min(unknown)!r}. Known are {', '.join(known)}."
            raise UsageError(msg)
        for name, value in values.items():
            if not _fits(name, value):
                msg = f"The training setting {name} cannot be {value!r}."
                raise UsageError(msg)
        arguments = dict(values)
        if "hidden" in arguments:
            arguments["hidden"] = tuple(arguments["hidden"])
        if isinstance(arguments.get("augmentation"), Mapping):
            arguments["augmentation"] = _augmentation(arguments["augmentation"])
        return cls(**arguments)


def _augmentation(ranges: Mapping[str, Any]) -> Augmentation:
    known = [field.name for field in fields(Augmentation)]
    unknown = set(ranges).difference(known)
    if unknown or not all(map(_real, ranges.values())):
        msg = f"Distortion is set by numbers named {', '.join(known)}."
        raise UsageError(msg)
    try:
        return Augmentation(**ranges)
    except ValueError as error:
        msg = f"This distortion is impossible: {error}."
        raise UsageError(msg) from error


def _whole(value: object) -> bool:
    return type(value) is int


def _real(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def _fits(name: str, value: object) -> bool:
    if name == "hidden":
        return isinstance(value, list | tuple) and all(_whole(n) for n in value)
    if name in ("activation", "optimizer", "schedule", "dtype"):
        return isinstance(value, str)
    if name == "augmentation":
        return value is None or isinstance(value, Mapping | Augmentation)
    if name in ("learning_rate", "l2", "dropout", "label_smoothing"):
        return _real(value) or (value is None and name == "learning_rate")
    return _whole(value) or (value is None and name in ("batch_size", "patience", "validation"))


PRESETS = {
    # The textbook's run: every step sees all images, and nothing helps it along. It ends at 93.04 % of MNIST's test
    # images; more steps or a larger network would do better, and would not be the textbook's.
    "seed": TrainingConfig(hidden=(10,), optimizer="sgd", learning_rate=0.3, batch_size=None, epochs=1000),
    "quick": TrainingConfig(hidden=(128,), optimizer="momentum", learning_rate=0.05, batch_size=128, epochs=10),
    "best": TrainingConfig(
        hidden=(1024, 512),
        optimizer="adam",
        learning_rate=0.001,
        schedule="cosine",
        batch_size=256,
        epochs=40,
        augmentation=Augmentation.default(),
    ),
}


def preset(name: str) -> TrainingConfig:
    """Return the config of a preset.

    Raises
    ------
    UsageError
        If there is no such preset.
    """
    if name not in PRESETS:
        msg = f"There is no preset {name!r}. Choose one of {', '.join(PRESETS)}."
        raise UsageError(msg)
    return replace(PRESETS[name])
