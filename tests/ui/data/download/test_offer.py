"""Where MNIST is missing, two buttons; while it comes, a bar; where it does not come, a sentence and ways on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from mnistpad.data.download import Progress, Stage, chosen
from mnistpad.errors import DataError, DownloadError
from mnistpad.ui.data.download.offer import MnistOffer

OFFER = "Built-in digits are ready. MNIST (70,000 real ones, 12 MB) needs one download."
WHY = "MNIST's a.gz could not be downloaded: b.example does not answer. Try again later."


@pytest.fixture
def pick(monkeypatch):
    """Answer the folder dialog."""
    return lambda path: monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))


def test_it_offers_a_download_and_a_folder(front, fetch):
    assert front.words == OFFER
    assert front.buttons == ["Get MNIST", "Use files I already have"]
    assert fetch.calls == 0


def test_it_is_not_there_where_mnist_is(front):
    front.offer.set_needed(False)

    assert not front.offer.isVisible()


def test_everything_that_can_be_pressed_has_a_name_and_says_what_it_does(front):
    for button in front.offer._buttons:
        assert button.objectName()
        assert button.accessibleName() == button.text()
        assert button.toolTip()
    assert front.offer.bar.accessibleName()


def test_while_it_comes_there_is_a_bar_with_speed_and_time(front, fetch):
    front.click("Get MNIST")
    front.wait_for(lambda: fetch.tell)

    fetch.tell(Progress(Stage.FETCHING, 5_800_000, 11_600_000, "a.example", 1_200_000, 4.8))

    front.wait_for(lambda: front.words == "Getting MNIST: 5.8 of 11.6 MB, 1.2 MB/s, 5 s left")
    assert front.buttons == ["Cancel"]
    assert front.offer.bar.value() / front.offer.bar.maximum() == 0.5


def test_it_says_whom_it_asks_and_for_whom_it_waits(front, fetch):
    front.click("Get MNIST")
    front.wait_for(lambda: fetch.tell)

    fetch.tell(Progress(Stage.CONNECTING, 0, 100, "a.example"))
    front.wait_for(lambda: front.words == "Getting MNIST: Asking a.example")
    fetch.tell(Progress(Stage.WAITING))
    front.wait_for(lambda: "Another window of MnistPad is downloading it" in front.words)

    assert front.offer.bar.maximum() == 0, "nobody knows how long"


def test_cancel_brings_the_offer_back(front, download, qtbot):
    front.click("Get MNIST")

    with qtbot.waitSignal(download.cancelled, timeout=5000):
        front.click("Cancel")

    assert front.words == OFFER
    assert front.buttons == ["Get MNIST", "Use files I already have"]


def test_the_focus_stays_where_the_hand_is(front, download, qtbot):
    front.offer.activateWindow()
    front.offer.get.setFocus()
    qtbot.waitUntil(front.offer.get.hasFocus)

    QTest.keyClick(front.offer.get, Qt.Key.Key_Space)
    front.wait_for(front.offer.cancel.hasFocus)
    with qtbot.waitSignal(download.cancelled, timeout=5000):
        QTest.keyClick(front.offer.cancel, Qt.Key.Key_Space)

    assert front.offer.get.hasFocus()


def test_when_it_has_come_whoever_asked_for_it_is_told(front, fetch, qtbot):
    front.click("Get MNIST")

    with qtbot.waitSignal(front.offer.ready_here):
        fetch.go_on.set()

    assert not front.offer.isVisible()


def test_another_offer_shows_the_same_download_but_is_not_told(front, fetch, download, qtbot):
    other = MnistOffer(download, "Here")
    qtbot.addWidget(other)
    other.set_needed(True)
    told = []
    other.ready_here.connect(lambda: told.append("other"))
    front.click("Get MNIST")
    assert other.cancel.isVisible()

    with qtbot.waitSignal(front.offer.ready_here):
        fetch.go_on.set()

    assert told == []
    assert not other.isVisible()


@pytest.fixture
def failed(front, fetch, download, qtbot):
    """The offer after a download that failed."""
    fetch.error = DownloadError(WHY)
    front.click("Get MNIST")
    with qtbot.waitSignal(download.failed):
        fetch.go_on.set()
    return front


def test_a_failure_is_one_sentence_with_ways_on(failed):
    assert failed.words == f"! {WHY}"
    assert failed.buttons == ["Try again", "Use files I already have", "Use the built-in digits"]


@pytest.mark.parametrize("width", [300, 500, 700, 1500])
def test_a_long_sentence_is_shown_whole_at_every_width(failed, width, qtbot):
    label = failed.offer.words
    failed.offer._trouble = " ".join([WHY] * 3)
    failed.offer._refresh()

    failed.offer.resize(width, failed.offer.heightForWidth(width))

    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert label.width() <= 520


def test_a_failure_is_seen_even_where_nobody_needs_mnist_any_more(failed):
    failed.offer.set_needed(False)

    assert failed.offer.isVisible()


def test_try_again(failed, fetch, qtbot):
    fetch.error = None

    with qtbot.waitSignal(failed.offer.ready_here):
        failed.click("Try again")

    assert not failed.offer.isVisible()


def test_use_the_built_in_digits(failed, qtbot):
    with qtbot.waitSignal(failed.offer.builtin_chosen):
        failed.click("Use the built-in digits")

    assert failed.words == OFFER


def test_a_folder_that_holds_mnist_is_used(front, folders, pick, tmp_path, qtbot):
    folders.append(tmp_path)
    pick(tmp_path)

    with qtbot.waitSignal(front.offer.ready_here):
        front.click("Use files I already have")

    assert not front.offer.isVisible()


def test_a_folder_with_other_digits_is_handed_on(front, pick, tmp_path, qtbot):
    pick(tmp_path)

    with qtbot.waitSignal(front.offer.folder_chosen) as told:
        front.click("Use files I already have")

    assert told.args == [str(tmp_path)]
    assert front.words == OFFER


def test_a_dialog_that_is_closed_changes_nothing(front, pick, qtbot):
    pick("")

    with qtbot.assertNotEmitted(front.offer.folder_chosen, wait=50):
        front.click("Use files I already have")


def test_half_an_mnist_is_told(front, pick, tmp_path, monkeypatch):
    def half(_folder):
        msg = "This folder holds only half of MNIST."
        raise DataError(msg)

    monkeypatch.setattr(front.offer, "_serve_from", half)
    pick(tmp_path)

    front.click("Use files I already have")

    front.wait_for(lambda: front.words == "! This folder holds only half of MNIST.")
    assert "Use files I already have" in front.buttons
    assert "Use the built-in digits" in front.buttons


def test_a_stick_that_is_out_is_told_and_found_again(front, tmp_path, qtbot):
    stick = tmp_path / "stick"
    chosen.choose(stick)
    front.offer.set_needed(False)
    front.offer.set_needed(True)
    said, buttons = front.words, front.buttons
    front.click("Look again")
    still = front.words
    stick.mkdir()

    with qtbot.waitSignal(front.offer.ready_here):
        front.click("Look again")

    assert said == still
    assert said.startswith(f"MNIST's folder {stick} is not there now, so the built-in digits go on. Plug the stick in")
    assert buttons == ["Get MNIST", "Look again", "Use files I already have"]
