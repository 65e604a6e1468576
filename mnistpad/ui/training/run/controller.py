"""The one owner of the run in the window. Everything that shows a run listens here; nothing else touches the worker."""

import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal

from mnistpad.data import sources as data_sources
from mnistpad.data.mixture import TrainingData
from mnistpad.errors import MnistPadError, TrainingError
from mnistpad.training import TrainingConfig, TrainingState, begin
from mnistpad.training.coach import UnitStatistics
from mnistpad.training.step import partner
from mnistpad.ui.training.run.controls import Controls
from mnistpad.ui.training.run.mailbox import Mailbox
from mnistpad.ui.training.run.run import Run
from mnistpad.ui.training.run.store import KeptRun, RunStore
from mnistpad.ui.training.run.worker import Beginning, Completed, Failed, Outcome, Preparation, TrainingWorker

TICK = 50  # ms between two looks into the mailbox
SNAPSHOT_INTERVAL = 0.1  # seconds between two networks for the pad
EVALUATION_INTERVAL = 0.5  # seconds between two redrawings of the matrix

Loader = Callable[[tuple[str, ...], int | None], TrainingData]


class Phase(Enum):
    """Where the present run stands."""

    IDLE = auto()  # there is none
    PREPARING = auto()  # its data is being loaded
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()
    STOPPED = auto()  # by a person; can go on
    FINISHED = auto()  # all epochs are done; more can be added
    FAILED = auto()  # diverged, or could not begin

    @property
    def is_busy(self) -> bool:
        """Whether a worker is there."""
        return self in {Phase.PREPARING, Phase.RUNNING, Phase.PAUSED, Phase.STOPPING}


