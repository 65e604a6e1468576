"""Makes the views of the run and feeds them. What they are made of is imported when the first of them is shown."""

import json
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mnistpad.training import Evaluation
from mnistpad.training.naming import name_run
from mnistpad.training.summary import why_training_reads_lower
from mnistpad.ui import theme
from mnistpad.ui.pace import Pace
from mnistpad.ui.saving import ask_where_to_save
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.keeping import Jobs
from mnistpad.ui.training.run.controller import RunController
from mnistpad.ui.training.run.run import Run

if TYPE_CHECKING:
    from mnistpad.ui.training.curves.data.table import Row
    from mnistpad.ui.training.curves.view import CurvesView
    from mnistpad.ui.training.views.judged import Table
    from mnistpad.ui.training.views.runs.kept_runs import KeptRuns

REDRAWING = 0.1  # seconds between two drawings of the curves: as often as there is a new network
# Or less often: a run on both cores stands still meanwhile. With 5 ms ten times a second it was 1.3 times as slow.
REDRAWING_LONGEST = 0.5
REDRAWING_ASIDE = 1.0  # and while a person draws
_FILTERS = {".png": "Picture (*.png)", ".svg": "Drawing (*.svg)", ".csv": "Table (*.csv)"}


class Gallery(QObject):
    """Makes each view once, and passes on what they ask for."""

    heat_made = Signal(object)  # HeatStrip: it wants readings
    piece_chosen = Signal(object)  # Piece, for the pad
    continue_wanted = Signal(str, object)  # a kept run's key, and the epochs it is to have or None
    use_wanted = Signal(str)  # a kept run's key
    deleted = Signal(str, str)  # a kept run's key and name
    saved = Signal(object)  # Path
    trouble = Signal(str)
    _behind_changed = Signal()

    def __init__(self, controller: RunController, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._settings = settings
        self._evaluation: Evaluation | None = None
        self._folder = ""
        self.jobs = Jobs(self)
        self.jobs.failed.connect(self.trouble)
        self._kept_runs: KeptRuns | None = None
        self._is_aside = False
        self._redraw: Pace | None = None
        controller.run_changed.connect(self._begin)
        controller.evaluation_changed.connect(self._keep)

    def makers(self) -> dict[str, Callable[[], QWidget]]:
        """Return what makes each view, by its title."""
        return {"Curves": self.curves, "Digits": self.digits, "Mistakes": self.mistakes, "Runs": self.runs}

    def step_aside(self, aside: bool) -> None:
        """Draw the curves less often while a person draws, and catch up afterwards."""
        self._is_aside = aside
        if self._redraw is not None:
            self._redraw.interval = REDRAWING_ASIDE if aside else REDRAWING
            if not aside:
                self._redraw.flush()

    def _begin(self, run: Run) -> None:
        if self._evaluation is not None and run.step == 0:
            self._evaluation = None

    def _keep(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    # The views

    def curves(self) -> QWidget:
        """Return the learning curves."""
        from mnistpad.ui.training.curves.data.options import CurveOptions
        from mnistpad.ui.training.curves.strip import HeatStrip
        from mnistpad.ui.training.curves.view import CurvesView

        view = CurvesView(options=CurveOptions.from_dict(self._kept_options()))
        heat = HeatStrip()
        controller = self._controller

        def begin(run: Run | None) -> None:
            view.set_run(run, self._kept().behind(run))
            view.set_note((why_training_reads_lower(run.config) or "") if run is not None else "")
            view.caption = name_run(run.config) if run is not None else ""

        def lay_behind(_: object = None) -> None:
            view.set_behind(self._kept().behind(controller.run))

        begin(controller.run)
        self._behind_changed.connect(lay_behind)
        controller.run_changed.connect(begin)
        redraw = Pace(view.advance, time.monotonic, view, REDRAWING_LONGEST)
        self._redraw = redraw
        self.step_aside(self._is_aside)
        controller.advanced.connect(lambda _events: redraw.ask())
        controller.phase_changed.connect(lambda _phase: redraw.flush())
        view.options_changed.connect(lambda options: self._settings.put("curves", json.dumps(options.to_dict())))
        view.export_requested.connect(lambda suffix: self._export(view, suffix))
        view.span_changed.connect(heat.set_span)
        heat.set_span(view.span)
        self.heat_made.emit(heat)
        return CurvesPage(view, heat, self._curves_in_numbers)

    def _curves_in_numbers(self, rows: "list[Row]") -> "Table":
        from mnistpad.ui.training.curves.data.table import in_words

        run = self._controller.run
        return in_words(rows, run.held_out if run is not None else "")

    def digits(self) -> QWidget:
        """Return the confusion matrix and the accuracy per digit."""
        return self._of_evaluations("digits", "DigitsView")

    def mistakes(self) -> QWidget:
        """Return the mistakes."""
        return self._of_evaluations("mistakes", "MistakesView")

    def runs(self) -> QWidget:
        """Return the list of runs."""
        from mnistpad.ui.training.views.runs.view import RunsView

        view = RunsView(self._controller, self._kept())
        view.continue_requested.connect(self.continue_wanted)
        view.use_requested.connect(self.use_wanted)
        view.deleted.connect(self.deleted)
        view.behind_changed.connect(self._behind_changed)
        view.restored.connect(lambda _key: self._behind_changed.emit())
        view.failed.connect(lambda error: self.trouble.emit(str(error)))
        return view

    def _kept(self) -> "KeptRuns":
        from mnistpad.ui.training.views.runs.kept_runs import KeptRuns

        if self._kept_runs is None:
            self._kept_runs = KeptRuns(self._controller.store)
        return self._kept_runs

    def _of_evaluations(self, module: str, name: str) -> QWidget:
        view: Any = getattr(import_module(f"mnistpad.ui.training.views.{module}"), name)()
        view.set_run(self._controller.run)
        if self._evaluation is not None:
            view.show_evaluation(self._evaluation)
        self._controller.run_changed.connect(view.set_run)
        self._controller.evaluation_changed.connect(view.show_evaluation)
        view.picture_chosen.connect(lambda choice: self.piece_chosen.emit(choice.piece))
        return view  # type: ignore[no-any-return]

    # Files

    def _kept_options(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._settings.text("curves", 1000) or "{}"))
        except (ValueError, TypeError, RecursionError):
            return {}

    def _export(self, view: "CurvesView", suffix: str) -> None:
        parent = self.parent()
        widget = parent if isinstance(parent, QWidget) else None
        suggestion = Path(self._folder) / f"curves{suffix}"
        path = ask_where_to_save(widget, "Export the curves", suggestion, _FILTERS[suffix], self.trouble.emit)
        if path is not None:
            self._folder = str(path.parent)
            self.jobs.start(view.exporting(path), lambda _: self.saved.emit(path))


class CurvesPage(QWidget):
    """The curves, and what the run made of the drawing below them."""

    def __init__(self, view: "CurvesView", heat: QWidget, in_numbers: "Callable[[list[Row]], Table]") -> None:
        super().__init__()
        self.view_menu = view.view_menu
        self.table = lambda: in_numbers(view.numbers())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(view, 1)
        column.addWidget(heat)
