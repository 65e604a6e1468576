import threading

import pytest

from mnistpad.ui.training.run.controls import Controls


class Batches:
    """A worker that counts its batches, and tells when it holds."""

    def __init__(self, controls):
        self.done, self.rates = 0, []
        self.holds = threading.Semaphore(0)
        self._controls = controls
        self.thread = threading.Thread(target=self._work)

    def _work(self):
        while self._controls.wait_for_turn(self.rates.append, self.holds.release):
            self.done += 1

    def wait_until_it_holds(self):
        assert self.holds.acquire(timeout=60)


@pytest.fixture
def controls():
    return Controls()


@pytest.fixture
def paused(controls):
    controls.pause()
    batches = Batches(controls)
    batches.thread.start()
    batches.wait_until_it_holds()
    yield batches
    controls.stop()
    batches.thread.join(60)
    assert not batches.thread.is_alive()


def test_nothing_holds_a_run_that_nobody_touches(controls):
    assert controls.wait_for_turn(pytest.fail, pytest.fail)


def test_a_paused_run_does_no_batch(paused):
    assert paused.done == 0


def test_a_step_does_one_batch_and_holds_again(controls, paused):
    for step in (1, 2, 3):
        controls.step_batch()
        paused.wait_until_it_holds()
        assert paused.done == step


def test_a_step_of_an_epoch_goes_on_until_it_is_told_that_the_epoch_has_ended(controls):
    controls.pause()
    done = []

    def turn():
        return controls.wait_for_turn(pytest.fail, lambda: controls.stop())

    controls.step_epoch()
    while turn():
        done.append(1)
        if len(done) == 7:
            controls.epoch_done()

    assert len(done) == 7


def test_stop_ends_a_paused_run_at_once(controls, paused):
    controls.stop()
    paused.thread.join(60)

    assert not paused.thread.is_alive()
    assert paused.done == 0


def test_a_learning_rate_is_handed_over_even_while_the_run_holds(controls, paused):
    controls.set_learning_rate(0.03)
    controls.stop()
    paused.thread.join(60)

    assert paused.rates == [0.03]
    assert paused.done == 0


def test_a_pace_spreads_the_batches():
    now = [0.0]
    controls = Controls(clock=lambda: now[0])
    controls.set_pace(4)
    turns = []

    class Clock:
        def wait(self, timeout):
            now[0] += timeout

    controls._changed.wait = Clock().wait
    for _ in range(4):
        controls.wait_for_turn(pytest.fail, pytest.fail)
        turns.append(now[0])

    assert turns == pytest.approx([0, 0.25, 0.5, 0.75])


def test_full_speed_after_slow_motion_waits_no_longer(controls):
    controls.set_pace(0.001)
    controls.wait_for_turn(pytest.fail, pytest.fail)

    controls.set_pace(None)

    assert controls.wait_for_turn(pytest.fail, pytest.fail)
    assert not controls._attention
