"""The final exam in the window: asked for with a press, taken in place, beside the thread that paints."""

from PySide6.QtCore import Qt, QThread, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mnistpad.errors import MnistPadError
from mnistpad.model_file import Score
from mnistpad.ui import theme
from mnistpad.ui.pad.answer import announce
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.views.exam.sitting import Candidate, Looks, Result, sit, warning

NOBODY = "Pause or stop the run first: the exam is for a network that no longer changes."
NO_TEST = "This source has no test images. Learn from another one to have an exam."
MEANING = "± is the 95 % range: what other images of the same kind would give."


class _Examiner(QThread):
    """Reads the test images of a candidate, which takes up to a second."""

    examined = Signal(object)  # list of Results, or the MnistPadError

    def __init__(self, candidate: Candidate) -> None:
        super().__init__()
        self.setObjectName("examiner")
        self.candidate = candidate

    def run(self) -> None:
        """Examine, in the thread. An exception that escaped from here would leave the panel waiting."""
        try:
            self.examined.emit(sit(self.candidate))
        except Exception as error:  # handed over: a bug is raised again where the crash dialog hears it
            self.examined.emit(error)


class ExamPanel(QWidget):
    """Says what the exam is, takes it on a press, and shows what came of it.

    Parameters
    ----------
    settings
        Where the number of looks is kept.
    """

    taken = Signal(object)  # list of Results, just now
    closed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("examPanel")
        self.setAccessibleName("Final exam")
        self._looks = Looks(settings)
        self._candidate: Candidate | None = None
        self._examiner: _Examiner | None = None
        self._results: dict[str, list[Result]] = {}
        self._words = _label("examWords")
        self._figure = _label("examFigure", "headline")
        self._details = _label("examDetails")
        self._warning = _label("examWarning")
        self._note = _label("examNote", "note")
        self.take = QPushButton("Take it now")
        self.take.setObjectName("takeExamButton")
        self.take.setProperty("primary", True)
        self.close_button = QPushButton("Not now")
        self.close_button.setObjectName("examCloseButton")
        self.take.clicked.connect(self._take)
        self.close_button.clicked.connect(self.closed)
        theme.theme.changed.connect(self._restyle)
        self._lay_out()
        self._restyle()
        self.set_candidate(None)

    def _lay_out(self) -> None:
        headline = QLabel("Final exam")
        headline.setProperty("role", "headline")
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.take)
        row.addWidget(self.close_button)
        row.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, theme.GAP, 0, 0)
        page.setSpacing(theme.GAP)
        for part in (headline, self._words, self._figure, self._details, self._warning, self._note):
            page.addWidget(part)
        page.addLayout(row)
        page.addStretch(1)

    @property
    def results(self) -> list[Result]:
        """What came of the candidate's exam; empty until it was taken."""
        return self._results.get(self._candidate.key, []) if self._candidate else []

    @property
    def scores(self) -> list[Score]:
        """The same for the header of a saved model."""
        return [result.score for result in self.results]

    def set_candidate(self, candidate: Candidate | None) -> None:
        """Offer the exam to a network; None while there is none that holds still."""
        self._candidate = candidate
        self._refresh()

    def wait(self) -> None:
        """Let an exam that is going on end, because the window closes."""
        if self._examiner is not None:
            self._examiner.wait()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        candidate = self._candidate
        if candidate is None or self._examiner is not None or self.results:
            return
        examiner = self._examiner = _Examiner(candidate)
        _running.add(examiner)
        examiner.examined.connect(self._show_results)
        examiner.finished.connect(lambda: _running.discard(examiner))
        self._refresh()
        examiner.start()

    def _show_results(self, results: object) -> None:
        examiner, self._examiner = self._examiner, None
        if examiner is None:
            return
        examiner.wait()
        if isinstance(results, list):
            self._results[examiner.candidate.key] = results
            self._looks.note(examiner.candidate.test_sets)
            self._refresh()
            announce(self, " ".join(result.sentence for result in results))
            self.taken.emit(results)
            return
        self._refresh()
        if isinstance(results, MnistPadError):
            self._words.setText(str(results))
        elif isinstance(results, Exception):
            raise results

    def _refresh(self) -> None:
        candidate, results = self._candidate, self.results
        obstacle = NOBODY if candidate is None else "" if candidate.images else NO_TEST
        looks = self._looks.count(candidate.test_sets) if candidate else 0
        self._words.setText(obstacle or self._invitation(looks))
        self._figure.setText("\n".join(result.sentence for result in results))
        self._details.setText("\n".join(dict.fromkeys(r.comparison for r in results if r.comparison)))
        caution = warning(looks) if results else ""
        self._warning.setText(f"! {caution}" if caution else "")
        self._note.setText(f"{MEANING} This was the network of {candidate.name}." if candidate and results else "")
        for label in (self._figure, self._details, self._warning, self._note):
            label.setVisible(bool(label.text()))
        self._offer(obstacle)

    def _invitation(self, looks: int) -> str:
        if self._candidate is None:
            return ""
        words = f"{self._candidate.images:,} images no run has learned. Best taken once."
        if self.results or not looks:
            return words
        return f"{words} You have looked {'once' if looks == 1 else f'{looks:,} times'} already."

    def _offer(self, obstacle: str) -> None:
        self.take.setVisible(not self.results and not obstacle)
        self.take.setEnabled(self._examiner is None)
        self.take.setText("Take it now" if self._examiner is None else "Reading the test images…")
        self.close_button.setText("Done" if self.results or obstacle else "Not now")

    def _restyle(self) -> None:
        self._warning.setStyleSheet(f"color: {theme.tokens().warn}")


_running: set[_Examiner] = set()  # a QThread that is deleted while it runs takes the program down with it


def _label(name: str, role: str = "") -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setObjectName(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
