import numpy as np
import pytest

from mnistpad.ui.training.curves.data.table import table
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
