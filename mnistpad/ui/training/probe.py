"""The pad as a probe of the run: its digit is read anew with every network that the run shows."""

from PySide6.QtCore import QObject, Signal

from mnistpad.model_file import Header, Model, Score
from mnistpad.recognizer import Recognizer
from mnistpad.ui.session import Reader, Session
from mnistpad.ui.training.run.controller import RunController
from mnistpad.ui.training.run.mailbox import Snapshot
from mnistpad.ui.training.run.run import Run


class Probe(QObject):
    """Keeps the run among the readers, as far as it has come."""

    looked_back = Signal(object)  # the Snapshot that reads instead of the newest, or None

    def __init__(self, controller: RunController, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._session = session
        self._newest: Reader | None = None
        self._is_looking_back = False
        controller.run_changed.connect(self._begin)
        controller.snapshot_changed.connect(self._show)

    @property
    def is_reading(self) -> bool:
        """Whether the run reads the pad."""
        return self._session.reader is not None and self._session.reader is self._session.run_reader

    def read_with_run(self) -> None:
        """Let the run read the pad."""
        reader = self._session.run_reader
        if reader is not None and not self.is_reading:
            self._session.read_with(reader)

    def offer_model(self, model: Model, title: str) -> None:
        """Let a finished network take the run's place."""
        run = self._controller.run
        if run is not None:
            self._is_looking_back = False
            self._newest = Reader(title, Recognizer(model), run=run.key)
            self._session.offer_run(self._newest)

    def look_back(self, step: float) -> Snapshot | None:
        """Let the network of an earlier step read, until `return_to_now`; return it."""
        run = self._controller.run
        snapshot = run.album.at(step) if run is not None else None
        if run is None or snapshot is None:
            return None
        self._is_looking_back = True
        self._session.offer_run(_reader(run, snapshot, f"Looking back: epoch {epoch_text(snapshot.epoch)}"))
        self.read_with_run()
        self.looked_back.emit(snapshot)
        return snapshot

    def return_to_now(self) -> None:
        """Let the newest network read again."""
        if self._is_looking_back and self._newest is not None:
            self._is_looking_back = False
            self._session.offer_run(self._newest)
            self.looked_back.emit(None)

    def _begin(self, run: Run) -> None:
        self._is_looking_back = False
        pages = run.album.pages
        if pages:
            self._show(pages[-1])

    def _show(self, snapshot: Snapshot) -> None:
        run = self._controller.run
        if run is None:
            return
        self._newest = _reader(run, snapshot, f"This run · epoch {int(snapshot.epoch):,}")
        if not self._is_looking_back:
            self._session.offer_run(self._newest)


def _reader(run: Run, snapshot: Snapshot, title: str) -> Reader:
    """Return a reader for a network on its way; its score is the newest that was measured up to there."""
    measured = next((each for each in reversed(run.history.evaluations) if each.step <= snapshot.step), None)
    scores = []
    if measured is not None:
        scores = [Score(run.held_out, "validation", measured.count, measured.accuracy, measured.loss)]
    return Reader(title, Recognizer(Model(snapshot.network, Header(title, scores=scores))), run=run.key)


def epoch_text(epoch: float) -> str:
    """Return 0.5 for the middle of the first epoch, and 3 for the end of the third."""
    return f"{epoch:,.1f}".removesuffix(".0") if epoch >= 1 else f"{epoch:.2g}"
