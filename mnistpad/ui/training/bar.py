"""The run bar. Before a run: Start, data and preset; while one goes on: its levers. It never moves."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from mnistpad.ui import theme
from mnistpad.ui.actions import Actions
from mnistpad.ui.style import icons
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.training.setup.choices import Choices, Labelled
from mnistpad.ui.training.setup.plan import Plan
from mnistpad.ui.training.setup.rate import RateField

PACES: dict[str, float | None] = {"Slow motion": 3.0, "Slow": 20.0, "Brisk": 200.0, "Full speed": None}
"""Batches a second by name; in slow motion each one can be seen."""

GAP = 6  # px: in the smallest window the bar is then one row
START = "Teach a network. Nothing can break: the shipped model stays"
PAUSE = "Hold here. Step or change α, then go on"
RESUME = "Go on from here"
STEP = "Do one batch, then hold"
STEP_EPOCH = "Go on to the end of the epoch, then hold"
STOP = "End this run and keep what it learned. You can continue it later"
NO_RUN = "No run is going on. Press Start first"
BUSY = "A run is going on. Stop it first"
LOADING = "The images are still being loaded"


class RunBar(QWidget):
    """Buttons that trigger the actions of the Train menu, and the fields beside them."""

    rate_chosen = Signal(float)
    pace_chosen = Signal(object)  # batches a second, or None
    settings_toggled = Signal(bool)

    def __init__(self, plan: Plan, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("runBar")
        self.choices = Choices(plan, self)
        self.start = _button("startButton", "Start", actions.start_run)
        self.start.setProperty("primary", True)
        icons.follow_theme(self.start, "play", on_accent=True)
        self.pause = _button("pauseButton", "Pause", actions.start_run)
        self._pause_icon = "pause"
        self.stop = _button("stopButton", "Stop", actions.stop_run, "stop")
        self.step = StepButton(actions)
        self.reason = QLabel(wordWrap=True)
        self.reason.setObjectName("startReason")
        self.reason.setProperty("role", "note")
        self.pace = _pace_choice()
        self.rate = RateField("rateField")
        self.settings = QPushButton("Settings…")
        self.settings.setObjectName("trainSettingsButton")
        self.settings.setAccessibleName("Settings of the run")
        self.settings.setToolTip("Network, learning and everything else that a run can be told")
        self.settings.setCheckable(True)
        for button in (self.pause, self.stop, self.settings):
            button.setProperty("tight", True)
        rate = Labelled("α", self.rate)
        self._before: tuple[QWidget, ...] = (self.start, self.reason, *self.choices.parts)
        self._during: tuple[QWidget, ...] = (self.pause, self.step, self.stop, self.pace, rate)
        self._lay_out()
        self.pace.activated.connect(lambda index: self.pace_chosen.emit(self.pace.itemData(index)))
        self.rate.valueChanged.connect(self.rate_chosen)
        self.settings.toggled.connect(self.settings_toggled)
        theme.theme.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        row = Flow(self, GAP)
        for part in (*self._before, *self._during, self.settings):
            row.addWidget(part)

    def show_phase(self, phase: Phase, obstacle: str) -> None:
        """Offer what can be done now; what cannot says why."""
        busy = phase.is_busy
        had_focus = any(button.hasFocus() for button in (self.start, self.pause, self.stop))
        self.reason.setText(obstacle)
        for part in self._before:
            part.setVisible(not busy and (part is not self.reason or bool(obstacle)))
        for part in self._during:
            part.setVisible(busy)
        paused = phase is Phase.PAUSED
        self.pause.setText("Resume" if paused else "Pause")
        self.pause.setAccessibleName(self.pause.text())
        self._pause_icon = "play" if paused else "pause"
        self.pause.setIcon(icons.icon(self._pause_icon, theme.px(icons.GRID)))
        self.stop.setText("Stopping…" if phase is Phase.STOPPING else "Stop")
        self.stop.setAccessibleName(self.stop.text())
        if had_focus:
            (self.pause if busy else self.start).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_pace(self, batches_per_second: float | None) -> None:
        """Show a pace that was chosen elsewhere."""
        self.pace.setCurrentIndex(list(PACES.values()).index(batches_per_second))

    def _hold_width_of_pause(self) -> None:
        """Let nothing move when Pause becomes Resume."""
        words = self.pause.text()
        self.pause.ensurePolished()
        self.pause.setText("Resume")
        self.pause.setFixedWidth(self.pause.sizeHint().width())
        self.pause.setText(words)

    def _restyle(self) -> None:
        self.pause.setIcon(icons.icon(self._pause_icon, theme.px(icons.GRID)))
        for control in (self.start, self.pause, self.step, self.stop, self.pace, self.rate, self.settings):
            control.setFixedHeight(max(theme.RUN_BAR_HEIGHT, theme.px(theme.RUN_BAR_HEIGHT)))
        for combo in (self.choices.data, self.choices.preset):
            combo.setFixedHeight(self.start.height())
        self.rate.setMinimumWidth(theme.px(72))
        self.pace.setMinimumWidth(theme.px(102))
        self._hold_width_of_pause()
        self.setMinimumHeight(self.start.height())
        self.reason.setFixedWidth(theme.px(96))
        if theme.theme.presentation:  # a projector has no room for what is not used there
            self.settings.setChecked(False)
        self.settings.setVisible(not theme.theme.presentation)


class StepButton(QToolButton):
    """One batch; behind the arrow, an epoch."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("stepButton")
        self.setText("Step")
        self.setAccessibleName("Step: one batch")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setProperty("boxed", True)
        icons.follow_theme(self, "step")
        menu = QMenu(self)
        menu.setObjectName("stepMenu")
        menu.addAction(actions.step_batch)
        menu.addAction(actions.step_epoch)
        self.setMenu(menu)
        self.clicked.connect(actions.step_batch.trigger)
        follow(self, actions.step_batch)


def follow(button: QPushButton | QToolButton, action: QAction) -> None:
    """Let a button be as available as its action, and say what the action says."""

    def copy() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())

    action.changed.connect(copy)
    copy()


def _button(name: str, text: str, action: QAction, icon: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    if icon:
        icons.follow_theme(button, icon)
    button.clicked.connect(lambda _checked=False: action.trigger())
    follow(button, action)
    return button


def _pace_choice() -> QComboBox:
    pace = QComboBox()
    pace.setObjectName("paceChoice")
    pace.setAccessibleName("Pace")
    pace.setToolTip("Pace: how fast the run may go. In slow motion each batch can be seen")
    for name, batches_per_second in PACES.items():
        pace.addItem(name, batches_per_second)
    pace.setCurrentIndex(pace.count() - 1)
    pace.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return pace
