"""The pad as a probe of the run: its digit is read anew with every network that the run shows."""

import math
import time
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from mnistpad.model_file import Header, Model, Score
from mnistpad.recognizer import Recognizer
from mnistpad.ui.session import Reader, Session
from mnistpad.ui.training.run.album import shares_of_digits
from mnistpad.ui.training.run.controller import RunController
from mnistpad.ui.training.run.mailbox import Snapshot
from mnistpad.ui.training.run.run import Run

if TYPE_CHECKING:
    from mnistpad.ui.training.curves.strip import HeatStrip

INTERVAL = 200  # ms between two looks at what the run made of the drawing
INTERVAL_ASIDE = 1000  # and while it is drawn: each of its moves is another image for all networks
BUDGET = 0.006  # seconds that one look may take: what is left over waits for the next


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

    def offer_kept(self, key: str, model: Model, title: str) -> None:
        """Let another kept run take the run's place among the readers, and read."""
        self._is_looking_back = False
        self._newest = Reader(title, Recognizer(model), run=key)
        self._session.offer_run(self._newest)
        self.read_with_run()

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
        self._newest = _reader(run, snapshot, f"This run · epoch {math.ceil(snapshot.epoch):,}")
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


class Readings(QObject):
    """Fills the heat strip: what every network of the run makes of what lies on the pad.

    A network reads an image once; only new networks, or new ink, cost anything.
    """

    def __init__(self, controller: RunController, session: Session, probe: Probe, strip: "HeatStrip") -> None:
        super().__init__(strip)
        self._controller = controller
        self._session = session
        self._strip = strip
        self._image: npt.NDArray[np.float32] | None = None
        self._run: Run | None = None
        self._columns: dict[int, npt.NDArray[np.float32]] = {}
        self._shown: list[int] = []
        strip.moment_chosen.connect(probe.look_back)
        strip.returned.connect(probe.return_to_now)
        controller.run_changed.connect(strip.come_back)
        session.reader_changed.connect(self._reader_changed)
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def step_aside(self, aside: bool) -> None:
        """Look less often while a person draws, and catch up afterwards."""
        self._timer.setInterval(INTERVAL_ASIDE if aside else INTERVAL)

    def look(self) -> None:
        """Read what has not been read yet, for a few milliseconds."""
        if not self._strip.isVisible():
            return
        self._take_image()
        run = self._run
        if self._image is None or run is None:
            return
        X = self._image.reshape(784, 1)
        end = time.perf_counter() + BUDGET
        pages = run.album.pages
        for page in reversed(pages):  # the newest first: it is what the pad shows
            if page.step not in self._columns:
                self._columns[page.step] = shares_of_digits(page.network, X)
                if time.perf_counter() > end:
                    break
        steps = [page.step for page in pages if page.step in self._columns]
        if steps != self._shown:
            self._shown = steps
            self._columns = {step: self._columns[step] for step in steps}
            self._strip.set_readings(np.array(steps, np.int64), np.concatenate(list(self._columns.values()), axis=1))

    def _take_image(self) -> None:
        """Begin anew where the ink or the run is another; the strip is then empty for a moment at most."""
        answer, run = self._session.answer, self._controller.run
        image = None if answer is None or answer.blank else answer.image
        same = (image is None) == (self._image is None) and (
            image is None or self._image is None or np.array_equal(image, self._image)
        )
        if same and run is self._run:
            return
        self._image, self._run = image, run
        self._columns, self._shown = {}, []
        if image is None or run is None:
            self._strip.clear()

    def _reader_changed(self) -> None:
        if self._session.reader is not self._session.run_reader:
            self._strip.come_back()
