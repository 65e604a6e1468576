"""The learning curves of the present run, with earlier ones behind. Drawn when told, and only while visible."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from mnistpad.training import Event
from mnistpad.training.state import History
from mnistpad.ui import theme
from mnistpad.ui.training.curves import exports, wordings
from mnistpad.ui.training.curves.chips import ChipButton, ChipNote
from mnistpad.ui.training.curves.compose import Scene, compose
from mnistpad.ui.training.curves.data.options import CurveOptions
from mnistpad.ui.training.curves.data.span import Span
from mnistpad.ui.training.curves.data.table import Row, table
from mnistpad.ui.training.curves.data.track import EarlierCurve, Measure, Track
from mnistpad.ui.training.curves.menu import view_menu
from mnistpad.ui.training.curves.readout import Readout
from mnistpad.ui.training.curves.sheet.look import Look
from mnistpad.ui.training.curves.sheet.plot import Plot
from mnistpad.ui.training.run.run import Run

MOST_BEHIND = 4


class CurvesView(QWidget):
    """Accuracy above, loss below, their x axes linked."""

    options_changed = Signal(object)  # CurveOptions, chosen in the menu or assigned
    span_changed = Signal(object)  # Span: another stretch of the run is on the screen
    export_requested = Signal(str)  # the suffix of the wanted file

    def __init__(self, parent: QWidget | None = None, options: CurveOptions | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves")
        self.caption = ""  # what the run is, for files
        self._look = Look.of_the_window()
        self._scene = Scene(options=options or CurveOptions())
        self._is_held = False  # panned or zoomed by hand
        self._pointed: float | None = None  # where the crosshair is, 0 to 1 across
        self._is_stale = True
        self._readout, self._note = Readout(), ChipNote()
        self._plots = {each: Plot(self._look, with_numbers_below=each is Measure.LOSS) for each in Measure}
        self._follow = ChipButton("Follow", self._plots[Measure.ACCURACY])
        self._name_parts()
        self._lay_out()
        for measure, plot in self._plots.items():
            self._listen_to(measure, plot)
        self._follow.clicked.connect(self.follow)
        theme.theme.changed.connect(self._restyle)
        self._aim()

    @property
    def options(self) -> CurveOptions:
        """What a person chose in the View menu."""
        return self._scene.options

    @options.setter
    def options(self, options: CurveOptions) -> None:
        if options == self._scene.options:
            return
        self._scene = replace(self._scene, options=options)
        if self._scene.track is not None:
            self._scene.track.smooth(options.smoothing)
        self.options_changed.emit(options)
        self.follow()

    @property
    def span(self) -> Span:
        """The stretch of the run that is on the screen."""
        return self._scene.span

    @property
    def is_held(self) -> bool:
        """Whether a person panned or zoomed, so that the curves no longer follow the run."""
        return self._is_held

    @property
    def texts(self) -> dict[Measure, list[str]]:
        """The words in each plot."""
        return {measure: plot.texts for measure, plot in self._plots.items()}

    def view_menu(self, parent: QWidget) -> QMenu:
        """Return the menu of the options; it belongs to the parent."""
        return view_menu(parent, lambda: self.options, self._choose, self.export_requested.emit)

    def set_run(self, run: Run | None, behind: Sequence[EarlierCurve] | None = None) -> None:
        """Show this run, and up to four earlier ones behind it, or those that are there; None shows none."""
        if behind is not None:
            self._lay_behind(behind)
        if run is None:
            self._show_track(None)
        else:
            self.set_history(run.history, run.batches)

    def set_history(self, history: History, batches: int) -> None:
        """Show a run by its history, which may grow; `batches` are those of an epoch."""
        self._show_track(Track(history, batches, self.options.smoothing))

    def advance(self, events: Sequence[Event] = ()) -> None:  # noqa: ARG002
        """Draw what the run's history has more by now. The run has taken in the events already."""
        if self._scene.track is not None:
            self._scene.track.sync()
        self._aim()
        self._draw_if_visible()

    def set_behind(self, earlier: Sequence[EarlierCurve]) -> None:
        """Lay up to four earlier runs behind the present one."""
        self._lay_behind(earlier)
        self._aim()
        self._draw_if_visible()

    def set_note(self, text: str) -> None:
        """Say in a chip why a curve is not what one would expect; nothing takes it away."""
        self._note.say(text)

    def numbers(self) -> list[Row]:
        """Return the curves as a table, a row for each time the held-out images were read."""
        return table(self._scene.track) if self._scene.track is not None else []

    def follow(self) -> None:
        """Give up panning and zooming: show what the options ask for."""
        self._is_held = False
        self._aim()
        self._draw_if_visible()

    def export(self, path: Path) -> None:
        """Save the curves; the suffix says how: .png, .svg, or .csv for anything else.

        Raises
        ------
        TrainingError
            If the file cannot be written.
        """
        self.exporting(path)()

    def exporting(self, path: Path) -> Callable[[], None]:
        """Return what saves the curves as they are now, in any thread: a million batches take 2 s as a table."""
        save = {".png": exports.png, ".svg": exports.svg}.get(path.suffix.lower())
        if save is None:
            track = self._scene.track
            history = track.history.copy() if track else History()
            return partial(exports.save_csv, history, track.batches if track else 1, path)
        return partial(exports.write, path, save(self._scene, self._words(None), self.caption))

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody looked."""
        super().showEvent(event)
        if self._is_stale:
            self._draw()

    # How it is built.

    def _name_parts(self) -> None:
        names = {Measure.ACCURACY: "Accuracy over the run", Measure.LOSS: "Loss over the run"}
        for measure, plot in self._plots.items():
            plot.setObjectName(f"{measure.value}Plot")
            plot.setAccessibleName(names[measure])
        self._follow.setObjectName("followChip")
        self._follow.setToolTip("Back to the run. A double click on the curves does the same.")
        self._follow.hide()
        self._note.setObjectName("curveNote")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._readout)
        column.addWidget(self._note)
        for plot in self._plots.values():
            column.addWidget(plot, 1)

    def _listen_to(self, measure: Measure, plot: Plot) -> None:
        plot.pointed.connect(self._point)
        plot.left.connect(self._stop_pointing)
        plot.stepped.connect(self._step)
        plot.panned.connect(self._pan)
        plot.zoomed.connect(self._zoom)
        plot.let_go.connect(self.follow)
        plot.resized.connect(lambda: self._draw_anew(measure))

    # What a person does.

    def _choose(self, options: CurveOptions) -> None:
        self.options = options

    def _point(self, place: float) -> None:
        self._pointed = None if self._scene.is_empty else place
        self._show_reading()

    def _stop_pointing(self) -> None:
        self._pointed = None
        self._show_reading()

    def _step(self, pixels: int) -> None:
        at = 1.0 if self._pointed is None else self._pointed
        self._point(min(max(at + pixels / self._columns, 0.0), 1.0))

    def _pan(self, by: float) -> None:
        self._hold(self.span.panned(by, self._scene.newest))

    def _zoom(self, factor: float, at: float) -> None:
        self._hold(self.span.zoomed(factor, at, self._scene.newest))

    def _hold(self, span: Span) -> None:
        if self._scene.is_empty or span == self.span:
            return
        self._is_held = True
        self._set_span(span)
        self._draw_if_visible()

    # What is shown.

    def _lay_behind(self, earlier: Sequence[EarlierCurve]) -> None:
        shown = [(each.name, Track(each.history, each.batches)) for each in earlier[:MOST_BEHIND]]
        self._scene = replace(self._scene, behind=tuple(shown))

    @property
    def _columns(self) -> int:
        return self._plots[Measure.LOSS].columns

    def _show_track(self, track: Track | None) -> None:
        self._scene = replace(self._scene, track=track)
        self._pointed = None
        self.follow()

    def _aim(self) -> None:
        """Look at the stretch that the options ask for, unless a person chose another."""
        if self._is_held and not self._scene.is_empty:
            return
        self._set_span(self._scene.natural_span())

    def _set_span(self, span: Span) -> None:
        if span != self._scene.span:
            self._scene = replace(self._scene, span=span)
            self.span_changed.emit(span)

    def _draw_if_visible(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._draw()

    def _draw_anew(self, measure: Measure) -> None:
        """Draw one plot whose size is another now: the layout resizes them one after the other."""
        if self._is_stale or not self.isVisible():
            self._draw_if_visible()
            return
        self._draw_plot(measure)
        self._show_chip()
        self._show_reading()

    def _draw_plot(self, measure: Measure) -> None:
        plot = self._plots[measure]
        plot.show_content(compose(self._scene, measure, self._look, plot.columns))

    def _draw(self) -> None:
        self._is_stale = False
        for measure in self._plots:
            self._draw_plot(measure)
        self._show_chip()
        self._show_reading()
        self._describe()

    def _show_chip(self) -> None:
        """Offer the way back, in the heading, where it covers nothing."""
        self._follow.setText("Follow" if self.options.follow else "Whole run")
        self._follow.adjustSize()
        self._follow.move(self._plots[Measure.ACCURACY].width() - self._follow.width() - theme.GAP, 0)
        self._follow.setVisible(self._is_held)

    def _show_reading(self) -> None:
        for plot in self._plots.values():
            plot.show_crosshair(self._pointed)
        self._readout.set_texts(*self._words(self._pointed), is_spoken=self._pointed is not None)

    def _words(self, place: float | None) -> tuple[str, str, str]:
        """Return what the curves say at a place, or at the newest step."""
        track, span = self._scene.track, self.span
        if track is None or track.is_empty:
            return "", "Training", "Validation"
        step = float(track.newest) if place is None else min(span.step_at(place), float(track.newest))
        width = max(1.0, (span.step_at((place or 0) + 1 / self._columns) - span.step_at(place or 0)))
        means, evaluation = track.at(step, width)
        where = wordings.place(step, span.batches, in_batches=span.in_batches)
        return where, wordings.training(means), wordings.validation(evaluation)

    def _describe(self) -> None:
        track = self._scene.track
        evaluations = track.history.evaluations if track is not None else []
        newest = wordings.validation(evaluations[-1]) if evaluations else wordings.EMPTY
        text = wordings.summary(newest, track.best if track is not None else None)
        for plot in self._plots.values():
            if plot.accessibleDescription() != text:
                plot.setAccessibleDescription(text)

    def _restyle(self) -> None:
        self._look = Look.of_the_window()
        self._readout.set_look(self._look)
        for plot in self._plots.values():
            plot.set_look(self._look)
        self._draw_if_visible()
