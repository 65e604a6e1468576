from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mnistpad.training import BatchDone
from mnistpad.training.state import History
from mnistpad.ui.training.curves import wordings
from mnistpad.ui.training.curves.data.options import CurveOptions
from mnistpad.ui.training.curves.data.track import Measure
from mnistpad.ui.training.curves.sheet.plot import Plot
from tests.ui.training.curves.conftest import BATCHES, make_history
from tests.ui.training.curves.hands import chip, drag, hover, plot, wheel


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


def test_a_plot_of_another_size_is_drawn_anew_once_and_the_other_is_left_alone(view, history, monkeypatch):
    view.set_history(history, BATCHES)
    drawn = []
    monkeypatch.setattr(Plot, "show_content", lambda self, content: drawn.append(self.objectName()))

    view.resize(view.width() + 40, view.height() + 40)
    view.layout().activate()

    assert sorted(drawn) == ["accuracyPlot", "lossPlot"]


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

    history.losses.extend([0.1] * 100)
    history.accuracies.extend([0.9] * 100)
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
