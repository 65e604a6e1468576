"""From a click in the window to a run on MNIST, with a server on this computer."""

import functools
import hashlib
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from mnistpad.data import mnist, sources
from mnistpad.data.download import RemoteFile, chosen, ready
from mnistpad.ui import theme
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.run.controller import Phase
from tests.data.download import server as manners
from tests.data.download.conftest import PROXIES
from tests.data.download.server import Server
from tests.data.download.test_ready import write_mnist


@pytest.fixture
def little(tmp_path, monkeypatch):
    """A little MNIST in a folder that nobody has named yet."""
    for name in (*PROXIES, *(proxy.upper() for proxy in PROXIES), "MNISTPAD_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(mnist, "SIZES", (60, 20))
    return write_mnist(tmp_path / "stick" / "mnist")


@pytest.fixture
def mirror(little) -> Iterator[Server]:
    server = Server({path.name: path.read_bytes() for path in little.iterdir()})
    yield server
    server.close()


class Person:
    """Somebody at the window."""

    def __init__(self, window: MainWindow, qtbot) -> None:
        self.window = window
        self.qtbot = qtbot

    def find(self, name: str) -> QWidget:
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, name
        return widget

    def click(self, name: str) -> None:
        self.wait_until(lambda: self.find(name).isVisible() and self.find(name).isEnabled())
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def wait_until(self, condition) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)

    @property
    def offered(self) -> list[str]:
        choice = self.window.training.bar.choices.data
        return [choice.itemData(index) for index in range(choice.count())]


@pytest.fixture
def open_window(qtbot, mirror):
    """Open the window as a start does; the built-in digits are the little MNIST, because drawing them takes long."""
    opened = []
    files = [RemoteFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in mirror.contents.items()]

    def load(specs, validation):
        small = [str(mirror.small) if spec == "builtin" else spec for spec in specs]
        return sources.load_all(small, validation)

    def start(size=(1280, 800)) -> Person:
        fetch = functools.partial(ready.fetch_mnist, files=files, mirrors=[mirror.url])
        window = qtbot.present(MainWindow(Settings(), load, fetch=fetch), *size)
        opened.append(window)
        window.activateWindow()
        return Person(window, qtbot)

    yield start
    for window in opened:
        window.close()


@pytest.fixture
def person(open_window, mirror, little) -> Person:
    mirror.small = little
    return open_window()


@pytest.fixture
def at_train(person) -> Person:
    person.window.show_tab(person.window.training)
    person.wait_until(lambda: person.find("getMnistButton").isVisible())
    return person


@pytest.fixture
def at_data(person) -> Person:
    person.window.show_tab(person.window.data)
    person.window.data.show_source("mnist")
    person.wait_until(lambda: person.find("getMnistHereButton").isVisible())
    return person


def test_nothing_is_asked_of_the_network_without_a_click(at_train, mirror):
    assert mirror.asked == []


def test_a_click_on_train_fetches_mnist_and_a_run_on_it_begins(at_train, mirror):
    at_train.click("getMnistButton")
    at_train.wait_until(lambda: at_train.window.training.plan.source == "mnist")
    at_train.window.training.plan.change("epochs", 1)
    at_train.window.training.plan.change("batch_size", 10)
    at_train.click("startButton")

    at_train.wait_until(lambda: at_train.window.runs.phase is Phase.FINISHED)
    assert at_train.window.runs.kept.sources == ("mnist",)
    assert "mnist" in at_train.offered
    assert not at_train.find("mnistOffer").isVisible()
    assert len(mirror.asked) == 4


def test_a_click_on_data_fetches_mnist_and_shows_it(at_data, mirror):
    at_data.click("getMnistHereButton")

    at_data.wait_until(lambda: at_data.window.data.contents is not None)
    assert at_data.window.data.source == "mnist"
    assert "MNIST is here" in at_data.window.desk.strip.message.text


def test_what_was_fetched_on_data_is_offered_on_train_at_once(at_data):
    at_data.window.training.prepare()
    at_data.click("getMnistHereButton")

    at_data.wait_until(lambda: "mnist" in at_data.offered)
    assert at_data.window.training.plan.source == "builtin", "nobody chose another"


