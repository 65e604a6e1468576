"""A run whose steps two processes halve: the same bits, whatever becomes of the other, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnistpad.data.mixture import combine
from mnistpad.training import (
    BatchDone,
    DivergedError,
    TrainingConfig,
    TrainingState,
    load_checkpoint,
    save_checkpoint,
    train,
)
from mnistpad.training.step import halved, images, worth
from mnistpad.training.step import partner as partner_module
from mnistpad.training.step.halves import half_of
from mnistpad.training.step.partner import Partner
from mnistpad.training.step.worth import is_possible
from tests import PROJECT
from tests.data.augment.test_apart import handles, is_gone, until
from tests.training.conftest import dataset, edged

pytestmark = pytest.mark.skipif(not is_possible(), reason="Two processes cannot halve steps on this kind of machine")

PLAIN = TrainingConfig(hidden=(17,), batch_size=32, epochs=3, learning_rate=0.2)
CONFIGS = {
    "sgd": PLAIN,
    "adam": replace(PLAIN, optimizer="adam", learning_rate=0.003, l2=0.001),
    "momentum": replace(PLAIN, optimizer="momentum", learning_rate=0.05, dropout=0.3, schedule="cosine"),
    "64": replace(PLAIN, activation="tanh", dtype="float64", label_smoothing=0.1),
    "short": replace(PLAIN, batch_size=499),  # and one image is left over
}


@pytest.fixture(name="data", scope="module")
def edged_data(data):
    return edged(data)


class Without(Partner):
    """A process that could not be started."""

    def __init__(self, *_arguments):
        raise OSError


class Ready(Partner):
    """A process that is waited for, and known."""

    started: ClassVar = []

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.started.append(self)
        until(super().is_ready)

    def is_ready(self):
        return True


@pytest.fixture
def started(monkeypatch):
    monkeypatch.setattr(halved, "Partner", Ready)
    # For networks as small as these, two processes never pay.
    monkeypatch.setattr(halved, "KNOWN", 1)
    monkeypatch.setattr(halved._Pace, "is_slow", lambda *_: False)
    Ready.started.clear()
    return Ready.started


def begun(kind, config, data):
    state = TrainingState(config, data.sha256, threads=1)
    state.halves = kind
    return state


def by_itself(kind, config, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(halved, "Partner", Without)
        state = begun(kind, config, data)
        list(train(state, data))
    return state


def assert_same(state, expected):
    np.testing.assert_array_equal(state.network.parameters, expected.network.parameters)
    assert state.history == expected.history
    assert state.optimizer.t == expected.optimizer.t
    for name, moment in expected.optimizer.moments.items():
        np.testing.assert_array_equal(state.optimizer.moments[name], moment)
    np.testing.assert_array_equal(state.best.parameters, expected.best.parameters)


@pytest.mark.parametrize("kind", ["neurons", "images"])
@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_the_process_takes_the_same_steps(data, started, kind, config, caplog):
    state = begun(kind, config, data)

    with caplog.at_level("INFO"):
        list(train(state, data))

    assert len(started) == 1
    assert not caplog.records  # it was not given up
    assert_same(state, by_itself(kind, config, data))


@pytest.mark.parametrize("weight", [0.5, 2.5])
def test_the_process_learns_of_a_mixture_what_its_weights_say(started, weight):
    data = combine([(dataset("toy", train=300), 1.0), (dataset("more", train=200, seed=9), weight)])
    state = begun("images", PLAIN, data)

    list(train(state, data))

    assert state.step == 3 * -(-round(300 + 200 * weight) // 32)
    assert_same(state, by_itself("images", PLAIN, data))


@pytest.mark.parametrize("l2", [0.0, 0.01])
@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_a_run_is_as_good_as_one_that_nobody_halves(data, started, kind, l2):
    config = replace(PLAIN, l2=l2)
    plain, state = begun(None, config, data), begun(kind, config, data)

    list(train(plain, data))
    list(train(state, data))

    # Sums are taken in another order, and so in other last bits.
    np.testing.assert_allclose(state.network.parameters, plain.network.parameters, atol=1e-4)
    np.testing.assert_allclose(state.history.losses, plain.history.losses, atol=1e-4)


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_between_two_events_the_state_is_complete(data, started, kind):
    def seen(partner):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(halved, "Partner", partner)
            state = begun(kind, CONFIGS["adam"], data)
            for _ in train(state, data):
                yield state.network.parameters.copy(), state.optimizer.moments["v"].copy(), state.optimizer.t

    for with_it, without in zip(seen(Ready), seen(Without), strict=True):
        for one, other in zip(with_it, without, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_who_asks_for_the_network_is_not_kept_waiting_for_what_the_optimizer_remembers(data, started, kind):
    expected, state = begun(kind, CONFIGS["adam"], data), begun(kind, CONFIGS["adam"], data)
    for events, run in ((9, train(expected, data)), (9, train(state, data))):
        list(islice(run, events))
    own, before = state._optimizer.moments, {name: row.copy() for name, row in state._optimizer.moments.items()}
    whole = expected.optimizer.moments

    network = state.network

    np.testing.assert_array_equal(network.parameters, expected.network.parameters)
    for name, row in before.items():
        np.testing.assert_array_equal(own[name], row)
        assert (row != whole[name]).any()
    for name, row in state.optimizer.moments.items():
        np.testing.assert_array_equal(row, whole[name])


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_a_run_whose_network_was_looked_at_again_and_again_loses_nothing(data, started, kind):
    config = CONFIGS["momentum"]
    expected, state = by_itself(kind, config, data), begun(kind, config, data)

    for event in train(state, data):
        if isinstance(event, BatchDone):
            assert np.isfinite(state.network.parameters).all()
            if event.step == 10:
                Ready.started[0].process.kill()

    assert_same(state, expected)


def test_a_process_that_becomes_ready_in_the_middle_changes_nothing(data, started, monkeypatch):
    looks = iter(range(1000))
    monkeypatch.setattr(Ready, "is_ready", lambda _self: next(looks) >= 20)
    state = begun("neurons", PLAIN, data)

    list(train(state, data))

    assert_same(state, by_itself("neurons", PLAIN, data))
    assert next(looks) == 21  # once it was ready, nobody asked again


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_a_process_that_begins_while_steps_are_taken_changes_nothing(data, started, monkeypatch, kind):
    class Late(Partner):
        """Begins beside the first steps, which do not wait for it."""

        looks = 0

        def is_ready(self):
            self.looks += 1
            if self.looks == 20:
                until(super().is_ready)
            return self.looks >= 20

    monkeypatch.setattr(halved, "Partner", Late)
    state = begun(kind, CONFIGS["momentum"], data)

    list(train(state, data))

    assert_same(state, by_itself(kind, CONFIGS["momentum"], data))


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_a_process_whose_offers_are_others_is_given_up(data, started, monkeypatch, caplog, kind):
    def met(partner):
        plain(partner)
        partner.meeting.second[:50] += 1  # of the images, gradients that the first half alone adds up

    plain = Ready.meet
    monkeypatch.setattr(Ready, "meet", met)
    state = begun(kind, PLAIN, data)

    with caplog.at_level("INFO"):
        list(train(state, data))

    assert "its bits are others" in caplog.text
    assert_same(state, by_itself(kind, PLAIN, data))


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_who_is_interrupted_while_the_process_is_given_up_loses_nothing(data, started, monkeypatch, kind):
    config = CONFIGS["adam"]
    state, half = begun(kind, config, data), type(half_of(kind, config, 10, 0, 1.0))
    run = train(state, data)
    list(islice(run, 25))
    meet_in, calls = half.meet_in, iter(range(1000))

    def torn(self, meeting):
        if next(calls) == 1:
            raise KeyboardInterrupt
        meet_in(self, meeting)

    monkeypatch.setattr(half, "meet_in", torn)
    started[0].process.kill()
    with pytest.raises(KeyboardInterrupt):
        list(run)

    list(train(state, data))
    assert_same(state, by_itself(kind, config, data))


@pytest.mark.parametrize("kind", ["neurons", "images"])
@pytest.mark.parametrize("events", [2, 11, 30])
def test_a_run_that_was_saved_and_continued_ends_with_the_same_bits(data, started, tmp_path, kind, events):
    path, config = tmp_path / "run.checkpoint", CONFIGS["adam"]
    first = begun(kind, config, data)

    run = train(first, data)
    list(islice(run, events))
    save_checkpoint(first, path)
    run.close()
    state = load_checkpoint(path)
    list(train(state, data))

    assert state.halves == kind
    assert_same(state, by_itself(kind, config, data))


def test_a_run_that_was_left_goes_on_in_the_same_state(data, started):
    state = begun("neurons", PLAIN, data)

    for events in (7, 5, 20):
        run = train(state, data)
        list(islice(run, events))
        run.close()
    list(train(state, data))

    assert_same(state, by_itself("neurons", PLAIN, data))


@pytest.mark.parametrize("kind", ["neurons", "images"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda number: number.name)
@pytest.mark.parametrize("events", [2, 11, 23])
def test_a_process_that_is_killed_or_stopped_is_missed_by_nobody(data, started, monkeypatch, kind, number, events):
    monkeypatch.setattr(partner_module, "PATIENCE", 0.2)
    config, before = CONFIGS["momentum"], handles()
    state = begun(kind, config, data)

    run = train(state, data)
    list(islice(run, events))
    os.kill(started[0].process.pid, number)
    list(run)

    assert_same(state, by_itself(kind, config, data))
    assert is_gone(started[0].process.pid)
    assert handles() == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(delay=st.floats(0, 0.03))
def test_a_process_may_be_killed_at_any_moment(data, started, delay):
    config = replace(CONFIGS["adam"], epochs=6)
    state = begun("neurons", config, data)

    run = train(state, data)
    next(run), next(run)
    killer = subprocess.Popen(["sh", "-c", f"sleep {delay}; kill -9 {started[-1].process.pid}"])
    list(run)
    killer.wait()

    assert_same(state, by_itself("neurons", config, data))


@pytest.mark.parametrize("kind", ["neurons", "images"])
@pytest.mark.parametrize("config", [CONFIGS["adam"], CONFIGS["momentum"]], ids=["adam", "dropout"])
def test_a_process_that_rests_from_time_to_time_changes_nothing(data, started, monkeypatch, kind, config):
    monkeypatch.setattr(halved._Pace, "is_slow", lambda self, _seconds: setattr(self, "_rest", 3) or True)
    state = begun(kind, config, data)

    list(train(state, data))

    assert_same(state, by_itself(kind, config, data))
    assert started[0].process.returncode == -signal.SIGKILL  # until the run ended


@pytest.mark.parametrize(
    ("kind", "size"),
    # The last is no small network: its batches are put in the order of their images' ink, halved or not.
    [("neurons", {}), ("images", {}), ("neurons", {"hidden": (24,), "batch_size": 100})],
)
def test_dropout_silences_the_same_neurons_as_if_nobody_halved(data, started, kind, size):
    config = replace(CONFIGS["momentum"], **size)
    plain, state = begun(None, config, data), begun(kind, config, data)

    list(train(plain, data))
    list(train(state, data))

    np.testing.assert_allclose(state.history.losses, plain.history.losses, atol=1e-4)


def test_another_kind_of_machine_takes_both_halves_by_itself(data, monkeypatch):
    monkeypatch.setattr(images, "is_possible", lambda: False)
    monkeypatch.setattr(halved, "Partner", None)  # whose call would be a TypeError
    state = begun("neurons", PLAIN, data)

    list(train(state, data))

    assert_same(state, by_itself("neurons", PLAIN, data))


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_a_machine_that_has_no_room_for_the_images_twice_takes_both_halves_by_itself(data, kind, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = handles()
    monkeypatch.setattr(images.os, "write", full)
    state = begun(kind, PLAIN, data)
    with caplog.at_level("INFO"):
        list(train(state, data))
    monkeypatch.undo()

    assert "No space left on device" in caplog.text
    assert_same(state, by_itself(kind, PLAIN, data))
    assert handles() == before


def test_the_weights_may_be_looked_at_from_another_thread_in_the_middle_of_a_step(data, started):
    state, seen = begun("neurons", replace(CONFIGS["adam"], epochs=6), data), []
    run = train(state, data)
    list(islice(run, 5))
    ended = threading.Event()

    def look():
        while not ended.is_set():
            seen.append(state.network.parameters.sum())

    looker = threading.Thread(target=look)
    looker.start()
    list(run)
    ended.set()
    looker.join()

    assert len(seen) > 5
    assert np.isfinite(seen).all()
    assert_same(state, by_itself("neurons", replace(CONFIGS["adam"], epochs=6), data))


def test_a_second_walk_through_a_run_keeps_the_weights_when_the_first_is_closed(data, started):
    state = begun("neurons", PLAIN, data)
    first = train(state, data)
    list(islice(first, 10))

    second = train(state, data)
    list(islice(second, 5))
    first.close()
    for _ in second:
        pass

    assert_same(state, by_itself("neurons", PLAIN, data))


def test_a_run_whose_steps_are_not_taken_again_to_the_end_is_back_at_its_last_good_weights(data, started, monkeypatch):
    state = begun("neurons", CONFIGS["adam"], data)
    run = train(state, data)
    for event in run:
        if isinstance(event, BatchDone) and event.step == 25:
            break
    os.kill(started[0].process.pid, signal.SIGKILL)
    calls = iter(range(100))
    step = halved.Pair.step

    def interrupted(pair, each):
        if next(calls) == 4:
            raise KeyboardInterrupt
        return step(pair, each)

    with monkeypatch.context() as patch:
        patch.setattr(halved.Pair, "step", interrupted)
        with pytest.raises(KeyboardInterrupt):
            list(run)
        patch.setattr(halved.Pair, "step", lambda *_: pytest.fail("taken again twice"))

    good = by_itself("neurons", replace(CONFIGS["adam"], epochs=1), data)
    list(train(state, data))
    assert good.step < 25
    assert_same(state, by_itself("neurons", CONFIGS["adam"], data))


def test_a_process_that_counts_otherwise_is_given_up(data, started, monkeypatch):
    give = Ready.give
    monkeypatch.setattr(Ready, "give", lambda self, rows: (give(self, rows), rows[0].__setitem__(5, 0.125)))
    state = begun("neurons", PLAIN, data)

    list(train(state, data))

    assert is_gone(started[0].process.pid)
    assert_same(state, by_itself("neurons", PLAIN, data))


@pytest.mark.parametrize("code", ["import sys; sys.exit(3)", "print('x')", "import os; os.write(0, b'?')"])
def test_something_else_in_its_place_is_given_up(data, monkeypatch, code):
    monkeypatch.setattr(partner_module, "_command", lambda: [sys.executable, "-c", code])
    made = []

    class Seen(Partner):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            made.append(self)
            self.process.wait(30)

    monkeypatch.setattr(halved, "Partner", Seen)
    before, state = handles(), begun("neurons", PLAIN, data)

    list(train(state, data))

    assert_same(state, by_itself("neurons", PLAIN, data))
    assert handles() == before


def test_a_program_that_is_not_there_is_missed_by_nobody(data, monkeypatch):
    monkeypatch.setattr(partner_module, "_command", lambda: ["/nowhere/at/all"])
    before, state = handles(), begun("images", PLAIN, data)

    list(train(state, data))

    assert_same(state, by_itself("images", PLAIN, data))
    assert handles() == before


@pytest.mark.parametrize("events", [1, 2, 20, 10_000])
def test_a_run_that_is_left_leaves_no_process(data, started, events):
    before = handles()
    run = train(begun("neurons", PLAIN, data), data)

    list(islice(run, events))
    run.close()

    assert is_gone(started[0].process.pid)
    assert handles() == before


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_a_run_that_blows_up_is_back_where_its_weights_were_good(data, started, kind):
    state = begun(kind, PLAIN, data)
    run = train(state, data)
    for event in run:
        if isinstance(event, BatchDone) and event.step == 20:
            break
    state.change_learning_rate(1000)

    with pytest.raises(DivergedError) as raised:
        list(run)

    good = by_itself(kind, replace(PLAIN, epochs=1), data)
    assert (raised.value.epoch, state.epoch, state.step) == (1, 1, good.step)
    np.testing.assert_array_equal(state.network.parameters, good.network.parameters)
    assert is_gone(started[0].process.pid)


@pytest.mark.parametrize("kind", ["neurons", "images"])
def test_a_step_that_is_broken_off_leaves_a_complete_state(data, started, monkeypatch, kind):
    config, state = CONFIGS["adam"], begun(kind, CONFIGS["adam"], data)
    run = train(state, data)
    list(islice(run, 25))
    step, reached = state.step, state.network.parameters.copy()

    def broken(*_arguments, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Ready, "meet", broken)
        with pytest.raises(KeyboardInterrupt):
            list(run)

    assert state.step == step
    np.testing.assert_array_equal(state.network.parameters, reached)
    list(train(state, data))
    assert_same(state, by_itself(kind, config, data))


def test_a_process_sleeps_while_a_run_is_paused_and_wakes_when_it_goes_on(data, started):
    state = begun("neurons", PLAIN, data)
    run = train(state, data)
    list(islice(run, 10))
    process = started[0].process

    time.sleep(0.3)
    spent = cpu_seconds(process.pid)
    time.sleep(0.5)
    paused = cpu_seconds(process.pid) - spent
    begin = time.monotonic()
    list(islice(run, 5))

    assert paused <= 0.05  # a tenth; awake, it takes the whole core
    assert time.monotonic() - begin < partner_module.PATIENCE
    run.close()


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_process_ends_when_the_run_is_killed(tmp_path):
    code = f"""
