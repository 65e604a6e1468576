import json
import shutil

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QToolButton, QWidget

from mnistpad import resources
from mnistpad.ink import drawing_file
from mnistpad.ink.image import to_image
from mnistpad.ui import theme
from mnistpad.ui.settings import Settings, WindowPlace

from .shapes import ONE, THREE


def find(window: QWidget, name: str, kind: type = QWidget):
    widget = window.findChild(kind, name)
    assert widget is not None, name
    return widget


# Drawing and reading


def test_a_drawn_three_is_read_while_it_is_drawn(window, hand):
    answer = find(window, "answer")
    assert answer.text() == "No digit yet."

    hand.draw(THREE)

    assert window.session.answer.digit == 3
    assert answer.text().startswith("Reads as 3.")
    assert find(window, "bars").top == 3
    assert find(window, "preview").accessibleDescription() != "28 by 28 pixels, blank"


def test_the_answer_follows_the_pen_before_it_lifts(window, hand, qtbot):
    hand.press(*THREE[0])

    for point in THREE[1:]:
        hand.move(*point)

    qtbot.waitUntil(lambda: window.session.answer.digit == 3)
    hand.release(*THREE[-1])


def test_what_lies_on_the_pad_when_the_pen_lifts_is_what_is_read_at_once(window, hand):
    window.desk.canvas.interval = 60.0

    hand.draw(THREE)

    assert window.session.content == window.desk.canvas.content()
    assert window.session.answer.digit == 3
    assert window.session.answer.image.tobytes() == to_image(window.desk.canvas.drawing()).tobytes()


def test_a_new_stroke_is_read_at_once_however_soon_it_comes(window, hand):
    window.desk.canvas.interval = 60.0
    hand.draw(THREE)

    hand.press(0.1, 0.1)

    assert len(window.session.content.drawing.strokes) == 2
    hand.release(0.1, 0.1)


def test_a_blank_pad_names_no_digit(window, hand):
    hand.draw(THREE)

    window.actions_.clear.trigger()

    assert window.session.answer.digit is None
    assert find(window, "answer").text() == "No digit yet."
    assert find(window, "bars").top is None


def test_the_first_stroke_turns_the_first_page_into_the_story(window, hand):
    assert window.look.is_first_page

    hand.draw(ONE)

    assert not window.look.is_first_page
    assert find(window, "closest").text().startswith("Closest:")


def test_undo_and_redo_are_offered_when_there_is_something_to_undo(window, hand):
    undo, redo = window.actions_.undo, window.actions_.redo
    assert not undo.isEnabled()

    hand.draw(ONE)
    undo.trigger()

    assert window.session.content.is_blank
    assert not undo.isEnabled()
    assert redo.isEnabled()
    redo.trigger()
    assert not window.session.content.is_blank


def test_the_ribbon_looks_back_and_returns(window, hand, qtbot):
    hand.draw(THREE)
    ribbon = find(window, "ribbon")
    total = len(window.desk.canvas.drawing().points)
    before = window.session.answer.digit

    ribbon.moment_chosen.emit(3)
    looked_back = find(window, "bars").accessibleDescription()
    ribbon.returned.emit()

    assert find(window, "bars").accessibleDescription() != looked_back
    assert window.session.answer.digit == before
    assert len(window.desk.canvas.drawing().points) == total


@pytest.mark.qt_log_ignore("grabbing the")
def test_the_right_button_opens_the_pads_menu(window, hand, qtbot):
    hand.press(0.5, 0.5, Qt.MouseButton.RightButton)
    hand.release(0.5, 0.5, Qt.MouseButton.RightButton)

    menu = find(window, "padMenu")
    qtbot.waitUntil(menu.isVisible)
    texts = [action.text().replace("&", "") for action in menu.actions() if not action.isSeparator()]
    assert texts == ["Undo", "Clear", "Copy picture", "Paste", "Keep as"]
    menu.close()


