"""A download that does what a test says, and the offer of it on the screen."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from mnistpad.data.download import Progress
from mnistpad.errors import DownloadCancelledError
from mnistpad.ui.data.download.fetching import MnistDownload
from mnistpad.ui.data.download.offer import MnistOffer


class FakeFetch:
    """Goes on until `go_on` is set or somebody cancels; then raises `error`, or is done."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.tell: Callable[[Progress], None] | None = None
        self.error: Exception | None = None
        self.calls = 0

    def __call__(self, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Path:
        self.calls += 1
        self.tell = progress
        while not self.go_on.wait(0.01):
            if cancelled():
                msg = "The download was cancelled."
                raise DownloadCancelledError(msg)
        if self.error is not None:
            raise self.error
        return Path()


@pytest.fixture
def fetch() -> FakeFetch:
    return FakeFetch()


@pytest.fixture
def download(qapp, fetch) -> Iterator[MnistDownload]:
    download = MnistDownload(fetch)
    yield download
    download.close()


class Front:
    """The offer, as a person meets it."""

    def __init__(self, offer: MnistOffer, qtbot) -> None:
        self.offer = offer
        self.qtbot = qtbot

    @property
    def words(self) -> str:
        return self.offer.words.text()

    @property
    def buttons(self) -> list[str]:
        """What can be pressed."""
        return [button.text() for button in self.offer.findChildren(QPushButton) if button.isVisible()]

    def click(self, words: str) -> None:
        (button,) = [each for each in self.offer.findChildren(QPushButton) if each.isVisible() and each.text() == words]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait_for(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)


@pytest.fixture
def folders() -> list[Path]:
    """The folders that hold MNIST in this test."""
    return []


@pytest.fixture
def front(qtbot, download, folders) -> Iterator[Front]:
    offer = qtbot.present(MnistOffer(download, serve_from=lambda folder: folder in folders), 700, 100)
    offer.set_needed(True)
    yield Front(offer, qtbot)
    offer.close_errand()
