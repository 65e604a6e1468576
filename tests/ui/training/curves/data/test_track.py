from dataclasses import replace

import numpy as np
import pytest

from mnistpad.training import Evaluated
from mnistpad.training.state import History
from mnistpad.ui.training.curves.data.span import Span
from mnistpad.ui.training.curves.data.track import Measure, Track
from tests.ui.training.curves.conftest import BATCHES, make_history


def test_each_batch_is_a_point_while_there_is_room(history):
    track = Track(history, BATCHES)

    line = track.training(Measure.LOSS, Span(0, 500), 1000)

    assert line.steps.tolist() == list(range(500))
    assert line.values == pytest.approx(history.losses)


def test_a_pixel_column_is_the_mean_of_its_batches(history):
    track = Track(history, BATCHES)

    line = track.training(Measure.ACCURACY, Span(0, 500), 50)

    naive = 100 * np.array(history.accuracies).reshape(50, 10).mean(axis=1)
    assert line.values == pytest.approx(naive)
    assert line.steps == pytest.approx(np.arange(50) * 10 + 4.5)


def test_what_the_history_has_more_is_taken_over(history):
    whole = make_history()
    growing = History(rates=[(0, 0.1)])
    track = Track(growing, BATCHES)

    for start in range(0, 500, 7):
        growing.losses += whole.losses[start : start + 7]
        growing.accuracies += whole.accuracies[start : start + 7]
        growing.evaluations = [each for each in whole.evaluations if each.step <= len(growing.losses)]
        track.sync()

    assert track.newest == 500
    assert track.best == whole.evaluations[-1]
    got, expected = (each.training(Measure.LOSS, Span(0, 500), 100) for each in (track, Track(whole, BATCHES)))
    assert got.values == pytest.approx(expected.values)


def test_a_history_that_went_back_is_followed(history):
    track = Track(history, BATCHES)

    history.cut(200)
    track.sync()

    assert track.newest == 200
    assert track.best.step == 200


def test_a_thousand_evaluations_become_a_line_without_dots():
    evaluations = [Evaluated(step, float(step), 1.0, step / 2000, 60, is_best=False) for step in range(1001)]
    track = Track(History([1.0] * 1000, [0.5] * 1000, evaluations, [(0, 0.3)]), 1)

    line = track.validation(Measure.ACCURACY, Span(0, 1000), 100)

    assert not line.has_dots
    assert len(line.steps) <= 103
    assert line.values[50] == pytest.approx(100 * line.steps[50] / 2000, abs=0.6)


def test_the_line_between_two_dots_is_there_when_neither_is_visible(history):
    line = Track(history, BATCHES).validation(Measure.LOSS, Span(120, 180, BATCHES), 500)

    assert line.steps.tolist() == [100, 200]


def test_a_place_reads_the_mean_there_and_the_last_evaluation(history):
    means, evaluation = Track(history, BATCHES).at(250, width=10)

    assert means[Measure.LOSS] == pytest.approx(np.mean(history.losses[245:255]))
    assert evaluation == history.evaluations[2]


def test_an_empty_history_says_nothing():
    track = Track(History(rates=[(0, 0.1)]), 10)

    assert track.is_empty
    assert track.at(0, 1) == ({}, None)


def test_rates_that_were_changed_are_told_and_the_first_is_not(history):
    history.rates += [(120, 0.03), (300, 0.03)]

    changes = Track(history, BATCHES).rate_changes()

    assert [(each.step, each.before, each.after) for each in changes] == [(120, 0.1, 0.03)]


def test_smoothing_can_be_turned_on_and_off(history):
    track, span = Track(history, BATCHES), Span(0, 500)
    rough = track.training(Measure.LOSS, span, 500).values

    track.smooth(10)
    smooth = track.training(Measure.LOSS, span, 500).values
    track.smooth(0)

    assert np.abs(np.diff(smooth[200:])).mean() < np.abs(np.diff(rough[200:])).mean() / 2
    assert track.training(Measure.LOSS, span, 500).values == pytest.approx(rough)


def test_the_newest_best_wins(history):
    history.evaluations[-1] = replace(history.evaluations[-1], is_best=False)

    assert Track(history, BATCHES).best == history.evaluations[-2]
