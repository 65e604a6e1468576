"""Where the run stands: a bar, a sentence, and the way on after it ended."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mnistpad.ui import theme
from mnistpad.ui.session import percent
from mnistpad.ui.training.run.controller import Phase, RunController
from mnistpad.ui.training.run.meter import Meter, clock_text, left_text
from mnistpad.ui.training.run.run import Run
from mnistpad.ui.training.views.judged import images_in_words

WELCOME = "Teach a network in a few seconds. Nothing can break: the shipped model stays."
PATIENCE = 400  # ms before a person is told to wait
INTERVAL = 200  # ms between two changes of the words: faster cannot be read


class ProgressLine(QWidget):
    """Follows the run; its button continues a run that has ended."""

    continue_pressed = Signal()

    def __init__(self, controller: RunController, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._controller = controller
        self.meter = Meter(clock)
        self.loading = "the images"
        self.bar = QProgressBar(textVisible=False)
        self.bar.setObjectName("progressBar")
        self.bar.setAccessibleName("Progress of the run")
        self.bar.setRange(0, 1000)
        self.words = QLabel(WELCOME, wordWrap=True)
        self.words.setObjectName("progressWords")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.speed = QLabel()
        self.speed.setObjectName("speedWords")
        self.speed.setProperty("role", "note")
        self.go_on = QPushButton("Continue")
        self.go_on.setObjectName("continueButton")
        self.go_on.setAccessibleName("Continue")
        self.go_on.clicked.connect(self.continue_pressed)
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL)
        self._timer.timeout.connect(self.refresh)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._say_loading)
        self._lay_out()
        controller.phase_changed.connect(self._show_phase)
        controller.run_changed.connect(self._begin)
        controller.advanced.connect(self._advance)
        self._show_phase(controller.phase)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.words, 1)
        row.addWidget(self.speed)
        row.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_INSIDE)
        column.addWidget(self.bar)
        column.addLayout(row)

    # What the controller tells

    def _begin(self, run: Run) -> None:
        self.meter.begin(run)
        self.meter.show_phase(self._controller.phase)
        self.meter.note(run)

    def _advance(self, _events: list[object]) -> None:
        run = self._controller.run
        if run is not None:
            self.meter.note(run)
            if not self._timer.isActive():
                self._timer.start()

    def _show_phase(self, phase: Phase) -> None:
        self.meter.show_phase(phase)
        self._timer.stop()
        self._patience.start() if phase is Phase.PREPARING else self._patience.stop()
        self.bar.setRange(0, 1000)
        self.refresh()

    def _say_loading(self) -> None:
        self.bar.setRange(0, 0)
        self.words.setText(f"Loading {self.loading}…")
        self.words.setAccessibleName(self.words.text())

    # What is shown

    def refresh(self) -> None:
        """Say where the run stands now."""
        phase, run = self._controller.phase, self._controller.run
        self.bar.setVisible(phase is not Phase.IDLE)
        shown = run if phase not in {Phase.IDLE, Phase.PREPARING} else None
        self.bar.setValue(round(1000 * shown.fraction) if shown else 0)
        if self.bar.maximum():
            self.words.setText(sentence(phase, shown, self.meter))
            self.words.setAccessibleName(self.words.text())
            self.words.setToolTip(self.words.text())
        self.speed.setText(self._speed(shown))
        self._offer_more(phase, shown)

    def _speed(self, run: Run | None) -> str:
        if run is None:
            return ""
        speed = self.meter.images_per_second
        elapsed = clock_text(self.meter.seconds)
        return f"{_rounded(speed)} images/s · {elapsed}" if speed and self._controller.phase.is_busy else elapsed

    def _offer_more(self, phase: Phase, run: Run | None) -> None:
        ended = run is not None and phase in {Phase.STOPPED, Phase.FINISHED}
        self.go_on.setVisible(ended)
        if run is None or not ended:
            return
        if phase is Phase.STOPPED:
            self.go_on.setText("Continue")
            self.go_on.setToolTip("Go on with this run where it was")
        else:
            more = run.config.epochs
            self.go_on.setText("1 more epoch" if more == 1 else f"{more:,} more epochs")
            self.go_on.setToolTip("Continue this run for as many epochs again")
        self.go_on.setAccessibleName(self.go_on.text())


def sentence(phase: Phase, run: Run | None, meter: Meter) -> str:
    """Return where a run stands, in words."""
    if phase is Phase.IDLE:
        return WELCOME
    if phase is Phase.STOPPING:
        return "Stopping…"
    if run is None:
        return "" if phase is Phase.PREPARING else "The run could not begin."
    return _SENTENCES[phase](run, meter)


def _running(run: Run, meter: Meter) -> str:
    parts = [f"Epoch {epoch_going_on(run):,} of {run.config.epochs:,}", *_held_out(run)]
    left = meter.seconds_left(run)
    return " · ".join(parts if left is None else [*parts, left_text(left)])


def _paused(run: Run, _meter: Meter) -> str:
    where = f"Paused in epoch {epoch_going_on(run):,} of {run.config.epochs:,}, batch {run.batch:,} of {run.batches:,}"
    return " · ".join([where, *_held_out(run)])


def _stopped(run: Run, _meter: Meter) -> str:
    return f"Stopped at epoch {epoch_reached(run):,} of {run.config.epochs:,}. Everything is kept."


def _finished(run: Run, _meter: Meter) -> str:
    best = run.best
    early = run.epoch < run.config.epochs
    ending = f"Stopped early at epoch {run.epoch:,}" if early else f"Finished after {_epochs(run.epoch)}"
    if best is None:
        return f"{ending}."
    # The line above may sum up the next run by now, which learns from other images: the score names its own.
    images = images_in_words(len(run.data.validation), "held-out", run.held_out)
    return f"{ending}. Best: {percent(best.accuracy)} of {images}, epoch {best.epoch:g}."


def _failed(run: Run, _meter: Meter) -> str:
    return f"The run ended at epoch {epoch_reached(run):,} of {run.config.epochs:,}."


_SENTENCES: dict[Phase, Callable[[Run, Meter], str]] = {
    Phase.RUNNING: _running,
    Phase.PAUSED: _paused,
    Phase.STOPPED: _stopped,
    Phase.FINISHED: _finished,
    Phase.FAILED: _failed,
}


def _held_out(run: Run) -> list[str]:
    newest = run.history.evaluations[-1:]
    return [f"{percent(each.accuracy)} held out" for each in newest]


def epoch_going_on(run: Run) -> int:
    """Return the epoch that the next batch belongs to, from 1."""
    return min(run.config.epochs, run.epoch + 1)


def epoch_reached(run: Run) -> int:
    """Return the last epoch that was begun; 0 for a run that did no batch."""
    return min(run.config.epochs, run.epoch + (run.batch > 0))


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count:,} epochs"


def _rounded(speed: float) -> str:
    step = 10 ** max(0, len(str(int(speed))) - 2)
    return f"{round(speed / step) * step:,}"