def test_show_me_one_draws_a_digit_that_is_read(window, qtbot):
    theme.theme.reduced_motion = True

    find(window, "showMeOneButton").click()

    qtbot.waitUntil(lambda: not window.session.content.is_blank)
    qtbot.waitUntil(lambda: window.session.answer.digit is not None)


# Recent


def test_a_cleared_drawing_is_recent_and_comes_back_undoably(window, hand):
    hand.draw(THREE)
    drawn = window.desk.canvas.drawing()
    find(window, "clearButton").click()

    find(window, "recent1", QToolButton).click()

    assert window.desk.canvas.drawing() == drawn
    window.actions_.undo.trigger()
    assert window.session.content.is_blank


def test_recent_pieces_say_what_they_were_read_as(window, hand):
    hand.draw(THREE)
    window.actions_.clear.trigger()

    assert find(window, "recent1", QToolButton).accessibleName() == "Bring back drawing 1, read as 3"


# Files


@pytest.fixture
def picture(tmp_path):
    """A 7 in black on white."""
    grey = np.full((200, 200), 255, np.uint8)
    grey[40:56, 50:150] = 0
    for row in range(40, 170):
        left = 134 - (row - 40) // 3
        grey[row, left : left + 16] = 0
    path = tmp_path / "seven.png"
    Image.fromarray(grey).save(path)
    return path


def opened(window, qtbot, *paths):
    with qtbot.waitSignal(window.exchange.opener.settled):
        window.exchange.open_paths(list(paths))


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


def test_a_drawing_that_cannot_be_saved_offers_another_place(window, hand, tmp_path):
    hand.draw(THREE)

    window.exchange.save_to(tmp_path / "no such folder" / "three.ink.json")

    assert "three.ink.json" in window.desk.strip.message.text
    assert [button.text() for button in window.desk.strip.buttons] == ["Save elsewhere…"]


def test_there_is_nothing_to_save_on_a_blank_pad(window, tmp_path):
    window.exchange.save_to(tmp_path / "blank.ink.json")

    assert window.desk.strip.message.text == "There is nothing to save. Draw a digit first."
    assert list(tmp_path.iterdir()) == []


# Clipboard and drops


def test_pasted_text_is_answered_in_words(window):
    QGuiApplication.clipboard().setText("seven")

    window.actions_.paste.trigger()

    assert window.desk.strip.message.text == "That is text; paste a picture."


def test_a_copied_picture_is_black_on_white_and_can_be_pasted(window, hand, qtbot):
    hand.draw(THREE)
    window.actions_.copy_picture.trigger()
    copied = QGuiApplication.clipboard().image()
    window.actions_.clear.trigger()

    with qtbot.waitSignal(window.exchange.opener.settled):
        window.actions_.paste.trigger()

    assert QColor(copied.pixel(0, 0)).name() == "#ffffff"
    assert window.session.answer.digit == 3


def test_the_card_goes_to_the_clipboard(window, hand):
    hand.draw(THREE)

    window.actions_.copy_card.trigger()

    assert QGuiApplication.clipboard().image().size().toTuple() == (1200, 630)


def test_nothing_is_copied_from_a_blank_pad(window):
    QGuiApplication.clipboard().setText("mine")

    window.actions_.copy_picture.trigger()

    assert QGuiApplication.clipboard().text() == "mine"


def drag(window, mime: QMimeData, kind: type):
    at = QPoint(100, 100)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = kind(at if kind is QDragEnterEvent else QPointF(at), copy, mime, left, none)
    QApplication.sendEvent(window, event)
    return event


def test_the_drop_zone_names_what_will_happen(window, qtbot, picture):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    zone = find(window, "dropZone")

    entered = drag(window, mime, QDragEnterEvent)

    assert entered.isAccepted()
    assert zone.promise == "Drop to put this picture on the pad"
    with qtbot.waitSignal(window.exchange.opener.settled):
        drag(window, mime, QDropEvent)
    assert not zone.isVisible()
    assert window.session.answer.digit == 7


