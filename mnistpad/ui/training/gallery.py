"""Makes the views of the run and feeds them. What they are made of is imported when the first of them is shown."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from mnistpad.errors import MnistPadError
from mnistpad.training import Evaluation
from mnistpad.training.naming import name_run
from mnistpad.training.summary import why_training_reads_lower
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.run.controller import RunController
from mnistpad.ui.training.run.run import Run

_FILTERS = {".png": "Picture (*.png)", ".svg": "Drawing (*.svg)", ".csv": "Table (*.csv)"}


class Gallery(QObject):
    """Makes each view once, and passes on what they ask for."""

    piece_chosen = Signal(object)  # Piece, for the pad
    saved = Signal(object)  # Path
    trouble = Signal(str)

    def __init__(self, controller: RunController, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._settings = settings
        self._evaluation: Evaluation | None = None
        self._folder = ""
        controller.run_changed.connect(self._begin)
        controller.evaluation_changed.connect(self._keep)

    def makers(self) -> dict[str, Callable[[], QWidget]]:
        """Return what makes each view, by its title."""
        return {"Curves": self.curves, "Digits": self.digits, "Mistakes": self.mistakes}

    def _begin(self, run: Run) -> None:
        if self._evaluation is not None and run.step == 0:
            self._evaluation = None

    def _keep(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    # The views

    def curves(self) -> QWidget:
        """Return the learning curves."""
        from mnistpad.ui.training.curves.data.options import CurveOptions
        from mnistpad.ui.training.curves.view import CurvesView

        view = CurvesView(options=CurveOptions.from_dict(self._kept_options()))
        controller = self._controller

        def begin(run: Run | None) -> None:
            view.set_run(run)
            view.set_note((why_training_reads_lower(run.config) or "") if run is not None else "")
            view.caption = name_run(run.config) if run is not None else ""

        begin(controller.run)
        controller.run_changed.connect(begin)
        controller.advanced.connect(view.advance)
        view.options_changed.connect(lambda options: self._settings.put("curves", json.dumps(options.to_dict())))
        view.export_requested.connect(lambda suffix: self._export(view.export, suffix))
        return view

    def digits(self) -> QWidget:
        """Return the confusion matrix and the accuracy per digit."""
        return self._of_evaluations("digits", "DigitsView")

    def mistakes(self) -> QWidget:
        """Return the mistakes."""
        return self._of_evaluations("mistakes", "MistakesView")

    def _of_evaluations(self, module: str, name: str) -> QWidget:
        try:
            view: Any = getattr(import_module(f"mnistpad.ui.training.views.{module}"), name)()
        except ImportError:
            return QLabel("This view is not there yet.")
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

    def _export(self, export: Callable[[Path], None], suffix: str) -> None:
        parent = self.parent()
        widget = parent if isinstance(parent, QWidget) else None
        suggestion = str(Path(self._folder) / f"curves{suffix}")
        name, _ = QFileDialog.getSaveFileName(widget, "Export the curves", suggestion, _FILTERS[suffix])
        if not name:
            return
        path = Path(name)
        self._folder = str(path.parent)
        try:
            export(path if path.suffix else path.with_name(path.name + suffix))
        except MnistPadError as error:
            self.trouble.emit(str(error))
        else:
            self.saved.emit(path)
