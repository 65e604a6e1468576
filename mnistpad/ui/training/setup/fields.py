"""The fields of the settings: for each, its label, one plain sentence, and a widget that fits its values."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from mnistpad.data.augment import Augmentation
from mnistpad.training import TrainingConfig
from mnistpad.ui import theme
from mnistpad.ui.training.setup.rate import TIP as RATE_TIP
from mnistpad.ui.training.setup.rate import NumberField, RateField

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Network", ("hidden", "activation")),
    ("Learning", ("optimizer", "learning_rate", "batch_size", "epochs", "patience")),
    ("Against overfitting", ("l2", "dropout", "augmentation")),
    ("Chance", ("seed",)),
)

_WORDS = {
    "hidden": ("Hidden layers", "How many neurons each hidden layer has, such as 128, 64; empty for none"),
    "activation": ("Activation", "What each hidden neuron makes of its sum; ReLU learns fastest"),
    "optimizer": ("Optimizer", "How a step is made of the gradient; momentum and Adam get there in fewer steps"),
    "learning_rate": ("α (learning rate)", RATE_TIP),
    "batch_size": ("Batch", "How many images each step looks at; all of them is the textbook's gradient descent"),
    "epochs": ("Epochs", "How often every image is shown"),
    "patience": ("Early stop", "End the run when so many epochs brought no better reading of the held-out images"),
    "l2": ("L2", "Pulls the weights towards 0, so that no single one matters too much; 0.0001 is usual"),
    "dropout": ("Dropout", "Silences this part of the hidden neurons in each batch, so that none relies on another"),
    "augmentation": (
        "Distortion",
        "Shows each image a little shifted, turned and bent, anew each time; the Data tab shows how",
    ),
    "seed": ("Random seed", "The same seed gives the same weights to begin with, and the same run"),
}

ACTIVATIONS = (("ReLU", "relu"), ("Sigmoid", "sigmoid"), ("Tanh", "tanh"))
OPTIMIZERS = (("Gradient descent", "sgd"), ("Momentum", "momentum"), ("Adam", "adam"))
DISTORTIONS: tuple[tuple[str, Augmentation | None], ...] = (
    ("Off", None),
    ("Gentle", Augmentation.gentle()),
    ("Default", Augmentation.default()),
    ("Strong", Augmentation.strong()),
)


class Field(QObject):
    """A widget for one setting."""

    changed = Signal(object)  # the value that a person chose
    unusable = Signal(str)  # why what was typed is no value

    def __init__(self, name: str, widget: QWidget) -> None:
        super().__init__(widget)
        self.name = name
        self.label, self.tip = _WORDS[name]
        self.widget = widget
        widget.setObjectName(f"{name}Field")
        widget.setAccessibleName(self.label)
        widget.setToolTip(self.tip)

    def show_value(self, value: Any) -> None:
        """Show a value that nobody typed here."""
        raise NotImplementedError


class _Layers(Field):
    def __init__(self, name: str) -> None:
        self._line = QLineEdit()
        super().__init__(name, self._line)
        self._line.setPlaceholderText("none")
        self._line.setClearButtonEnabled(False)
        self._line.textEdited.connect(self._read)

    def _read(self, text: str) -> None:
        try:
            self.changed.emit(layers(text))
        except ValueError:
            self.unusable.emit("Write whole numbers with commas between, such as 128, 64; nothing for no hidden layer.")

    def show_value(self, value: Any) -> None:
        try:
            same = layers(self._line.text()) == list(value)
        except ValueError:
            same = False
        if not same or not self._line.hasFocus():
            self._line.setText(", ".join(map(str, value)))


class _Choice(Field):
    def __init__(self, name: str, choices: tuple[tuple[str, Any], ...]) -> None:
        self._combo = QComboBox()
        super().__init__(name, self._combo)
        self._values = [value for _, value in choices]
        self._combo.addItems([words for words, _ in choices])
        self._combo.setPlaceholderText("Your own mix")
        self._combo.activated.connect(lambda index: self.changed.emit(self._values[index]))

    def show_value(self, value: Any) -> None:
        self._combo.setCurrentIndex(self._values.index(value) if value in self._values else -1)


class _Number(Field):
    def __init__(self, name: str, least: int, most: int, step: int = 1) -> None:
        self._spin = _spin(least, most, step)
        super().__init__(name, self._spin)
        self._spin.valueChanged.connect(self.changed.emit)

    def show_value(self, value: Any) -> None:
        _show(self._spin, value)


class _Fraction(Field):
    def __init__(self, name: str, most: float, step: float, decimals: int) -> None:
        self._spin = NumberField(0, decimals)
        self._spin.setRange(0.0, most)
        self._spin.setSingleStep(step)
        super().__init__(name, self._spin)
        self._spin.valueChanged.connect(lambda value: self.changed.emit(round(value, decimals)))

    def show_value(self, value: Any) -> None:
        _show(self._spin, value)


class _Rate(Field):
    def __init__(self, name: str) -> None:
        self._rate = RateField("")
        super().__init__(name, self._rate)
        self._rate.valueChanged.connect(self.changed.emit)

    def show_value(self, value: Any) -> None:
        self._rate.show_rate(value)


class _Optional(Field):
    """A number that can be left out with a box beside it."""

    def __init__(self, name: str, words: str, spin: QSpinBox, usual: int, *, ticked_is_none: bool) -> None:
        both = QWidget()
        super().__init__(name, both)
        self._spin, self._box, self._inverse = spin, QCheckBox(words), ticked_is_none
        self._spin.setValue(usual)
        for part, suffix in ((spin, "Spin"), (self._box, "Box")):
            part.setObjectName(f"{name}{suffix}")
            part.setToolTip(self.tip)
        spin.setAccessibleName(self.label)
        self._box.setAccessibleName(f"{self.label}: {words}")
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        parts = (spin, self._box) if ticked_is_none else (self._box, spin)
        for part in parts:
            row.addWidget(part, int(part is spin))
        both.setFocusProxy(parts[0])
        self._spin.valueChanged.connect(self._tell)
        self._box.toggled.connect(self._tell)

    def _tell(self, _value: object) -> None:
        has_number = self._box.isChecked() != self._inverse
        self._spin.setEnabled(has_number)
        self.changed.emit(self._spin.value() if has_number else None)

    def show_value(self, value: Any) -> None:
        blocked = self._box.blockSignals(True)
        self._box.setChecked((value is None) == self._inverse)
        self._box.blockSignals(blocked)
        self._spin.setEnabled(value is not None)
        if value is not None:
            _show(self._spin, value)


_MAKERS: dict[str, Callable[[str], Field]] = {
    "hidden": _Layers,
    "activation": lambda name: _Choice(name, ACTIVATIONS),
    "optimizer": lambda name: _Choice(name, OPTIMIZERS),
    "learning_rate": _Rate,
    "batch_size": lambda name: _Optional(name, "all images", _spin(1, 65536, 32), 128, ticked_is_none=True),
    "epochs": lambda name: _Number(name, 1, 1_000_000),
    "patience": lambda name: _Optional(name, "after", _epochs_spin(), 5, ticked_is_none=False),
    "l2": lambda name: _Fraction(name, 10.0, 0.0001, 5),
    "dropout": lambda name: _Fraction(name, 0.95, 0.05, 2),
    "augmentation": lambda name: _Choice(name, DISTORTIONS),
    "seed": lambda name: _Number(name, 0, 2**31 - 1),
}


def make(name: str) -> Field:
    """Return the field of a setting."""
    return _MAKERS[name](name)


def layers(text: str) -> list[int]:
    """Return the numbers in "128, 64"; none for nothing.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    return [int(part) for part in re.split(r"[,;\s]+", text.strip()) if part] if text.strip(" ,;") else []


