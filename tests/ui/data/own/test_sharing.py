"""What a person takes out of the kept digits, and brings in."""

import threading

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from mnistpad.data.own import OwnDigits
from mnistpad.ink import drawing_file
from tests.data.own.conftest import drawing
from tests.ui.data.own.test_page import click, labels

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def test_what_is_picked_is_exported(page, keep, qtbot, tmp_path, monkeypatch):
    keep(7, 1, 3)
    click(page, 1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))

    with qtbot.waitSignal(page.sharing.told):
        page.menus.export.trigger()

    assert [one.label for one in drawing_file.load(tmp_path / "mine.ink.json")] == [1]
    assert "1 digit exported to mine.ink.json" in page.news.text()


def test_an_export_never_replaces_a_file_unasked(page, keep, qtbot, tmp_path, monkeypatch):
    keep(7)
    (tmp_path / "mine.ink.json").write_text("precious")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))

    page.menus.export.trigger()

    assert "mine.ink.json is there already" in page.news.text()
    assert (tmp_path / "mine.ink.json").read_text() == "precious"


def test_an_import_says_what_came_of_it_and_can_be_undone(page, keep, qtbot, tmp_path, monkeypatch):
    keep(7)
    drawings = [drawing(0).labelled(7), drawing(50).labelled(3), drawing(51)]
    drawing_file.save(tmp_path / "some.json", drawings)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "some.json"), ""))

    with qtbot.waitSignal(page.sharing.told):
        page.menus.import_.trigger()

    assert labels(page) == [7, 3]
    expected = "1 digit imported as drawn by Me. 1 digit left out: kept already. 1 without a label left out."
    assert page.news.text() == expected
    QTest.mouseClick(page.undo, LEFT)
    assert labels(page) == [7]


def test_imports_and_exports_one_after_the_other_are_all_done_and_all_told(page, keep, box, qtbot, tmp_path):
    keep(7)
    for number in range(3):
        drawing_file.save(tmp_path / f"{number}.json", [drawing(50 + number).labelled(number)])
    (tmp_path / "bad.json").write_text("[")
    box.person, kept = "Anna", box.all()  # before a thread adds to it

    page.sharing.import_files([tmp_path / "0.json"])
    page.sharing.export_to(tmp_path / "out.json", kept)
    page.sharing.import_files([tmp_path / "bad.json"])
    page.sharing.import_files([tmp_path / "1.json"])
    page.sharing.import_files([tmp_path / "2.json"])
    box.person = "Bert"
    qtbot.waitUntil(lambda: page.news.text().count("imported as drawn by Anna.") == 3)

    assert labels(page) == [7, 0, 1, 2]
    assert "1 digit exported to out.json, with their labels but without names." in page.news.text()
    assert "bad.json is not a drawing file" in page.news.text()
    for _ in range(3):
        page.undo_last()
    assert labels(page) == [7]


def test_an_export_says_whether_there_are_names_in_it(page, keep, box, qtbot, tmp_path, monkeypatch):
    keep(7, person="Anna")
    keep(3, person="Bert")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.json"), ""))

    with qtbot.waitSignal(page.sharing.told):
        page.menus.export.trigger()
    assert page.news.text() == "2 digits exported to mine.json, with their labels and the names of who drew them."
    assert "Anna" in (tmp_path / "mine.json").read_text()

    with qtbot.waitSignal(page.sharing.told):
        page.menus.nameless.trigger()
    assert page.news.text() == "2 digits exported to mine.json, with their labels but without names."
    assert "Anna" not in (tmp_path / "mine.json").read_text()


def test_an_import_names_the_persons_that_the_file_names(page, qtbot, tmp_path):
    drawings = [drawing(number).labelled(number) for number in range(3)]
    drawing_file.save(tmp_path / "class.json", drawings, ["Anna", "Bert", ""])

    with qtbot.waitSignal(page.sharing.told):
        page.sharing.import_files([tmp_path / "class.json"])

    assert page.news.text() == "3 digits imported as drawn by Anna, Bert and Me."


def test_a_file_that_is_no_drawing_is_one_sentence(page, qtbot, tmp_path):
    (tmp_path / "bad.json").write_text("[")

    with qtbot.waitSignal(page.sharing.failed):
        page.sharing.import_files([tmp_path / "bad.json"])

    assert page.news.text().startswith("! bad.json is not a drawing file")


def test_drawing_files_can_be_dropped(page, qtbot, tmp_path):
    drawing_file.save(tmp_path / "some.json", [drawing(50).labelled(3)])
    drawing_file.save(tmp_path / "more.json", [drawing(51).labelled(4)])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("some.json", "more.json")])
    copy = Qt.DropAction.CopyAction

    enter = QDragEnterEvent(QPoint(9, 9), copy, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(page.sharing.told):
        QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, mime, LEFT, Qt.KeyboardModifier.NoModifier))

    assert labels(page) == [3, 4]
    assert page.news.text() == "2 digits imported as drawn by Me."


def test_of_several_files_those_before_a_bad_one_are_kept(page, qtbot, tmp_path):
    drawing_file.save(tmp_path / "some.json", [drawing(50).labelled(3)])
    (tmp_path / "bad.json").write_text("[")

    with qtbot.waitSignal(page.sharing.failed):
        page.sharing.import_files([tmp_path / "some.json", tmp_path / "bad.json"])

    assert labels(page) == [3]
    assert "1 digit imported" in page.news.text()


def test_what_was_asked_for_is_done_though_the_window_closes(page, keep, store, tmp_path, monkeypatch):
    keep(7)
    drawing_file.save(tmp_path / "some.json", [drawing(50).labelled(3)])
    plain, is_writing, may_write = drawing_file.save, threading.Event(), threading.Event()

    def slowly(*args):
        is_writing.set()
        may_write.wait(10)
        plain(*args)

    monkeypatch.setattr(drawing_file, "save", slowly)
    page.sharing.export_to(tmp_path / "mine.json", store.all())
    page.sharing.import_files([tmp_path / "some.json"])
    page.sharing.export_to(tmp_path / "nowhere" / "mine.json", store.all())
    assert is_writing.wait(10)
    threading.Timer(0.2, may_write.set).start()

    page.close_errands()

    assert [one.label for one in drawing_file.load(tmp_path / "mine.json")] == [7]
    reopened = OwnDigits(tmp_path / "digits")
    reopened.refresh()
    assert [each.label for each in reopened.all()] == [7, 3]
