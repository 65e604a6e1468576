"""What the two plots show of a run: curves, numbers, marks and words, all at places in [0, 1]."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from mnistpad.ui.training.curves import wordings
from mnistpad.ui.training.curves.data import ticks
from mnistpad.ui.training.curves.data.options import CurveOptions
from mnistpad.ui.training.curves.data.series import Floats
from mnistpad.ui.training.curves.data.span import Span
from mnistpad.ui.training.curves.data.track import Line, Measure, Track
from mnistpad.ui.training.curves.sheet.look import Look, line_pen
from mnistpad.ui.training.curves.sheet.notes import Around, Label, Mark, Shape
from mnistpad.ui.training.curves.sheet.plot import PlotContent, Stroke

FOLLOWED_EPOCHS = 10
FOLLOWED_STEPS = 2000  # where ten epochs are fewer: the textbook's epoch is one step
FIRST_STEPS = 8  # shown from the beginning, so that the first batches do not jump across the screen

_PX_A_TICK = 60
_TITLES = {Measure.ACCURACY: wordings.ACCURACY_TITLE, Measure.LOSS: wordings.LOSS_TITLE}
_GUESSES = {
    Measure.ACCURACY: (ticks.GUESSING_ACCURACY, wordings.GUESSING_ACCURACY),
    Measure.LOSS: (ticks.GUESSING_LOSS, wordings.GUESSING_LOSS),
}


@dataclass(frozen=True, eq=False)
class Scene:
    """What there is to show, and which stretch of it."""

    track: Track | None = None
    behind: Sequence[tuple[str, Track]] = ()
    options: CurveOptions = field(default_factory=CurveOptions)
    span: Span = field(default_factory=Span)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever trained."""
        return (self.track is None or self.track.is_empty) and all(track.is_empty for _, track in self.behind)

    @property
    def newest(self) -> float:
        """The last step of all that is shown."""
        own = self.track.newest if self.track is not None else 0
        return max([float(own), *(track.newest * self.stretch(track) for _, track in self.behind)])

    @property
    def batches(self) -> int:
        """In an epoch of the axis."""
        tracks = [self.track] if self.track is not None else [track for _, track in self.behind]
        return tracks[0].batches if tracks else 1

    def stretch(self, track: Track) -> float:
        """Return how many steps of the axis a step of an earlier run is: epochs lie over epochs."""
        return 1.0 if self.options.in_batches else self.batches / track.batches

    def natural_span(self) -> Span:
        """Return the stretch that the options ask for."""
        follows = self.options.follow and self.track is not None and not self.track.is_empty
        newest = float(self.track.newest) if follows and self.track is not None else self.newest
        lo = 0.0
        if follows and not self.options.log_steps:
            lo = max(0.0, newest - max(FOLLOWED_EPOCHS * self.batches, FOLLOWED_STEPS))
        options = self.options
        return Span(lo, max(newest, lo + FIRST_STEPS), self.batches, options.in_batches, options.log_steps)


