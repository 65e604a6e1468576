"""A process waits for Start as long as the Train tab is before a person, and no longer."""

import pytest

from mnistpad.training import TrainingConfig
from mnistpad.training.step import images, partner, worth
from mnistpad.ui.training.run import controller
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

    assert images._ahead._laid is None
    ready.window.show_tab(ready.window.training)
    ready.wait_until(lie_ready)


@pytest.fixture
def halved(monkeypatch):
    """Have runs halved, though they are far too short to be worth it."""

    def begin(*arguments, **more):
        state = plain(*arguments, **more)
        state.halves = "images"
        return state

    plain = controller.begin
    monkeypatch.setattr(controller, "begin", begin)


def test_a_run_takes_the_images_that_lie_ready_and_others_lie_there_once_it_is_over(ready, halved, monkeypatch):
    laid, plain = [], images._laid_down
    ready.wait_until(lie_ready)
    monkeypatch.setattr(images, "_laid_down", lambda *what: laid.append(what) or plain(*what))

    ready.click("startButton")
    ready.wait_for(Phase.FINISHED)
    assert not laid

    ready.wait_until(lie_ready)
    assert len(laid) == 1


@pytest.mark.parametrize("goes_on", ["started", "continued"])
def test_a_run_that_wants_no_second_process_lets_all_of_it_go(ready, goes_on):
    ready.plan(epochs=2 if goes_on == "continued" else 100_000)
    if goes_on == "continued":
        ready.click("startButton")
        ready.wait_for(Phase.FINISHED)
    ready.wait_until(lambda: lie_ready() and bool(waits()))

    if goes_on == "continued":
        ready.window.runs.continue_run(ready.window.runs.kept.key, epochs=100_000)
    else:
        ready.click("startButton")
    ready.wait_for(Phase.RUNNING)

    assert images._ahead._laid is None
    assert not waits()
    ready.window.runs.stop()
    ready.wait_for(Phase.STOPPED)


@pytest.mark.parametrize("other", ["held out", "a plan that is not halved", "no plan", "another source"])
def test_images_that_a_run_will_not_want_are_let_go(ready, other):
    ready.wait_until(lie_ready)
    plan, shelf = ready.window.training.plan, ready.window.shelf

    if other == "held out":
        shelf.load(plan.sources, 10)
    elif other == "another source":
        shelf.put("looked at", shelf.at_hand(plan.sources, None).shares[0].dataset, None)
    elif other == "no plan":
        plan.choose_source("")
        ready.window.training._stand_by()
    else:
        ready.plan(batch_size=None)

    ready.wait_until(lambda: images._ahead._laid is None)
