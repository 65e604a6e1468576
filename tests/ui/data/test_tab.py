"""The tab in the window, over small sources."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from mnistpad.data.sources import SourceInfo
from mnistpad.ink import drawing_file
from mnistpad.ui import theme
from mnistpad.ui.training.run.controller import Phase
from tests.ui.data.conftest import click, press_key
from tests.ui.training.conftest import digits_csv, known_toys, load_toys, load_toys_or_files, open_desk

__all__ = ["digits_csv", "open_desk"]


def known_with_own(**options):
    return [*known_toys(**options), SourceInfo("my digits", "my-digits", False, "none kept yet", "your own", 0)]


@pytest.fixture
def window(open_desk, qtbot):
    desk = open_desk(known=known_with_own)
    desk.window.show_tab(desk.window.data)
    yield desk.window
    desk.window.data.errand.close(60)


@pytest.fixture
def tab(window, qtbot):
    qtbot.waitUntil(lambda: window.data.contents is not None)
    return window.data


def press(window, name):
    widget = next(each for each in window.findChildren(object, name) if each.isVisible())
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def notice(tab):
    return tab.notice.words.text() if tab.notice.isVisible() else ""


def test_the_tab_begins_with_mnist_where_it_is(tab):
    assert tab.source == "mnist"
    assert tab.chips.buttons["mnist"].isChecked()
    assert tab.page.title.text() == "Mnist"
    assert tab.page.pictures.overview.text().startswith("700 images: 500 to learn")


def test_what_was_looked_at_last_is_there_at_the_next_start(tab, open_desk, qtbot):
    click(tab.chips.buttons["builtin"], QPoint(10, 10))
    qtbot.waitUntil(lambda: tab.contents is not None)
    tab.window().close()

    again = open_desk(known=known_with_own).window.data

    qtbot.waitUntil(lambda: again.contents is not None)
    assert again.source == "builtin"


def test_a_click_on_a_picture_brings_it_to_the_pad_undoably(window, tab, qtbot):
    wall = tab.page.pictures.wall
    picture = tab.contents.about(int(wall.pictures[4]))

    click(wall.viewport(), wall.centre_of(4))

    assert window.desk.canvas.content().picture.badge == picture.badge
    assert window.desk.back_chip.isVisible()
    window.actions_.undo.trigger()
    assert window.desk.canvas.content().is_blank


def test_a_picture_that_the_run_learned_says_so(window, tab, qtbot):
    plan = window.training.plan
    plan.choose_source("mnist")
    for name, value in {"hidden": [8], "batch_size": 100, "epochs": 1}.items():
        plan.change(name, value)
    window.runs.start(plan.config, plan.sources, plan.preset)
    qtbot.waitUntil(lambda: window.runs.phase is Phase.FINISHED, timeout=20_000)
    wall, contents = tab.page.pictures.wall, tab.contents
    learned = next(i for i, p in enumerate(wall.pictures.tolist()) if contents.about(p).part == "train")

    click(wall.viewport(), wall.centre_of(learned))

    assert window.desk.canvas.content().picture.badge.endswith("this run learned this image")


def test_filters_narrow_the_wall_and_stay_in_step(tab):
    pictures = tab.page.pictures
    click(pictures.columns, pictures.columns.column_of(3).center())
    assert pictures.digits.currentText() == "Labelled 3: 70"
    assert len(pictures.wall.pictures) == 70

    pictures.parts.setFocus()
    press_key(pictures.parts, Qt.Key.Key_End)

    assert pictures.part == "test"
    assert pictures.parts.currentText() == "Final exam: 10"
    assert len(pictures.wall.pictures) == 10
    assert pictures.columns.counts.sum() == 100


def test_the_picture_under_the_mouse_is_told(tab, qtbot):
    pictures = tab.page.pictures
    QTest.mouseMove(pictures.wall.viewport(), pictures.wall.centre_of(2))

    expected = tab.contents.about(int(pictures.wall.pictures[2])).sentence
    qtbot.waitUntil(lambda: pictures.caption.sentence == expected)


def test_train_on_this_chooses_the_source_in_the_train_tab(window, tab):
    press(window, "trainOnThisButton")

    assert window.tabs.currentWidget() is window.training
    assert window.training.plan.source == "mnist"


def test_numbers_show_the_counts_as_a_table(window, tab):
    window.actions_.numbers.trigger()

    assert window.tabs.currentWidget() is tab
    assert tab.numbers.isVisible()
    model = tab.numbers.view.model()
    assert model.rowCount() == 11
    assert model.index(10, 4).data() == "700"


def test_numbers_follow_the_view_in_front(window, tab):
    window.actions_.numbers.trigger()
    tab.page.show_view("Distortion")

    assert tab.numbers.view.model().index(0, 0).data() == "Shift"


def test_what_takes_long_says_so_and_blocks_nothing(open_desk, qtbot):
    go = threading.Event()

    def slowly(sources, validation):
        assert go.wait(20)
        return load_toys(sources, validation)

    window = open_desk(load=slowly, known=known_with_own).window
    window.show_tab(window.data)
    qtbot.waitUntil(lambda: window.data.waiting.isVisible())
    assert not window.data.waiting.bar.isVisible()

    qtbot.waitUntil(lambda: window.data.waiting.bar.isVisible())
    assert window.data.waiting.label.text() == "Loading MNIST…"
    go.set()
    qtbot.waitUntil(lambda: window.data.contents is not None)


def test_another_choice_while_one_loads_is_what_comes(open_desk, qtbot):
    go = threading.Event()

    def slowly(sources, validation):
        assert go.wait(20)
        return load_toys(sources, validation)

    window = open_desk(load=slowly, known=known_with_own).window
    window.show_tab(window.data)
    qtbot.waitUntil(lambda: window.data.source == "mnist")
    click(window.data.chips.buttons["builtin"], QPoint(10, 10))
    go.set()

    qtbot.waitUntil(lambda: window.data.contents is not None)
    assert window.data.page.title.text() == "Builtin"


def open_file(tab, path, qtbot):
    tab.window().exchange.open_paths([path])
    qtbot.waitUntil(lambda: tab.accept.isVisible() or tab.notice.isVisible())


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


@pytest.fixture
def loads_files(open_desk, qtbot):
    """The window over the real loader."""
    window = open_desk(load=load_toys_or_files, known=known_with_own).window
    window.show_tab(window.data)
    qtbot.waitUntil(lambda: window.data.contents is not None)
    return window


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


def test_the_distortion_here_and_the_settings_of_the_train_tab_are_one(window, tab):
    tab.page.show_view("Distortion")
    button = tab.page.distortion.presets.buttons["Strong"]
    click(button, button.rect().center())
    assert window.training.panel.rows["augmentation"].field.widget.currentText() == "Strong"

    window.training.plan.change("augmentation", None)
    assert tab.page.distortion.presets.buttons["Off"].isChecked()


def test_closing_while_something_loads_does_not_wait_for_it(open_desk, qtbot):
    go = threading.Event()

    def slowly(sources, validation):
        assert go.wait(20)
        return load_toys(sources, validation)

    window = open_desk(load=slowly, known=known_with_own).window
    window.show_tab(window.data)
    qtbot.waitUntil(lambda: window.data.errand.is_busy)

    window.close()

    assert not window.isVisible()
    go.set()
    window.data.errand.close(20)


def test_my_digits_have_a_page_of_their_own(window, tab):
    click(tab.chips.buttons["my-digits"], QPoint(10, 10))

    assert window.own_digits.isVisible()
    assert tab.source == "my-digits"


def test_a_wheel_over_the_wall_scrolls_it_and_not_the_tab(tab):
    from tests.ui.data.wall.test_wall import turn_wheel

    turn_wheel(tab.page.pictures.wall, 2)

    assert tab.page.pictures.wall.verticalScrollBar().value() > 0
    assert tab.page.pictures.wall.index_at(QPointF(1, 1)) > 0
    assert tab.verticalScrollBar().value() == 0


def test_tab_walks_from_the_sources_through_the_page_to_the_numbers(window, tab):
    window.actions_.numbers.trigger()
    names = [each.objectName() for each in walk(tab.chips.buttons["mnist"], 12)]

    wanted = ["openDataButton", "trainOnThisButton", "sourceViewTabs", "digitColumns", "pictureWall"]
    places = [names.index(name) for name in [*wanted, "sourceNumbersTable"]]
    assert places == sorted(places)


def walk(widget, steps):
    """Press Tab, and return where the focus went."""
    widget.setFocus()
    visited = []
    for _ in range(steps):
        QTest.keyClick(widget.window().focusWidget(), Qt.Key.Key_Tab)
        visited.append(widget.window().focusWidget())
    return visited


def test_a_run_learns_from_the_very_images_that_are_shown(window, tab, qtbot):
    plan = window.training.plan
    plan.choose_source("mnist")
    plan.change("epochs", 1)
    window.runs.start(plan.config, plan.sources, plan.preset)
    qtbot.waitUntil(lambda: window.runs.phase is Phase.FINISHED, timeout=20_000)

    assert np.shares_memory(window.runs.run.data.pixels, tab.contents.dataset.train.pixels)


def test_the_page_is_as_tall_as_its_view_needs_at_the_largest_type(window, tab, qtbot):
    window.resize(900, 600)
    theme.theme.scale = 200
    press_key(tab.page.tabs, Qt.Key.Key_Right)
    view = tab.page.distortion

    qtbot.waitUntil(view.isVisible)

    def is_whole():
        return view.presets.height() >= view.presets.heightForWidth(view.presets.width())

    qtbot.waitUntil(is_whole)


def test_a_sentence_is_in_sight_whatever_was_scrolled_to_before(window, tab, tmp_path, qtbot):
    window.resize(900, 600)
    theme.theme.scale = 200
    tab.verticalScrollBar().setValue(tab.verticalScrollBar().maximum())
    (tmp_path / "empty.csv").touch()

    tab.show_source(str(tmp_path / "empty.csv"))

    qtbot.waitUntil(lambda: "it is empty" in notice(tab))
    words = tab.notice.words
    qtbot.waitUntil(lambda: tab.viewport().rect().contains(words.mapTo(tab.viewport(), QPoint(0, 0))))
