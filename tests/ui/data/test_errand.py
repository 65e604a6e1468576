import threading

import pytest

from mnistpad.data.formats.watching import LeftError, step
from mnistpad.errors import DataError
from mnistpad.ui.data.errand import NO_MEMORY, Errand


@pytest.fixture
def errand(qtbot):
    errand = Errand()
    yield errand
    errand.close(10)


class Slow:
    """A job that lasts until it is let go."""

    def __init__(self, result):
        self.result = result
        self.go = threading.Event()
        self.begun = threading.Event()

    def __call__(self):
        self.begun.set()
        assert self.go.wait(20)
        return self.result


def test_a_job_is_done_in_another_thread(errand, qtbot):
    with qtbot.waitSignal(errand.done) as done:
        errand.send(threading.current_thread)

    assert done.args[0] is not threading.main_thread()
    assert not errand.is_busy


def test_nobody_waits_for_a_job_that_they_left(errand, qtbot):
    heard = []
    errand.done.connect(heard.append)
    left, wanted = Slow(1), Slow(2)
    errand.send(left)
    assert left.begun.wait(20)

    errand.send(wanted)
    wanted.go.set()
    qtbot.waitUntil(lambda: heard == [2])

    left.go.set()
    qtbot.waitUntil(lambda: not errand._running)
    assert heard == [2]


def test_the_newest_wish_wins_and_the_others_end_unheard(errand, qtbot):
    heard = []
    errand.done.connect(heard.append)
    first, second, third, fourth = Slow(1), Slow(2), Slow(3), Slow(4)
    errand.send(first)
    errand.send(second)
    assert first.begun.wait(20)
    assert second.begun.wait(20)
    errand.send(third)
    errand.send(fourth)

    first.go.set()
    fourth.go.set()
    qtbot.waitUntil(lambda: heard == [4])

    assert not third.begun.is_set()
    second.go.set()
    qtbot.waitUntil(lambda: not errand._running)


def test_a_job_that_was_left_ends_at_its_next_step(errand, qtbot):
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()

    def job():
        begun.set()
        assert go.wait(20)
        try:
            step()
        except LeftError:
            ended.set()
            raise

    errand.send(job)
    assert begun.wait(20)
    with qtbot.assertNotEmitted(errand.failed, wait=50), qtbot.assertNotEmitted(errand.done):
        errand.call_off()
        go.set()
        qtbot.waitUntil(lambda: not errand._running)

    assert ended.is_set()


def test_how_far_a_job_is_is_told_once_it_takes_long(errand, qtbot):
    go = threading.Event()

    def job():
        step(3, 7)
        assert go.wait(20)

    with qtbot.waitSignal(errand.advanced) as advanced:
        errand.send(job)

    assert advanced.args == [3, 7]
    go.set()
    qtbot.waitSignal(errand.done).wait()


def test_what_was_called_off_is_never_heard_of(errand, qtbot):
    job = Slow(1)
    errand.send(job)
    assert job.begun.wait(20)
    errand.call_off()

    with qtbot.assertNotEmitted(errand.done, wait=50):
        job.go.set()
        qtbot.waitUntil(lambda: not errand._running)


def test_slow_is_told_only_while_it_lasts(errand, qtbot):
    job = Slow(1)
    with qtbot.waitSignal(errand.slow):
        errand.send(job)

    job.go.set()
    qtbot.waitSignal(errand.done).wait()


@pytest.mark.parametrize(
    ("error", "says"), [(DataError("No digits here."), "No digits here."), (MemoryError(), NO_MEMORY)]
)
def test_a_failure_is_one_sentence(errand, qtbot, error, says):
    def job():
        raise error

    with qtbot.waitSignal(errand.failed) as failed:
        errand.send(job)

    assert failed.args == [says]


def test_a_bug_meets_the_crash_dialog(errand, qtbot, monkeypatch):
    met = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, _trace: met.append((kind, str(error))))

    def job():
        msg = "no digits"
        raise ZeroDivisionError(msg)

    with qtbot.waitSignal(errand.failed):
        errand.send(job)

    assert met == [(ZeroDivisionError, "no digits")]
