"""What a person does to kept digits on their page."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from mnistpad.data.own import OwnDigits
from mnistpad.ink import drawing_file
from mnistpad.ui import theme
from mnistpad.ui.data.own.page import EMPTY
from tests.data.own.conftest import drawing

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def click(page, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    wall = page.wall
    QTest.mouseClick(wall.viewport(), LEFT, modifiers, wall.visualRect(wall.model().index(row)).center())


def labels(page) -> list[int]:
    return [kept.label for kept in page.shown]


def test_an_empty_page_says_how_to_begin(page):
    assert page.stack.currentWidget() is page.notice
    assert page.notice.words.text() == EMPTY
    assert [button.text() for button in page.notice.buttons] == ["Collect digits", "Import…"]
    assert not page.columns.isVisible()


def test_what_is_kept_hangs_on_the_wall_and_is_counted(page, keep):
    keep(7, 7, 1)

    assert labels(page) == [7, 7, 1]
    assert page.columns.counts.tolist() == [0, 1, 0, 0, 0, 0, 0, 2, 0, 0]
    assert page.words.text() == "3 digits"
    assert page.stack.currentWidget() is page.wall


def test_a_click_puts_a_digit_on_the_pad(page, keep):
    keep(7, 1)
    chosen = []
    page.digit_chosen.connect(chosen.append)

    click(page, 1)

    assert [kept.label for kept in chosen] == [1]


def test_clicks_with_ctrl_pick_several_and_leave_the_pad_alone(page, keep):
    keep(7, 1, 3)
    chosen = []
    page.digit_chosen.connect(chosen.append)

    click(page, 0, CTRL)
    click(page, 2, CTRL)

    assert page.words.text() == "2 digits picked"
    assert chosen == []


def test_a_digits_key_relabels_what_is_picked(page, keep, box):
    keep(7, 1, 3)
    page.wall.setFocus()
    click(page, 0, CTRL)
    click(page, 2, CTRL)

    QTest.keyClick(page.wall, Key.Key_9)

    assert labels(page) == [9, 1, 9]
    assert page.words.text() == "2 digits picked"
    QTest.keyClick(page.wall, Key.Key_Z, CTRL)
    assert labels(page) == [7, 1, 3]


def test_the_menu_relabels_too(page, keep):
    keep(7)
    click(page, 0)

    page.menus.labels.actions()[4].trigger()

    assert labels(page) == [4]


def test_delete_can_be_undone_by_key_and_button(page, keep):
    keep(7, 1, 3)
    click(page, 1)

    QTest.keyClick(page.wall, Key.Key_Delete)
    assert labels(page) == [7, 3]
    assert page.undo.text() == "Undo deleting 1 digit"

    QTest.mouseClick(page.undo, LEFT)
    assert labels(page) == [7, 1, 3]
    assert page.news.text() == "Undone: deleting 1 digit."


def test_all_are_picked_and_deleted_by_keys_alone(page, keep):
    keep(7, 1, 3)
    page.wall.setFocus()

    QTest.keyClick(page.wall, Key.Key_A, CTRL)
    QTest.keyClick(page.wall, Key.Key_Delete)

    assert labels(page) == []
    assert page.undo.isVisible()


def test_buttons_say_why_they_are_off(page, keep):
    keep(7)

    assert not page.delete.isEnabled()
    assert "Pick a digit first" in page.delete.toolTip()
    assert not page.train.isEnabled()
    assert page.train.toolTip() == "10 are the fewest to train on; there are 1"


def test_ten_can_be_taken_to_the_train_tab(page, keep, qtbot):
    keep(*range(10))

    with qtbot.waitSignal(page.train_pressed) as told:
        QTest.mouseClick(page.train, LEFT)

    assert told.args == ["my-digits"]


def test_a_column_shows_one_digit_alone(page, keep):
    keep(7, 1, 7)

    QTest.mouseClick(page.columns, LEFT, pos=page.columns.column_of(7).center().toPoint())

    assert labels(page) == [7, 7]
    assert page.words.text() == "2 digits labelled 7"
    click(page, 0)
    QTest.keyClick(page.wall, Key.Key_1)
    assert labels(page) == [7]


def test_one_persons_digits_can_be_shown_alone(page, keep):
    keep(7, person="Anna")
    keep(1, 3, person="Bert")
    assert labels(page) == [7, 1, 3]

    page.people.only.click()

    assert labels(page) == [1, 3]
    page.people.persons.setCurrentIndex(page.people.persons.findData("Anna"))
    page.people.persons.activated.emit(page.people.persons.currentIndex())
    assert labels(page) == [7]


def test_somebody_else_is_named_in_place(page, keep, box):
    keep(7)
    persons = page.people.persons
    persons.activated.emit(persons.count() - 2)
    assert page.people.name_row.isVisible()

    QTest.keyClicks(page.people.name_row.line, "Anna")
    QTest.keyClick(page.people.name_row.line, Key.Key_Return)

    assert box.person == "Anna"
    assert persons.currentText() == "Anna"
    assert not page.people.name_row.isVisible()


def test_esc_leaves_the_name_as_it_was(page, box):
    persons = page.people.persons
    persons.activated.emit(persons.count() - 1)

    QTest.keyClicks(page.people.name_row.line, "X")
    QTest.keyClick(page.people.name_row.line, Key.Key_Escape)

    assert box.person == "Me"
    assert persons.isVisible()


def test_a_person_is_renamed_with_all_their_digits(page, keep, box):
    keep(7, 1)
    persons = page.people.persons
    persons.activated.emit(persons.count() - 1)

    QTest.keyClicks(page.people.name_row.line, "Carla")
    QTest.mouseClick(page.people.name_row.done, LEFT)

    assert box.persons() == {"Carla": 2}
    assert box.person == "Carla"


def test_digits_are_given_to_another_person(page, keep, box):
    keep(7, person="Anna")
    keep(1, person="Me")
    click(page, 1)
    page.menus.people.aboutToShow.emit()

    page.menus.people.actions()[0].trigger()

    assert box.persons() == {"Anna": 2, "Me": 0}


def test_deleting_all_asks_first_and_cannot_be_undone(page, keep, box):
    keep(7, 1)

    page.menus.delete_all.trigger()
    assert "Delete all 2 digits" in page.question.words.text()
    assert page.question.buttons[1].hasFocus()
    QTest.mouseClick(page.question.buttons[1], LEFT)
    assert labels(page) == [7, 1]

    page.menus.delete_all.trigger()
    QTest.mouseClick(page.question.buttons[0], LEFT)
    assert not box.path.exists()
    assert box.last_deed is None
    assert page.notice.words.text() == EMPTY


def test_esc_keeps_them(page, keep, box):
    keep(7)
    page.menus.delete_all.trigger()

    QTest.keyClick(page.question.buttons[1], Key.Key_Escape)

    assert page.stack.currentWidget() is page.wall
    assert len(box.all()) == 1


def test_what_another_window_kept_is_shown_when_the_page_is(page, keep, box, store):
    keep(7)
    page.hide()
    OwnDigits(store.path.parent).keep(drawing(99), 5)

    page.show()

    assert labels(page) == [7, 5]


def test_a_newer_file_is_told_in_place_and_can_be_looked_at_again(page, keep, box, store):
    keep(7)
    content = store.path.read_bytes()
    store.path.write_bytes(content.replace(b'"version":1', b'"version":12'))

    box.refresh()
    assert "newer MnistPad" in page.notice.words.text()
    assert page.stack.currentWidget() is page.notice

    store.path.write_bytes(content)
    QTest.mouseClick(page.notice.buttons[0], LEFT)
    assert labels(page) == [7]


def test_damaged_lines_are_told(page, keep, box, store):
    keep(7, 1)
    store.path.write_bytes(store.path.read_bytes() + b"?\n")

    box.refresh()

    assert "1 line of it is damaged and left out" in page.where.text()
    assert labels(page) == [7, 1]


def test_what_cannot_be_written_is_told(box, keep, store, qtbot):
    store.path.parent.write_text("a file in the folder's place")

    with qtbot.waitSignal(box.failed) as told:
        keep(7)

    assert "could not be changed" in told.args[0]
    assert box.all() == ()


def test_many_means_are_made_beside_the_window(page, box, qtbot, tmp_path):
    drawing_file.save(tmp_path / "many.json", [drawing(number).labelled(3) for number in range(100)])

    page.sharing.import_files([tmp_path / "many.json"])

    qtbot.waitUntil(lambda: not page.pictures.missing(box.all()) and len(box.all()) == 100)
    assert page.columns.counts[3] == 100


def test_everything_to_act_on_has_a_name(page, keep):
    keep(7)

    for button in page.findChildren(QPushButton):
        assert button.objectName(), button.text()
        assert button.accessibleName() or button.text()
    for widget in (page.wall, page.columns, page.people.persons, page.more, page.relabel):
        assert widget.objectName()
        assert widget.accessibleName()


def test_the_menu_of_what_is_picked_opens_where_the_click_is(page, keep):
    keep(7)
    click(page, 0)

    places = []
    page.menus.of_picked.popup = places.append

    page.wall.customContextMenuRequested.emit(QPoint(5, 5))

    assert places == [page.wall.viewport().mapToGlobal(QPoint(5, 5))]


@pytest.mark.parametrize("width", [560, 820])
def test_nothing_is_squeezed_where_there_is_the_height_that_is_asked_for(page, keep, width):
    keep(*range(10))
    page.resize(width, 700)
    QApplication.processEvents()

    page.resize(width, page.height_needed)
    QApplication.processEvents()

    assert page.columns.height() >= page.columns.heightForWidth(page.columns.width())
    assert page.wall.height() >= page.wall.minimumHeight()


def test_the_counts_are_there_as_a_table(page, keep):
    keep(7, 7, person="Anna")
    keep(1, person="Me")

    table = page.table()

    assert table.columns == ("Label", "Anna", "Me", "All")
    assert table.rows[7] == ("7", "2", "0", "2")
    assert table.rows[-1] == ("All", "2", "1", "3")


def test_larger_type_asks_for_more_height(page, keep, qtbot):
    keep(*range(10))
    before = page.height_needed

    theme.theme.scale = 150

    qtbot.waitUntil(lambda: page.height_needed > before)
    layout = page.layout()
    assert page.height_needed == layout.minimumHeightForWidth(page.width())
