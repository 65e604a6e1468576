"""A slider for each range of the distortion, and buttons for the usual mixes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from mnistpad.data.augment import Augmentation
from mnistpad.ui import theme
from mnistpad.ui.data.distortion.ranges import PRESET_TIPS, PRESETS, RANGES, Range, preset_of
from mnistpad.ui.training.flow import Flow

DOT = "•"
TWO_COLUMNS = 540  # px at 13 px type; below, the sliders stand under each other


class PresetButtons(QWidget):
    """Off, Gentle, Default, Strong."""

    chosen = Signal(object)  # Augmentation

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("distortionPresets")
        self.buttons: dict[str, QPushButton] = {}
        self.row = Flow(self)
        for name, preset in PRESETS.items():
            button = QPushButton(name)
            button.setCheckable(True)
            button.setObjectName(f"distortion{name}Button")
            button.setAccessibleName(f"Distortion: {name}")
            button.setToolTip(PRESET_TIPS[name])
            button.setProperty("tight", True)
            button.clicked.connect(lambda _checked=False, preset=preset: self.chosen.emit(preset))
            self.buttons[name] = button
            self.row.addWidget(button)

    def show_distortion(self, distortion: Augmentation | None) -> None:
        """Mark the one that this is; none for a person's own mix."""
        name = preset_of(distortion)
        for each, button in self.buttons.items():
            button.setChecked(each == name)


class RangeSlider(QWidget):
    """One range: a dot where it is not the preset's, its name, a slider, and its value in words."""

    moved = Signal(float)

    def __init__(self, described: Range) -> None:
        super().__init__()
        self.range = described
        self.dot = QLabel()
        self.dot.setObjectName(f"{described.field}Changed")
        self.dot.setProperty("role", "headline")
        self.label = QLabel(described.label)
        self.label.setToolTip(described.tip)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(f"{described.field}Slider")
        self.slider.setAccessibleName(described.label)
        self.slider.setToolTip(described.tip)
        self.slider.setRange(0, round(described.most / described.step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.slider.setMinimumWidth(theme.px(60))
        self.label.setBuddy(self.slider)
        self.value = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.value.setObjectName(f"{described.field}Value")
        self.slider.valueChanged.connect(lambda ticks: self.moved.emit(ticks * described.step))
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(theme.GAP_INSIDE)
        for column, part in enumerate((self.dot, self.label, self.slider, self.value)):
            row.addWidget(part, 0, column)
        row.setColumnStretch(2, 1)

    def show_value(self, value: float, *, changed: bool, preset: str) -> None:
        """Show a value that nobody set here."""
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(round(value / self.range.step))
        self.slider.blockSignals(blocked)
        words = self.range.words(value)
        self.value.setText(words)
        self.slider.setAccessibleDescription(f"{words}. {self.range.tip}")
        self.dot.setText(DOT if changed else "")
        self.dot.setAccessibleName("changed" if changed else "")
        self.dot.setToolTip(f"Not as {preset} has it" if changed else "")

    def align(self, label: int, value: int) -> None:
        """Give name and value these widths, so that the sliders stand under each other."""
        self.dot.setFixedWidth(theme.px(10))
        self.label.setFixedWidth(label)
        self.value.setFixedWidth(value)


class RangeSliders(QWidget):
    """All ranges, in two columns where there is room."""

    changed = Signal(object)  # Augmentation

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("distortionSliders")
        self._distortion = Augmentation()
        self.rows = {each.field: RangeSlider(each) for each in RANGES}
        for row in self.rows.values():
            row.moved.connect(lambda value, row=row: self._move(row.range, value))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GAP_COLUMNS)
        self._grid.setVerticalSpacing(0)
        self._columns = 0
        theme.theme.changed.connect(self._restyle)
        self._restyle()
        self.arrange(theme.px(TWO_COLUMNS))

    def show_distortion(self, distortion: Augmentation | None, usual: Augmentation | None, preset: str) -> None:
        """Show a distortion, and dots where it is not the preset's."""
        self._distortion = distortion or Augmentation()
        usual = usual or Augmentation()
        for field, row in self.rows.items():
            value = row.range.of(self._distortion)
            row.show_value(value, changed=value != getattr(usual, field), preset=preset)

    def arrange(self, width: int) -> None:
        """Put the rows into as many columns as there is room for."""
        columns = 2 if width >= theme.px(TWO_COLUMNS) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for index, row in enumerate(self.rows.values()):
            self._grid.addWidget(row, index // columns, index % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))

    def _move(self, described: Range, value: float) -> None:
        self.changed.emit(described.put(self._distortion, value))

    def _restyle(self) -> None:
        metrics = self.fontMetrics()
        label = max(metrics.horizontalAdvance(each.label) for each in RANGES) + theme.UNIT
        value = metrics.horizontalAdvance("0.0 px") + theme.UNIT
        for row in self.rows.values():
            row.align(label, value)
