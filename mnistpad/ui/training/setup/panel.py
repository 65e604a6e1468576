"""Everything else that a run can be told. Opens in place over the views."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mnistpad.training import TrainingConfig
from mnistpad.training.naming import PRESET_NAMES
from mnistpad.ui import theme
from mnistpad.ui.training.setup import fields
from mnistpad.ui.training.setup.fields import Field
from mnistpad.ui.training.setup.plan import SETTINGS, Plan

TWO_COLUMNS = 660  # px at 13 px type; below, the groups stand under each other
DOT = "•"
READ_ONLY = "A run goes on: only α can be changed until it has ended."


class SettingsPanel(QWidget):
    """The settings of the next run; while one goes on, that run's own, to be read."""

    closed = Signal()
    rate_chosen = Signal(float)

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.setObjectName("trainSettings")
        self.setAccessibleName("Settings of the run")
        self._plan = plan
        self._busy: TrainingConfig | None = None
        self.rows: dict[str, Row] = {}
        self.back = QPushButton()
        self.back.setObjectName("backToPresetButton")
        self.back.clicked.connect(plan.back_to_preset)
        self.done = QPushButton("Done")
        self.done.setObjectName("settingsDoneButton")
        self.done.setAccessibleName("Close the settings")
        self.done.clicked.connect(self.closed)
        self._note = QLabel(READ_ONLY)
        self._note.setProperty("role", "note")
        self._note.setWordWrap(True)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        plan.changed.connect(self.show_plan)
        self.show_plan()

    def _lay_out(self) -> None:
        inside = QWidget()
        self._columns.setSpacing(2 * theme.GAP_COLUMNS)
        self._columns.setContentsMargins(0, 0, theme.GAP, theme.GAP)
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._columns)
        outer.addStretch(1)
        left, right = self._column(fields.GROUPS[:2]), self._column(fields.GROUPS[2:])
        self._columns.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
        self._columns.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addWidget(self._note, 1)
        foot.addStretch(0)
        foot.addWidget(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(area, 1)
        column.addLayout(foot)

    def _column(self, groups: tuple[tuple[str, tuple[str, ...]], ...]) -> QWidget:
        column = QWidget()
        grid = QGridLayout(column)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.GAP_INSIDE)
        grid.setColumnStretch(2, 1)
        for title, names in groups:
            heading = QLabel(title)
            heading.setProperty("role", "headline")
            grid.addWidget(heading, grid.rowCount(), 0, 1, 3)
            for name in names:
                self._add_row(grid, name)
            grid.setRowMinimumHeight(grid.rowCount(), theme.GAP)
        return column

    def _add_row(self, grid: QGridLayout, name: str) -> None:
        field = fields.make(name)
        row = self.rows[name] = Row(field)
        field.changed.connect(lambda value, name=name: self._change(name, value))
        field.unusable.connect(lambda sentence, name=name: self._plan.find_fault(name, sentence))
        at = grid.rowCount()
        grid.addWidget(row.dot, at, 0)
        grid.addWidget(row.label, at, 1)
        grid.addWidget(field.widget, at, 2)
        grid.addWidget(row.remark, at + 1, 1, 1, 2)

    # What it shows

    def show_busy(self, config: TrainingConfig | None) -> None:
        """Show the settings of a run that goes on, to be read; None shows the plan again."""
        self._busy = config
        for name, row in self.rows.items():
            row.field.widget.setEnabled(config is None or name == "learning_rate")
        self.show_plan()

    def show_plan(self) -> None:
        """Show every value, a dot where it is not the preset's, and what is wrong beside what is."""
        config, plan = self._busy or self._plan.config, self._plan
        for name in SETTINGS:
            fault = "" if self._busy else plan.faults.get(name, "")
            row = self.rows[name]
            if not fault:
                row.field.show_value(config.initial_rate if name == "learning_rate" else getattr(config, name))
            changed = name in plan.changes and self._busy is None
            row.tell(fault or fields.remark(name, config), is_fault=bool(fault), changed=changed)
        preset = PRESET_NAMES[plan.preset]
        self.back.setText(f"Back to {preset}")
        self.back.setAccessibleName(self.back.text())
        self.back.setToolTip(f"Undo every change: all settings as {preset} has them")
        self.back.setVisible(self._busy is None)
        self.back.setEnabled(bool(plan.changes or plan.faults))
        self._note.setVisible(self._busy is not None)

    def show_rate(self, rate: float) -> None:
        """Show the α that the run uses."""
        if self._busy is not None:
            self.rows["learning_rate"].field.show_value(rate)

    def take_focus(self) -> None:
        """Begin with what can be changed."""
        self.rows["learning_rate" if self._busy else "hidden"].field.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change(self, name: str, value: object) -> None:
        if name == "learning_rate" and isinstance(value, float):
            self.rate_chosen.emit(value)
        else:
            self._plan.change(name, value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the groups side by side where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= theme.px(TWO_COLUMNS)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != direction:
            self._columns.setDirection(direction)


class Row:
    """A dot where it was changed, a label, a field, and a line for what is to be said about it."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.dot = QLabel(DOT)
        self.dot.setObjectName(f"{field.name}Changed")
        self.dot.setAccessibleName("changed")
        self.dot.setProperty("role", "headline")
        self.dot.setFixedWidth(theme.px(10))
        self.label = QLabel(field.label)
        self.label.setBuddy(field.widget)
        self.label.setToolTip(field.tip)
        self.remark = QLabel(wordWrap=True)
        self.remark.setObjectName(f"{field.name}Remark")
        self.remark.setProperty("role", "note")
        self.remark.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.remark.hide()

    def tell(self, remark: str, *, is_fault: bool, changed: bool) -> None:
        """Say what there is to say."""
        self.dot.setText(DOT if changed else "")
        self.dot.setToolTip("Not as the preset has it" if changed else "")
        self.remark.setText(f"! {remark}" if is_fault else remark)
        role = "fault" if is_fault else "note"
        if self.remark.property("role") != role:
            self.remark.setProperty("role", role)
            self.remark.style().polish(self.remark)  # a style sheet looks at properties once
        self.remark.setVisible(bool(remark))
        self.field.widget.setAccessibleDescription(remark or self.field.tip)
