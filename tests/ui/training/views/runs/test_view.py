from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from mnistpad.errors import TrainingError
from mnistpad.ui import theme
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.training.views.runs.tree import NAME, SCORE, when
from mnistpad.ui.training.views.runs.view import RunsView
from tests.ui.training.views.conftest import click, make_run, press_key
from tests.ui.training.views.runs.conftest import SMALL


@pytest.fixture
def view(show, controller):
    return show(RunsView(controller))


def lines(view):
    return [[item.text(column) for column in range(5)] for item in view.tree.leaves()]


def names(view):
    return [line[0] for line in lines(view)]


def groups(view):
    return [view.tree.topLevelItem(i).text(0) for i in range(view.tree.topLevelItemCount())]


def centre(button):
    return button.rect().center()


def box_of(view, key):
    view.pick(key)
    rect = view.tree.visualItemRect(view.tree.currentItem())
    return QPoint(rect.x() + theme.px(9), rect.center().y())


def test_without_runs_the_view_says_what_it_is_for(view):
    assert view.findChild(QLabel, "runsEmpty").isVisible()
    assert not view.go_on.isVisible()


def test_a_line_tells_name_score_epochs_and_day(view, keep, controller):
    keep(accuracy=0.97125)

    controller.runs_changed.emit()

    (line,) = lines(view)
    assert line[0] == "Quick"
    assert line[1:4] == ["toy digits", "97.1 %", "2 of 4"]
    assert line[4].startswith("1 Mar")


def test_pointing_at_a_run_tells_how_many_threads_it_has_and_why(view, keep, controller):
    key = keep(threads="2 threads for the products. Measured before the first such run: …")
    controller.runs_changed.emit()

    view.pick(key)

    assert "2 threads for the products. Measured" in view.tree.currentItem().toolTip(NAME)


def test_scores_on_other_images_have_a_heading_of_their_own(view, keep, controller):
    keep()
    keep(images="MNIST", count=10_000)
    keep(accuracy=None, images="", count=0, state=None)

    controller.runs_changed.emit()

    assert groups(view) == ["Scores on 100 held-out toy digits", "Scores on 10,000 held-out MNIST images"]


def test_the_present_run_is_marked(view, keep, controller):
    keep()
    controller.run = make_run(key=keep())

    controller.runs_changed.emit()

    fonts = [item.font(NAME).bold() for item in view.tree.leaves()]
    assert fonts == [True, False]
    assert lines(view)[0][3] == "this run: 0 of 10"


def test_an_interrupted_run_says_where_it_was(view, keep, controller):
    keep(interrupted=True)

    controller.runs_changed.emit()

    assert lines(view)[0][3] == "was at epoch 2 of 4"


def test_a_click_on_the_box_takes_a_run_from_behind_the_curves(view, keep, controller, store):
    key = keep()
    controller.runs_changed.emit()
    changes = []
    view.behind_changed.connect(lambda: changes.append(len(view.runs.behind())))

    click(view.tree.viewport(), box_of(view, key))
    QApplication.processEvents()
    assert store.find(key).hidden

    click(view.tree.viewport(), box_of(view, key))
    QApplication.processEvents()
    assert not store.find(key).hidden
    assert changes == [0, 1]


def test_the_fifth_box_does_nothing_and_says_why(view, keep, controller, store):
    keys = [keep(seed=seed) for seed in range(5)]
    controller.runs_changed.emit()

    click(view.tree.viewport(), box_of(view, keys[0]))
    QApplication.processEvents()

    assert [row.is_behind for row in view.rows] == [True] * 4 + [False]
    assert "Four earlier runs at most" in view.tree.currentItem().toolTip(NAME)


def rename(view, qtbot, words):
    click(view.rename, centre(view.rename))
    editor = view.tree.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, words)
    press_key(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not view.tree.is_editing)
    QApplication.processEvents()


def test_a_run_is_renamed_in_place(view, keep, controller, store, qtbot):
    key = keep()
    controller.runs_changed.emit()
    view.pick(key)

    rename(view, qtbot, "  For   9b ")

    assert store.find(key).name == "For 9b"
    assert names(view) == ["For 9b"]


def test_an_empty_name_brings_its_own_back(view, keep, controller, store, qtbot):
    key = keep(name="For 9b")
    controller.runs_changed.emit()
    view.pick(key)

    click(view.rename, centre(view.rename))
    editor = view.tree.findChild(QLineEdit)
    editor.clear()
    press_key(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(view) == ["Quick"])

    assert store.find(key).name == ""


def test_news_do_not_take_a_name_away_that_is_being_typed(view, keep, controller, qtbot):
    key = keep()
    controller.runs_changed.emit()
    view.pick(key)
    click(view.rename, centre(view.rename))
    editor = view.tree.findChild(QLineEdit)
    QTest.keyClicks(editor, "Half a na")

    keep(seed=5)
    controller.runs_changed.emit()

    assert editor.text() == "Half a na"
    press_key(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(view)) == 2)


def test_deleting_can_be_undone_in_the_view(view, keep, controller, store):
    keys = [keep(seed=seed) for seed in range(3)]
    controller.runs_changed.emit()
    view.pick(keys[1])
    gone, back = [], []
    view.deleted.connect(lambda key, _name: gone.append(key))
    view.restored.connect(back.append)

    click(view.delete, centre(view.delete))
    assert [run.key for run in store.all()] == [keys[2], keys[0]]
    assert view.findChild(QLabel, "deletedRunWords").text().startswith("Deleted: Quick")
    assert view.current.key == keys[0]

    click(view.undo, centre(view.undo))
    assert [run.key for run in store.all()] == keys[::-1]
    assert view.current.key == keys[1]
    assert not view.undo.isVisible()
    assert (gone, back) == ([keys[1]], [keys[1]])


