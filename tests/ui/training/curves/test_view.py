import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from mnistpad.training import Evaluated
from mnistpad.training.state import History
from mnistpad.ui import theme
from mnistpad.ui.training.curves import wordings
from mnistpad.ui.training.curves.data.options import CurveOptions
from mnistpad.ui.training.curves.data.track import EarlierCurve, Measure
from tests.ui.training.curves.conftest import BATCHES, do_overlap, make_history
from tests.ui.training.curves.hands import notes, plot, said


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
    assert wordings.best(best) == "best 95.9 %"
    assert "best 95.9 %" in view.texts[Measure.ACCURACY]
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
        assert "Best epoch 5: 95.9 %" in plot(view, name).accessibleDescription()


def test_validation_alone_is_enough(view, look_at):
    history = History(evaluations=[Evaluated(0, 0.0, 2.3, 0.1, 60, is_best=False)], rates=[(0, 0.1)])

    view.set_history(history, BATCHES)

    assert look_at(plot(view)).sees("second")
    assert "Training –" in said(view)
