"""What becomes of a run that ended: use it on the pad, save it, take the exam. Best epoch or last."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from mnistpad import model_file
from mnistpad.errors import MnistPadError
from mnistpad.model_file import Model, Score
from mnistpad.ui.actions import Actions, set_tip
from mnistpad.ui.saving import ask_where_to_save
from mnistpad.ui.training.bar import follow
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.training.probe import epoch_text
from mnistpad.ui.training.run.controller import Phase, RunController
from mnistpad.ui.widgets import push_button

FILTERS = f"Network (*{model_file.SUFFIX})"
PATIENCE = 400  # ms before a person is told to wait
NOTHING_LEARNED = "There is no run to save. Train a network first"
STILL_RUNNING = "A run is going on. Stop it first"
USE = "Let the kept network read what you draw"
SAVE = "Save what the run learned as a file that can be opened again"
EXAM = "Read the test images, which no run has learned. Best taken once"

Make = Callable[[], object]


class Job(QThread):
    """One piece of work beside the window. Exactly one of `done` and `failed` is emitted."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, work: Make, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work

    def run(self) -> None:
        """Do it."""
        try:
            result = self._work()
        except MnistPadError as error:
            self.failed.emit(str(error))
        except MemoryError:
            self.failed.emit("There is not enough memory for this. Close other programs and try again.")
        else:
            self.done.emit(result)


class Jobs(QObject):
    """Work beside the window, several pieces at once. They end in any order."""

    failed = Signal(str)
    slow = Signal()  # 400 ms have gone by
    settled = Signal()  # nothing is at work any more

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.slow)

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def start(self, work: Make, then: Callable[[Any], object]) -> Job:
        """Do work in a thread of its own, and hand what it made to `then` in this one."""
        job = Job(work, self)
        self._jobs.append(job)
        job.done.connect(lambda result: then(result))
        job.failed.connect(self.failed)
        job.finished.connect(lambda: self._forget(job))
        if not self._patience.isActive():
            self._patience.start()
        job.start()
        return job

    def _forget(self, job: Job) -> None:
        self._jobs = [other for other in self._jobs if other is not job]
        job.deleteLater()
        if not self._jobs:
            self._patience.stop()
            self.settled.emit()

    def close(self) -> None:
        """Let the work end: a running thread must not be destroyed."""
        self._patience.stop()
        for job in self._jobs:
            job.wait()