def test_a_drag_that_leaves_takes_the_words_away(window, picture):
    mime = QMimeData()
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    drag(window, mime, QDragEnterEvent)

    QApplication.sendEvent(window, QDragLeaveEvent())

    assert not find(window, "dropZone").isVisible()


def test_dragged_text_is_not_taken(window):
    mime = QMimeData()
    mime.setText("seven")

    assert not drag(window, mime, QDragEnterEvent).isAccepted()


# View, keys


def test_f9_hides_the_tabs_and_makes_pad_and_bars_larger(window):
    pad, bars = window.desk.canvas.paper.width(), window.desk.bars.height()

    QTest.keyClick(window, Qt.Key.Key_F9)

    assert not window.tabs.isVisible()
    assert window.desk.canvas.paper.width() > pad
    assert window.desk.bars.height() > bars
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.desk.canvas.paper.width() == pad
    assert window.desk.bars.height() == bars


def test_escape_leaves_one_thing_at_a_time_and_never_clears(window, hand):
    hand.draw(THREE)
    actions = window.actions_
    actions.hide_tabs.setChecked(True)
    actions.presentation.setChecked(True)
    actions.full_screen.setChecked(True)

    left = []
    for _ in range(4):
        QTest.keyClick(window.desk.canvas, Qt.Key.Key_Escape)
        left.append([a.isChecked() for a in (actions.full_screen, actions.presentation, actions.hide_tabs)])

    assert left == [[False, True, True], [False, False, True], [False, False, False], [False, False, False]]
    assert window.session.answer.digit == 3


def test_escape_drops_the_stroke_under_the_pen_first(window, hand):
    window.actions_.hide_tabs.setChecked(True)
    hand.press(*THREE[0])
    hand.move(*THREE[1])

    QTest.keyClick(window.desk.canvas, Qt.Key.Key_Escape)

    assert window.session.content.is_blank
    assert window.actions_.hide_tabs.isChecked()
    hand.release(*THREE[1])


def test_ctrl_z_in_a_text_field_is_the_fields_own(window, hand, qtbot):
    hand.draw(THREE)
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "12")

    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert field.text() == ""
    assert window.session.answer.digit == 3
    field.deleteLater()


