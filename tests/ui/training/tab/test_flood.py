"""A run whose epoch is one step of a millisecond, as the textbook's is one of a few hundredths of a second."""

import os
import time

from PySide6.QtCore import QEvent, QObject

from mnistpad.ui.training.run import worker
from mnistpad.ui.training.run.controller import Phase

EPOCHS = 2000


class Counter(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def train(desk) -> float:
    """Run all epochs and return the seconds they took."""
    desk.plan(batch_size=None, hidden=[8], epochs=EPOCHS)
    start = time.monotonic()
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    assert desk.runs.run.epoch == EPOCHS
    return time.monotonic() - start


def count_calls(monkeypatch, owner: object, name: str) -> list[object]:
    calls: list[object] = []
    does = getattr(owner, name)
    monkeypatch.setattr(owner, name, lambda *args, **kwargs: (calls.append(args), does(*args, **kwargs))[1])
    return calls


def test_epochs_of_a_millisecond_are_not_all_saved_nor_drawn(desk, monkeypatch):
    saves = count_calls(monkeypatch, worker, "save_checkpoint")
    synced = count_calls(monkeypatch, os, "fsync")
    paints = Counter()
    desk.wait_until(lambda: desk.training.pages.page("Curves") is not None)
    desk.find("lossPlot").installEventFilter(paints)
    desk.find("lossPlot").viewport().installEventFilter(paints)

    seconds = train(desk)

    assert len(saves) <= 3 + seconds / 5
    assert len(synced) <= 20 + 2 * seconds
    assert paints.count <= 20 + 2 * 11 * seconds


def test_epochs_of_a_millisecond_do_not_all_redraw_the_matrix(desk, monkeypatch):
    desk.training.pages.show_page("Digits")
    desk.wait_until(lambda: desk.training.pages.page("Digits") is not None)
    drawn = count_calls(monkeypatch, desk.training.pages.page("Digits"), "show_judged")

    seconds = train(desk)

    assert 1 <= len(drawn) <= 3 + 2 * seconds
