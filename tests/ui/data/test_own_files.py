"""A person's own file in the tab: looked at, accepted, refused, forgotten, gone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mnistpad.ink import drawing_file
from tests.ui.data.conftest import click, known_with_own, notice, press, press_key
from tests.ui.training.conftest import digits_csv, load_toys_or_files, open_desk

__all__ = ["digits_csv", "open_desk"]


def open_file(tab, path, qtbot):
    tab.window().exchange.open_paths([path])
    qtbot.waitUntil(lambda: tab.accept.isVisible() or tab.notice.isVisible())


@pytest.fixture
def loads_files(open_desk, qtbot):
    """The window over the real loader."""
    window = open_desk(load=load_toys_or_files, known=known_with_own).window
    window.show_tab(window.data)
    qtbot.waitUntil(lambda: window.data.contents is not None)
    return window


def test_a_file_shows_samples_before_it_is_taken(window, tab, digits_csv, qtbot):
    open_file(tab, digits_csv, qtbot)

    assert window.tabs.currentWidget() is tab
    assert tab.accept.samples.images.labels.tolist() == list(range(10))
    assert window.library.opened == ()
    assert window.training.plan.source != str(digits_csv)


def test_many_drawings_are_shown_and_offered_as_data(window, tab, tmp_path, qtbot):
    drawings = [replace(window.bench.sample(number % 10), label=number % 10) for number in range(40)]
    path = tmp_path / "forty.ink.json"
    drawing_file.save(path, drawings)
    window.exchange.open_paths([path])
    qtbot.waitUntil(lambda: window.desk.strip.message is not None)

    QTest.mouseClick(window.desk.strip.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.accept.isVisible())

    assert tab.accept.about.text() == "40 images of digits."


def test_an_accepted_file_is_a_source_here_and_in_the_train_tab(loads_files, digits_csv, qtbot):
    tab = loads_files.data
    open_file(tab, digits_csv, qtbot)

    press(loads_files, "useDigitsButton")
    qtbot.waitUntil(lambda: tab.contents is not None)

    assert len(loads_files.library.opened) == 1
    assert tab.page.title.text() == "mine.csv"
    assert len(tab.contents) == 60
    press(loads_files, "trainOnThisButton")
    choices = loads_files.training.bar.choices.data
    assert "mine.csv" in [choices.itemText(index) for index in range(choices.count())]
    assert choices.currentText() == "mine.csv"


def test_a_refused_file_leaves_no_trace(window, tab, digits_csv, qtbot):
    open_file(tab, digits_csv, qtbot)

    press(window, "notTheseButton")
    qtbot.waitUntil(lambda: tab.contents is not None)

    assert window.library.opened == ()
    assert tab.source == "mnist"


def test_a_switch_shows_the_samples_the_other_way(window, tab, digits_csv, qtbot):
    open_file(tab, digits_csv, qtbot)
    before = tab.accept.samples.images.pixels.copy()

    click(tab.accept.switches[0], tab.accept.switches[0].rect().center())
    qtbot.waitUntil(lambda: tab.accept.isVisible())

    turned = before.reshape(-1, 28, 28).transpose(0, 2, 1).reshape(-1, 784)
    assert (tab.accept.samples.images.pixels == turned).all()


def test_a_source_can_be_forgotten(loads_files, digits_csv, qtbot):
    tab = loads_files.data
    open_file(tab, digits_csv, qtbot)
    press(loads_files, "useDigitsButton")
    qtbot.waitUntil(lambda: tab.contents is not None)

    press(loads_files, "forgetSourceButton")
    qtbot.waitUntil(lambda: tab.contents is not None)

    assert loads_files.library.opened == ()
    assert digits_csv.exists()
    assert tab.source in ("mnist", "builtin")


def test_the_focus_goes_to_the_pictures_and_not_to_forget(loads_files, digits_csv, qtbot):
    open_file(loads_files.data, digits_csv, qtbot)
    loads_files.data.accept.use.setFocus()

    press_key(loads_files.data.accept.use, Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: loads_files.data.page.pictures.wall.hasFocus())


def test_a_bad_file_is_one_sentence_in_place_with_a_way_on(window, tab, tmp_path, qtbot):
    path = tmp_path / "shopping.csv"
    path.write_text("milk,eggs\n1,2\n")

    open_file(tab, path, qtbot)

    assert notice(tab).startswith("! ")
    assert "shopping.csv" in notice(tab)
    assert [button.text() for button in tab.notice.buttons] == ["Open another file…", "Open a folder…", "Back"]
    press(window, "backToSourcesButton")
    qtbot.waitUntil(lambda: tab.contents is not None)
    assert tab.source == "mnist"


def test_a_source_that_went_away_can_be_forgotten(loads_files, digits_csv, qtbot):
    tab = loads_files.data
    loads_files.library.remember(str(digits_csv))
    digits_csv.unlink()

    tab.show_source(str(digits_csv))

    assert "no longer where it was" in notice(tab)
    press(loads_files, "forgetBrokenButton")
    qtbot.waitUntil(lambda: tab.contents is not None)
    assert loads_files.library.opened == ()


def test_a_source_that_became_unreadable_says_why(loads_files, digits_csv, qtbot):
    loads_files.library.remember(str(digits_csv))
    digits_csv.write_text("milk")

    loads_files.data.show_source(str(digits_csv))

    qtbot.waitUntil(lambda: "mine.csv" in notice(loads_files.data))


def test_opening_asks_for_a_file_or_a_folder(window, tab, digits_csv, qtbot, monkeypatch):
    monkeypatch.setattr("mnistpad.ui.data.chips.QFileDialog.getOpenFileName", lambda *_args: (str(digits_csv), ""))

    tab.chips.open_file.trigger()

    qtbot.waitUntil(lambda: tab.accept.isVisible())
    assert tab.accept.title.text() == "mine.csv"
