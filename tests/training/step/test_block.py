"""Two sides of one memory: what is written on one is read on the other, and nobody sleeps through it."""

import mmap
import threading

import numpy as np
import pytest

from mnistpad.training.step.block import GIVE, STEP, Block, Sizes, Task

SIZES = Sizes(4, 32, 50, 20, 100)


def never(_waited):
    pytest.fail("it waited")


@pytest.fixture
def sides():
    memory = mmap.mmap(-1, SIZES.bytes)
    return Block(memory, SIZES, 0, never), Block(memory, SIZES, 1, never)


def test_a_task_arrives_as_it_was_asked(sides):
    asks, does = sides
    task = Task(STEP, epoch=7, batch=2**40, t=2**50, rows=2, is_last=True, rate=0.1)

    asks.ask(task)

    assert does.asked() == task


def test_the_order_offers_and_rows_lie_apart(sides):
    asks, does = sides
    asks.order[:] = np.arange(32) * 1000
    asks.meeting.first[:], does.meeting.second[:], asks.home[:], asks.meeting.parameters[:] = 1, 2, 3, 4
    asks.ask(Task(GIVE, rows=1))

    assert does.asked().rows == 1
    np.testing.assert_array_equal(does.order, np.arange(32) * 1000)
    assert (does.meeting.first == 1).all()
    assert (asks.meeting.second == 2).all()
    assert (does.meeting.parameters == 4).all()
    assert (does.home == 3).all()


@pytest.mark.parametrize("is_sound", [True, False])
def test_what_is_done_is_told_with_its_outcome(sides, is_sound):
    asks, does = sides
    asks.ask(Task(GIVE))
    does.asked()

    does.tell_done(is_sound=is_sound)

    assert asks.await_done() is is_sound


def test_who_falls_asleep_while_a_task_comes_does_not_sleep():
    memory, slept = mmap.mmap(-1, SIZES.bytes), []
    asks = Block(memory, SIZES, 0, never)
    task = Task(GIVE)

    def idle(_waited):
        asks.ask(task)  # in the very moment in which the other one gives up waiting
        does.fall_asleep(lambda: slept.append(True))

    does = Block(memory, SIZES, 1, idle)

    assert does.asked().kind == GIVE
    assert not slept


def test_who_sleeps_is_woken():
    memory, awake, asleep = mmap.mmap(-1, SIZES.bytes), threading.Event(), threading.Event()
    asks = Block(memory, SIZES, 0, never, awake.set)
    task = Task(GIVE)

    def sleep():
        asleep.set()
        assert awake.wait(30)

    does = Block(memory, SIZES, 1, lambda _waited: does.fall_asleep(sleep))
    sleeper = threading.Thread(target=does.asked)
    sleeper.start()
    assert asleep.wait(30)
    asks.ask(task)
    sleeper.join(30)

    assert not sleeper.is_alive()
    awake.clear()
    asks.ask(task)
    assert not awake.is_set()  # nobody sleeps any more


def test_who_was_stopped_has_not_waited_all_the_while(monkeypatch):
    from mnistpad.training.step import block

    moments = iter([0.0, 0.01, 1000.0, 1000.02])
    monkeypatch.setattr(block.time, "monotonic", lambda: next(moments))
    told = []

    def idle(waited):
        told.append(waited)
        if len(told) == 3:
            raise TimeoutError

    does = Block(mmap.mmap(-1, SIZES.bytes), SIZES, 1, idle)
    with pytest.raises(TimeoutError):
        does.asked()

    assert told == pytest.approx([0, 0.01, 0.11])
