"""A process waits for Start as long as the Train tab is before a person, and no longer."""

import pytest

from mnistpad.training import TrainingConfig
from mnistpad.training.step import images, partner, worth
from mnistpad.ui.training.run.controller import Phase
from tests.data.augment.test_apart import is_gone

pytestmark = pytest.mark.skipif(not worth.is_possible(), reason="No second process learns on this kind of machine")


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    partner.dismiss()
    monkeypatch.setattr(worth, "cores", lambda: 2)
    monkeypatch.setattr(worth, "most_threads", lambda: 2)
    yield
    assert not partner._waiting
    assert images._ahead._laid is None


def waits():
    return [process.pid for _, process in partner._waiting]


@pytest.fixture
def ready(desk):
    desk.wait_until(lambda: bool(waits()))
    return desk


def test_it_goes_when_the_tab_goes_and_another_one_comes_with_it(ready):
    (first,) = waits()

    ready.window.show_tab(ready.window.data)
    assert is_gone(first)
    assert not waits()

    ready.window.show_tab(ready.window.training)
    ready.wait_until(lambda: bool(waits()))
    assert waits() != [first]


def test_it_goes_with_the_window(ready):
    (pid,) = waits()

    ready.window.close()

    assert is_gone(pid)


def test_a_plan_whose_steps_cannot_be_halved_lets_it_go(ready):
    ready.plan(batch_size=None)

    ready.wait_until(lambda: not waits())


def test_another_one_waits_once_a_run_is_over(ready):
    (first,) = waits()
    ready.click("startButton")
    ready.wait_for(Phase.FINISHED)

    ready.wait_until(lambda: bool(waits()))

    assert waits() != [first]
    assert is_gone(first)


def test_none_waits_while_a_run_goes_on(ready):
    ready.plan(epochs=100_000)
    ready.click("startButton")
    ready.wait_for(Phase.RUNNING)

    ready.window.runs.get_ready(TrainingConfig())

    assert not waits()
    ready.window.runs.stop()
    ready.wait_for(Phase.STOPPED)


def lie_ready():
    return images._ahead._laid is not None and not images._ahead._lock.locked()


def test_the_images_lie_ready_and_go_with_the_tab(ready):
    ready.wait_until(lie_ready)

    ready.window.show_tab(ready.window.data)

    assert not lie_ready()
    ready.window.show_tab(ready.window.training)
    ready.wait_until(lie_ready)


def test_a_run_takes_the_images_that_lie_ready_and_others_lie_there_once_it_is_over(ready, monkeypatch):
    taken, plain = [], images._ahead.take
    monkeypatch.setattr(images._ahead, "take", lambda *what: taken.append(plain(*what)) or taken[-1])
    ready.wait_until(lie_ready)

    ready.click("startButton")
    ready.wait_for(Phase.FINISHED)

    assert len(taken) <= 1  # none where the measurement before the run found that halving does not pay
    assert None not in taken
    ready.wait_until(lie_ready)


def test_images_that_a_run_will_not_want_are_let_go(ready):
    ready.wait_until(lie_ready)

    ready.window.shelf.load(ready.window.training.plan.sources, 10)

    assert not lie_ready()