class Keeping(QWidget):
    """A row that is there when a run has ended."""

    use_pressed = Signal()
    model_made = Signal(object, str)  # Model for the pad, and what it is called there
    kept_made = Signal(str, object, str)  # the same of another kept run; its key first
    saved = Signal(object)  # Path
    failed = Signal(str)

    def __init__(self, controller: RunController, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("keepRow")
        self._controller = controller
        self._actions = actions
        self._jobs = Jobs(self)
        self._jobs.failed.connect(self.failed)
        self._for_pad: tuple[str, Job] | None = None  # the run whose network the pad is to have, and what makes it
        self._folder = ""
        self.exam_scores: Callable[[], list[Score]] = list  # of the kept network, where it took the exam
        self.choice = QComboBox()
        self.choice.setObjectName("keepChoice")
        self.choice.setAccessibleName("Which network is kept")
        self.choice.setToolTip("The network of the epoch that read the held-out images best, or the last one")
        self.choice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.use = push_button("useOnPadButton", "Use on the pad", USE)
        self.save = push_button("saveNetworkButton", "Save network…", SAVE)
        self.exam = push_button("examButton", "Take the final exam…", EXAM)
        row = Flow(self)
        for part in (self.choice, self.use, self.save, self.exam):
            row.addWidget(part)
        self.use.clicked.connect(self.use_pressed)
        self.save.clicked.connect(lambda _checked=False: actions.save_network.trigger())
        self.exam.clicked.connect(lambda _checked=False: actions.final_exam.trigger())
        follow(self.save, actions.save_network)
        follow(self.exam, actions.final_exam)
        actions.save_network.triggered.connect(lambda _checked=False: self.ask_where_to_save())
        controller.phase_changed.connect(self._show_phase)
        self._show_phase(controller.phase)

    @property
    def keeps_last(self) -> bool:
        """Whether the last network is kept instead of the best epoch's."""
        return bool(self.choice.currentData() == "last")

    @property
    def is_offered(self) -> bool:
        """Whether there is something to keep."""
        run = self._controller.run
        return run is not None and run.step > 0 and not self._controller.phase.is_busy

    def _show_phase(self, phase: Phase) -> None:
        offered = self.is_offered and phase is not Phase.IDLE
        self.setVisible(offered)
        obstacle = "" if offered else STILL_RUNNING if phase.is_busy else NOTHING_LEARNED
        for action, tip in ((self._actions.save_network, SAVE), (self._actions.final_exam, EXAM)):
            action.setEnabled(not obstacle)
            set_tip(action, obstacle or tip)
        if offered:
            self._fill()

    def show_reader(self, *, run_reads: bool) -> None:
        """Offer the pad to the network, unless it has it."""
        self.use.setVisible(not run_reads)

    def _fill(self) -> None:
        run = self._controller.run
        if run is None:
            return
        last = run.epoch + run.batch / run.batches
        self.choice.clear()
        if run.best is not None:
            self.choice.addItem(f"Keep best epoch ({run.best.epoch:g})", "best")
        self.choice.addItem(f"Keep last ({epoch_text(last)})", "last")

    # Work

    def make_of(self, key: str, name: str) -> None:
        """Make the best network of another kept run for the pad."""
        controller = self._controller
        kept = controller.store.find(key)
        if kept is None:
            return

        def work() -> tuple[Model, str]:
            state = controller.store.load(key)
            model = state.model(controller.load(kept.sources, state.config.validation), name)
            return model, f"{name} · epoch {epoch_text(model.header.best_epoch or model.header.epochs)}"

        self._start_for_pad(key, work, lambda made: self.kept_made.emit(key, *made))

    def make_for_pad(self) -> None:
        """Make the kept network, calibrated, for the pad."""
        make, run = self._model(), self._controller.run
        if make is None or run is None:
            return
        epoch = run.epoch if self.keeps_last or run.best is None else run.best.epoch
        words = f"This run · epoch {epoch_text(epoch)}"
        self._start_for_pad(run.key, make, lambda model: self.model_made.emit(model, words))

    def call_off(self, key: str = "") -> None:
        """Make no network for the pad any more, or none of this run: it is gone."""
        if self._for_pad is not None and key in {"", self._for_pad[0]}:
            self._for_pad = None

    def ask_where_to_save(self) -> None:
        """Let the person choose a file; the system's dialog asks before it replaces one."""
        if not self.is_offered:
            return
        suggestion = Path(self._folder) / f"my-network{model_file.SUFFIX}"
        path = ask_where_to_save(self.window(), "Save network", suggestion, FILTERS, self.failed.emit)
        if path is not None:
            self._folder = str(path.parent)
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Save the kept network with its settings, scores and temperature."""
        make, exam_scores = self._model(path.stem), self.exam_scores()
        if make is None:
            return

        def work() -> Path:
            model = make()
            if isinstance(model, Model):
                header = replace(model.header, scores=[*model.header.scores, *exam_scores])
                model_file.save(replace(model, header=header), path)
            return path

        self._jobs.start(work, self.saved.emit)

    def _model(self, name: str = "") -> Make | None:
        """Return what makes the kept network; it works on a state that nobody moves any more."""
        run, state = self._controller.run, self._controller.state
        if run is None or state is None or not self.is_offered:
            return None
        last, data = self.keeps_last, run.data
        return lambda: state.model(data, name, last=last)

    def _start_for_pad(self, key: str, work: Make, then: Callable[[Any], object]) -> None:
        """Do work whose result is dropped if another network was asked for meanwhile: jobs end in any order."""

        def hand_over(made: object) -> None:
            if self._for_pad is not None and self._for_pad[1] is job:
                then(made)

        job = self._jobs.start(work, hand_over)
        self._for_pad = key, job

    def close_jobs(self) -> None:
        """Let the work end, because the window closes."""
        self._jobs.close()
