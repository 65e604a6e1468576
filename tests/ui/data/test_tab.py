"""The tab in the window, over small sources."""

import threading
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest

from mnistpad.ui import theme
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.training.run.controller import Phase
from tests.ui.data.conftest import click, known_with_own, notice, press, press_key
from tests.ui.training.conftest import load_toys, once_let_go, open_desk

__all__ = ["open_desk"]


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


@dataclass(frozen=True)
class Held:
    """The window, and what lets its sources come."""

    window: MainWindow
    go: threading.Event


@pytest.fixture
def held(open_desk):
    """The tab whose sources are not loaded before `go` is set."""
    go = threading.Event()
    window = open_desk(load=once_let_go(go, load_toys), known=known_with_own).window
    window.show_tab(window.data)
    return Held(window, go)


def test_what_takes_long_says_so_and_blocks_nothing(held, qtbot):
    window = held.window
    qtbot.waitUntil(lambda: window.data.waiting.isVisible())
    assert not window.data.waiting.bar.isVisible()

    qtbot.waitUntil(lambda: window.data.waiting.bar.isVisible())
    assert window.data.waiting.label.text() == "Loading MNIST…"
    held.go.set()
    qtbot.waitUntil(lambda: window.data.contents is not None)


def test_another_choice_while_one_loads_is_what_comes(held, qtbot):
    window = held.window
    qtbot.waitUntil(lambda: window.data.source == "mnist")
    click(window.data.chips.buttons["builtin"], QPoint(10, 10))
    held.go.set()

    qtbot.waitUntil(lambda: window.data.contents is not None)
    assert window.data.page.title.text() == "Builtin"


def test_the_distortion_here_and_the_settings_of_the_train_tab_are_one(window, tab):
    tab.page.show_view("Distortion")
    button = tab.page.distortion.presets.buttons["Strong"]
    click(button, button.rect().center())
    assert window.training.panel.rows["augmentation"].field.widget.currentText() == "Strong"

    window.training.plan.change("augmentation", None)
    assert tab.page.distortion.presets.buttons["Off"].isChecked()


def test_closing_while_something_loads_does_not_wait_for_it(held, qtbot):
    window = held.window
    qtbot.waitUntil(lambda: window.data.errand.is_busy)

    window.close()

    assert not window.isVisible()
    held.go.set()
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


def test_the_tab_itself_is_a_stop_only_where_it_scrolls(window, tab, qtbot):
    assert tab.focusPolicy() == Qt.FocusPolicy.NoFocus

    window.resize(900, 600)
    theme.theme.scale = 200

    qtbot.waitUntil(lambda: tab.focusPolicy() == Qt.FocusPolicy.StrongFocus)


def test_in_large_type_the_keyboard_brings_the_whole_wall_into_sight(window, tab, qtbot):
    window.resize(900, 600)
    theme.theme.scale = 200
    view = tab.page.pictures
    qtbot.waitUntil(lambda: tab.verticalScrollBar().maximum() > 0)
    for combo in (view.digits, view.parts):
        qtbot.waitUntil(lambda combo=combo: combo.width() >= combo.sizeHint().width())

    (reached,) = walk(view.parts, 1)

    def is_whole():
        place = QRect(view.wall.mapTo(tab.viewport(), QPoint(0, 0)), view.wall.size())
        return tab.viewport().rect().contains(place) and place.height() > 2 * 28 * 3

    assert reached is view.wall
    qtbot.waitUntil(is_whole)


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
