"""A run in the window whose steps two processes halve: paused, stepped, closed, and bereft of its partner."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from mnistpad.training import load_checkpoint, train
from mnistpad.training import state as state_module
from mnistpad.training.feed import Choice
from mnistpad.training.step import halved, partner, worth
from mnistpad.training.step.worth import is_possible
from mnistpad.ui.training.run.controller import Phase
from tests.data.augment.test_apart import is_gone
from tests.training.step.test_halved import Ready, by_itself
from tests.ui.training.run.conftest import CONFIG, ENDED, load_toys

pytestmark = pytest.mark.skipif(not is_possible(), reason="Two processes cannot halve steps on this kind of machine")
LONG = replace(CONFIG, epochs=40)
HALVES = Choice(1, "2 processes, each with half of the hidden neurons.", "neurons")


@pytest.fixture(autouse=True)
def started(monkeypatch):
    monkeypatch.setattr(halved, "Partner", Ready)
    monkeypatch.setattr(halved, "KNOWN", 1)
    monkeypatch.setattr(halved._Pace, "is_slow", lambda *_: False)
    monkeypatch.setattr(state_module, "choose", lambda *_arguments, **_more: HALVES)
    Ready.started.clear()
    return Ready.started


@pytest.fixture(scope="module")
def expected():
    return by_itself("neurons", LONG, load_toys(("a",), None)).network.parameters


def test_the_pad_reads_what_both_have_learned(controller, log, wait_for, expected):
    controller.start(LONG, ("a",))
    wait_for(Phase.FINISHED)

    np.testing.assert_array_equal(log.snapshots[-1].network.parameters, expected)
    assert controller.run.choice == HALVES


def test_a_run_that_is_paused_stepped_and_gone_on_with_is_the_same(controller, log, wait_for, qtbot, started, expected):
    controller.start(LONG, ("a",))
    wait_for(Phase.RUNNING)
    controller.pause()
    wait_for(Phase.PAUSED)
    for _ in range(3):
        before = len(log.events)
        controller.step_batch()
        qtbot.waitUntil(lambda before=before: len(log.events) > before and controller.phase is Phase.PAUSED)
    os.kill(started[0].process.pid, signal.SIGKILL)
    controller.resume()
    wait_for(Phase.FINISHED)

    np.testing.assert_array_equal(log.snapshots[-1].network.parameters, expected)


def test_closing_ends_both_and_keeps_what_they_learned(controller, store, wait_for, qtbot, log, started, expected):
    controller.start(LONG, ("a",))
    qtbot.waitUntil(lambda: any(event.step > 5 for event in log.events))
    controller.close()

    assert is_gone(started[0].process.pid)
    (kept,) = store.all()
    state, data = load_checkpoint(store.checkpoint(kept.key)), load_toys(("a",), None)
    list(train(state, data))
    np.testing.assert_array_equal(state.network.parameters, expected)


@pytest.fixture
def prepared(monkeypatch):
    """The processes that were prepared, on a machine that has two cores."""
    pids, start = [], partner.apart.start
    monkeypatch.setattr(worth, "cores", lambda: 2)
    monkeypatch.setattr(worth, "most_threads", lambda: 2)

    def noted(*arguments):
        line, process = start(*arguments)
        pids.append(process.pid)
        return line, process

    monkeypatch.setattr(partner.apart, "start", noted)
    return pids


def test_the_process_that_was_prepared_is_the_runs(controller, wait_for, started, prepared):
    controller.start(CONFIG, ("a",))
    wait_for(Phase.FINISHED)
    controller.continue_run(controller.kept.key, epochs=6)
    wait_for(Phase.FINISHED)

    assert prepared == [each.process.pid for each in started]
    assert len(prepared) == 2


def test_a_run_that_is_not_halved_sends_it_away_before_it_begins(controller, wait_for, started, prepared, monkeypatch):
    monkeypatch.setattr(state_module, "choose", lambda *_arguments, **_more: Choice(1, ""))

    controller.start(LONG, ("a",))
    wait_for(Phase.RUNNING)

    assert is_gone(prepared[0])
    assert not started


def test_a_run_that_cannot_be_prepared_leaves_no_process_behind(controller, wait_for, prepared, monkeypatch):
    def broken(*_arguments, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(state_module, "choose", broken)
    controller.start(CONFIG, ("a",))
    wait_for(*ENDED)

    assert len(prepared) == 1
    assert is_gone(prepared[0])
