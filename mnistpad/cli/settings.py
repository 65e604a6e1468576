"""The settings of a run, from a preset, a file and flags: each overrides the one before."""

import argparse
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mnistpad.data.augment import Augmentation
from mnistpad.errors import UsageError
from mnistpad.training import TrainingConfig, preset

_OWN = ("data", "calibrate", "preset", "augment")  # what a file may set beside the names of TrainingConfig
_CONFIG = tuple(each.name for each in fields(TrainingConfig))


@dataclass(frozen=True)
class Settings:
    """What `train` was asked to do."""

    data: list[str]
    config: TrainingConfig
    given: frozenset[str]
    """The names that file or flags set; the rest is the preset's."""
    calibrate: list[str] = field(default_factory=list)


def read_settings(arguments: argparse.Namespace) -> Settings:
    """Return the settings of a run.

    Raises
    ------
    UsageError
        If the file cannot be read, or a setting is unknown or out of range.
    """
    flags = {name: value for name in (*_OWN, *_CONFIG) if (value := getattr(arguments, name, None)) is not None}
    path = None if arguments.config is None else Path(arguments.config).expanduser()
    file = {} if path is None else _read_file(path)
    both = file | flags
    config = preset(both.get("preset", "quick"))
    try:
        config = _changed(config, file)
        data, calibrate = (_specs(name, both.get(name, [])) for name in ("data", "calibrate"))
    except UsageError as error:
        msg = f"{path}: {error}"
        raise UsageError(msg) from error
    return Settings(data, _changed(config, flags), frozenset(both), calibrate)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"{path} could not be read: {error.strerror}. Give --config a TOML file."
        raise UsageError(msg) from error
    except ValueError as error:
        msg = f"{path} is no TOML file: {error}. Write settings as in: epochs = 20"
        raise UsageError(msg) from error
    values = {key.replace("-", "_"): value for key, value in values.items()}
    unknown = sorted(set(values).difference(_OWN, _CONFIG))
    if unknown:
        known = ", ".join(sorted((*_OWN, *_CONFIG)))
        msg = f"{path} sets {unknown[0]}, which is no training setting. Known are {known}."
        raise UsageError(msg)
    return values


def _specs(name: str, value: object) -> list[str]:
    specs = [value] if isinstance(value, str) else value
    if not isinstance(specs, list) or not all(isinstance(spec, str) for spec in specs):
        msg = f'The setting {name} is a list of sources, such as ["mnist", "builtin"].'
        raise UsageError(msg)
    return specs


def _changed(config: TrainingConfig, values: Mapping[str, Any]) -> TrainingConfig:
    """Return a config with some values of a file or of flags in place of its own."""
    given = {name: value for name, value in values.items() if name in _CONFIG}
    if given.get("batch_size") == "full":
        given["batch_size"] = None
    # A preset's alpha suits its own optimizer and activation: with another, 0.2 for Adam would blow up at once.
    suited = all(
        given.get(name, getattr(config, name)) == getattr(config, name) for name in ("optimizer", "activation")
    )
    if not suited:
        given.setdefault("learning_rate", None)
    augment = values.get("augment")
    if augment not in (None, True, False):
        msg = "The setting augment is true or false; a table called augmentation says how far."
        raise UsageError(msg)
    if augment is not None and "augmentation" not in given:
        given["augmentation"] = (config.augmentation or Augmentation.default()) if augment else None
    return TrainingConfig.from_dict(config.to_dict() | given)
