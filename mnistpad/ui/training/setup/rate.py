"""The field for α, as the run bar and the settings show it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

LEAST, MOST = 1e-7, 1000.0
_FEWEST, _MOST = 4, 7  # decimals
TIP = "α, the learning rate: how far each step moves the weights. It can be changed while a run goes on"


class RateField(QDoubleSpinBox):
    """A number above 0, with four decimals or as many as it needs; a step is a tenth of its size."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Learning rate α")
        self.setToolTip(TIP)
        self.setDecimals(_MOST)
        self.setRange(LEAST, MOST)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def show_rate(self, rate: float) -> None:
        """Show a rate that nobody typed here, unless somebody is typing."""
        if self.hasFocus() and self.lineEdit().isModified():
            return
        blocked = self.blockSignals(True)
        self.setValue(rate)
        self.blockSignals(blocked)

    def textFromValue(self, value: float) -> str:  # noqa: N802
        """Return 0.1000, and 0.00025 where four decimals would hide something."""
        text = f"{value:.{_MOST}f}"
        while len(text.partition(".")[2]) > _FEWEST and text.endswith("0"):
            text = text[:-1]
        return text.replace(".", self.locale().decimalPoint())