def remark(name: str, config: TrainingConfig) -> str:
    """Return what is worth knowing about a setting as it stands beside others; empty where nothing is."""
    none_hidden = not config.hidden
    remarks = {
        "activation": none_hidden and "Without hidden layers there is no activation.",
        "dropout": none_hidden and config.dropout > 0 and "Without hidden layers there is nothing to silence.",
        "patience": config.patience is not None
        and config.patience >= config.epochs
        and "It never comes: the run has no more epochs than that.",
        "learning_rate": config.schedule != "constant" and "It falls to 0 over the run, along half a cosine.",
        "batch_size": config.batch_size is None
        and config.augmentation is not None
        and "Distorting all images for each step takes long.",
    }
    return remarks.get(name) or ""


def _spin(least: int, most: int, step: int) -> QSpinBox:
    spin = QSpinBox(minimum=least, maximum=most, singleStep=step)
    spin.setKeyboardTracking(False)
    spin.setGroupSeparatorShown(True)
    spin.setAlignment(Qt.AlignmentFlag.AlignRight)
    return spin


def _epochs_spin() -> QSpinBox:
    spin = _spin(1, 1_000_000, 1)
    spin.setSuffix(" epochs")
    return spin


def _show(spin: QSpinBox | QDoubleSpinBox, value: Any) -> None:
    blocked = spin.blockSignals(True)
    spin.setValue(value)
    spin.blockSignals(blocked)
