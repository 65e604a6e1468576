import numpy as np
import pytest

from mnistpad.ui.training.curves.data.table import in_words, table
from mnistpad.ui.training.curves.data.track import Track
from tests.ui.training.curves.conftest import BATCHES


def test_a_table_has_a_row_for_each_evaluation(history):
    rows = table(Track(history, BATCHES))

    assert [row.epoch for row in rows] == [0, 1, 2, 3, 4, 5]
    assert rows[0].training_loss is None
    assert rows[2].training_loss == pytest.approx(np.mean(history.losses[100:200]))
    assert rows[2].validation_accuracy == history.evaluations[2].accuracy


def test_without_a_run_there_are_no_rows(view):
    assert view.numbers() == []


def test_the_rows_are_read_as_people_say_them_and_name_their_images(view, history):
    view.set_history(history, BATCHES)

    told = in_words(view.numbers(), "MNIST")

    assert told.title == "Accuracy and loss; validation on held-out images of MNIST"
    assert told.rows[0][:4] == ("0", "0", "–", "–")
    assert all(len(row) == len(told.columns) for row in told.rows)
