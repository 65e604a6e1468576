"""One sentence with one button, above the curves: it pushes them down and never covers them."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from mnistpad.training import DivergedError, EpochDone, Event
from mnistpad.training.coach import (
    Advice,
    Coach,
    Kind,
    LearningRate,
    StopAndKeepBest,
    diverged,
)
from mnistpad.ui import theme
from mnistpad.ui.pad.answer import announce
from mnistpad.ui.training.run.controller import Phase, RunController
from mnistpad.ui.training.run.run import Run

HEIGHT = 40  # px


class CoachStrip(QWidget):
    """Says one thing at a time."""

    followed = Signal()
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("coachStrip")
        self._is_failure = False
        self._mark = QLabel("!")
        self._mark.setObjectName("coachMark")
        self.words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.words.setObjectName("coachWords")
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.button.setObjectName("coachButton")
        self.button.setAccessibleName("Follow this advice")
        self.close_button = QToolButton()
        self.close_button.setObjectName("coachCloseButton")
        self.close_button.setText("×")
        self.close_button.setAccessibleName("Dismiss this advice")
        self.close_button.setToolTip("Dismiss this advice; it stays away for a while")
        self.button.clicked.connect(self.followed)
        self.close_button.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 2, theme.UNIT, 2)
        row.setSpacing(theme.GAP)
        row.addWidget(self._mark)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        row.addWidget(self.close_button)
        self.setMinimumHeight(HEIGHT)
        theme.theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def say(self, sentence: str, action: str = "", *, failure: bool = False) -> None:
        """Show a sentence, and a button where there is something to press."""
        self._is_failure = failure
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.button.setText(action)
        self.button.setAccessibleName(action)
        self.button.setToolTip("Do what the coach advises")
        self.button.setVisible(bool(action))
        self._restyle()
        self.show()
        announce(self, sentence)

    def _restyle(self) -> None:
        colours = theme.tokens()
        palette = self._mark.palette()
        palette.setColor(self._mark.foregroundRole(), QColor(colours.bad if self._is_failure else colours.warn))
        self._mark.setPalette(palette)
        font = theme.headline_font()
        self._mark.setFont(font)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground, and at its left end a bar in the colour of the message."""
        colours = theme.tokens()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(colours.track))
            edge = colours.bad if self._is_failure else colours.warn
            painter.fillRect(0, 0, theme.UNIT, self.height(), QColor(edge))


class Coaching(QObject):
    """Lets the coach watch the run, and puts into the strip what it says."""

    followed = Signal(object)  # Remedy
    retry_pressed = Signal()

    def __init__(self, controller: RunController, strip: CoachStrip) -> None:
        super().__init__(strip)
        self._controller = controller
        self._strip = strip
        self._coach: Coach | None = None
        self._key = ""
        self._advice: Advice | None = None
        controller.phase_changed.connect(self._show_phase)
        controller.run_changed.connect(self._begin)
        controller.advanced.connect(self._watch)
        controller.failed.connect(self._fail)
        strip.followed.connect(self._follow)
        strip.dismissed.connect(self._dismiss)

    @property
    def advice(self) -> Advice | None:
        """What is being said."""
        return self._advice

    def _begin(self, run: Run) -> None:
        dismissed = self._coach.dismissed if self._coach is not None and run.key == self._key else None
        self._key = run.key
        self._coach = Coach(run.config, dismissed)
        if run.history.losses:
            self._coach.catch_up(run.history, run.batches)
        self._say_nothing()

    def _watch(self, events: Iterable[Event]) -> None:
        coach = self._coach
        if coach is None:
            return
        for event in events:
            coach.watch(event, self._controller.units.get(event.step) if isinstance(event, EpochDone) else None)
        if coach.advice is not self._advice and self._controller.phase is not Phase.FAILED:
            self._show(coach.advice)

    def _show(self, advice: Advice | None) -> None:
        self._advice = advice
        if advice is None:
            self._strip.hide()
        else:
            self._strip.say(advice.sentence, advice.action, failure=advice.kind is Kind.DIVERGED)

    def _show_phase(self, phase: Phase) -> None:
        if phase in {Phase.PREPARING, Phase.STOPPING, Phase.STOPPED} or (
            phase is Phase.FINISHED and self._advice and isinstance(self._advice.remedy, LearningRate | StopAndKeepBest)
        ):
            self._say_nothing()

    def _fail(self, error: Exception) -> None:
        state = self._controller.state
        if isinstance(error, DivergedError) and state is not None:
            self._show(diverged(error, state))
        else:
            self._advice = None
            self._strip.say(str(error), "Try again", failure=True)

    def _follow(self) -> None:
        advice, coach = self._advice, self._coach
        if advice is None:
            self._strip.hide()
            self.retry_pressed.emit()
            return
        if coach is not None:
            coach.follow()
        self._say_nothing()
        self.followed.emit(advice.remedy)

    def _dismiss(self) -> None:
        if self._coach is not None and self._advice is self._coach.advice:
            self._coach.dismiss()
        self._say_nothing()

    def _say_nothing(self) -> None:
        self._advice = None
        self._strip.hide()
