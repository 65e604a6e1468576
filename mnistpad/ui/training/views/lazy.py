"""What all views of an evaluation share: drawn at most twice a second, and only while they are seen."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mnistpad.training import Evaluation
from mnistpad.ui import theme
from mnistpad.ui.training.run.run import Run
from mnistpad.ui.training.views.judged import Judged

INTERVAL = 0.5  # seconds between two redrawings
NOTHING_HELD_OUT = "This run holds out no images, so nothing can be counted here. Hold some out in Settings."


class EvaluationView(QWidget):
    """Keeps the newest evaluation of the run, and shows it when it is due and can be seen.

    Parameters
    ----------
    name
        The objectName.
    empty
        What is said before there is anything to show.
    clock
        Seconds of a steady clock.
    """

    picture_chosen = Signal(object)  # PictureChoice

    def __init__(
        self, name: str, empty: str, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.judged: Judged | None = None  # what is shown
        self._empty_words = empty
        self._clock = clock
        self._run: Run | None = None
        self._newest: Evaluation | None = None
        self._drawn: Evaluation | None = None
        self._drawn_at = -INTERVAL
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._draw)
        self.caption = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.caption.setObjectName(f"{name}Caption")
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.sources = QComboBox()
        self.sources.setObjectName(f"{name}Images")
        self.sources.setAccessibleName("Whose images are shown")
        self.sources.setToolTip("Scores on different images do not compare: look at one source at a time, or at all")
        self.sources.activated.connect(self._choose_source)
        self._empty = QLabel(empty, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setObjectName(f"{name}Empty")
        self._stack = QStackedWidget()
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.GAP)
        self.head.addWidget(self.caption, 1)
        self.head.addWidget(self.sources)

    def _lay_out(self, content: QWidget) -> None:
        self._body = QWidget()
        rows = QVBoxLayout(self._body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.GAP)
        rows.addLayout(self.head)
        rows.addWidget(content, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._body)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._stack)
        self._forget()

    @property
    def says(self) -> str:
        """What is said in place of the content; empty while there is content."""
        return self._empty.text() if self._stack.currentWidget() is self._empty else ""

    def set_run(self, run: Run | None) -> None:
        """Show another run. One that goes on keeps what is shown until there is something newer."""
        goes_on = run is not None and self._run is not None and run.key == self._run.key
        self._run = run
        if not goes_on:
            self._forget()

    def show_evaluation(self, evaluation: Evaluation) -> None:
        """Show what the network makes of the held-out images now, as soon as that is due."""
        self._newest = evaluation
        self._draw_when_due()

    def _forget(self) -> None:
        self._newest = self._drawn = self.judged = None
        self._timer.stop()
        run = self._run
        nothing = run is not None and not run.data.parts("validation")
        self._empty.setText(NOTHING_HELD_OUT if nothing else self._empty_words)
        self._stack.setCurrentWidget(self._empty)
        self._fill_sources()

    def _fill_sources(self) -> None:
        parts = self._run.data.parts("validation") if self._run else []
        self.sources.clear()
        for name, source in (("All held-out images", None), *((part.name, i) for i, part in enumerate(parts))):
            self.sources.addItem(name, source)
        self.sources.setVisible(len(parts) > 1)

    def _draw_when_due(self) -> None:
        if not self.isVisible() or self._newest is self._drawn or self._timer.isActive():
            return
        wait = self._drawn_at + INTERVAL - self._clock()
        self._draw() if wait <= 0 else self._timer.start(int(1000 * wait) + 1)

    def _draw(self) -> None:
        run, evaluation = self._run, self._newest
        if run is None or evaluation is None or not self.isVisible():
            return
        if self._is_held():
            self._timer.start(int(1000 * INTERVAL))
            return
        self._drawn, self._drawn_at = evaluation, self._clock()
        # Whoever measured it tells when: the history may have gone on since.
        measured = (each for each in reversed(run.history.evaluations) if each.loss == evaluation.loss)
        epoch = next((each.epoch for each in measured), None)
        self._show(Judged(evaluation, tuple(run.data.parts("validation")), epoch, self.sources.currentData()))

    def _choose_source(self) -> None:
        if self.judged is not None:
            self._show(self.judged.of_source(self.sources.currentData()))

    def _show(self, judged: Judged) -> None:
        self.judged = judged
        self._stack.setCurrentWidget(self._body)
        self.caption.setText(judged.caption)
        self.show_judged(judged)

    def show_judged(self, judged: Judged) -> None:
        """Draw it. For each view to fill in."""
        raise NotImplementedError

    def _is_held(self) -> bool:
        """Whether what is shown must stay for now, because a person is pressing on it."""
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened unseen."""
        super().showEvent(event)
        self._draw_when_due()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing that nobody sees."""
        self._timer.stop()
        super().hideEvent(event)
