"""What a run has to say to the whole window: who reads, how it ended, and what is left of the last one."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from mnistpad.errors import MnistPadError
from mnistpad.model_file import Model
from mnistpad.training import DivergedError
from mnistpad.training.naming import name_run
from mnistpad.ui.pad.answer import announce
from mnistpad.ui.session import Session
from mnistpad.ui.training.probe import Probe, Readings
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.training.run.run import Run
from mnistpad.ui.training.run.store import KeptRun
from mnistpad.ui.training.tab import TrainingTab
from mnistpad.ui.window.desk.strip import Choice, Kind, Message, Strip

if TYPE_CHECKING:
    from mnistpad.ui.training.curves.strip import HeatStrip

READS = "The pad is read by this run now: watch it learn your digit."
FAILED = "The run has ended, so the shipped model reads the pad again."
SAVING = Message("Saving the curves…", Kind.LOADING)
UNSAVED = "{}\n\nClose MnistPad all the same? What this run learned since it was last saved will be lost."


class RunDesk(QObject):
    """Connects the run with the pad and the window's strip."""

    def __init__(self, tab: TrainingTab, probe: Probe, session: Session, strip: Strip) -> None:
        super().__init__(tab)
        self._tab = tab
        self._controller = tab.controller
        self._probe = probe
        self._session = session
        self._strip = strip
        self._switch = False  # the run that begins shall read the pad
        self._wants_pad = False  # the network that is being made shall read the pad
        self._question: Message | None = None
        self._reads: Message | None = None  # says that the run reads, and learns
        self._readings: Readings | None = None
        self._is_aside = False
        tab.started.connect(self._started)
        for trouble in (tab.trouble, tab.keeping.failed, tab.gallery.trouble):
            trouble.connect(strip.complain)
        tab.gallery.heat_made.connect(self._fill)
        tab.keeping.use_pressed.connect(self._use_on_pad)
        tab.keeping.choice.activated.connect(self._choose_kept)
        tab.keeping.model_made.connect(self._read_with_kept)
        tab.keeping.kept_made.connect(self._read_with_another)
        tab.gallery.use_wanted.connect(self._use_another)
        tab.gallery.deleted.connect(self._deleted)
        tab.exams.shipped_model = self._shipped_model
        for saved in (tab.keeping.saved, tab.gallery.saved):
            saved.connect(lambda path: strip.tell(f"Saved as {path.name}."))
        tab.gallery.jobs.slow.connect(lambda: strip.show_message(SAVING))
        tab.gallery.jobs.settled.connect(lambda: strip.take_back(SAVING))
        session.reader_changed.connect(self._show_reader)
        session.run_reader_changed.connect(self._show_reader)
        self._controller.run_changed.connect(self._run_begun)
        self._controller.phase_changed.connect(self._phase_changed)
        self._controller.failed.connect(self._failed)

    def step_aside(self, aside: bool) -> None:
        """Do less often what nobody looks at while a person draws."""
        self._is_aside = aside
        self._tab.gallery.step_aside(aside)
        if self._readings is not None:
            self._readings.step_aside(aside)

    def _fill(self, heat: "HeatStrip") -> None:
        self._readings = Readings(self._controller, self._session, self._probe, heat)
        self._readings.step_aside(self._is_aside)

    # Who reads

    def _started(self) -> None:
        self._switch = True
        self._tab.keeping.call_off()
        self._take_question_back()

    def _run_begun(self, _run: Run) -> None:
        if self._switch:
            self._switch = False
            self._probe.read_with_run()
            back = Choice("Back to the shipped model", self._session.read_with_shipped)
            self._reads = self._strip.tell(READS, back, is_spoken=False)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, MnistPadError):
            sys.excepthook(type(error), error, error.__traceback__)
        if self._controller.phase is not Phase.FAILED:
            return  # a run that could not begin: the one before it is as it was
        if self._probe.is_reading:
            self._strip.tell(FAILED)
        self._session.withdraw_run()

    def _show_reader(self, _reader: object = None) -> None:
        self._tab.keeping.show_reader(run_reads=self._probe.is_reading)
        if not self._probe.is_reading:
            self._take_reads_back()

    def _use_on_pad(self) -> None:
        self._wants_pad = True
        self._tab.keeping.make_for_pad()

    def _choose_kept(self, _index: int) -> None:
        if self._probe.is_reading:
            self._tab.keeping.make_for_pad()

    def _read_with_kept(self, model: Model, words: str) -> None:
        if not self._controller.phase.is_busy:  # or a run has begun meanwhile
            self._probe.offer_model(model, words)
            if self._wants_pad:
                self._probe.read_with_run()
        self._wants_pad = False

    def _use_another(self, key: str) -> None:
        kept = self._controller.store.find(key)
        if kept is not None:
            self._wants_pad = False
            self._tab.keeping.make_of(key, title(kept))

    def _read_with_another(self, key: str, model: Model, words: str) -> None:
        run = self._controller.run
        if not self._controller.phase.is_busy or (run is not None and run.key == key):
            self._probe.offer_kept(key, model, words)
        else:
            self._strip.tell("A run is going on, and reads the pad. Stop it first.")

    def _deleted(self, key: str, name: str) -> None:
        self._tab.keeping.call_off(key)
        reader = self._session.run_reader
        if reader is not None and reader.run == key:
            if self._probe.is_reading:
                self._strip.tell(f"{name} is deleted, so the shipped model reads the pad again.")
            self._session.withdraw_run()

    def _shipped_model(self) -> Model | None:
        shipped = self._session.shipped
        return shipped.recognizer.model if shipped else None

    # How it ended

    def _phase_changed(self, phase: Phase) -> None:
        run = self._controller.run
        if not phase.is_busy or phase is Phase.STOPPING:
            self._take_reads_back()
        if phase is Phase.PAUSED and run is not None:
            announce(self._tab, self._tab.line.words.text())
        elif phase is Phase.FINISHED and run is not None:
            announce(self._tab, self._tab.line.words.text())
            self._take_kept_network()

    def _take_kept_network(self) -> None:
        """Let the best network read instead of the last, and ask who is to read from now on."""
        if not self._probe.is_reading:
            return
        self._tab.keeping.make_for_pad()
        self._ask_who_reads()

    def _ask_who_reads(self) -> None:
        self._question = self._strip.ask(
            "The run has finished.",
            Choice("Keep reading with this run", lambda: None),
            Choice("Back to the shipped model", self._session.read_with_shipped),
            is_spoken=False,  # the sentence that tells how it ended has been said
        )

    def _take_reads_back(self) -> None:
        """Say no longer that the run reads and learns."""
        if self._reads is not None:
            self._strip.take_back(self._reads)
            self._reads = None

    def _take_question_back(self) -> None:
        if self._question is not None:
            self._strip.take_back(self._question)
            self._question = None

    def say_state(self) -> None:
        """Say where the run stands, to the ear and in the strip."""
        self._tab.line.refresh()
        words = self._tab.line.words.text()
        self._strip.tell(words if self._controller.phase is not Phase.IDLE else "No run is going on.")

    # Between starts

    def offer_unfinished(self) -> None:
        """Offer to go on with the run that the last start did not end."""
        self._controller.store.tidy()
        kept = self._controller.store.unfinished()
        if kept is None or self._controller.phase.is_busy:
            return
        self._question = self._strip.ask(
            f"{title(kept)} was at epoch {self._epoch(kept):,} of {kept.config.epochs:,}.",
            Choice("Continue", lambda: self._tab.continue_run(kept.key)),
            Choice("Not now", lambda: self._let_lie(kept)),
        )

    def _epoch(self, kept: KeptRun) -> int:
        """Return the epoch a run was in. A process that was killed wrote no card: its checkpoint knows."""
        try:
            state = self._controller.store.load(kept.key)
        except MnistPadError:
            return kept.epoch
        return min(state.config.epochs, state.epoch + (state.batch > 0))

    def _let_lie(self, kept: KeptRun) -> None:
        try:
            self._controller.store.change(kept.key, interrupted=False)
        except MnistPadError as error:
            self._strip.complain(str(error))

    def end_run(self) -> bool:
        """Stop and save the run because the window closes; return whether it may. Asks only if saving failed."""
        self._tab.wait()
        error = self._controller.close()
        if error is None or isinstance(error, DivergedError):
            return True
        buttons = QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel
        answer = QMessageBox.warning(self._tab.window(), "MnistPad", UNSAVED.format(error), buttons)
        return answer == QMessageBox.StandardButton.Close


def title(kept: KeptRun) -> str:
    """Return what a run is called."""
    return kept.name or name_run(kept.config)