import sys, time
sys.path.insert(0, {str(PROJECT)!r})
from mnistpad.training.step import halved
from tests.training.conftest import dataset, combine
from tests.training.step.test_halved import PLAIN, Ready, begun, replace, train
halved.Partner = Ready
data = combine([(dataset(), 1.0)])
for event in train(begun("neurons", replace(PLAIN, epochs=100_000), data), data):
    if event.step == 40:
        print(Ready.started[0].process.pid, flush=True)
"""
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(run.stdout.readline())

    run.kill()
    run.communicate()

    until(lambda: is_gone(pid))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_what_is_sent_to_all_processes_is_not_for_this_one(data, started, number):
    state = begun("neurons", PLAIN, data)
    run = train(state, data)
    list(islice(run, 5))

    os.kill(started[0].process.pid, number)
    list(islice(run, 10))

    assert started[0].process.poll() is None
    run.close()


@pytest.mark.parametrize("words", [[], ["3"]])
def test_the_process_is_for_the_program_itself(words):
    command = [sys.executable, "-m", "mnistpad", "--learn-apart", *words]

    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)

    assert ended.returncode == 2
    assert ended.stderr.startswith("mnistpad: --learn-apart is for MnistPad itself")


def test_the_frozen_program_starts_itself_and_looks_for_its_partner_before_it_loads_qt(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    hook = PROJECT / "resources" / "packaging" / "environment.py"

    command = [sys.executable, str(hook), *partner_module._command()[1:]]
    around = os.environ | {"PYTHONPATH": str(PROJECT)}
    ended = subprocess.run(command, env=around, capture_output=True, check=False, stdin=subprocess.DEVNULL)

    assert partner_module._command() == [sys.executable, partner_module.COMMAND]
    assert ended.stderr.startswith(b"mnistpad: --learn-apart is for MnistPad itself")


def test_the_process_loads_no_window():
    code = "import sys, mnistpad.training.step.serving; print(*{name.split('.')[0] for name in sys.modules})"

    told = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True).stdout

    assert not {"PySide6", "shiboken6", "pyqtgraph", "PIL", "urllib3"} & set(told.split())


def test_a_process_that_was_prepared_is_taken_by_the_next_run(data, started, prepared):
    pid = prepared(PLAIN)

    run = train(begun("neurons", PLAIN, data), data)
    list(islice(run, 10))

    assert started[0].process.pid == pid
    assert not partner_module._waiting
    run.close()


def test_a_process_that_no_run_wants_is_sent_away(prepared):
    before = handles()
    pid = prepared(PLAIN)
    partner_module.prepare(PLAIN)  # a second one waits for nothing

    partner_module.dismiss()

    assert is_gone(pid)
    assert handles() == before


@pytest.mark.parametrize("config", [replace(PLAIN, batch_size=None), replace(PLAIN, batch_size=4)])
def test_where_no_run_could_want_it_no_process_is_prepared(prepared, config):
    assert prepared(config) is None


def test_a_prepared_process_that_died_is_replaced_and_missed_by_nobody(data, started, prepared):
    dead = prepared(PLAIN)
    os.kill(dead, signal.SIGKILL)
    partner_module._waiting[0][1].wait()
    state = begun("neurons", PLAIN, data)

    list(train(state, data))

    assert started[0].process.pid != dead
    assert_same(state, by_itself("neurons", PLAIN, data))


@pytest.fixture
def prepared(monkeypatch):
    """Prepare a process for a config as a machine with two cores does, and return its number; None if there is none."""
    monkeypatch.setattr(worth, "cores", lambda: 2)
    monkeypatch.setattr(worth, "most_threads", lambda: 2)

    def prepare(config):
        partner_module.prepare(config)
        return partner_module._waiting[0][1].pid if partner_module._waiting else None

    yield prepare
    partner_module.dismiss()
