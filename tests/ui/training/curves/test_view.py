from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mnistpad.training import BatchDone, Evaluated
from mnistpad.training.state import History
from mnistpad.ui import theme
from mnistpad.ui.training.curves import wordings
from mnistpad.ui.training.curves.data.options import CurveOptions
from mnistpad.ui.training.curves.data.track import EarlierCurve, Measure
from mnistpad.ui.training.curves.notes import Notes
from mnistpad.ui.training.curves.plot import Plot
from mnistpad.ui.training.curves.readout import Readout
from mnistpad.ui.training.curves.view import CurvesView
from tests.ui.training.curves.conftest import BATCHES, do_overlap, make_history


def plot(view: CurvesView, name: str = "accuracyPlot") -> Plot:
    return view.findChild(QWidget, name)


def notes(view: CurvesView, name: str) -> Notes:
    return next(item for item in plot(view, name).scene().items() if isinstance(item, Notes))


def said(view: CurvesView) -> str:
    return " | ".join(view.findChild(Readout).texts)


def chip(view: CurvesView) -> QWidget:
    return view.findChild(QWidget, "followChip")


def wheel(widget: Plot, x: float, notches: int) -> None:
    at = QPointF(x, widget.frame.center().y())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget.viewport(), event)


def drag(widget: Plot, start: int, end: int) -> None:
    y = int(widget.frame.center().y())
    QTest.mousePress(widget.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(start, y))
    for x in np.linspace(start, end, 5).astype(int).tolist():
        QTest.mouseMove(widget.viewport(), QPoint(x, y))
    QTest.mouseRelease(widget.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(end, y))


def hover(view: CurvesView, place: float) -> None:
    target = plot(view)
    QTest.mouseMove(target.viewport(), target.place(place, 0.5).toPoint())


# What is drawn.


def test_before_any_run_the_curves_say_what_will_come(view):
    assert wordings.EMPTY in view.texts[Measure.ACCURACY]
    assert "guessing 10 %" in view.texts[Measure.ACCURACY]
    assert "guessing 2.30" in view.texts[Measure.LOSS]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_training_and_validation_wear_their_colours(view, history, look_at, scheme):
    theme.theme.scheme = scheme
    view.set_history(history, BATCHES)

    for name in ("accuracyPlot", "lossPlot"):
        eye = look_at(plot(view, name))
        assert eye.sees("accent", "second", "surface", "divider", "control")


def test_curves_that_are_there_are_recoloured_with_the_scheme(view, history, look_at):
    view.set_history(history, BATCHES)

    theme.theme.scheme = "dark"

    for name in ("accuracyPlot", "lossPlot"):
        eye = look_at(plot(view, name))
        assert eye.count(theme.DARK.accent)
        assert eye.count(theme.DARK.second)
        assert not eye.count(theme.LIGHT.accent)
        assert not eye.count(theme.LIGHT.second)
        assert not eye.count(theme.LIGHT.surface)


def test_the_untrained_network_is_the_first_point_at_the_left(view, history, look_at):
    view.set_history(history, BATCHES)

    dot = plot(view).place(0, 0.10).toPoint()
    assert look_at(plot(view)).image.pixelColor(dot).name().upper() == theme.LIGHT.second


def test_the_training_curve_is_one_plain_pixel_thin(view, look_at):
    flat = History([1.0] * 300, [0.5] * 300, rates=[(0, 0.1)])
    view.set_history(flat, BATCHES)

    seen = look_at(plot(view)).where(theme.LIGHT.accent)
    frame = plot(view).frame
    inside = seen[:, int(frame.left()) + 20 : int(frame.right()) - 20]
    assert (inside.sum(axis=0) == 1).all()


def test_three_faint_lines_and_no_other_grid(view, look_at):
    view.set_history(make_history(1), BATCHES)

    seen = look_at(plot(view)).where(theme.LIGHT.divider)
    lines = np.flatnonzero(seen.sum(axis=1) > 300)
    assert len(lines) == 3
    assert seen.sum(axis=0).max() <= 4


def test_the_best_epoch_has_a_ring_and_a_figure(view, history, look_at):
    view.set_history(history, BATCHES)

    best = history.evaluations[-1]
    assert wordings.best(best) == "best 96.0 %"
    assert "best 96.0 %" in view.texts[Measure.ACCURACY]
    centre = plot(view).place(1, best.accuracy)
    seen = look_at(plot(view)).where(theme.LIGHT.second)
    around = seen[round(centre.y()) - 8 : round(centre.y()) + 9, round(centre.x()) - 8 : round(centre.x()) + 9]
    assert around[:, 1:4].any()
    assert around[:, 13:16].any()


