from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mnistpad.training import Evaluated
from mnistpad.ui import theme
from mnistpad.ui.session import percent
from mnistpad.ui.training.curves import wordings
from tests.ui.training.curves.conftest import BATCHES
from tests.ui.training.curves.hands import hover, plot, said


def test_the_line_above_reads_the_newest_values(view, history):
    view.set_history(history, BATCHES)

    assert "Epoch 5.00" in said(view)
    assert "Validation 95.9 %, loss 0.120" in said(view)
    assert "Training 97.0 %" in said(view) or "Training 96" in said(view)


def test_the_curves_round_an_accuracy_as_all_else_on_the_screen_does():
    evaluation = Evaluated(100, 1.0, 0.1, 0.97456, 10_000, is_best=True)

    assert wordings.best(evaluation) == f"best {percent(evaluation.accuracy)}" == "best 97.4 %"
    assert percent(evaluation.accuracy) in wordings.validation(evaluation)


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
