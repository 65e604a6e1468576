import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mnistpad.errors import DataError
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.setup.shelf import Shelf
from tests.ui.training.run.conftest import load_toys


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as pool:
        yield pool


def test_nobody_waits_for_a_source_that_another_wants(home, pool):
    begun, go_on = threading.Event(), threading.Event()

    def load(sources, validation):
        if sources == ("slow",):
            begun.set()
            assert go_on.wait(20)
        return load_toys(sources, validation)

    shelf = Shelf(load, Settings())
    slow = pool.submit(shelf.load, ("slow",), None)
    assert begun.wait(20)

    quick = shelf.load(("quick",), None)

    go_on.set()
    assert slow.result(20).description == "slow"
    assert shelf.load(("quick",), None) is quick


def test_two_who_want_the_same_source_load_it_once(home, pool):
    loaded, go_on = [], threading.Event()

    def load(sources, validation):
        loaded.append(sources)
        assert go_on.wait(20)
        return load_toys(sources, validation)

    shelf = Shelf(load, Settings())
    both = [pool.submit(shelf.load, ("toys",), None) for _ in range(2)]
    go_on.set()

    first, second = (each.result(20) for each in both)

    assert first is second
    assert len(loaded) == 1


def test_what_could_not_be_loaded_is_tried_again(home):
    answers = [DataError("Not here."), None]

    def load(sources, validation):
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        return load_toys(sources, validation)

    shelf = Shelf(load, Settings())
    with pytest.raises(DataError, match="Not here"):
        shelf.load(("toys",), None)

    assert shelf.load(("toys",), None).description == "toys"
