"""What the next run is to be. Knows no widgets: the choices, the summary and the settings page all show it."""

import json
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from mnistpad.errors import UsageError
from mnistpad.training import PRESETS, TrainingConfig
from mnistpad.training.config import default_learning_rate
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.setup import mixing

KEPT = 4096  # characters; a settings file that holds more was not written by this program

SETTINGS = (
    *("hidden", "activation", "optimizer", "learning_rate", "batch_size", "epochs", "patience"),
    *("l2", "dropout", "augmentation", "seed"),
)
"""The fields of a `TrainingConfig` that a person can change, in the order in which they are shown."""


class Plan(QObject):
    """Source, preset, and how far the person has gone from the preset. It is kept between starts.

    Parameters
    ----------
    settings
        Where it is kept.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.source = ""  # a choice of one SOURCE or two (`mixing`); empty until there is one
        self.preset = settings.choice("train/preset", list(PRESETS), "quick")
        self.config = PRESETS[self.preset]
        self._own_rate = False
        self._faults: dict[str, str] = {}
        self._restore()

    # What there is

    @property
    def sources(self) -> tuple[str, ...]:
        """What the run learns from."""
        return mixing.parts(self.source) if self.source else ()

    @property
    def changes(self) -> frozenset[str]:
        """The settings that are not as the preset has them; an α that follows activation and optimizer is none."""
        base = PRESETS[self.preset]
        changed = {name for name in SETTINGS if getattr(self.config, name) != getattr(base, name)}
        return frozenset(changed if self._own_rate else changed - {"learning_rate"})

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong with what was typed, by setting."""
        return dict(self._faults)

    @property
    def obstacle(self) -> str:
        """Why no run can begin; empty where one can."""
        if not self.source:
            return "Pick a data source first"
        return "Correct the settings first" if self._faults else ""

    # What a person does

    def choose_source(self, source: str) -> None:
        """Learn from another source."""
        if source != self.source:
            self.source = source
            self._tell()

    def choose_preset(self, preset: str) -> None:
        """Take a preset as it is."""
        self.preset = preset
        self.back_to_preset()

    def back_to_preset(self) -> None:
        """Undo every change."""
        self.config = PRESETS[self.preset]
        self._own_rate = False
        self._faults.clear()
        self._tell()

    def change(self, setting: str, value: Any) -> None:
        """Change a setting. A value that no run can have leaves it as it was, and is a fault until it is mended."""
        fields = self.config.to_dict() | {setting: value}
        self._own_rate |= setting == "learning_rate"
        if not self._own_rate:
            fields["learning_rate"] = self._usual_rate(fields["optimizer"], fields["activation"])
        try:
            self.config = TrainingConfig.from_dict(fields)
        except UsageError as error:
            self._faults[setting] = str(error)
        else:
            self._faults.pop(setting, None)
        self._tell()

    def find_fault(self, setting: str, sentence: str) -> None:
        """Note that what was typed is no value at all."""
        self._faults[setting] = sentence
        self._tell()

    def follow_rate(self) -> None:
        """Let α follow activation and optimizer again."""
        self._own_rate = False
        self.config = replace(
            self.config, learning_rate=self._usual_rate(self.config.optimizer, self.config.activation)
        )
        self._faults.pop("learning_rate", None)
        self._tell()

    def _usual_rate(self, optimizer: str, activation: str) -> float | None:
        base = PRESETS[self.preset]
        if (optimizer, activation) == (base.optimizer, base.activation):
            return base.learning_rate
        known = optimizer in ("sgd", "momentum", "adam") and activation in ("relu", "sigmoid", "tanh")
        return default_learning_rate(optimizer, activation) if known else base.learning_rate

    # Between starts

    def _tell(self) -> None:
        values = self.config.to_dict()
        changes = {name: values[name] for name in self.changes}
        self._settings.put("train/preset", self.preset)
        self._settings.put("train/source", self.source or None)
        self._settings.put("train/changes", json.dumps(changes) if changes else None)
        self.changed.emit()

    def _restore(self) -> None:
        self.source = self._settings.text("train/source", KEPT)
        try:
            changes = json.loads(self._settings.text("train/changes", KEPT) or "{}")
            known = {name: value for name, value in dict(changes).items() if name in SETTINGS}
            self.config = TrainingConfig.from_dict(self.config.to_dict() | known)
        except (ValueError, TypeError, RecursionError, UsageError):
            return
        self._own_rate = "learning_rate" in known
        if not self._own_rate:
            rate = self._usual_rate(self.config.optimizer, self.config.activation)
            self.config = replace(self.config, learning_rate=rate)
