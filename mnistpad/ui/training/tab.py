"""The Train tab: it puts its parts together, and turns what a person presses into what the run does."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout

from mnistpad.data import sources
from mnistpad.data.sources import SourceInfo
from mnistpad.errors import MnistPadError
from mnistpad.training.coach import BackToBest, LearningRate, Remedy, Restart, StopAndKeepBest, apply
from mnistpad.ui import theme
from mnistpad.ui.actions import Actions, set_tip
from mnistpad.ui.data.download.fetching import MnistDownload
from mnistpad.ui.data.download.offer import MnistOffer
from mnistpad.ui.pace import Pace
from mnistpad.ui.settings import Settings
from mnistpad.ui.training import bar as bars
from mnistpad.ui.training.bar import PACES, RunBar
from mnistpad.ui.training.coach_strip import Coaching, CoachStrip
from mnistpad.ui.training.flow import Column
from mnistpad.ui.training.gallery import Gallery
from mnistpad.ui.training.keeping import Keeping
from mnistpad.ui.training.pages import Pages
from mnistpad.ui.training.progress_line import ProgressLine
from mnistpad.ui.training.run.controller import Phase, RunController
from mnistpad.ui.training.run.run import Run
from mnistpad.ui.training.setup import mixing
from mnistpad.ui.training.setup.panel import SettingsPanel
from mnistpad.ui.training.setup.plan import Plan
from mnistpad.ui.training.setup.shelf import Shelf
from mnistpad.ui.training.setup.summary_line import SummaryLine
from mnistpad.ui.training.views.exam.room import ExamRoom

LOWEST_SETTINGS = 200  # px at 13 px type
LOWEST_VIEWS = 396  # px at 13 px type: two plots and the heat strip
RATES = 0.25  # seconds between two values of an α that falls: all its digits change, and none could be read
STANDBY_AFTER = 300  # ms that a plan is left as it is: then a person may be about to press Start
KnownSources = Callable[[], list[SourceInfo]]


class TrainingTab(QScrollArea):
    """Set up a run, run it, see it learn, keep it.

    Parameters
    ----------
    controller
        The owner of the window's run.
    shelf
        Loads images; the controller loads through it too.
    settings, actions
        Of the window.
    known
        Returns the sources that have a name.
    download
        The window's download of MNIST.
    """

    started = Signal()  # a person began a run, or went on with one
    trouble = Signal(str)  # a sentence for the window's strip

    def __init__(
        self,
        controller: RunController,
        shelf: Shelf,
        settings: Settings,
        actions: Actions,
        known: KnownSources = sources.known_sources,
        download: MnistDownload | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("trainingTab")
        self.setAccessibleName("Train a network of your own")
        self.controller = controller
        self._shelf = shelf
        self._settings = settings
        self._actions = actions
        self._known = known
        self._is_ready = False
        self._lacks_mnist = False
        self._after: Callable[[], object] | None = None  # once the run has stopped
        self.plan = Plan(settings, self)
        self.bar = RunBar(self.plan, actions)
        self.line = ProgressLine(controller)
        self.summary = SummaryLine(controller, self.plan, shelf, settings)
        self.no_mnist = MnistOffer(download or MnistDownload(parent=self))
        self.strip = CoachStrip()
        self.coaching = Coaching(controller, self.strip)
        self.panel = SettingsPanel(self.plan)
        self.keeping = Keeping(controller, actions)
        self.gallery = Gallery(controller, settings, self)
        self.pages = Pages(self.gallery.makers())
        self._stack = QStackedWidget()
        self.exams = ExamRoom(controller, self.keeping, settings, self._stack, self.pages)
        self._standby = QTimer(self, singleShot=True, interval=STANDBY_AFTER)
        self._rates = Pace(self._follow_rate, time.monotonic, self)
        self._rates.interval = RATES
        self._lay_out()
        self._connect()
        self._choose_pace(settings.choice("train/pace", list(PACES), "Full speed"))
        self._refresh()

    def _lay_out(self) -> None:
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self.panel)
        # A scroll area gives its content the height that it likes best; the views shall take what is left instead.
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        inside = Column()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.UNIT, theme.MARGIN, 0, 0)
        column.setSpacing(theme.GAP)
        for part in (self.bar, self.summary, self.line, self.no_mnist, self.keeping, self.strip):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.theme.changed.connect(self._restyle)
        self._stack.currentChanged.connect(self._restyle)
        self._restyle()

    def _restyle(self, _index: int = 0) -> None:
        """Leave the views room; a window that has less of it scrolls. The settings scroll by themselves."""
        lowest = LOWEST_VIEWS if self._stack.currentWidget() is self.pages else LOWEST_SETTINGS
        numbers = 0 if self.pages.numbers.isHidden() else self.pages.numbers.height() + theme.GAP_INSIDE
        self._stack.setMinimumSize(1, theme.px(lowest) + numbers)

    def _connect(self) -> None:
        controller, actions = self.controller, self._actions
        controller.phase_changed.connect(self._refresh)
        controller.run_changed.connect(self._show_run)
        controller.advanced.connect(lambda _events: self._rates.ask())
        self.plan.changed.connect(self._plan_changed)
        self._standby.timeout.connect(self._stand_by)
        self._shelf.loaded.connect(self._stand_by_soon)
        self.no_mnist.ready_here.connect(lambda: self.learn_from("mnist"))
        self.no_mnist.folder_chosen.connect(self.plan.choose_source)
        self.no_mnist.builtin_chosen.connect(lambda: self.plan.choose_source("builtin"))
        self.bar.rate_chosen.connect(self.change_rate)
        self.bar.pace_chosen.connect(self._set_pace)
        self.bar.settings_toggled.connect(self._show_settings)
        self.panel.closed.connect(lambda: self.bar.settings.setChecked(False))
        self.panel.rate_chosen.connect(self.change_rate)
        self.line.continue_pressed.connect(self.go_on)
        self.coaching.followed.connect(self.follow_advice)
        self.coaching.retry_pressed.connect(self._try_again)
        self.keeping.exam_scores = self.exams.scores
        self.gallery.continue_wanted.connect(self.continue_run)
        for action, does in (
            (actions.final_exam, self._offer_exam),
            (actions.start_run, self.start_or_hold),
            (actions.step_batch, controller.step_batch),
            (actions.step_epoch, controller.step_epoch),
            (actions.stop_run, self.stop),
        ):
            action.triggered.connect(lambda _checked=False, does=does: does())
        actions.numbers.toggled.connect(self.show_numbers)
        actions.pace.triggered.connect(lambda action: self._choose_pace(_pace_name(action)))

    # What a person does

    def start_or_hold(self) -> None:
        """Start, pause, or go on: whichever is next."""
        phase = self.controller.phase
        if phase is Phase.RUNNING:
            self.controller.pause()
        elif phase is Phase.PAUSED:
            self.controller.resume()
        elif not phase.is_busy:
            self.start()

    def start(self) -> None:
        """Begin a new run as planned."""
        self.prepare()
        if self.controller.phase.is_busy or self.plan.obstacle:
            return
        plan = self.plan
        self.line.loading = self.bar.choices.data.currentText()
        self._begin(lambda: self.controller.start(plan.config, plan.sources, plan.preset))

    def learn_from(self, source: str) -> None:
        """Choose what the next run learns from."""
        self.prepare()
        self.plan.choose_source(source)

    def go_on(self) -> None:
        """Continue the run that ended; a finished one gets as many epochs again."""
        controller, run = self.controller, self.controller.run
        if run is None or controller.phase.is_busy:
            return
        epochs = run.epoch + run.config.epochs if controller.phase is Phase.FINISHED else None
        self.continue_run(run.key, epochs)

    def continue_run(self, key: str, epochs: int | None = None) -> None:
        """Go on with a kept run."""
        self._begin(lambda: self.controller.continue_run(key, epochs))

    def stop(self) -> None:
        """End the run and keep it."""
        self._after = None
        self.controller.stop()

    def change_rate(self, rate: float) -> None:
        """Use another α: in the run that goes on, else in the next."""
        if self.controller.phase.is_busy:
            self.controller.change_learning_rate(rate)
            self._follow_rate()
        else:
            self.plan.change("learning_rate", rate)

    def follow_advice(self, remedy: Remedy) -> None:
        """Do what the coach's button says."""
        run = self.controller.run
        if run is None:
            return
        if isinstance(remedy, LearningRate):
            self.change_rate(min(1000.0, run.learning_rate * remedy.factor))
        elif isinstance(remedy, BackToBest):
            self._begin(lambda: self.controller.continue_run(run.key, change=lambda state: apply(remedy, state)))
        elif isinstance(remedy, StopAndKeepBest):
            self.stop()
        elif isinstance(remedy, Restart):
            self._when_stopped(lambda: self._restart(remedy))

    def _restart(self, remedy: Restart) -> None:
        kept = self.controller.kept
        if kept is not None:
            self._begin(lambda: self.controller.start(remedy.config, kept.sources, kept.preset))

    def _try_again(self) -> None:
        kept = self.controller.kept
        if kept is not None and self.controller.store.checkpoint(kept.key).exists():
            self.continue_run(kept.key)
        else:
            self.start()

    def _when_stopped(self, does: Callable[[], object]) -> None:
        if self.controller.phase.is_busy:
            self.controller.stop()
            self._after = does
        else:
            does()

    def _begin(self, does: Callable[[], None]) -> None:
        try:
            does()
        except MnistPadError as error:
            self.trouble.emit(str(error))
        else:
            self.bar.settings.setChecked(False)
            self.started.emit()

    def show_numbers(self, shown: bool) -> None:
        """Show the view's numbers below it."""
        self.pages.numbers.setVisible(shown)
        if shown:
            self.bar.settings.setChecked(False)
        self._restyle()
        if shown:  # once there is room for them
            QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self.pages.numbers))

    def wait(self) -> None:
        """Let what works beside the window end, because it closes."""
        self.keeping.close_jobs()
        self.gallery.jobs.close()
        self.no_mnist.close_errand()
        self.exams.wait()

    # Pace

    def _set_pace(self, batches_per_second: float | None) -> None:
        self._choose_pace(next(name for name, pace in PACES.items() if pace == batches_per_second))

    def _choose_pace(self, name: str) -> None:
        self.controller.set_pace(PACES[name])
        self.bar.show_pace(PACES[name])
        for action in self._actions.pace.actions():
            action.setChecked(_pace_name(action) == name)
        self._settings.put("train/pace", name)

    # What is shown

    def prepare(self) -> None:
        """Find out what there is to learn from; looking costs half a second, so not before somebody asks."""
        if not self._is_ready:
            self._is_ready = True
            known = self._known()
            self._lacks_mnist = any(each.key == "mnist" and not each.available for each in known)
            here = [each for each in known if each.available]
            self.summary.set_names({each.key: each.name for each in known} | mixing.mixtures(here))
            self.bar.choices.offer(known)
            if not self._lacks_mnist:
                self.no_mnist.forget_trouble()
            self._refresh()
            self._count()

    def look_again(self) -> None:
        """Find out anew what there is, because a source came or went."""
        if self._is_ready:
            self._is_ready = False
            self.prepare()

    def count_again(self) -> None:
        """Count what was chosen anew, because its images are not what they were."""
        self._count()
        self.summary.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Get ready after the first paint, and count what was chosen while nobody looked."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._count if self._is_ready else self.prepare)
        self._standby.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what waits for Start."""
        super().hideEvent(event)
        self._standby.stop()
        self.controller.get_ready(None)

    def _stand_by_soon(self) -> None:
        if not self.controller.phase.is_busy and self.isVisible():
            self._standby.start()

    def _stand_by(self) -> None:
        if not self._is_ready or not self.isVisible():
            return
        if self.plan.obstacle:
            self.controller.get_ready(None)
        else:
            data = self._shelf.at_hand(self.plan.sources, self.plan.config.validation)
            self.controller.get_ready(self.plan.config, data)

    def _plan_changed(self) -> None:
        self._refresh()
        self._count()

    def _count(self) -> None:
        if self._is_ready and self.plan.source and self.isVisible():
            self._shelf.look_at(self.plan.source)

    def _refresh(self, _phase: object = None) -> None:
        phase = self.controller.phase
        obstacle = self.plan.obstacle if self._is_ready else ""
        self._offer_actions(phase, obstacle)
        self.bar.show_phase(phase, "" if phase.is_busy else obstacle)
        self.no_mnist.set_needed(self._lacks_mnist and phase is Phase.IDLE and self.plan.source == "builtin")
        self.panel.show_busy(self.controller.run.config if phase.is_busy and self.controller.run else None)
        self.summary.refresh()
        self._stand_by_soon()
        if phase.is_busy:
            self.exams.close()
        if not phase.is_busy and self._after is not None:
            does, self._after = self._after, None
            does()

    def _offer_actions(self, phase: Phase, obstacle: str) -> None:
        actions = self._actions
        moves = phase in {Phase.RUNNING, Phase.PAUSED}
        self._offer_start(phase, obstacle)
        why_not = bars.LOADING if phase is Phase.PREPARING else bars.NO_RUN
        _offer(actions.step_batch, bars.STEP, "" if moves else why_not)
        _offer(actions.step_epoch, bars.STEP_EPOCH, "" if moves else why_not)
        can_stop = phase.is_busy and phase is not Phase.STOPPING
        _offer(actions.stop_run, bars.STOP, "" if can_stop else bars.NO_RUN)

    def _offer_start(self, phase: Phase, obstacle: str) -> None:
        action = self._actions.start_run
        texts = {Phase.RUNNING: ("&Pause", bars.PAUSE), Phase.PAUSED: ("&Resume", bars.RESUME)}
        text, tip = texts.get(phase, ("&Start", bars.START))
        action.setText(text)
        waiting = bars.LOADING if phase is Phase.PREPARING else "The run is being stopped"
        held_up = phase in {Phase.PREPARING, Phase.STOPPING}
        _offer(action, tip, waiting if held_up else "" if phase.is_busy else obstacle)

    def _show_run(self, run: Run) -> None:
        if self.controller.kept is not None:
            self._shelf.note(mixing.joined(self.controller.kept.sources), run.data)
        self._follow_rate()
        self._refresh()

    def _follow_rate(self) -> None:
        run = self.controller.run
        if run is not None:
            self.bar.rate.show_rate(run.learning_rate)
            self.panel.show_rate(run.learning_rate)

    def _offer_exam(self) -> None:
        self.bar.settings.setChecked(False)
        self.exams.offer()

    def _show_settings(self, shown: bool) -> None:
        # Before the page goes, or Qt hands the focus to whatever comes next.
        if not shown and self.panel.isAncestorOf(self.focusWidget() or self):
            self.bar.settings.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(self.panel if shown else self.pages)
        if shown:
            self.panel.take_focus()


def _pace_name(action: QAction) -> str:
    return str(action.data()).capitalize()


def _offer(action: QAction, tip: str, obstacle: str) -> None:
    action.setEnabled(not obstacle)
    set_tip(action, obstacle or tip)
