import random
import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QThread

from mnistpad.errors import DataError, TrainingError
from mnistpad.training import (
    BatchDone,
    DivergedError,
    EpochDone,
    Evaluated,
    RunDone,
    TrainingState,
    load_checkpoint,
    train,
)
from mnistpad.ui.training.run import worker
from mnistpad.ui.training.run.controller import Phase, RunController
from mnistpad.ui.training.run.controls import Controls
from mnistpad.ui.training.run.mailbox import Mailbox
from mnistpad.ui.training.run.worker import TrainingWorker
from tests.ui.training.run.conftest import CONFIG, ENDED, Log, load_toys

LONG = replace(CONFIG, epochs=10_000)


def uninterrupted(config=CONFIG):
    data = load_toys(("ink",), config.validation)
    state = TrainingState(config, data.sha256)
    list(train(state, data))
    return state


def test_a_score_is_told_at_once_and_not_at_the_next_tick(qtbot, controller, log):
    controller._timer.setInterval(1_000_000)

    controller.start(LONG, ("ink",))

    qtbot.waitUntil(lambda: any(isinstance(event, Evaluated) and event.epoch >= 1 for event in log.events))
    assert controller.phase is Phase.RUNNING


def test_a_run_goes_through_its_phases_and_tells_everything(controller, log, wait_for):
    controller.start(CONFIG, ("ink",))
    wait_for(Phase.FINISHED)

    assert log.phases == [Phase.PREPARING, Phase.RUNNING, Phase.FINISHED]
    assert [e.step for e in log.events if isinstance(e, BatchDone)] == list(range(1, 101))
    assert [e.epoch for e in log.events if isinstance(e, EpochDone)] == [1, 2, 3, 4]
    assert isinstance(log.events[-1], RunDone)
    assert controller.run.history == uninterrupted().history
    assert controller.run.fraction == 1
    assert log.evaluations
    assert log.snapshots[-1].step == 100


def test_the_thread_is_gone_when_the_run_has_ended(controller, wait_for, qtbot):
    controller.start(CONFIG, ("ink",))
    assert controller.findChildren(QThread)
    wait_for(Phase.FINISHED)

    assert controller._worker is None
    assert not controller._timer.isActive()
    qtbot.waitUntil(lambda: not controller.findChildren(QThread))


def test_pause_holds_and_resume_goes_on_to_the_same_end(controller, log, wait_for, qtbot):
    slow = replace(CONFIG, epochs=3)
    controller.set_pace(5)
    controller.start(slow, ("ink",))
    wait_for(Phase.RUNNING)

    controller.pause()
    wait_for(Phase.PAUSED)
    at = controller.run.step
    controller.set_pace(None)
    qtbot.wait(120)
    assert controller.run.step == at

    controller.resume()
    wait_for(Phase.FINISHED)
    np.testing.assert_array_equal(controller.state.network.parameters, uninterrupted(slow).network.parameters)


def test_a_step_does_one_batch_and_an_epoch_step_ends_with_the_epoch(controller, wait_for, qtbot):
    controller.set_pace(100)
    controller.start(LONG, ("ink",))
    wait_for(Phase.RUNNING)
    controller.pause()
    wait_for(Phase.PAUSED)
    at = controller.run.step

    controller.step_batch()
    qtbot.waitUntil(lambda: controller.run.step == at + 1)
    controller.set_pace(None)
    controller.step_epoch()
    wait_for(Phase.PAUSED)

    assert controller.run.step % 25 == 0
    assert controller.run.step - at <= 26
    assert controller.run.history.evaluations[-1].step == controller.run.step
    assert controller.state.step == controller.run.step


def test_stop_keeps_weights_and_curves_and_the_run_goes_on_to_the_same_bits(controller, store, wait_for, qtbot):
    controller.set_pace(10)
    controller.start(CONFIG, ("ink",))
    qtbot.waitUntil(lambda: controller.run is not None and controller.run.step >= 3)
    controller.stop()
    assert controller.phase == Phase.STOPPING
    wait_for(Phase.STOPPED)
    key, stopped_at = controller.kept.key, controller.run.step
    assert store.load(key).step == stopped_at
    assert not store.find(key).interrupted

    controller.set_pace(None)
    controller.continue_run(key)
    wait_for(Phase.FINISHED)

    whole = uninterrupted()
    np.testing.assert_array_equal(controller.state.network.parameters, whole.network.parameters)
    assert controller.run.history == whole.history
    assert controller.run.album.pages[0].step == 0


