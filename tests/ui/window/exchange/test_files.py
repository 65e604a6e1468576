"""Files that are opened, and files that are saved."""

import json
import shutil

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from mnistpad.ink import drawing_file
from mnistpad.ui import theme

from ..finding import find, opened
from ..shapes import THREE


def test_an_opened_picture_comes_to_the_pad_and_goes_again(window, hand, qtbot, picture):
    hand.draw(THREE)
    drawn = window.desk.canvas.drawing()
    chip = find(window, "backToDrawingButton")
    assert not chip.isVisible()

    opened(window, qtbot, picture)

    assert window.session.content.picture is not None
    assert window.session.answer.digit == 7
    assert chip.isVisible()
    chip.click()
    assert window.desk.canvas.drawing() == drawn
    assert not chip.isVisible()


@pytest.mark.parametrize(("scale", "words"), [(100, "← Back to my drawing"), (200, "← Back")])
def test_the_way_back_lies_on_the_pad_in_any_type(window, qtbot, picture, scale, words):
    theme.theme.scale = scale
    window.resize(900, 600)

    opened(window, qtbot, picture)

    chip, canvas = window.desk.back_chip, window.desk.canvas
    qtbot.waitUntil(lambda: chip.text() == words)
    assert canvas.paper.translated(canvas.pos()).contains(chip.geometry())
    assert chip.accessibleName() == "Back to my drawing"


def test_a_picture_is_one_step_to_undo(window, hand, qtbot, picture):
    hand.draw(THREE)
    opened(window, qtbot, picture)

    window.actions_.undo.trigger()

    assert window.session.content.picture is None
    assert window.session.answer.digit == 3


def test_several_pictures_become_a_grid_of_results(window, qtbot, picture, tmp_path):
    other = tmp_path / "again.png"
    other.write_bytes(picture.read_bytes())

    opened(window, qtbot, picture, other)

    assert find(window, "results").isVisible()
    assert [piece.name for piece in window.look.results.pieces] == ["seven.png", "again.png"]
    model = find(window, "resultsGrid").model()
    assert model.data(model.index(0, 0)) == "7"
    find(window, "resultsCloseButton").click()
    assert not find(window, "results").isVisible()


def test_a_result_clicked_comes_to_the_pad(window, qtbot, picture, tmp_path):
    opened(window, qtbot, picture, shutil.copy(picture, tmp_path / "another.png"))
    grid = find(window, "resultsGrid")

    grid.clicked.emit(grid.model().index(1, 0))

    assert window.session.content.picture is not None


def test_a_drawing_file_of_several_puts_the_first_on_the_pad(window, qtbot, three, tmp_path):
    path = tmp_path / f"two{drawing_file.SUFFIX}"
    drawing_file.save(path, [three, three])

    opened(window, qtbot, path)

    assert window.desk.canvas.drawing().strokes == three.strokes
    assert len(window.look.results.pieces) == 2


def test_a_drawing_in_other_units_is_fitted_to_the_pad(window, qtbot, three, tmp_path):
    path = tmp_path / f"far{drawing_file.SUFFIX}"
    strokes = [(1000 * stroke.points - 5000).tolist() for stroke in three.strokes]
    path.write_text(json.dumps({"format": "mnistpad-ink", "version": 1, "drawings": [{"strokes": strokes}]}))

    opened(window, qtbot, path)

    points = window.desk.canvas.drawing().points
    assert points.min() >= 0
    assert points.max() <= 1
    assert window.session.answer.digit == 3


def test_a_model_asks_whether_it_shall_read(window, hand, qtbot, saved_model):
    hand.draw(THREE)

    opened(window, qtbot, saved_model)
    still_shipped = window.session.reader.shipped
    window.desk.strip.buttons[0].click()

    assert still_shipped
    assert window.session.reader.title == "mine"
    assert window.windowTitle() == "mine – MnistPad"
    assert window.session.shipped_answer.digit == 3
    window.actions_.shipped_model.trigger()
    assert window.windowTitle() == "Shipped model – MnistPad"


def test_a_model_in_the_list_reads_when_it_is_chosen(window, qtbot, saved_model):
    opened(window, qtbot, saved_model)
    chooser = find(window, "readerChooser")

    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)

    assert window.session.reader.title == "mine"
    assert chooser.currentText() == "mine · 99.1 %"


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("bad.png", b"no picture at all"),
        ("bad.ink.json", b'{"format": "mnistpad-ink", "version": 1, "drawings": [{"strokes": [[[NaN, 1]]]}]}'),
        ("bad.npz", b"PK\x03\x04 cut short"),
    ],
)
def test_a_bad_file_is_one_sentence_in_the_strip_and_nothing_is_lost(window, hand, qtbot, tmp_path, name, contents):
    hand.draw(THREE)
    drawn = window.desk.canvas.drawing()
    path = tmp_path / name
    path.write_bytes(contents)

    opened(window, qtbot, path)

    assert name in window.desk.strip.message.text
    assert window.desk.canvas.drawing() == drawn
    assert window.session.answer.digit == 3
    assert window.session.reader.shipped


def test_data_leads_to_the_data_tab(window, qtbot, tmp_path):
    folder = tmp_path / "my digits"
    folder.mkdir()

    window.exchange.open_paths([folder])
    qtbot.waitUntil(lambda: find(window, "dataNoticeWords").text() != "")

    assert window.tabs.currentWidget() is window.data
    assert str(folder) in find(window, "dataNoticeWords").text()


def test_a_saved_drawing_is_the_same_when_it_is_opened(window, hand, qtbot, tmp_path):
    hand.draw(THREE)
    drawn, before = window.desk.canvas.drawing(), window.session.answer
    path = tmp_path / f"three{drawing_file.SUFFIX}"

    window.exchange.save_to(path)
    window.actions_.clear.trigger()
    opened(window, qtbot, path)

    assert np.abs(window.desk.canvas.drawing().points - drawn.points).max() < 1e-6
    assert np.abs(window.session.answer.image - before.image).max() < 0.02


def test_save_asks_where_only_once(window, hand, monkeypatch, tmp_path):
    asked: list[str] = []

    def ask(*args):
        asked.append(args[1])
        return str(tmp_path / "three"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    hand.draw(THREE)

    window.actions_.save.trigger()
    window.actions_.save.trigger()

    assert len(asked) == 1
    assert (tmp_path / f"three{drawing_file.SUFFIX}").is_file()


def test_a_drawing_never_replaces_a_file_unasked(window, hand, monkeypatch, tmp_path):
    taken = tmp_path / f"three{drawing_file.SUFFIX}"
    taken.write_text("precious")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "three"), ""))
    hand.draw(THREE)

    window.actions_.save.trigger()

    assert taken.read_text() == "precious"
    assert "is there already" in window.desk.strip.message.text
    assert [button.text() for button in window.desk.strip.buttons] == ["Save elsewhere…"]


def test_a_drawing_that_cannot_be_saved_offers_another_place(window, hand, tmp_path):
    hand.draw(THREE)

    window.exchange.save_to(tmp_path / "no such folder" / "three.ink.json")

    assert "three.ink.json" in window.desk.strip.message.text
    assert [button.text() for button in window.desk.strip.buttons] == ["Save elsewhere…"]


def test_there_is_nothing_to_save_on_a_blank_pad(window, tmp_path):
    window.exchange.save_to(tmp_path / "blank.ink.json")

    assert window.desk.strip.message.text == "There is nothing to save. Draw a digit first."
    assert list(tmp_path.iterdir()) == []