def compose(scene: Scene, measure: Measure, look: Look, columns: int) -> PlotContent:
    """Return all that one of the two plots shows.

    Parameters
    ----------
    columns
        Pixels between the first step and the last; no curve has more points.
    """
    training, validation = _own_lines(scene, measure, columns)
    earlier = [_earlier_line(scene, track, measure, columns) for _, track in scene.behind]
    visible = np.concatenate([line.values for line in (training, validation, *earlier)])
    if measure is Measure.ACCURACY:
        axis = ticks.accuracy_axis(visible)
    else:
        axis = ticks.loss_axis(visible, log=scene.options.log_loss)
    unit, x_ticks = ticks.x_ticks(scene.span, max(2, columns // _PX_A_TICK))
    draw = _Pencil(scene.span, axis)
    marks = _marks(scene, measure, look, draw, validation, columns)
    strokes = [draw.stroke(line, look, index=index) for index, line in enumerate(earlier)]
    strokes += [draw.stroke(training, look, kind="training"), draw.stroke(validation, look, kind="validation")]
    guess, _ = _GUESSES[measure]
    is_inside = axis.lo <= guess <= axis.hi
    return PlotContent(
        title=_TITLES[measure],
        axis=axis,
        x_ticks=[] if scene.is_empty else [(float(scene.span.fraction(step)), text) for step, text in x_ticks],
        unit=unit,
        strokes=strokes,
        guessing=float(axis.fraction(guess)) if is_inside else None,
        marks=marks,
        labels=_labels(scene, measure, look, draw, earlier),
        invitation=wordings.EMPTY if scene.is_empty and measure is Measure.ACCURACY else "",
    )


@dataclass(frozen=True, eq=False)
class _Pencil:
    """Knows where a value lies."""

    span: Span
    axis: ticks.YAxis

    def places(self, line: Line) -> tuple[Floats, Floats]:
        """Return a line's places in [0, 1], cut off at both edges."""
        return _cut(self.span.fraction(line.steps), self.axis.fraction(line.values))

    def stroke(self, line: Line, look: Look, kind: str = "", index: int = 0) -> Stroke:
        x, y = self.places(line)
        if kind == "training":
            return Stroke(x, y, line_pen(look.colours.accent, look.training), smooth=False)
        if kind == "validation":
            return Stroke(x, y, line_pen(look.colours.second, look.validation))
        return Stroke(x, y, look.earlier_pen(index))


def _own_lines(scene: Scene, measure: Measure, columns: int) -> tuple[Line, Line]:
    if scene.track is None:
        nothing = Line(np.empty(0), np.empty(0))
        return nothing, nothing
    return scene.track.training(measure, scene.span, columns), scene.track.validation(measure, scene.span, columns)


def _earlier_line(scene: Scene, track: Track, measure: Measure, columns: int) -> Line:
    """Return the held-out curve of an earlier run; its training curve where nothing was held out."""
    ratio, span = scene.stretch(track), scene.span
    theirs = replace(span, lo=span.lo / ratio, hi=span.hi / ratio, batches=track.batches)
    line = track.validation(measure, theirs, columns)
    if not line.steps.size:
        line = track.training(measure, theirs, columns)
    return Line(line.steps * ratio, line.values)


def _cut(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Cut a line off at 0 and 1. A file that is saved has no frame that hides the rest."""
    if not x.size or (x[0] >= 0 and x[-1] <= 1):
        return x, y
    # Not by np.union1d: its first call loads a part of NumPy that nothing else needs, 35 ms after Start was pressed.
    places = x[(x > 0) & (x < 1)]
    ends = [[edge] if x[0] <= edge <= x[-1] else [] for edge in (0.0, 1.0)]
    places = np.concatenate([ends[0], places, ends[1]])
    return places, np.interp(places, x, y)


def _marks(scene: Scene, measure: Measure, look: Look, draw: _Pencil, validation: Line, columns: int) -> list[Mark]:
    marks = []
    colours = look.colours
    if validation.has_dots:
        marks = [Mark(Shape.DOT, x, y, colours.second) for x, y in _dots(scene, draw, validation, look.dot / columns)]
    if (spot := _best_spot(scene, measure, draw)) is not None:
        marks.append(Mark(Shape.RING, *spot, colours.second))
    if scene.track is not None and measure is Measure.LOSS:
        places = [float(scene.span.fraction(each.step)) for each in scene.track.rate_changes()]
        marks += [Mark(Shape.TICK, x, 1.0, colours.text2) for x in places if 0 <= x <= 1]
    return marks


def _dots(scene: Scene, draw: _Pencil, line: Line, apart: float) -> list[tuple[float, float]]:
    """Return the places of a line's points, from the newest back, without those that would lie on the one before."""
    inside = (line.steps >= scene.span.lo) & (line.steps <= scene.span.hi)
    x, y = draw.places(Line(line.steps[inside], line.values[inside]))
    dots: list[tuple[float, float]] = []
    for spot in zip(x[::-1].tolist(), y[::-1].tolist(), strict=True):
        if not dots or dots[-1][0] - spot[0] >= apart:
            dots.append(spot)
    return dots


def _best_spot(scene: Scene, measure: Measure, draw: _Pencil) -> tuple[float, float] | None:
    best = scene.track.best if scene.track is not None else None
    if best is None or not scene.span.lo <= best.step <= scene.span.hi:
        return None
    value = 100 * best.accuracy if measure is Measure.ACCURACY else best.loss
    return float(scene.span.fraction(best.step)), float(draw.axis.fraction(value))


def _labels(scene: Scene, measure: Measure, look: Look, draw: _Pencil, earlier: Sequence[Line]) -> list[Label]:
    """Return the words of a plot, the most important first."""
    labels = []
    colours, track = look.colours, scene.track
    spot = _best_spot(scene, measure, draw)
    if spot is not None and track is not None and track.best is not None and measure is Measure.ACCURACY:
        labels.append(Label(wordings.best(track.best), *spot, Around.POINT, colours.text, bold=True))
    guess, words = _GUESSES[measure]
    if draw.axis.lo <= guess <= draw.axis.hi:
        labels.append(Label(words, 1.0, float(draw.axis.fraction(guess)), Around.LINE_END, colours.text2))
    for index, ((name, _), line) in enumerate(zip(scene.behind, earlier, strict=True)):
        x, y = draw.places(line)
        if x.size:
            end, pen = (float(x[-1]), float(y[-1])), look.earlier_pen(index)
            labels.append(Label(_short(name), *end, Around.CURVE_END, colours.earlier, sample=pen))
    if track is not None and measure is Measure.LOSS:
        for change in reversed(track.rate_changes()):
            x_place = float(scene.span.fraction(change.step))
            if 0 <= x_place <= 1:
                labels.append(Label(wordings.rate_change(change), x_place, 1.0, Around.TOP, colours.text2))
    return labels


def _short(name: str, most: int = 28) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