def test_a_finished_run_can_get_more_epochs(controller, wait_for):
    controller.start(CONFIG, ("ink",))
    wait_for(Phase.FINISHED)

    controller.continue_run(controller.kept.key, epochs=6)
    wait_for(Phase.FINISHED)

    assert controller.run.epoch == 6
    assert controller.run.history == uninterrupted(replace(CONFIG, epochs=6)).history


def test_the_learning_rate_changes_in_the_run_and_even_in_a_pause(controller, store, wait_for, qtbot):
    controller.set_pace(100)
    controller.start(LONG, ("ink",))
    wait_for(Phase.RUNNING)
    controller.pause()
    wait_for(Phase.PAUSED)
    controller.change_learning_rate(0.02)
    controller.stop()
    wait_for(Phase.STOPPED)

    assert store.load(controller.kept.key).learning_rate == 0.02
    assert controller.run.history.rates[-1] == (controller.run.step, 0.02)


def test_a_learning_rate_that_was_set_before_the_first_batch_is_kept_though_the_run_ends_there(qtbot, tmp_path):
    data, controls = load_toys(("ink",), None), Controls()
    path = tmp_path / "run.checkpoint"
    thread = TrainingWorker(lambda: (TrainingState(LONG, data.sha256, 1), data), Mailbox(), controls, path)
    controls.pause()
    with qtbot.waitSignal(thread.held):
        thread.start()

    controls.set_learning_rate(0.02)
    controls.stop()
    with qtbot.waitSignal(thread.ended):
        pass
    thread.wait()

    assert load_checkpoint(path).learning_rate == 0.02


def test_a_diverging_run_fails_with_its_sentence_and_continues_with_smaller_steps(controller, log, store, wait_for):
    controller.start(replace(CONFIG, learning_rate=1000), ("ink",))
    wait_for(Phase.FAILED)
    assert isinstance(controller.error, DivergedError)
    assert log.errors == [controller.error]

    controller.continue_run(controller.kept.key, rate_factor=1e-4)
    wait_for(*ENDED)

    assert controller.phase == Phase.FINISHED
    assert controller.run.history.rates == [(0, 0.1)]


def test_data_that_cannot_be_loaded_is_a_failure_with_a_sentence(qtbot, store):
    def load(sources, validation):
        msg = "MNIST is not on this computer. Get it first."
        raise DataError(msg)

    controller = RunController(store, load)
    log = Log(controller)
    controller.start(CONFIG, ("mnist",))
    qtbot.waitUntil(lambda: controller.phase == Phase.FAILED)

    assert str(log.errors[0]) == "MNIST is not on this computer. Get it first."
    assert controller.run is None
    assert store.all() == []


def test_a_run_that_cannot_begin_leaves_the_one_before_it_as_it_was(qtbot, store):
    def load(sources, validation):
        if sources == ("gone",):
            msg = "The stick is no longer there. Plug it in again."
            raise DataError(msg)
        return load_toys(sources, validation)

    controller = RunController(store, load)
    log = Log(controller)
    controller.start(CONFIG, ("ink",))
    qtbot.waitUntil(lambda: controller.phase == Phase.FINISHED)
    earlier, run = controller.kept, controller.run

    controller.start(CONFIG, ("gone",))
    qtbot.waitUntil(lambda: log.errors != [])

    assert controller.phase == Phase.FINISHED
    assert (controller.kept, controller.run) == (earlier, run)
    assert [kept.key for kept in store.all()] == [earlier.key]


def test_a_second_run_is_refused_while_one_goes_on(controller, wait_for):
    controller.start(LONG, ("ink",))
    wait_for(Phase.RUNNING)

    with pytest.raises(TrainingError, match="A run is going on"):
        controller.start(CONFIG, ("ink",))


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.RUNNING, Phase.PAUSED])
def test_closing_in_a_run_saves_it_and_the_next_start_offers_it(controller, store, wait_for, phase):
    controller.set_pace(100)
    controller.start(LONG, ("ink",))
    if phase != Phase.PREPARING:
        wait_for(Phase.RUNNING)
    if phase == Phase.PAUSED:
        controller.pause()
        wait_for(Phase.PAUSED)

    controller.close()

    offered = store.unfinished()
    assert offered is not None
    if phase != Phase.PREPARING:
        assert store.load(offered.key).step == controller.run.step


