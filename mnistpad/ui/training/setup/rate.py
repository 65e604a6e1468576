"""Fields for numbers that need no trailing zeros; one of them is α."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

LEAST, MOST = 1e-7, 1000.0
TIP = "α, the learning rate: how far each step moves the weights. It can be changed while a run goes on"


class NumberField(QDoubleSpinBox):
    """A number with as many decimals as it needs.

    Parameters
    ----------
    fewest, most
        Decimals.
    """

    def __init__(self, fewest: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fewest, self._most = fewest, most
        self.setDecimals(most)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def textFromValue(self, value: float) -> str:  # noqa: N802
        """Return the number without the zeros that say nothing."""
        whole, _, decimals = f"{value:.{self._most}f}".partition(".")
        decimals = decimals[: self._fewest] + decimals[self._fewest :].rstrip("0")
        return self.locale().decimalPoint().join([whole, decimals] if decimals else [whole])


class RateField(NumberField):
    """α, with four decimals or as many as it needs; a step is a tenth of its size."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(4, 7, parent)
        self.setObjectName(name)
        self.setAccessibleName("Learning rate α")
        self.setToolTip(TIP)
        self.setRange(LEAST, MOST)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def show_rate(self, rate: float) -> None:
        """Show a rate that nobody typed here, unless somebody is typing."""
        if rate == self.value() or (self.hasFocus() and self.lineEdit().isModified()):
            return
        blocked = self.blockSignals(True)
        self.setValue(rate)
        self.blockSignals(blocked)
