"""The run in one line, before it starts and while it goes on."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from mnistpad.training import EpochDone, Event
from mnistpad.training.summary import summary
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.run.controller import Phase, RunController
from mnistpad.ui.training.setup import speed
from mnistpad.ui.training.setup.plan import Plan
from mnistpad.ui.training.setup.shelf import Shelf


class SummaryLine(QLabel):
    """Sums up the run that goes on, else the planned one; measures how fast this machine is for the next line."""

    def __init__(self, controller: RunController, plan: Plan, shelf: Shelf, settings: Settings) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.setObjectName("runSummary")
        self.setProperty("role", "note")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._controller = controller
        self._plan = plan
        self._shelf = shelf
        self._settings = settings
        self._names: dict[str, str] = {}
        self._unloadable: dict[str, str] = {}  # why, by source
        shelf.counted.connect(self.refresh)
        shelf.failed.connect(self._cannot_load)
        controller.advanced.connect(self._measure)

    def set_names(self, names: dict[str, str]) -> None:
        """Say what people call each source."""
        self._names = names
        self._unloadable.clear()  # what was missing may be here now
        self.refresh()

    def refresh(self, _source: str = "") -> None:
        """Sum up what there is now."""
        self.setText(self._words())
        self.setToolTip(self.text())
        self.setAccessibleName(self.text())

    def _words(self) -> str:
        run, phase = self._controller.run, self._controller.phase
        if run is not None and phase.is_busy and phase is not Phase.PREPARING:
            return summary(run.config, run.data.description, run.data.epoch_size, len(run.data.validation))
        config, source = self._plan.config, self._plan.source
        counts = self._shelf.counts(source) if source else None
        if counts is None:
            name = self._names.get(source) or Path(source).name or source
            return self._unloadable.get(source) or (summary(config, name) if source else "")
        rate = speed.images_per_second(self._settings, config)
        return summary(config, counts.name, counts.learned, counts.held_out, rate)

    def _cannot_load(self, source: str, why: str) -> None:
        self._unloadable[source] = why
        self.refresh()

    def _measure(self, events: list[Event]) -> None:
        run = self._controller.run
        epochs = [event for event in events if isinstance(event, EpochDone)]
        if run is not None and epochs and epochs[-1].seconds > 0:
            shown = epochs[-1].epoch * run.data.epoch_size
            speed.remember(self._settings, run.config, shown / epochs[-1].seconds)