def test_the_delete_key_deletes_and_each_undo_brings_one_back(view, keep, controller, store):
    keys = [keep(seed=seed) for seed in range(3)]
    controller.runs_changed.emit()
    view.pick(keys[2])

    press_key(view.tree, Qt.Key.Key_Delete, Qt.Key.Key_Delete)
    assert [run.key for run in store.all()] == keys[:1]

    view.undo_delete()
    assert [run.key for run in store.all()] == keys[1::-1]
    view.undo_delete()
    assert [run.key for run in store.all()] == keys[::-1]


def test_forgotten_runs_cannot_come_back(view, keep, controller, store):
    view.pick(keep())
    controller.runs_changed.emit()
    view.pick(store.all()[0].key)
    view.delete.click()

    view.forget_deleted()

    assert not (store.folder / ".deleted").exists()


def test_a_folder_that_cannot_be_written_is_complained_about(view, keep, controller, store, monkeypatch):
    key = keep()
    controller.runs_changed.emit()
    view.pick(key)
    said = []
    view.failed.connect(said.append)

    def refuse(_key):
        msg = "The run could not be moved. Try again."
        raise TrainingError(msg)

    monkeypatch.setattr(store, "delete", refuse)
    click(view.delete, centre(view.delete))

    assert [str(error) for error in said] == ["The run could not be moved. Try again."]
    assert names(view)


@pytest.mark.parametrize(
    ("values", "words", "epochs"),
    [
        ({"epoch": 2}, "Continue", None),
        ({"epoch": 4}, "Add 4 epochs", 8),
        ({"epoch": 2, "patience": 1}, "Continue", 4),
        ({"epoch": 2, "patience": 1, "interrupted": True}, "Continue", None),
    ],
)
def test_a_run_can_go_on(view, keep, controller, values, words, epochs):
    key = keep(**values)
    controller.runs_changed.emit()
    view.pick(key)
    asked = []
    view.continue_requested.connect(lambda *what: asked.append(what))

    assert view.go_on.text() == words
    click(view.go_on, centre(view.go_on))

    assert asked == [(key, epochs)]


def test_a_run_can_read_the_pad(view, keep, controller, qtbot):
    key = keep()
    controller.runs_changed.emit()
    view.pick(key)

    with qtbot.waitSignal(view.use_requested) as asked:
        click(view.use, centre(view.use))

    assert asked.args == [key]


def test_what_cannot_be_done_says_why(view, keep, controller, store):
    key = keep()
    store.checkpoint(key).unlink()
    controller.runs_changed.emit()
    assert (view.go_on.isEnabled(), view.go_on.toolTip()) == (False, "Pick a run first.")

    view.pick(key)

    assert (view.go_on.isEnabled(), view.go_on.toolTip()) == (False, "This run ended before it had learned anything.")
    assert view.delete.isEnabled()


def test_while_a_run_goes_on_it_cannot_be_deleted_and_none_continued(view, keep, controller, wait_for, store):
    earlier = keep()
    controller.set_pace(5)
    controller.start(SMALL, ("toy digits",))
    wait_for(Phase.RUNNING)

    view.pick(controller.run.key)
    assert view.delete.toolTip() == "A run is going on. Stop it first."
    assert not view.delete.isEnabled()
    view.pick(earlier)
    assert view.delete.isEnabled()
    assert not view.go_on.isEnabled()

    controller.stop()
    wait_for(Phase.STOPPED)
    view.pick(earlier)
    assert view.go_on.isEnabled()


def test_the_present_run_moves_on_in_the_list(view, controller, wait_for, qtbot):
    controller.start(SMALL, ("toy digits",))

    wait_for(Phase.FINISHED)
    qtbot.waitUntil(lambda: lines(view)[0][3] == "this run: 4 of 4")

    assert lines(view)[0][SCORE].endswith(" %")


def test_an_unseen_list_reads_nothing_until_it_is_seen(view, keep, controller, monkeypatch):
    view.hide()
    keep()
    monkeypatch.setattr(view.runs, "rows", lambda _run: pytest.fail("nobody looks"))

    controller.runs_changed.emit()

    monkeypatch.undo()
    view.show()
    assert len(names(view)) == 1


def test_the_list_is_also_a_table(view, keep, controller):
    keep(name="For 9b", accuracy=0.97125)

    controller.runs_changed.emit()

    assert view.table().rows[0][:4] == ("For 9b", "toy digits", "97.1 %", "2 of 4")
    assert view.table().rows[0][-1] == "100 held-out toy digits"


@pytest.mark.parametrize(
    ("begun", "words"),
    [
        (datetime(2026, 3, 5, 9, 5), "09:05"),
        (datetime(2026, 3, 4, 22, 0), "yesterday 22:00"),
        (datetime(2026, 2, 27, 9, 0), "27 Feb"),
        (datetime(2025, 2, 27, 9, 0), "27 Feb 2025"),
        (None, ""),
    ],
)
def test_moments_are_told_as_people_say_them(begun, words):
    assert when(begun, datetime(2026, 3, 5, 12, 0)).startswith(words)


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_the_view_fits_the_smallest_window_in_any_type(show, controller, keep, scale):
    keep()
    theme.theme.scale = scale
    view = show(RunsView(controller))

    assert view.width() == 560
    assert all(button.geometry().right() < 560 for button in (view.go_on, view.use, view.rename, view.delete))
    assert view.tree.visualItemRect(view.tree.leaves()[0]).height() >= theme.SMALLEST_TARGET
