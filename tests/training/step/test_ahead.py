"""Images that lie ready before a run is started: taken by the run that they are for, and by nobody else."""

import mmap
import os
import threading
from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data.mixture import TrainingData
from mnistpad.training import TrainingConfig
from mnistpad.training.feed import outwards
from mnistpad.training.step import images, partner, worth
from mnistpad.training.step.images import lay_ahead, lay_down, let_go
from tests.data.augment.test_apart import handles, until
from tests.training.conftest import edged

pytestmark = pytest.mark.skipif(not worth.is_possible(), reason="Two processes see no common memory on this machine")


@pytest.fixture(name="data", scope="module")
def edged_data(data):
    return edged(data)


@pytest.fixture(autouse=True)
def before():
    """Leave nothing behind."""
    let_go()
    known = handles()
    yield
    let_go()
    assert handles() == known


@pytest.fixture
def times(monkeypatch):
    """Count how often images are laid down."""
    laid, plain = [], images._laid_down
    monkeypatch.setattr(images, "_laid_down", lambda *what: laid.append(what) or plain(*what))
    return laid


def twin(data):
    return TrainingData(data.train, data.shares)


def content(handle):
    with mmap.mmap(handle, 0) as memory:
        read = memory[:]
    os.close(handle)
    return read


def ready(layout, data):
    lay_ahead(layout, data)
    until(lambda: images._ahead._are == (layout, data) and not images._ahead._lock.locked())


@pytest.mark.parametrize("layout", ["as stored", "outwards", "inked first"])
def test_a_run_takes_what_lies_ready_and_the_next_one_its_own(data, times, layout):
    ready(layout, data)
    assert len(times) == 1

    taken, memory = lay_down(layout, data)
    assert len(times) == 1
    other, its_memory = lay_down(layout, data)
    assert len(times) == 2

    np.testing.assert_array_equal(taken.data.pixels, other.data.pixels)
    np.testing.assert_array_equal(taken.data.labels, other.data.labels)
    assert (taken.extents is None) is (other.extents is None)
    if taken.extents is not None:
        np.testing.assert_array_equal(taken.extents, other.extents)
    assert content(memory) == content(its_memory)


@pytest.mark.parametrize("wanted", ["other data", "another order"])
def test_what_lies_ready_for_another_run_goes(data, times, wanted):
    ready("outwards", data)
    known = handles()

    laid, memory = lay_down("outwards", twin(data)) if wanted == "other data" else lay_down("inked first", data)
    os.close(memory)
    del laid

    assert len(times) == 2
    assert images._ahead._laid is None
    assert len(handles()) < len(known)


def test_the_newest_wish_takes_the_place_of_the_one_before(data, times):
    ready("outwards", twin(data))
    ready("outwards", data)
    ready("outwards", data)

    assert len(times) == 2


def test_who_lets_go_while_images_are_laid_down_does_not_wait_and_they_go(data, monkeypatch):
    begun, may_go_on, plain = threading.Event(), threading.Event(), images._laid_down

    def held(*what):
        begun.set()
        assert may_go_on.wait(30)
        return plain(*what)

    monkeypatch.setattr(images, "_laid_down", held)
    lay_ahead("outwards", data)
    assert begun.wait(30)

    let_go()
    assert images._ahead._lock.locked()
    may_go_on.set()

    until(lambda: not any(thread.name == "images" for thread in threading.enumerate()))
    assert images._ahead._laid is None


def test_a_run_that_begins_meanwhile_waits_for_them(data, times):
    lay_ahead("outwards", data)
    until(lambda: images._ahead._lock.locked() or images._ahead._laid is not None)

    _, memory = lay_down("outwards", data)
    os.close(memory)

    assert len(times) == 1


def test_no_room_for_them_is_missed_by_nobody(data, times, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(images, "_laid_down", full)
        lay_ahead("outwards", data)
        until(lambda: not any(thread.name == "images" for thread in threading.enumerate()))

    _, memory = lay_down("outwards", data)
    os.close(memory)

    assert len(times) == 1


def test_more_images_than_should_be_copied_lie_where_they_are(data, times, monkeypatch):
    monkeypatch.setattr(outwards, "_MOST", data.pixels.nbytes - 1)

    lay_ahead("outwards", data)

    assert images._ahead._wished is None
    assert not times


@pytest.mark.parametrize(
    ("config", "layout"),
    [
        ({}, "outwards"),
        ({"l2": 0.01}, "outwards"),
        ({"hidden": (10,)}, "inked first"),
        ({"hidden": (10,), "l2": 0.01}, "as stored"),
        ({"batch_size": None}, None),
        ({"batch_size": 4}, None),
    ],
)
def test_they_are_laid_down_for_a_run_that_may_be_halved(data, monkeypatch, config, layout):
    monkeypatch.setattr(worth, "cores", lambda: 2)
    monkeypatch.setattr(worth, "most_threads", lambda: 2)
    wished = []
    monkeypatch.setattr(partner, "lay_ahead", lambda layout, data: wished.append((layout, data)))

    partner.stand_by(replace(TrainingConfig(hidden=(200,)), **config), data)
    partner.dismiss()

    assert wished == ([(layout, data)] if layout else [])


@pytest.mark.parametrize("newest", ["the same", "another"])
def test_who_lets_go_while_somebody_looks_whether_they_lie_there_lets_them_go(data, monkeypatch, newest):
    ready("outwards", data)
    other = data if newest == "the same" else twin(data)
    looked, plain = [], images._Ahead.lay

    class Lock:
        """Lets go in the very moment in which another one has just looked."""

        def __enter__(self):
            return images._ahead  # the lock is held, so who lets go does not get it

        def __exit__(self, *_):
            images._ahead._wished = None
            looked.append(True)

    images._ahead.wish("outwards", other)
    lock = images._ahead._lock
    with monkeypatch.context() as patch:
        patch.setattr(images._ahead, "_lock", Lock())
        plain(images._ahead, "outwards", other)

    assert looked
    assert images._ahead._lock is lock
    assert images._ahead._laid is None
