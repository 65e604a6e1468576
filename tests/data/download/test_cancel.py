"""Cancel works at every stage, at once, and leaves nothing half done."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mnistpad.data.download import Patience, line
from mnistpad.errors import DownloadCancelledError
from tests.data.download import server as manners
from tests.data.download.conftest import FILES, LARGE, SMALL

FOR_EVER = Patience(connect=300, stalled=300)  # whoever waits for it meets pytest's own limit


@pytest.fixture
def cancel_when(getter):
    """Return a function that fetches, cancels once an event is set, and returns when that has ended."""

    def cancel_when(event: threading.Event, *mirrors, **options) -> None:
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(getter.get, *mirrors, patience=FOR_EVER, **options)
            assert event.wait(10)
            getter.cancelled.set()
            with pytest.raises(DownloadCancelledError, match="was cancelled"):
                job.result(timeout=10)

    return cancel_when


@pytest.mark.parametrize("manner", [manners.silent, manners.stalled, manners.dripping], ids=lambda each: each.__name__)
def test_cancel_while_a_server_keeps_us_waiting(getter, server, cancel_when, manner):
    cancel_when(server.behave(manner).reached, server)

    assert not getter.folder.exists()


def test_cancel_before_anything_is_asked(getter, server):
    getter.cancelled.set()

    with pytest.raises(DownloadCancelledError):
        getter.get(server)

    assert not getter.folder.exists()


def test_cancel_between_two_files_keeps_the_first(getter, server, cancel_when):
    server.behave(manners.silent, SMALL.name)

    cancel_when(server.reached, server)

    assert getter.holds(LARGE)


def test_cancel_in_the_middle_of_bytes_that_pour_in(getter, server):
    def cancel_at_half(progress) -> None:
        if progress.done:
            getter.cancelled.set()

    server.behave(manners.without_length)

    with pytest.raises(DownloadCancelledError):
        getter.get(server, progress=cancel_at_half)

    assert not [name for name in getter.names if name.endswith(".part")]


def test_cancel_while_connecting(getter, cancel_when, monkeypatch):
    """A name that is looked up for ever cannot be interrupted: it is left alone."""
    asked, answer = threading.Event(), threading.Event()

    def look_up(*_args, **_options):
        asked.set()
        answer.wait(20)
        raise OSError

    monkeypatch.setattr(line.socket, "getaddrinfo", look_up)

    cancel_when(asked, "http://mirror.invalid/mnist/")

    assert not getter.folder.exists()
    answer.set()


def test_a_connection_that_stands_too_late_is_hung_up(getter, server, cancel_when, monkeypatch):
    asked, answer = threading.Event(), threading.Event()
    real = line.socket.getaddrinfo

    def look_up(*args, **options):
        asked.set()
        answer.wait(20)
        return real(*args, **options)

    monkeypatch.setattr(line.socket, "getaddrinfo", look_up)

    cancel_when(asked, server)
    answer.set()

    assert server.asked == []


def test_cancel_while_another_window_has_its_turn(getter, start):
    busy, idle = start().behave(manners.silent), start()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(getter.get, busy, patience=FOR_EVER)
        assert busy.reached.wait(10)

        with pytest.raises(DownloadCancelledError):
            getter.get(idle, cancelled=lambda: True)

        busy.behave(manners.well).go_on.set()
        with pytest.raises(Exception, match="could not be downloaded"):
            first.result(10)

    assert idle.asked == []


def test_what_was_cancelled_goes_on_where_it_was(getter, server, cancel_when):
    server.behave(manners.stalled, SMALL.name)
    cancel_when(server.reached, server)
    server.manners.clear()
    server.asked.clear()
    getter.cancelled.clear()

    getter.get(server)

    assert server.asked == [SMALL.name, FILES[2].name]
    assert getter.holds(*FILES)
