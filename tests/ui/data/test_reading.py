"""Reading a person's own files in the window: once, with a count and a way out, and what has no labels."""

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mnistpad.data import sources
from mnistpad.data.formats import pictures
from mnistpad.ink.picture import picture_to_image
from mnistpad.ui.data.contents import words
from mnistpad.ui.training.run.controller import Phase
from tests.ui.data.conftest import click
from tests.ui.training.conftest import known_toys, load_toys_or_files, once_let_go, open_desk

__all__ = ["open_desk"]
COUNT = 24


@pytest.fixture
def folder(tmp_path):
    """Pictures of ones and sevens."""
    for number in range(COUNT):
        place = tmp_path / "photos" / ("1" if number % 2 else "7")
        place.mkdir(parents=True, exist_ok=True)
        paper = np.full((30, 30), 250, np.uint8)
        paper[4:26, 12 : 15 + number % 5] = 10
        Image.fromarray(paper).save(place / f"{number}.png")
    return tmp_path / "photos"


@pytest.fixture
def unlabelled(tmp_path):
    """Images as Kaggle's test.csv has them."""
    header = ",".join(f"pixel{number}" for number in range(784))
    rows = np.random.default_rng(0).integers(0, 256, (30, 784)).tolist()
    path = tmp_path / "test.csv"
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]))
    return path


@pytest.fixture
def window(open_desk, qtbot):
    desk = open_desk(load=load_toys_or_files, known=known_toys)
    desk.window.show_tab(desk.window.data)
    qtbot.waitUntil(lambda: desk.window.data.contents is not None)
    yield desk.window
    desk.window.data.errand.close(60)


@pytest.fixture
def tab(window):
    return window.data


@pytest.fixture
def gate(monkeypatch):
    """Each picture waits to be let through; the paths that were read."""

    class Gate:
        def __init__(self):
            self.read, self.passes = [], threading.Semaphore(0)

        def __call__(self, path, name):
            self.read.append(path)
            assert self.passes.acquire(timeout=20)
            return picture_to_image(path, name)

        def open(self):
            self.passes.release(100 * COUNT)

    gate = Gate()
    monkeypatch.setattr(pictures, "picture_to_image", gate)
    yield gate
    gate.open()


def press(window, name):
    widget = next(each for each in window.findChildren(object, name) if each.isVisible())
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def take(window, path, qtbot):
    """Open a file, and say that it is right."""
    window.exchange.open_paths([path])
    qtbot.waitUntil(lambda: window.data.accept.isVisible())
    press(window, "useDigitsButton")
    qtbot.waitUntil(lambda: window.data.contents is not None)


def test_pictures_are_read_once_to_be_asked_about_shown_and_learned(window, tab, folder, gate, qtbot):
    gate.open()
    take(window, folder, qtbot)
    press(window, "trainOnThisButton")
    plan = window.training.plan
    for name, value in {"hidden": [4], "epochs": 1}.items():
        plan.change(name, value)

    window.runs.start(plan.config, plan.sources, plan.preset)
    qtbot.waitUntil(lambda: window.runs.phase is Phase.FINISHED, timeout=20_000)

    assert len(gate.read) == len(set(gate.read)) == COUNT


def test_pictures_that_changed_since_they_were_looked_at_are_read_again(window, tab, folder, gate, qtbot):
    gate.open()
    window.exchange.open_paths([folder])
    qtbot.waitUntil(lambda: tab.accept.isVisible())
    (folder / "3").mkdir()

    press(window, "useDigitsButton")
    qtbot.waitUntil(lambda: tab.contents is not None)

    assert len(gate.read) == 2 * COUNT


def test_a_long_folder_says_how_far_it_is(window, tab, folder, gate, qtbot):
    window.exchange.open_paths([folder])
    gate.passes.release(5)

    qtbot.waitUntil(lambda: tab.waiting.label.text() == f"Looking into it: 5 of {COUNT} pictures")

    assert (tab.waiting.bar.value(), tab.waiting.bar.maximum()) == (5, COUNT)
    gate.open()
    qtbot.waitUntil(lambda: tab.accept.isVisible())


def test_a_long_folder_can_be_left_and_is_read_no_further(window, tab, folder, gate, qtbot):
    window.exchange.open_paths([folder])
    qtbot.waitUntil(lambda: tab.waiting.cancel.isVisible())

    press(window, "cancelLoadingButton")
    qtbot.waitUntil(lambda: tab.contents is not None)
    gate.open()
    qtbot.waitUntil(lambda: not tab.errand._running)

    assert tab.source == "mnist"
    assert len(gate.read) == 1
    assert window.library.opened == ()


