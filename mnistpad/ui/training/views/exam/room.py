"""The exam's place in the Train tab: over the views, made when it is first asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from mnistpad.model_file import Model, Score
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.keeping import Keeping
from mnistpad.ui.training.run.controller import RunController

if TYPE_CHECKING:
    from mnistpad.ui.training.views.exam.panel import ExamPanel
    from mnistpad.ui.training.views.exam.sitting import Candidate


class ExamRoom(QObject):
    """Offers the exam to the network that is kept, and knows what it scored.

    Parameters
    ----------
    controller
        The owner of the run.
    keeping
        Tells which of its networks is kept.
    settings
        Remember how often somebody looked.
    stack, views
        Where the exam is shown, and what is shown there when it is closed.
    """

    def __init__(
        self, controller: RunController, keeping: Keeping, settings: Settings, stack: QStackedWidget, views: QWidget
    ) -> None:
        super().__init__(stack)
        self._controller = controller
        self._keeping = keeping
        self._settings = settings
        self._stack = stack
        self._views = views
        self.panel: ExamPanel | None = None
        self.shipped_model: Callable[[], Model | None] = lambda: None  # to compare with

    def offer(self) -> None:
        """Offer the exam over the views, where there is a network to take it."""
        from mnistpad.ui.training.views.exam.panel import ExamPanel

        candidate = self._candidate()
        if candidate is None:
            return
        if self.panel is None:
            self.panel = ExamPanel(self._settings)
            self.panel.closed.connect(self.close)
            self._stack.addWidget(self.panel)
        self.panel.set_candidate(candidate)
        self._stack.setCurrentWidget(self.panel)
        self.panel.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def scores(self) -> list[Score]:
        """Return what the network that is kept scored; nothing before it took the exam."""
        if self.panel is None:
            return []
        self.panel.set_candidate(self._candidate())
        return self.panel.scores

    def close(self) -> None:
        """Show the views again."""
        if self.panel is not None and self._stack.currentWidget() is self.panel:
            self._stack.setCurrentWidget(self._views)
            self._keeping.exam.setFocus(Qt.FocusReason.OtherFocusReason)

    def wait(self) -> None:
        """Let an exam that is being taken end, because the window closes."""
        if self.panel is not None:
            self.panel.wait()

    def _candidate(self) -> "Candidate | None":
        from mnistpad.ui.training.views.exam.sitting import Candidate

        run, state = self._controller.run, self._controller.state
        if run is None or state is None or not self._keeping.is_offered:
            return None
        return Candidate.of(run.key, state, run.data, self.shipped_model(), last=self._keeping.keeps_last)
