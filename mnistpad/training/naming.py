"""What a run is called: by its preset and by what differs, as a person would tell it from others."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mnistpad.data.augment import Augmentation
from mnistpad.training.config import PRESETS, TrainingConfig, default_learning_rate

PRESET_NAMES = {"quick": "Quick", "seed": "Textbook", "best": "Thorough"}
"""What people read for each preset; of equally near ones, the first names a run."""

_ACTIVATIONS = {"relu": "ReLU", "sigmoid": "sigmoid", "tanh": "tanh"}
_OPTIMIZERS = {"sgd": "plain gradient descent", "momentum": "momentum", "adam": "Adam"}
_SCHEDULES = {"constant": "constant α", "cosine": "falling α"}
_DISTORTIONS = {
    Augmentation(): "no distortion",
    Augmentation.gentle(): "gentle distortion",
    Augmentation.default(): "distortion",
    Augmentation.strong(): "strong distortion",
}


@dataclass(frozen=True)
class Described:
    """A run as far as its name goes."""

    config: TrainingConfig
    data: str = ""  # what it learns from, in words: "MNIST"


def name_run(config: TrainingConfig) -> str:
    """Return what a run alone is called: its preset, and whatever is not as the preset has it."""
    preset = _nearest(config)
    return ", ".join([PRESET_NAMES[preset], *_changes(config, preset, _SETTINGS)])


def name_runs(runs: Sequence[Described]) -> list[str]:
    """Return a name for each of several runs: its preset, and what sets it apart from the others.

    What all of them share is left out. No two names are the same: runs that differ in nothing are numbered.
    """
    apart = [setting for setting in _SETTINGS if len({_value(run.config, setting) for run in runs}) > 1]
    many_sources = len({run.data for run in runs}) > 1
    names = [_name(run, apart, many_sources) for run in runs]
    return _numbered(names)


def _name(run: Described, settings: Sequence[str], with_data: bool) -> str:
    preset = _nearest(run.config)
    data = [run.data] if with_data and run.data else []
    return ", ".join([PRESET_NAMES[preset], *data, *_changes(run.config, preset, settings)])


def _numbered(names: list[str]) -> list[str]:
    """Leave the first of several equal names as it is, and write (2), (3), … behind the others."""
    taken, seen, numbered = set(names), Counter[str](), []
    for name in names:
        seen[name] += 1
        unique = name
        while seen[name] > 1 and (unique := f"{name} ({seen[name]})") in taken:
            seen[name] += 1
        taken.add(unique)
        numbered.append(unique)
    return numbered


def _nearest(config: TrainingConfig) -> str:
    """Return the preset with the fewest settings to change. How long, how sized and how seeded says least of a kind."""
    light = ("epochs", "patience", "seed", "validation", "dtype")

    def distance(preset: str) -> tuple[int, int]:
        changed = [name for name in _SETTINGS if _value(config, name) != _expected(config, preset, name)]
        return len([name for name in changed if name not in light]), len(changed)

    return min(PRESET_NAMES, key=distance)


def _changes(config: TrainingConfig, preset: str, settings: Iterable[str]) -> list[str]:
    changed = [name for name in settings if _value(config, name) != _expected(config, preset, name)]
    return [_SETTINGS[name](_value(config, name)) for name in _SETTINGS if name in changed]


def _value(config: TrainingConfig, setting: str) -> Any:
    if setting == "learning_rate":
        return config.initial_rate
    if setting == "augmentation":
        return config.augmentation or Augmentation()
    return getattr(config, setting)


def _expected(config: TrainingConfig, preset: str, setting: str) -> Any:
    """Return what a setting has in the preset. α follows optimizer and activation where these were changed."""
    base = PRESETS[preset]
    same = (config.optimizer, config.activation) == (base.optimizer, base.activation)
    if setting == "learning_rate" and not same:
        return default_learning_rate(config.optimizer, config.activation)
    return _value(base, setting)


def _hidden(sizes: tuple[int, ...]) -> str:
    return "-".join(map(str, sizes)) + " hidden" if sizes else "no hidden layer"


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count:,} epochs"


def _patience(count: int | None) -> str:
    return "no early stop" if count is None else f"early stop after {_epochs(count)}"


def _held_out(count: int | None) -> str:
    if count is None:
        return "usual number held out"
    return f"{count:,} held out" if count else "none held out"


def _number(value: float, what: str) -> str:
    return f"{what} {value:.10g}" if value else f"no {what}"


# In the order in which a name tells of them, which is that of Settings.
_SETTINGS: dict[str, Callable[[Any], str]] = {
    "hidden": _hidden,
    "activation": lambda name: _ACTIVATIONS[name],
    "optimizer": lambda name: _OPTIMIZERS[name],
    "learning_rate": lambda rate: f"α {rate:.10g}",
    "schedule": lambda name: _SCHEDULES[name],
    "batch_size": lambda size: "full batch" if size is None else f"batches of {size:,}",
    "epochs": _epochs,
    "patience": _patience,
    "l2": lambda l2: _number(l2, "L2"),
    "dropout": lambda part: _number(part, "dropout"),
    "label_smoothing": lambda part: _number(part, "label smoothing"),
    "augmentation": lambda ranges: _DISTORTIONS.get(ranges, "own distortion"),
    "validation": _held_out,
    "seed": lambda seed: f"random seed {seed}",
    "dtype": lambda name: "double precision" if name == "float64" else "single precision",
}