def test_a_long_folder_can_be_left_by_keys_alone(window, tab, folder, gate, qtbot):
    window.exchange.open_paths([folder])
    qtbot.waitUntil(lambda: tab.waiting.cancel.isVisible())
    tab.chips.open.setFocus()

    QTest.keyClick(tab.chips.open, Qt.Key.Key_Tab)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: tab.contents is not None)
    assert tab.source == "mnist"
    gate.open()


def test_another_source_ends_the_reading_of_the_first(window, tab, folder, gate, qtbot):
    window.exchange.open_paths([folder])
    qtbot.waitUntil(lambda: len(gate.read) == 1)

    click(tab.chips.buttons["builtin"], QPoint(10, 10))
    qtbot.waitUntil(lambda: tab.contents is not None)
    gate.open()
    qtbot.waitUntil(lambda: not tab.errand._running)

    assert tab.source == "builtin"
    assert len(gate.read) == 1


def test_the_first_source_of_all_can_be_left_too(open_desk, qtbot):
    go = threading.Event()

    window = open_desk(load=once_let_go(go, load_toys_or_files), known=known_toys).window
    window.show_tab(window.data)
    qtbot.waitUntil(lambda: window.data.waiting.cancel.isVisible())

    press(window, "cancelLoadingButton")

    assert window.data.notice.words.text().startswith("Nothing was loaded.")
    go.set()
    click(window.data.chips.buttons["builtin"], QPoint(10, 10))
    qtbot.waitUntil(lambda: window.data.contents is not None)


def test_images_without_labels_are_asked_about_as_such(window, tab, unlabelled, qtbot):
    window.exchange.open_paths([unlabelled])
    qtbot.waitUntil(lambda: tab.accept.isVisible())

    assert tab.accept.use.text() == "Look at these"
    assert tab.accept.about.text().startswith("30 images without labels. They can be looked at, but not learned from")
    assert len(tab.accept.samples.images) == 10
    assert tab.accept.samples.accessibleName() == "Samples without labels"


def test_images_without_labels_hang_on_the_wall_and_go_to_the_pad(window, tab, unlabelled, qtbot):
    take(window, unlabelled, qtbot)
    view = tab.page.pictures

    assert len(view.wall.pictures) == 30
    assert not view.columns.isVisible()
    assert not view.digits.isVisible()
    expected = sources.read(str(unlabelled)).train.pixels.mean(axis=0)
    assert np.abs(view.mean.picture.pixels - expected).max() <= 0.51
    assert "30 images without labels" in view.overview.text()
    click(view.wall.viewport(), view.wall.centre_of(3))
    assert window.desk.canvas.content().picture.badge == "test.csv image 3, without a label"


def test_nothing_can_be_learned_from_images_without_labels(window, tab, unlabelled, qtbot):
    take(window, unlabelled, qtbot)

    assert not tab.page.train.isEnabled()
    assert tab.page.train.toolTip() == words.NO_LABELS
    assert not tab.page.tabs.isTabVisible(1)
    window.show_tab(window.training)
    window.training.learn_from(str(unlabelled))
    qtbot.waitUntil(lambda: "has no labels" in window.training.summary.text())


def test_a_source_with_labels_has_everything_again(window, tab, unlabelled, qtbot):
    take(window, unlabelled, qtbot)

    click(tab.chips.buttons["mnist"], QPoint(10, 10))
    qtbot.waitUntil(lambda: tab.contents is not None)

    assert tab.page.pictures.columns.isVisible()
    assert tab.page.pictures.digits.isVisible()
    assert not tab.page.pictures.mean.isVisible()
    assert tab.page.train.isEnabled()
    assert tab.page.tabs.isTabVisible(1)


def test_what_was_left_out_is_told_before_and_after_it_is_taken(window, tab, folder, qtbot):
    (folder / "1" / "x.png").write_text("no picture")
    remark = "1 of 25 pictures could not be read as digits, and left out: 1/x.png."

    window.exchange.open_paths([folder])
    qtbot.waitUntil(lambda: tab.accept.isVisible())
    assert tab.accept.notes.text() == remark
    press(window, "useDigitsButton")
    qtbot.waitUntil(lambda: tab.contents is not None)

    assert remark in tab.page.pictures.overview.text()
