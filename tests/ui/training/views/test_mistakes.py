import time

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from mnistpad.ui import theme
from mnistpad.ui.training.views.mistakes import MistakesView
from tests.ui.training.views.conftest import click, judge, make_run, press_key, rows_labelled


@pytest.fixture
def view(show, run, clock):
    view = show(MistakesView(clock=clock))
    view.set_run(run)
    return view


def many(run, count=60):
    """Return so many mistakes, each less sure than the one before it."""
    labels = run.data.validation.labels
    return [(row, (int(labels[row]) + 1) % 10, 0.98 - row / 200) for row in range(count)]


def words(view, row=0) -> str:
    return view.wall.model().index(row, 0).data()


def tile_at(view, row):
    return view.wall.visualRect(view.wall.model().index(row, 0))


def test_before_any_epoch_the_view_says_what_will_come(view):
    assert view.says == "After the first epoch, the mistakes it was surest of."


def test_the_surest_mistake_hangs_first(view, run):
    five, nine = rows_labelled(run, 5)[0], rows_labelled(run, 9)[0]

    view.show_evaluation(judge(run, [(nine, 4, 0.7), (five, 3, 0.98)]))

    assert words(view, 0) == "labelled 5, read as 3 · 98 %"
    assert words(view, 1) == "labelled 9, read as 4 · 70 %"
    assert view.wall.model().rowCount() == 2


def test_a_run_without_mistakes_is_told_so(view, run):
    view.show_evaluation(judge(run))

    assert view.findChild(QLabel, "noMistakes").isVisible()
    assert view.findChild(QLabel, "noMistakes").text() == "No mistakes at all."


def test_a_tile_shows_the_image_in_whole_pixels(view, run):
    view.show_evaluation(judge(run, many(run)))
    picture, rect = view.wall.viewport().grab().toImage(), tile_at(view, 0)
    image = run.data.validation.pixels[0].reshape(28, 28)
    colours = theme.tokens()

    top = rect.y() + (rect.height() - theme.GAP_INSIDE - 56) // 2
    seen = [
        [QColor(picture.pixel(rect.x() + theme.GAP_INSIDE + 2 * x, top + 2 * y)).name().upper() for x in range(28)]
        for y in range(28)
    ]

    expected = [[theme.blend(colours.paper, colours.ink, float(ink) / 255) for ink in row] for row in image]
    assert seen == expected


def test_a_click_brings_a_mistake_to_the_pad(view, run, qtbot):
    view.show_evaluation(judge(run, many(run)))

    with qtbot.waitSignal(view.picture_chosen) as chosen:
        click(view.wall.viewport(), tile_at(view, 2).center())

    np.testing.assert_array_equal(chosen.args[0].image, run.data.validation.pixels[2])


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_keys_bring_a_mistake_to_the_pad_once(view, run, key):
    view.show_evaluation(judge(run, many(run)))
    chosen = []
    view.picture_chosen.connect(chosen.append)
    view.wall.setFocus()

    press_key(view.wall, Qt.Key.Key_Home, Qt.Key.Key_Right, key)

    assert len(chosen) == 1
    np.testing.assert_array_equal(chosen[0].image, run.data.validation.pixels[1])


def test_the_wall_stays_where_it_was_scrolled_to(view, run, clock):
    view.show_evaluation(judge(run, many(run)))
    bar = view.wall.verticalScrollBar()
    bar.setValue(200)
    clock.now += 1

    view.show_evaluation(judge(run, many(run, 55)))

    assert bar.value() == 200
    assert view.wall.model().rowCount() == 55


def test_a_tile_under_the_finger_is_not_exchanged(view, run, clock):
    view.show_evaluation(judge(run, many(run)))
    at, chosen = tile_at(view, 1).center(), []
    view.picture_chosen.connect(chosen.append)

    QTest.mousePress(view.wall.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    clock.now += 1
    view.show_evaluation(judge(run, many(run, 20)[::-1]))
    QTest.mouseRelease(view.wall.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    np.testing.assert_array_equal(chosen[0].image, run.data.validation.pixels[1])
    assert view.wall.model().rowCount() == 60
    view.hide()


def test_one_label_can_be_looked_at_alone(view, run):
    view.show_evaluation(judge(run, many(run)))
    count = int((run.data.validation.labels[:60] == 4).sum())

    view.labels.setCurrentIndex(5)
    view.labels.activated.emit(5)

    assert view.labels.currentText() == f"Labelled 4: {count}"
    assert view.wall.model().rowCount() == count
    assert all(words(view, row).startswith("labelled 4") for row in range(count))


def test_a_label_without_mistakes_is_told_so(view, run):
    view.show_evaluation(judge(run, [(rows_labelled(run, 5)[0], 3, 0.9)]))

    view.labels.setCurrentIndex(1)
    view.labels.activated.emit(1)

    assert view.findChild(QLabel, "noMistakes").text() == "No mistakes among those labelled 0."


def test_a_roomy_wall_shows_larger_pictures(show, run):
    small, large = show(MistakesView()), show(MistakesView(), 1000, 600)
    for view in (small, large):
        view.set_run(run)
        view.show_evaluation(judge(run, many(run)))

    assert tile_at(large, 0).height() >= 84 > tile_at(small, 0).height()


def test_a_wall_of_ten_thousand_mistakes_costs_little(show, qtbot):
    run = make_run(validation=10_000)
    view = show(MistakesView())
    view.set_run(run)
    labels = run.data.validation.labels
    evaluation = judge(run, [(row, (int(labels[row]) + 1) % 10, 0.9) for row in range(10_000)])
    start = time.thread_time()

    view.show_evaluation(evaluation)
    view.grab()

    assert view.wall.model().rowCount() == 10_000
    assert time.thread_time() - start < 0.5


def test_the_mistakes_are_also_a_table(view, run):
    view.show_evaluation(judge(run, [(rows_labelled(run, 5)[0], 3, 0.98)]))

    place = run.data.validation.places[rows_labelled(run, 5)[0]]
    assert view.table().rows == ((f"toy digits {place:,}", "5", "3", "98 %"),)


def test_a_click_beside_the_tiles_brings_nothing(view, run):
    view.show_evaluation(judge(run, many(run, 1)))
    chosen = []
    view.picture_chosen.connect(chosen.append)

    click(view.wall.viewport(), QPointF(400, 200))

    assert not chosen
