"""Ctrl+T over the views of a run."""

import pytest
from PySide6.QtCore import Qt

from mnistpad.ui.training.run.controller import Phase


def rows(desk) -> list[list[str]]:
    model = desk.find("chartNumbersTable").model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


@pytest.fixture
def finished(desk):
    desk.plan(epochs=1, learning_rate=0.0001)  # so that there are mistakes
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    return desk


def test_ctrl_t_opens_a_table_of_the_curves_below_them(finished):
    finished.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    assert finished.window.tabs.currentWidget() is finished.training
    assert finished.find("chartNumbersTable").isVisible()
    assert finished.find("lossPlot").isVisible()
    evaluations = finished.runs.run.history.evaluations
    assert [float(row[0]) for row in rows(finished)] == pytest.approx([each.epoch for each in evaluations], abs=0.05)
    assert finished.words("chartNumbersTitle").endswith("held-out images of mnist")


@pytest.mark.parametrize("view", ["Digits", "Mistakes", "Runs"])
def test_another_view_brings_its_own_numbers(finished, view):
    finished.window.actions_.numbers.trigger()

    finished.training.pages.show_page(view)

    finished.wait_until(lambda: finished.training.pages.page(view) is not None)
    page = finished.training.pages.page(view)
    finished.wait_until(lambda: rows(finished) == [list(row) for row in page.table().rows] != [])
    assert finished.words("chartNumbersTitle") == page.table().title


def test_the_numbers_follow_the_run_while_it_goes_on(desk):
    desk.plan(epochs=100_000)
    desk.window.actions_.numbers.trigger()
    assert desk.words("chartNumbersTitle") == "There are no numbers yet."

    desk.click("startButton")

    desk.wait_until(lambda: len(rows(desk)) > 3)


def test_the_numbers_go_as_they_came(finished):
    finished.window.actions_.numbers.trigger()
    finished.window.actions_.numbers.trigger()

    assert not finished.find("chartNumbers").isVisible()


def test_numbers_that_nobody_sees_cost_nothing(finished):
    finished.window.actions_.numbers.trigger()
    finished.window.actions_.look.trigger()

    assert not finished.training.pages.numbers._timer.isActive()


def test_before_any_epoch_the_matrix_has_no_numbers(desk):
    desk.window.actions_.numbers.trigger()
    desk.training.pages.show_page("Digits")
    desk.wait_until(lambda: desk.training.pages.page("Digits") is not None)

    assert desk.training.pages.page("Digits").table().rows == ()
    assert desk.words("chartNumbersTitle") == "There are no numbers yet."