@pytest.mark.parametrize("ends", [RunController.stop, RunController.close])
def test_a_run_ends_at_once_while_a_large_folder_is_loaded(qtbot, store, monkeypatch, ends):
    monkeypatch.setattr(worker, "STOP_PATIENCE", 0)
    loading, go_on = threading.Event(), threading.Event()

    def load(sources, validation):
        loading.set()
        assert go_on.wait(20)
        return load_toys(sources, validation)

    controller = RunController(store, load)
    controller.start(CONFIG, ("ink",))
    assert loading.wait(20)

    ends(controller)

    qtbot.waitUntil(lambda: controller.phase in ENDED)
    assert not go_on.is_set()
    go_on.set()
    qtbot.waitUntil(lambda: all(thread.name != "preparation" for thread in threading.enumerate()))


def test_a_failed_save_at_the_end_is_told_and_nothing_hangs(controller, log, store, wait_for):
    controller.set_pace(5)
    controller.start(CONFIG, ("ink",))
    wait_for(Phase.RUNNING)
    folder = store.checkpoint(controller.kept.key).parent
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("in the way")

    controller.stop()
    wait_for(Phase.FAILED)

    assert "could not be saved" in str(log.errors[0])
    assert controller.state is not None


def walk(controller, qtbot, rng, steps):
    """Press the buttons in any order, as an impatient person would."""
    buttons = [
        lambda: controller.phase.is_busy or controller.start(replace(CONFIG, epochs=rng.choice([1, 3, 500])), ("ink",)),
        lambda: controller.phase.is_busy or controller.kept is None or controller.continue_run(controller.kept.key),
        controller.pause,
        controller.resume,
        controller.step_batch,
        controller.step_epoch,
        controller.stop,
        lambda: controller.change_learning_rate(rng.choice([0.01, 0.1])),
        lambda: controller.set_pace(rng.choice([None, None, 50, 1000])),
    ]
    for _ in range(steps):
        rng.choice(buttons)()
        qtbot.wait(rng.choice([0, 0, 1, 5, 30]))


def check_walk(controller, qtbot, rng, steps):
    walk(controller, qtbot, rng, steps)
    controller.stop()
    qtbot.waitUntil(lambda: not controller.phase.is_busy)
    if controller.run is None or controller.state is None:
        return
    assert controller.run.history.losses == controller.state.history.losses
    assert controller.run.history.evaluations == controller.state.history.evaluations
    assert controller._worker is None


@pytest.mark.parametrize("seed", range(3))
def test_buttons_pressed_in_any_order_never_stick(controller, qtbot, seed):
    check_walk(controller, qtbot, random.Random(seed), 35)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 20))
def test_a_thousand_buttons_never_stick(controller, qtbot, seed):
    check_walk(controller, qtbot, random.Random(seed), 100)


def test_events_of_a_run_keep_their_order(controller, log, wait_for):
    controller.start(CONFIG, ("ink",))
    wait_for(Phase.FINISHED)

    steps = [e.step for e in log.events]
    assert steps == sorted(steps)
    first = next(e for e in log.events if isinstance(e, Evaluated))
    assert first.step == 0


def test_a_run_keeps_with_its_card_why_it_has_its_threads(controller, store, wait_for):
    controller.start(CONFIG, ("a",))
    wait_for(*ENDED)

    (kept,) = store.all()
    assert "for the products" in kept.threads
    assert controller.run.choice.reason == kept.threads


def test_hidden_neurons_are_looked_at_beside_the_window_and_told_with_their_epoch(controller, wait_for, monkeypatch):
    threads, told = set(), {}
    look = worker.unit_statistics
    monkeypatch.setattr(worker, "unit_statistics", lambda *args: (threads.add(threading.get_ident()), look(*args))[1])
    controller.advanced.connect(
        lambda events: told.update(
            {each.step: controller.units.get(each.step) for each in events if isinstance(each, EpochDone)}
        )
    )

    controller.start(CONFIG, ("a",))
    wait_for(*ENDED)

    assert list(told) == [25, 50, 75, 100]
    assert [len(units.silent) for units in told.values()] == [1, 1, 1, 1]
    assert threads
    assert threading.get_ident() not in threads
    assert not controller.units


def test_a_network_without_hidden_neurons_has_none_to_look_at(controller, wait_for):
    told = []
    controller.advanced.connect(lambda _events: told.append(dict(controller.units)))

    controller.start(replace(CONFIG, hidden=()), ("a",))
    wait_for(*ENDED)

    assert not any(told)
