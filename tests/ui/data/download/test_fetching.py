"""Exactly one end follows each start, and closing leaves no thread."""

import sys

import pytest
from PySide6.QtCore import QCoreApplication

from mnistpad.errors import DownloadError
from mnistpad.ui.data.download.fetching import MnistDownload

ENDS = ("finished", "failed", "cancelled")


@pytest.fixture
def ends(download) -> list[str]:
    """The ends that were told."""
    told: list[str] = []
    for name in ENDS:
        getattr(download, name).connect(lambda *_, name=name: told.append(name))
    return told


def test_nothing_is_fetched_before_somebody_says_so(qtbot, download, fetch):
    assert fetch.calls == 0
    assert not download.is_running


def test_a_download_that_ends_well(qtbot, download, fetch, ends):
    fetch.go_on.set()

    with qtbot.waitSignal(download.finished):
        download.start()

    assert ends == ["finished"]
    assert not download.is_running


def test_a_failure_is_told_as_it_stands(qtbot, download, fetch, ends):
    fetch.error = DownloadError("The disk is full.")
    fetch.go_on.set()

    with qtbot.waitSignal(download.failed) as told:
        download.start()

    assert told.args == ["The disk is full."]
    assert ends == ["failed"]


def test_cancel_ends_it_soon(qtbot, download, ends):
    download.start()

    with qtbot.waitSignal(download.cancelled, timeout=5000):
        download.cancel()

    assert ends == ["cancelled"]


def test_pressed_twice_it_goes_on_once(qtbot, download, fetch, ends):
    download.start()
    download.start()
    fetch.go_on.set()

    qtbot.waitUntil(lambda: bool(ends))

    assert fetch.calls == 1


def test_it_can_begin_again(qtbot, download, fetch, ends):
    download.start()
    with qtbot.waitSignal(download.cancelled):
        download.cancel()
    fetch.go_on.set()

    with qtbot.waitSignal(download.finished):
        download.start()

    assert ends == ["cancelled", "finished"]


def test_a_bug_ends_it_with_a_sentence_and_reaches_the_crash_dialog(qtbot, download, fetch, ends, monkeypatch):
    crashes = []
    monkeypatch.setattr(sys, "excepthook", lambda *args: crashes.append(args[1]))
    fetch.error = ZeroDivisionError()
    fetch.go_on.set()

    with qtbot.waitSignal(download.failed):
        download.start()

    qtbot.waitUntil(lambda: bool(crashes))
    assert ends == ["failed"]
    assert isinstance(crashes[0], ZeroDivisionError)


def test_closing_leaves_no_thread_and_tells_nothing(qtbot, download, ends):
    download.start()

    download.close()
    QCoreApplication.processEvents()

    assert ends == []
    assert not download.is_running


def test_cancel_and_close_without_a_download_do_nothing(download: MnistDownload, ends):
    download.cancel()
    download.close()

    assert ends == []