def test_a_change_of_the_learning_rate_is_marked(view, history):
    history.rates.append((250, 0.03))

    view.set_history(history, BATCHES)

    assert "α 0.1 → 0.03" in view.texts[Measure.LOSS]


def test_many_changes_of_the_learning_rate_never_overlap(view, history):
    history.rates += [(at, 0.1 / at) for at in range(100, 400, 3)]

    view.set_history(history, BATCHES)

    assert "guessing 2.30" in view.texts[Measure.LOSS]
    assert not do_overlap(notes(view, "lossPlot").boxes)


def test_where_the_axis_does_not_start_at_0_a_chip_says_so(view):
    history = make_history(30)
    view.set_history(history, BATCHES)
    view.options = CurveOptions()

    view._zoom(0.2, 1.0)

    assert view.span.lo > 0
    assert plot(view).content.axis.chip == "axis from 96 %"


def test_earlier_runs_lie_behind_and_are_named(view, history, look_at):
    view.set_history(history, BATCHES)
    names = ["Quick · α 0.3", "128, 64", "sigmoid", "Adam", "a fifth"]

    view.set_behind([EarlierCurve(name, make_history(3 + n), BATCHES) for n, name in enumerate(names)])

    assert look_at(plot(view)).sees("earlier")
    assert set(names[:4]) <= set(view.texts[Measure.ACCURACY])
    assert "a fifth" not in view.texts[Measure.ACCURACY]
    assert not do_overlap(notes(view, "accuracyPlot").boxes)


def test_epochs_of_earlier_runs_lie_over_epochs_whatever_their_batches(view):
    view.set_history(make_history(5), BATCHES)
    view.set_behind([EarlierCurve("finer", make_history(5, batches=400), 400)])

    for measure in Measure:
        present, earlier = (
            plot(view, f"{measure.value}Plot").content.strokes[-1],
            plot(view, f"{measure.value}Plot").content.strokes[0],
        )
        assert earlier.x == pytest.approx(present.x)
        assert earlier.y == pytest.approx(present.y)


def test_the_chip_says_why_training_reads_lower(view):
    view.set_note("Dropout silences neurons only while learning.")

    note = view.findChild(QWidget, "curveNote")
    assert note.isVisible()
    assert note.text() == "Dropout silences neurons only while learning."
    view.set_note("")
    assert not note.isVisible()


# Following a run.