def test_ctrl_z_on_the_pad_takes_the_stroke_back(window, hand):
    hand.draw(THREE)

    QTest.keyClick(window.desk.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert window.session.content.is_blank


def test_type_grows_to_200_per_cent_and_back(window):
    for _ in range(15):
        window.actions_.larger_type.trigger()

    assert theme.theme.scale == 200
    assert not window.actions_.larger_type.isEnabled()
    window.actions_.normal_type.trigger()
    assert theme.theme.scale == 100


def test_the_keys_page_stands_in_for_the_tabs_until_it_is_closed(window):
    window.actions_.shortcuts.trigger()
    page = find(window, "shortcutsPage")
    assert page.isVisible()

    QTest.keyClick(window.desk.canvas, Qt.Key.Key_Escape)

    assert window.tabs.isVisible()


def test_about_says_that_nothing_leaves_this_computer(window):
    window.actions_.about.trigger()

    from PySide6.QtWidgets import QLabel

    texts = [label.text() for label in find(window, "aboutPage").findChildren(QLabel)]
    assert "Nothing you draw leaves this computer." in texts


def test_ctrl_t_opens_a_real_table_of_ten_probabilities(window, hand):
    hand.draw(THREE)

    window.actions_.numbers.trigger()

    table = find(window, "numbersTable")
    assert table.isVisible()
    assert table.rowCount() == 10
    assert float(table.item(3, 1).text().strip(">% ")) > 50
    hand.draw(ONE)
    assert table.item(0, 0).text() == "0"


# Start and end


def test_what_was_chosen_is_there_at_the_next_start(open_window, qtbot):
    first = open_window()
    first.setGeometry(40, 50, 700, 560)
    first.actions_.data.trigger()
    first.actions_.colours.actions()[2].trigger()
    first.actions_.paper.actions()[2].trigger()
    first.actions_.larger_type.trigger()
    first.desk.tools.pen_width.setValue(12)
    first.close()

    second = open_window()

    assert second.geometry() == QRect(40, 50, 700, 560)
    assert second.tabs.currentWidget() is second.data
    assert theme.theme.scheme is theme.Scheme.DARK
    assert theme.theme.paper is theme.Paper.BLACKBOARD
    assert theme.theme.scale == 110
    assert second.desk.canvas.pen_width == pytest.approx(0.12)
    assert second.desk.tools.pen_width.value() == 12


def test_a_place_off_the_screen_is_corrected(open_window):
    settings = Settings()
    settings.window_place = WindowPlace(QRect(9000, -4000, 700, 500), maximized=False)
    settings.save()

    window = open_window()

    assert QGuiApplication.primaryScreen().availableGeometry().contains(window.geometry())


def test_damaged_settings_do_not_stop_the_start(open_window, home):
    (home / "settings.ini").write_bytes(b"\x00\xff[window\n=\n" * 100)

    assert open_window().isVisible()


def test_without_its_model_the_window_opens_and_says_so(open_window, monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "shipped_model", lambda: tmp_path / "gone.npz")

    window = open_window()

    assert "gone.npz" in window.desk.strip.message.text
    assert window.windowTitle() == "MnistPad"


# Everyone


def is_inside_a_list(widget: QWidget) -> bool:
    """Return whether a widget is part of a drop-down list, which speaks for it."""
    parent = widget.parentWidget()
    return parent is not None and parent.metaObject().className() == "QComboBoxPrivateContainer"


def test_every_control_has_a_name_for_those_who_listen(window, hand):
    hand.draw(THREE)
    window.actions_.clear.trigger()

    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox

    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QAbstractItemView)
    controls = [w for kind in kinds for w in window.findChildren(kind) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    ours = [w for w in controls if not w.objectName().startswith("qt_") and not is_inside_a_list(w)]
    assert len(ours) > 12
    assert [w for w in ours if not w.objectName()] == []
    assert [w.objectName() for w in ours if not (w.accessibleName() or getattr(w, "text", str)())] == []


def test_the_fixed_names_are_there(window):
    for name in ("pad", "preview", "answer", "bars", "clearButton", "undoButton", "tabs", "trainingTab"):
        find(window, name)


def test_tab_goes_from_reader_over_pad_and_tools_to_answer_and_tabs(window):
    wanted = ["readerChooser", "pad", "penButton", "penWidth", "answer", "tabs"]
    chain: list[str] = []
    widget = find(window, "readerChooser")
    for _ in range(200):
        name = widget.objectName() or (widget.parentWidget().objectName() if widget.parentWidget() else "")
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append("tabs" if name == "qt_tabwidget_tabbar" else name)
        widget = widget.nextInFocusChain()

    places = [chain.index(name) for name in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("size", [(900, 600), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("scale", [80, 100, 150, 200])
def test_nothing_lies_on_anything_at_any_size(window, qtbot, size, scale):
    theme.theme.scale = scale
    window.resize(*size)
    qtbot.settle()

    desk = window.desk
    parts = [desk.reader, desk.tools, desk.answer, desk.preview, desk.bars, desk.pages]
    boxes = [QRect(desk.canvas.mapTo(desk, desk.canvas.paper.topLeft()), desk.canvas.paper.size())]
    boxes += [part.geometry() for part in parts]
    for index, box in enumerate(boxes):
        assert not any(box.adjusted(1, 1, -1, -1).intersects(other) for other in boxes[index + 1 :])
        assert desk.rect().contains(box)