def test_a_failed_download_has_ways_on_and_the_built_in_digits_go_on(at_train, mirror):
    mirror.behave(manners.status(503))
    at_train.click("getMnistButton")
    at_train.wait_until(lambda: "has trouble of its own (503)" in at_train.find("mnistOfferWords").text())

    at_train.click("useBuiltinButton")

    assert at_train.window.training.plan.source == "builtin"
    assert at_train.find("startButton").isEnabled()


def test_the_bar_goes_on_while_the_tabs_change_and_cancel_works_from_either(at_train, mirror):
    mirror.behave(manners.stalled)
    at_train.click("getMnistButton")
    assert mirror.reached.wait(10)
    at_train.window.show_tab(at_train.window.data)
    at_train.window.data.show_source("mnist")

    at_train.click("cancelMnistHereButton")

    at_train.wait_until(lambda: not at_train.window.download.is_running)
    at_train.wait_until(lambda: at_train.find("getMnistHereButton").isVisible())


@pytest.mark.parametrize("manner", [manners.silent, manners.stalled, manners.dripping], ids=lambda each: each.__name__)
def test_closing_the_window_cancels_the_download(at_train, mirror, manner):
    mirror.behave(manner)
    at_train.click("getMnistButton")
    assert mirror.reached.wait(10)

    at_train.window.close()

    assert not at_train.window.download.is_running
    for thread in threading.enumerate():
        if thread.name == "download line":
            thread.join(2)
            assert not thread.is_alive()
    assert not [path for path in ready.own_folder().glob("*") if path.name.endswith(".part")]


def test_a_folder_that_a_class_shares_is_chosen_once_and_remembered(at_train, little, monkeypatch, open_window):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(little.parent))
    at_train.click("useFilesButton")
    at_train.wait_until(lambda: at_train.window.training.plan.source == "mnist")
    at_train.window.close()

    again = open_window()
    again.window.show_tab(again.window.training)

    again.wait_until(lambda: "mnist" in again.offered)
    assert again.window.training.plan.source == "mnist"
    assert chosen.chosen() == little


def test_when_the_stick_is_out_the_built_in_digits_go_on(little, open_window, mirror):
    ready.serve_from(little)
    mirror.small = little.rename(little.with_name("elsewhere"))
    person = open_window()

    person.window.show_tab(person.window.training)

    person.wait_until(lambda: "is not there now" in person.find("mnistOfferWords").text())
    assert person.window.training.plan.source == "builtin"
    assert person.find("lookAgainButton").isVisible()


def test_a_damaged_mnist_on_data_can_be_fetched_again(at_data, mirror):
    at_data.click("getMnistHereButton")
    at_data.wait_until(lambda: at_data.window.data.contents is not None)
    damaged = ready.own_folder() / "train-images-idx3-ubyte.gz"
    damaged.write_bytes(damaged.read_bytes()[:-30])
    at_data.window.shelf._data = None
    at_data.window.data.show_source("mnist")
    mirror.asked.clear()

    at_data.click("getMnistAgainButton")

    at_data.wait_until(lambda: at_data.window.data.contents is not None)
    assert mirror.asked == [damaged.name]


def test_in_a_small_window_with_large_type_the_sentence_is_whole(open_window, mirror, little):
    mirror.small = little
    mirror.behave(manners.status(503))
    person = open_window((900, 600))
    theme.theme.scale = 150
    person.window.show_tab(person.window.training)
    person.click("getMnistButton")
    person.wait_until(lambda: "has trouble of its own (503)" in person.find("mnistOfferWords").text())

    words = person.find("mnistOfferWords")

    person.wait_until(lambda: words.height() >= words.heightForWidth(words.width()) > 100)


def test_in_a_small_window_every_button_is_within_reach(open_window, mirror, little):
    mirror.small = little
    person = open_window((900, 600))
    person.window.show_tab(person.window.training)
    person.wait_until(lambda: person.find("getMnistButton").isVisible())

    inside = person.window.training.viewport().rect()
    for button in person.find("mnistOffer").findChildren(QPushButton):
        if button.isVisible():
            at = button.mapTo(person.window.training.viewport(), button.rect().bottomRight())
            assert inside.contains(at), button.text()