def test_the_curves_grow_with_the_run(view, history, look_at):
    growing = History(rates=[(0, 0.1)])
    view.set_history(growing, BATCHES)

    widths = []
    for end in (50, 200, 500):
        start = len(growing.losses)
        growing.losses += history.losses[start:end]
        growing.accuracies += history.accuracies[start:end]
        view.advance([BatchDone(end, end // BATCHES, end % BATCHES, BATCHES, 1.0, 0.5, 0.1)])
        widths.append(view.span.hi)

    assert widths == [50, 200, 500]
    assert look_at(plot(view)).sees("accent")


def test_hidden_curves_accumulate_and_draw_when_they_are_seen(view, history, monkeypatch):
    drawn = []
    monkeypatch.setattr(Plot, "show_content", lambda self, content: drawn.append(self.objectName()))
    view.set_history(history, BATCHES)
    view.hide()
    drawn.clear()

    for _ in range(5):
        history.losses.append(0.1)
        history.accuracies.append(0.9)
        view.advance([])
    assert drawn == []
    view.show()

    assert sorted(set(drawn)) == ["accuracyPlot", "lossPlot"]


def test_one_advance_draws_once(view, history, monkeypatch):
    view.set_history(history, BATCHES)
    drawn = []
    monkeypatch.setattr(Plot, "show_content", lambda self, content: drawn.append(self.objectName()))

    view.advance([BatchDone(n, 0, n, BATCHES, 1.0, 0.5, 0.1) for n in range(1000)])

    assert drawn == ["accuracyPlot", "lossPlot"]


def test_following_shows_the_last_ten_epochs_and_the_whole_run_all(view):
    view.set_history(make_history(40), BATCHES)
    assert (view.span.lo, view.span.hi) == (2000, 4000)

    view.options = replace(view.options, follow=False)

    assert (view.span.lo, view.span.hi) == (0, 4000)


def test_no_curve_has_more_points_than_pixel_columns(view):
    view.set_history(make_history(600), BATCHES)

    for options in (CurveOptions(follow=False), CurveOptions(follow=False, log_steps=True, smoothing=100)):
        view.options = options
        for measure in Measure:
            target = plot(view, f"{measure.value}Plot")
            assert all(len(stroke.x) <= target.columns + 2 for stroke in target.content.strokes)


def test_another_run_takes_the_place_of_the_first(view, history):
    view.set_history(history, BATCHES)

    view.set_run(None)

    assert wordings.EMPTY in view.texts[Measure.ACCURACY]


# Reading values.


def test_the_line_above_reads_the_newest_values(view, history):
    view.set_history(history, BATCHES)

    assert "Epoch 5.00" in said(view)
    assert "Validation 96.0 %, loss 0.120" in said(view)
    assert "Training 97.0 %" in said(view) or "Training 96" in said(view)


def test_the_crosshair_reads_training_and_validation_in_its_place(view, history, look_at):
    view.set_history(history, BATCHES)

    hover(view, 0.5)

    assert "Epoch 2.5" in said(view)
    assert wordings.validation(history.evaluations[2]) in said(view)
    for name in ("accuracyPlot", "lossPlot"):
        column = look_at(plot(view, name)).where(theme.LIGHT.text2)[:, round(plot(view).place(0.5, 0).x())]
        assert column.sum() > 50
    assert not view.isHidden()


def test_the_crosshair_is_gone_when_the_mouse_is(view, history, look_at):
    view.set_history(history, BATCHES)
    hover(view, 0.5)

    plot(view).left.emit()

    assert "Epoch 5.00" in said(view)
    column = look_at(plot(view)).where(theme.LIGHT.text2)[:, round(plot(view).place(0.5, 0).x())]
    assert column.sum() < 20


def test_the_crosshair_moves_by_keys(view, history):
    view.set_history(history, BATCHES)
    target = plot(view)

    QTest.keyClick(target, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    at = view.span.step_at(1 - 10 / target.columns) / BATCHES
    assert f"Epoch {at:.2f}" in said(view)
    QTest.keyClick(target, Qt.Key.Key_Escape)

    assert "Epoch 5.00" in said(view)


def test_the_words_above_never_move_the_plots(view, history):
    view.set_history(history, BATCHES)
    before = plot(view).geometry()

    for place in (0.0, 0.3, 1.0):
        hover(view, place)
        view._zoom(0.5, place)

    assert plot(view).geometry() == before


# Looking closer, and the way back.


def test_the_wheel_zooms_both_plots_and_the_chip_leads_back(view, history):
    view.set_history(history, BATCHES)
    assert not chip(view).isVisible()

    wheel(plot(view, "lossPlot"), plot(view).frame.center().x(), 3)
    assert view.is_held
    assert view.span.hi - view.span.lo == pytest.approx(500 * 0.8**3, rel=0.01)
    for one, other in pairwise(plot(view, name).content.x_ticks for name in ("accuracyPlot", "lossPlot")):
        assert one == other
    QTest.mouseClick(chip(view), Qt.MouseButton.LeftButton)

    assert not view.is_held
    assert (view.span.lo, view.span.hi) == (0, 500)
    assert not chip(view).isVisible()


def test_zoomed_curves_stay_where_they_are_while_the_run_goes_on(view, history):
    view.set_history(history, BATCHES)
    wheel(plot(view), plot(view).frame.center().x(), 3)
    before = view.span

    history.losses += [0.1] * 100
    history.accuracies += [0.9] * 100
    view.advance([])

    assert view.span == before


def test_dragging_moves_and_a_double_click_lets_go(view, history):
    view.set_history(history, BATCHES)
    wheel(plot(view), plot(view).frame.center().x(), 3)
    before = view.span

    drag(plot(view), 300, 400)
    assert view.span.lo < before.lo
    assert view.span.hi - view.span.lo == pytest.approx(before.hi - before.lo)
    QTest.mouseDClick(plot(view).viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 80))

    assert not view.is_held
    assert (view.span.lo, view.span.hi) == (0, 500)


def test_there_is_nothing_to_zoom_before_a_run(view):
    wheel(plot(view), 300, 5)
    drag(plot(view), 300, 400)
    hover(view, 0.5)

    assert not view.is_held
    assert not chip(view).isVisible()


def test_the_right_button_opens_no_menu_of_the_library(view, history):
    view.set_history(history, BATCHES)

    QTest.mouseClick(plot(view).viewport(), Qt.MouseButton.RightButton, pos=QPoint(300, 80))

    assert QApplication.activePopupWidget() is None


# Options.


def menu_actions(menu) -> dict:
    found = {}
    for action in menu.actions():
        found |= menu_actions(action.menu()) if action.menu() else {action.text(): action}
    return found


def test_the_menu_chooses_every_option(view, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = menu_actions(view.view_menu(parent))
    seen = []
    view.options_changed.connect(seen.append)

    for text in (
        "Whole run",
        "Count batches",
        "Logarithmic loss",
        "Logarithmic epochs and batches",
        "Over 100 batches",
    ):
        actions[text].trigger()

    wanted = CurveOptions(follow=False, in_batches=True, log_loss=True, log_steps=True, smoothing=100)
    assert view.options == seen[-1] == wanted
    actions["Logarithmic loss"].trigger()
    actions["Off"].trigger()
    assert view.options == replace(wanted, log_loss=False, smoothing=0)


def test_the_menu_shows_what_is_chosen(view, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = view.view_menu(parent)

    view.options = CurveOptions(follow=False, smoothing=10)
    menu.aboutToShow.emit()

    checked = {text for text, action in menu_actions(menu).items() if action.isChecked()}
    assert checked == {"Whole run", "Count epochs", "Over 10 batches"}


def test_the_menu_asks_for_files_by_their_suffix(view, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    wanted = []
    view.export_requested.connect(wanted.append)

    for text, action in menu_actions(view.view_menu(parent)).items():
        if "…" in text:
            action.trigger()

    assert wanted == [".png", ".svg", ".csv"]


@pytest.mark.parametrize(
    "options",
    [
        CurveOptions(),
        CurveOptions(log_loss=True),
        CurveOptions(log_steps=True),
        CurveOptions(in_batches=True, smoothing=1000),
        CurveOptions(follow=False, log_loss=True, log_steps=True, smoothing=10),
    ],
)
@pytest.mark.parametrize("batches", [0, 1, 2, 500])
def test_every_option_draws_every_length_of_run(view, history, options, batches):
    history.cut(batches)

    view.options = options
    view.set_history(history, BATCHES)

    assert view.grab().width() == 560


# Sizes.


@pytest.mark.parametrize("size", [(300, 250), (560, 330), (1400, 900)])
@pytest.mark.parametrize("scale", [80, 100, 150, 200])
def test_no_words_overlap_at_any_size(view, history, size, scale):
    theme.theme.scale = scale
    history.rates.append((250, 0.03))
    view.set_history(history, BATCHES)
    view.set_behind([EarlierCurve("a", make_history(4), BATCHES), EarlierCurve("b", make_history(5), BATCHES)])

    view.resize(*size)
    view.grab()

    for name in ("accuracyPlot", "lossPlot"):
        boxes, frame = notes(view, name).boxes, plot(view, name).frame
        assert not do_overlap(boxes)
        assert all(frame.contains(box) for box in boxes)


def test_a_projector_gets_thicker_curves(view, look_at):
    view.set_history(History([1.0] * 300, [0.5] * 300, rates=[(0, 0.1)]), BATCHES)

    theme.theme.presentation = True
    view.resize(900, 600)

    seen = look_at(plot(view)).where(theme.LIGHT.accent)
    assert seen[:, 500].sum() == 2


def test_a_screen_reader_hears_the_best_epoch(view, history):
    view.set_history(history, BATCHES)

    for name in ("accuracyPlot", "lossPlot"):
        assert plot(view, name).accessibleName()
        assert "Best epoch 5: 96.0 %" in plot(view, name).accessibleDescription()


def test_validation_alone_is_enough(view, look_at):
    history = History(evaluations=[Evaluated(0, 0.0, 2.3, 0.1, 60, is_best=False)], rates=[(0, 0.1)])

    view.set_history(history, BATCHES)

    assert look_at(plot(view)).sees("second")
    assert "Training –" in said(view)
