"""Runs over small data, and evaluations of which the outcome is known."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from mnistpad.data.mixture import combine
from mnistpad.training import Evaluated, Evaluation, TrainingConfig
from mnistpad.training.feed import Choice
from mnistpad.training.state import History
from mnistpad.ui.training.run.album import Album
from mnistpad.ui.training.run.run import Run
from tests.training.conftest import dataset
from tests.ui.training.run.conftest import controller, store, wait_for

__all__ = ["controller", "store", "wait_for"]


def make_run(*names, key="run", **sizes):
    data = combine([(dataset(name, seed=seed, **sizes), 1.0) for seed, name in enumerate(names or ("toy digits",), 1)])
    return Run(key, TrainingConfig(), data, History(rates=[(0, 0.1)]), 0, Choice(1, ""), Album(1))


@pytest.fixture
def run():
    """A run that holds out 100 images, ten of each digit."""
    return make_run()


def judge(run, changes=(), sureness=0.75, epoch=None):
    """Return what a network makes of the held-out images that errs as told.

    Parameters
    ----------
    changes
        (row, what was read, how surely), of the held-out images.
    """
    labels = np.concatenate([part.images.labels for part in run.data.parts("validation")]).astype(int)
    read, sure = labels.copy(), np.full(len(labels), sureness)
    for row, digit, how in changes:
        read[row], sure[row] = digit, how
    probabilities = np.full((10, len(labels)), 0.0)
    probabilities[:] = (1 - sure) / 9
    probabilities[read, np.arange(len(labels))] = sure
    confusion = np.zeros((10, 10), np.int64)
    np.add.at(confusion, (labels, read), 1)
    accuracy = float((labels == read).mean())
    evaluation = Evaluation(len(labels), accuracy, float(sure.sum()), confusion, probabilities.astype(np.float32))
    if epoch is not None:
        run.history.evaluations.append(Evaluated(1, epoch, evaluation.loss, accuracy, len(labels), is_best=True))
    return evaluation


def rows_labelled(run, label):
    return np.flatnonzero(run.data.validation.labels == label).tolist()


@pytest.fixture
def show(qtbot):
    """Put a view on the screen, as large as the tab of a window of 900×600."""

    def put(view, width=560, height=330):
        qtbot.present(view, width, height).activateWindow()
        return view

    return put


def click(widget, place):
    at = place.toPoint() if isinstance(place, QPointF) else QPoint(place)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def point_at(widget, place):
    QTest.mouseMove(widget, place.toPoint() if isinstance(place, QPointF) else place)


def press_key(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)