class RunController(QObject):
    """Starts, holds, ends and continues the one run of the window.

    Parameters
    ----------
    store
        Where runs are kept.
    load
        Loads sources, holding out so many images.
    """

    phase_changed = Signal(object)  # Phase
    run_changed = Signal(object)  # Run: another one, or the same that goes on from an earlier step
    advanced = Signal(list)  # events, in order; at most 20 times a second, and at once for scores
    snapshot_changed = Signal(object)  # Snapshot; at most 10 times a second
    evaluation_changed = Signal(object)  # Evaluation on the held-out images; at most twice a second
    failed = Signal(object)  # the exception; a bug is no MnistPadError
    runs_changed = Signal()  # the kept runs are others, or called otherwise

    def __init__(
        self,
        store: RunStore | None = None,
        load: Loader = data_sources.load_all,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.store = store or RunStore()
        self.phase = Phase.IDLE
        self.run: Run | None = None
        self.kept: KeptRun | None = None
        self.error: Exception | None = None
        self.load = load
        self.units: dict[int, UnitStatistics] = {}  # what the hidden neurons do after the epochs told of, by step
        self._worker: TrainingWorker | None = None
        self._mailbox = Mailbox()
        self._controls = Controls()
        self._pace: float | None = None
        self._before: tuple[KeptRun | None, Phase] = (None, Phase.IDLE)
        self._shown_at = {"snapshot": 0.0, "evaluation": 0.0}
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._drain)

    # What a person does.

    def get_ready(self, config: TrainingConfig | None, data: TrainingData | None = None) -> None:
        """Have a process wait for a run that a person may start soon, if it may want one; None lets it go.

        Parameters
        ----------
        data
            What the run would learn from, if that is at hand: it is laid down where that process sees it.
        """
        if config is None:
            partner.dismiss()
        elif not self.phase.is_busy:
            partner.stand_by(config, data)

    def start(self, config: TrainingConfig, sources: tuple[str, ...], preset: str = "") -> None:
        """Begin a new run.

        Raises
        ------
        TrainingError
            If there is a run already, or no place to keep this one.
        """
        self._refuse_if_busy()
        kept = self.store.begin(config, sources, preset)

        def prepare() -> tuple[TrainingState, TrainingData]:
            partner.prepare(config)
            data = self.load(sources, config.validation)
            state = begin(config, data, spare=1)
            if state.halves is None:
                partner.dismiss()
            return state, data

        self._launch(kept, prepare)

    def continue_run(
        self,
        key: str,
        epochs: int | None = None,
        rate_factor: float = 1.0,
        change: Callable[[TrainingState], object] | None = None,
    ) -> None:
        """Go on with a kept run where it was.

        Parameters
        ----------
        epochs
            That it is to have in all; None leaves them.
        rate_factor
            By which its learning rate is multiplied.
        change
            Does something else to its state before it goes on, in the worker's thread.

        Raises
        ------
        TrainingError
            If there is a run already, or this one is gone or going on in another window.
        """
        self._refuse_if_busy()
        kept = self.store.find(key)
        if kept is None:
            msg = "This run is no longer there. Start a new one."
            raise TrainingError(msg)
        kept = replace(kept, interrupted=True)
        self._take(kept)

        def prepare() -> tuple[TrainingState, TrainingData]:
            state = self._kept_state(kept)
            if state.halves is not None:
                partner.prepare(state.config)
            else:
                partner.dismiss()
            if epochs is not None:
                state.extend(epochs)
            if rate_factor != 1:
                state.change_learning_rate(state.learning_rate * rate_factor)
            if change is not None:
                change(state)
            return state, self.load(kept.sources, state.config.validation)

        self._launch(kept, prepare)

    def _take(self, kept: KeptRun) -> None:
        """Claim a kept run and write its card."""
        self.store.claim(kept.key)
        try:
            self.store.write(kept)
        except MnistPadError:
            self.store.release(kept.key)
            raise

    def _kept_state(self, kept: KeptRun) -> TrainingState:
        """Return where a run was; its beginning if the program was killed while it loaded the data."""
        if kept.epoch or self.store.checkpoint(kept.key).exists():
            return self.store.load(kept.key)
        data = self.load(kept.sources, kept.config.validation)
        return begin(kept.config, data, spare=1)

    def pause(self) -> None:
        """Hold before the next batch."""
        if self.phase == Phase.RUNNING:
            self._controls.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        if self.phase == Phase.PAUSED:
            self._controls.resume()
            self._set_phase(Phase.RUNNING)

    def step_batch(self) -> None:
        """Do one batch, and hold."""
        if self.phase in {Phase.RUNNING, Phase.PAUSED}:
            self._controls.step_batch()

    def step_epoch(self) -> None:
        """Go on to the end of the epoch, and hold."""
        if self.phase in {Phase.RUNNING, Phase.PAUSED}:
            self._controls.step_epoch()
            self._set_phase(Phase.RUNNING)

    def stop(self) -> None:
        """End the run and keep all that it learned."""
        if self.phase.is_busy and self.phase != Phase.STOPPING:
            self._controls.stop()
            self._set_phase(Phase.STOPPING)

    def change_learning_rate(self, rate: float) -> None:
        """Use another α from the next batch on."""
        if self.run is not None and self.phase in {Phase.RUNNING, Phase.PAUSED}:
            self._controls.set_learning_rate(rate)
            self.run.note_rate(rate)

    def set_pace(self, batches_per_second: float | None) -> None:
        """Do so many batches a second at the most; None is full speed. Stays for later runs."""
        self._pace = batches_per_second
        self._controls.set_pace(batches_per_second)

    def close(self) -> Exception | None:
        """End the run because the window closes; the next start offers to continue it.

        Returns
        -------
        error
            Why it could not be saved; None if it was, or there was none. The phase is then FAILED.
        """
        worker = self._worker
        if worker is None:
            return None
        self._controls.stop()
        worker.ended.disconnect(self._end)
        worker.wait()
        self._drain()
        self._timer.stop()
        self._worker = None
        unkept = self._keep(interrupted=True)
        outcome = worker.outcome
        self.error = outcome.error if isinstance(outcome, Failed) else unkept
        self._set_phase(Phase.FAILED if self.error is not None else Phase.STOPPED)
        return self.error

    @property
    def state(self) -> TrainingState | None:
        """The run's state, while it holds or has ended; None while it moves."""
        if self._worker is not None and self.phase != Phase.PAUSED:
            return None
        return self._last_state

    # What the worker tells.

    _last_state: TrainingState | None = None

    def _launch(self, kept: KeptRun, prepare: Preparation) -> None:
        self._before = (self.kept, self.phase)
        self.kept = kept
        self.error = None
        self._mailbox, self._controls, self.units = Mailbox(), Controls(), {}
        self._controls.set_pace(self._pace)
        worker = TrainingWorker(prepare, self._mailbox, self._controls, self.store.checkpoint(kept.key), self)
        worker.prepared.connect(self._begin)
        worker.evaluated.connect(self._look)
        worker.held.connect(self._hold)
        worker.ended.connect(self._end)
        self._worker = worker
        worker.start()  # before the window is told, which takes as long as its preparation
        self._set_phase(Phase.PREPARING)
        self.runs_changed.emit()

    def _begin(self, beginning: Beginning) -> None:
        if self._worker is None or self.kept is None:
            return
        self._last_state = self._worker.state
        earlier = self.run.album if self.run is not None and self.run.key == self.kept.key else None
        self.run = Run.begin(self.kept.key, beginning, self.kept.preset, earlier)
        self.run_changed.emit(self.run)
        self.snapshot_changed.emit(beginning.snapshot)
        if self.phase == Phase.PREPARING:
            self._set_phase(Phase.RUNNING)
        self._timer.start()

    def _look(self) -> None:
        """Look into the mailbox now, and then not before the next tick."""
        if self._timer.isActive():
            self._timer.start()
            self._drain()

    def _hold(self) -> None:
        if self.phase == Phase.RUNNING:
            self._drain(final=True)
            self._set_phase(Phase.PAUSED)
        elif self.phase == Phase.PAUSED:
            self._drain(final=True)

    def _end(self, outcome: Outcome) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.wait()
        self._timer.stop()
        self._drain(final=True)
        worker.deleteLater()
        if worker.state is None:
            self._take_back(outcome)
            return
        error = self._keep(interrupted=False)
        self._conclude(outcome if error is None or isinstance(outcome, Failed) else Failed(error))

    def _take_back(self, outcome: Outcome) -> None:
        """End a run that never began: what was there before it is there again, and a new run leaves no trace."""
        before, phase = self._before
        if self.kept is not None:
            if self.store.checkpoint(self.kept.key).exists():
                self._keep(interrupted=False)
            self.store.release(self.kept.key)
            self.store.discard_unbegun(self.kept.key)
        self.kept = before
        failed = isinstance(outcome, Failed)
        self._set_phase(phase if self.run is not None else Phase.FAILED if failed else Phase.IDLE)
        if isinstance(outcome, Failed):
            self.error = outcome.error
            self.failed.emit(outcome.error)
        self.runs_changed.emit()

    def _conclude(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failed):
            self.error = outcome.error
            self._set_phase(Phase.FAILED)
            self.failed.emit(outcome.error)
        elif isinstance(outcome, Completed):
            self._set_phase(Phase.FINISHED)
        else:
            self._set_phase(Phase.STOPPED if self.run is not None else Phase.IDLE)
        self.runs_changed.emit()

    def _drain(self, *, final: bool = False) -> None:
        """Empty the mailbox. The last drain of a run passes on everything, or the tail of the curves would be lost."""
        events = self._mailbox.take_events()
        self.units |= self._mailbox.take_units()  # after the events, so that none of theirs is missing
        if self.run is None:
            return
        if events:
            self.run.add(events)
            self.advanced.emit(events)
            self.units = {step: units for step, units in self.units.items() if step > events[-1].step}
        if self._is_due("snapshot", SNAPSHOT_INTERVAL, now=final) and (snapshot := self._mailbox.take_snapshot()):
            self.run.album.add(snapshot)
            self.snapshot_changed.emit(snapshot)
        if self._is_due("evaluation", EVALUATION_INTERVAL, now=final) and (
            evaluation := self._mailbox.take_evaluation()
        ):
            self.evaluation_changed.emit(evaluation)

    def _is_due(self, what: str, interval: float, *, now: bool) -> bool:
        moment = time.monotonic()
        if not now and moment - self._shown_at[what] < interval:
            return False
        self._shown_at[what] = moment
        return True

    def _keep(self, *, interrupted: bool) -> MnistPadError | None:
        """Write the run's card anew, and return what went wrong: a full disk costs the card, not the run."""
        if self.kept is None:
            return None
        run, best = self.run, self.run.best if self.run is not None else None
        if run is not None and run.key == self.kept.key:
            self.kept = replace(
                self.store.find(self.kept.key) or self.kept,
                threads=run.choice.reason,
                config=run.config,
                epoch=run.epoch,
                accuracy=best.accuracy if best else None,
                images=run.held_out,
                count=best.count if best else 0,
            )
        self.kept = replace(self.kept, interrupted=interrupted)
        try:
            self.store.write(self.kept)
        except MnistPadError as error:
            return error
        finally:
            self.store.release(self.kept.key)
        return None

    def _set_phase(self, phase: Phase) -> None:
        if phase != self.phase:
            self.phase = phase
            self.phase_changed.emit(phase)

    def _refuse_if_busy(self) -> None:
        if self.phase.is_busy:
            msg = "A run is going on. Stop it first."
            raise TrainingError(msg)
