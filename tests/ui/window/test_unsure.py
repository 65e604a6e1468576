"""A network that can decline, in the window: what is said, when it is said, and the three stops."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QLabel, QListView, QRadioButton

from mnistpad import model_file, resources
from mnistpad.ink.image import to_image
from mnistpad.model_file import Threshold
from mnistpad.ui import theme
from mnistpad.ui.look.unsure import ONLY_DIGITS
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.session import Piece
from mnistpad.ui.window.desk import card
from tests.ui.declining import COSTS, LETTER, declining_model, drawn

from .shapes import ONE, THREE

NO_DIGIT = "Doesn't look like a digit."
ONE_OR_THREE = THREE[:6]


@pytest.fixture(autouse=True)
def shipped(monkeypatch, tmp_path):
    """Let the model that can decline be the one that ships."""
    path = tmp_path / "shipped.npz"
    model_file.save(declining_model(), path)
    monkeypatch.setattr(resources, "shipped_model", lambda: path)
    return path


def says(window) -> str:
    return window.desk.answer.text()


def button(window, unsure: str) -> QRadioButton:
    return window.findChild(QRadioButton, f"unsure{unsure.capitalize()}Button")


def press(qtbot, window, unsure: str) -> None:
    qtbot.mouseClick(button(window, unsure), Qt.MouseButton.LeftButton, pos=QPoint(10, 10))


def cost(window) -> str:
    return window.findChild(QLabel, "unsureCost").text()


def read_with_a_network_of_ten(window, model, tmp_path):
    """Let a network that has only seen digits read; it calls everything a 3."""
    model.network.parameters[:] = 0
    model.network.biases[0][3] = 9
    window.session.read_with(window.session.add_model(model, tmp_path / "mine.npz"))


# What is said


def test_a_letter_does_not_look_like_a_digit_and_its_guess_is_behind_a_click(window, hand, qtbot):
    hand.draw(LETTER)

    qtbot.waitUntil(lambda: says(window) == NO_DIGIT)
    assert window.desk.bars.top is None
    qtbot.mouseClick(window.desk.answer, Qt.MouseButton.LeftButton)
    assert says(window) == f"{NO_DIGIT} It would have guessed {window.session.answer.guess}."
    spoken = QAccessible.queryAccessibleInterface(window.desk.answer).text(QAccessible.Text.Name)
    assert spoken == says(window)


def test_two_that_are_close_are_both_named(window, hand, qtbot):
    hand.draw(ONE_OR_THREE)

    qtbot.waitUntil(lambda: says(window) == "1 or 3.")
    assert window.desk.bars.top is None


def test_a_digit_is_still_read(window, hand):
    hand.draw(THREE)

    assert says(window).startswith("Reads as 3.")
    assert window.desk.bars.top == 3


def test_while_the_pen_is_down_nothing_is_called_no_digit_and_little_changes(window, hand, qtbot):
    heard = []
    window.desk.answer.shown.connect(lambda _reading: heard.append(says(window)))
    window.desk.canvas.interval = 0.0
    between = [np.linspace(start, end, 12, endpoint=False) for start, end in pairwise(LETTER)]

    hand.press(*LETTER[0])
    for x, y in np.concatenate(between).tolist():
        hand.move(x, y)
        qtbot.wait(5)
    assert NO_DIGIT not in heard
    assert len(heard) <= 6
    hand.release(*LETTER[-1])

    qtbot.waitUntil(lambda: says(window) == NO_DIGIT)


def test_the_bars_stand_out_no_more_than_the_words_do(window, hand, qtbot):
    seen = set()

    def look(_reading: object = None) -> None:
        seen.add((window.desk.answer.reading.is_decided, window.desk.bars.top is not None))

    window.session.answered.connect(look)
    window.desk.canvas.interval = 0.0
    hand.draw(LETTER)
    qtbot.waitUntil(lambda: says(window) == NO_DIGIT)
    look()

    assert seen <= {(True, True), (False, False)}


def test_the_ribbon_ends_with_a_question_mark(window, hand, qtbot):
    window.desk.canvas.interval = 0.0
    hand.press(*LETTER[0])
    for x, y in np.linspace(LETTER[0], LETTER[1], 12).tolist():
        hand.move(x, y)
    hand.move(*LETTER[2])
    hand.draw(LETTER[2:])

    assert window.desk.ribbon.accessibleDescription().endswith(", then ?")


def test_the_card_of_a_letter_names_no_digit(window, hand, qtbot, monkeypatch):
    seen = []
    monkeypatch.setattr(card, "card", lambda *given: seen.append(given) or window.grab().toImage())
    hand.draw(LETTER)

    window.actions_.copy_card.trigger()

    assert seen[0][1].digit is None
    QGuiApplication.clipboard().clear()


# Look


def test_look_tells_how_much_it_looks_like_a_digit(window, hand):
    hand.draw(THREE)
    likeness = window.findChild(QLabel, "likeness")
    assert likeness.isVisible()
    assert likeness.text() == "Looks like a digit at all:  >99 %"

    window.actions_.clear.trigger()
    hand.draw(LETTER)

    assert likeness.text() == "Looks like a digit at all:  under 1 %"


def test_several_pictures_are_each_read_as_they_are(window, qtbot, tmp_path):
    for name, shape in (("one", ONE), ("letter", LETTER), ("three", THREE), ("unclear", ONE_OR_THREE)):
        Image.fromarray(np.uint8(255 * to_image(drawn(shape)))).save(tmp_path / f"{name}.png")
    with qtbot.waitSignal(window.exchange.opener.settled):
        window.exchange.open_paths([tmp_path / f"{name}.png" for name in ("one", "letter", "three", "unclear")])

    model = window.findChild(QListView, "resultsGrid").model()
    cells = [model.index(row, 0) for row in range(4)]
    assert [cell.data() for cell in cells] == ["1", "?", "3", "1 or 3"]
    assert cells[1].data(Qt.ItemDataRole.ToolTipRole) == f"letter.png: {NO_DIGIT}"

    press(qtbot, window, "guess")

    assert [model.index(row, 0).data() for row in range(4)] == ["1", "5", "3", "1"]


def test_recent_drawings_are_named_by_what_they_were_read_as(window, hand):
    for shape in (THREE, LETTER):
        hand.draw(shape)
        window.actions_.clear.trigger()

    names = [each.accessibleName() for each in window.look.recent.buttons]
    assert names == ["Bring back drawing 1, which doesn't look like a digit", "Bring back drawing 2, read as 3"]


# The three stops


def test_balanced_is_chosen_at_the_first_start_and_each_stop_tells_its_cost(window, hand):
    hand.draw(THREE)

    assert button(window, "balanced").isChecked()
    assert cost(window) == (
        "Of drawings that it never learned, it names 96.1 % of the digits, 99.7 % of these right, "
        "and declines 93.2 % of what is no digit."
    )
    assert button(window, "guess").toolTip() == (
        "Names a digit for everything, a letter or a scribble, too. Right: 99.4 % of 10,000 MNIST test images."
    )
    assert "90.2 % of the digits, 99.9 % of these right" in button(window, "sure").toolTip()


def test_another_stop_reads_again_at_once(window, hand, qtbot):
    hand.draw(LETTER)
    qtbot.waitUntil(lambda: says(window) == NO_DIGIT)

    press(qtbot, window, "guess")
    assert says(window).startswith(f"Reads as {window.session.answer.guess}")
    assert window.desk.bars.top == window.session.answer.guess

    press(qtbot, window, "sure")
    assert says(window) == NO_DIGIT
    assert window.desk.bars.top is None


def test_only_when_sure_declines_what_balanced_names(window, hand, qtbot):
    hand.draw(THREE[:8])
    assert says(window).startswith("Reads as 3.")

    press(qtbot, window, "sure")

    assert says(window) == "Perhaps 3."


def test_the_stop_is_remembered(window, open_window, hand, qtbot):
    hand.draw(THREE)
    press(qtbot, window, "sure")
    window.close()

    again = open_window()

    assert again.session.unsure == "sure"
    assert button(again, "sure").isChecked()


@pytest.mark.parametrize("written", ["", "perhaps", "guess" * 100, "Balanced"])
def test_a_damaged_choice_is_balanced(open_window, written):
    first = open_window()
    first.settings.put("unsure", written)
    first.close()

    assert open_window().session.unsure == "balanced"


def test_the_stops_are_reached_and_changed_by_keys(window, hand, qtbot):
    hand.draw(THREE)
    button(window, "balanced").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button(window, "balanced").hasFocus)

    qtbot.keyClick(button(window, "balanced"), Qt.Key.Key_Right)
    assert window.session.unsure == "sure"
    qtbot.keyClick(button(window, "sure"), Qt.Key.Key_Left)
    qtbot.keyClick(button(window, "balanced"), Qt.Key.Key_Left)

    assert window.session.unsure == "guess"


@pytest.mark.parametrize(("size", "scale"), [((900, 600), 100), ((900, 600), 150), ((1280, 800), 200)])
def test_the_stops_are_never_cut_off(window, hand, qtbot, size, scale):
    theme.theme.scale = scale
    window.resize(*size)
    hand.draw(THREE)
    qtbot.settle()

    page = window.look.widget()
    assert page.width() <= window.look.viewport().width()
    for name in ("guess", "balanced", "sure"):
        stop = button(window, name)
        assert stop.width() >= stop.sizeHint().width()
        assert stop.height() >= theme.SMALLEST_TARGET
        assert stop.mapTo(page, stop.rect().topRight()).x() <= page.width()
    words = window.findChild(QLabel, "unsureCost")
    assert words.height() >= words.heightForWidth(words.width())


def test_without_figures_a_stop_is_told_in_general_words(window, hand, model, tmp_path):
    bare = declining_model(thresholds={"sure": Threshold(0.9, 0.9)})
    hand.draw(THREE)

    window.session.read_with(window.session.add_model(bare, tmp_path / "bare.npz"))

    assert cost(window) == "Says so where something does not look like a digit, or could be two."


# A network that has only seen digits


def test_a_network_of_ten_cannot_decline_and_look_says_so(window, hand, model, tmp_path):
    hand.draw(LETTER)

    read_with_a_network_of_ten(window, model, tmp_path)

    assert cost(window) == ONLY_DIGITS
    assert not window.findChild(QLabel, "likeness").isVisible()
    assert says(window) == "Reads as 3."


def test_the_shipped_model_disagrees_where_it_sees_no_digit_and_the_lesson_is_told_once(
    window, hand, model, tmp_path, qtbot
):
    read_with_a_network_of_ten(window, model, tmp_path)

    hand.draw(LETTER)

    qtbot.waitUntil(lambda: window.desk.answer.accessibleDescription() == "Shipped model disagrees: not a digit")
    qtbot.waitUntil(lambda: window.desk.strip.message is not None)
    assert window.desk.strip.message.text.endswith(ONLY_DIGITS)
    assert window.desk.bars.shipped is None
    window.desk.strip.close_message()
    hand.draw(LETTER)
    with qtbot.waitSignal(window.desk.answer.rested):
        pass
    assert window.desk.strip.message is None


def test_a_digit_that_both_see_has_its_ticks_and_no_lesson(window, hand, model, tmp_path, qtbot):
    read_with_a_network_of_ten(window, model, tmp_path)

    with qtbot.waitSignal(window.desk.answer.rested):
        hand.draw(THREE)

    assert window.desk.answer.accessibleDescription() == "Shipped model: 3"
    assert window.desk.bars.shipped is not None
    assert window.desk.strip.message is None


def test_a_piece_that_is_put_on_the_pad_is_declined_at_once(window):
    window.bench.put(Piece(Content(drawn(LETTER))))

    assert says(window) == NO_DIGIT


def test_the_costs_come_from_the_file(shipped):
    assert model_file.load(shipped).header.thresholds == COSTS
