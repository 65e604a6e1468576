import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget

from mnistpad.ui import theme
from mnistpad.ui.pad.answer import AnswerView


class Ears:
    """Notes what a screen reader is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __call__(self, source: object, sentence: str) -> None:
        self.heard.append(sentence)


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def view(qtbot, clock, ears) -> AnswerView:
    return qtbot.present(AnswerView(clock=clock, say=ears), 270, 112)


def ink(view: AnswerView, colour: str, box: int = 112) -> np.ndarray:
    """Return where the box of the digit shows a colour, as rows and columns of booleans."""
    picture = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), picture.bytesPerLine() // 4)
    return (rows[4 : box - 4, 4 : box - 4] & 0xFFFFFF) == int(colour[1:], 16)


def heard_name(view: AnswerView) -> str:
    return QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name)


def test_a_blank_pad_names_no_digit(view, blank):
    view.show_answer(blank)

    assert heard_name(view) == "No digit yet."
    assert not ink(view, theme.LIGHT.text).any()
    assert not ink(view, theme.LIGHT.text2).any()


def test_the_sentence_is_what_a_screen_reader_finds(view, answer_of):
    view.show_answer(answer_of({3: 0.86, 5: 0.06}))

    assert heard_name(view) == "Reads as 3. Second choice 5."
    assert view.text() == "Reads as 3. Second choice 5."


@pytest.mark.parametrize("edge", [84, 112])
def test_the_digit_fills_72_per_cent_of_its_box_and_stands_in_the_middle(view, answer_of, edge):
    view.set_edge(edge)
    view.resize(270, edge)
    view.show_answer(answer_of({3: 0.9}))

    rows = np.flatnonzero(ink(view, theme.LIGHT.text, edge).any(axis=1)) + 4
    columns = np.flatnonzero(ink(view, theme.LIGHT.text, edge).any(axis=0)) + 4
    assert np.ptp(rows) + 1 == pytest.approx(0.72 * edge, abs=0.05 * edge)  # round digits overshoot the capitals
    assert (rows[0] + rows[-1] + 1) / 2 == pytest.approx(edge / 2, abs=1.5)
    assert (columns[0] + columns[-1] + 1) / 2 == pytest.approx(edge / 2, abs=1.5)


def test_a_settled_digit_is_filled_and_an_undecided_one_is_an_outline(view, answer_of, blank):
    view.show_answer(answer_of({8: 0.9}))
    filled = ink(view, theme.LIGHT.text).sum()

    view.show_answer(blank)
    view.set_pen_down(True)
    view.show_answer(answer_of({8: 0.5, 3: 0.2}, declined=True))

    assert filled > 1000
    assert ink(view, theme.LIGHT.text).sum() == 0
    assert 50 < ink(view, theme.LIGHT.text2).sum() < filled / 3
    assert heard_name(view) == "Perhaps 8."


def test_a_narrow_change_is_held_back_for_250_ms_and_then_shown(view, answer_of, clock, qtbot):
    view.show_answer(answer_of({1: 0.9}))

    view.show_answer(answer_of({7: 0.48, 1: 0.45}))
    assert view.text().startswith("Reads as 1")

    clock.now += 0.26
    qtbot.waitUntil(lambda: view.text().startswith("Reads as 7"))


def test_what_was_held_back_never_shows_when_the_old_answer_returns(view, answer_of, clock, qtbot):
    view.show_answer(answer_of({1: 0.9}))
    view.show_answer(answer_of({7: 0.48, 1: 0.45}))

    view.show_answer(answer_of({1: 0.5, 7: 0.45}))
    clock.now += 1

    qtbot.wait(300)
    assert view.text().startswith("Reads as 1")


def test_the_guess_stays_behind_a_click(view, answer_of, qtbot):
    view.show_answer(answer_of({8: 0.4, 3: 0.2}, declined=True))
    assert "8" not in view.text()

    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)

    assert view.text() == "Doesn't look like a digit. It would have guessed 8."
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    assert view.text() == "Doesn't look like a digit."


def test_the_guess_can_be_had_by_key_and_is_spoken(view, answer_of, qtbot, ears):
    view.show_answer(answer_of({8: 0.4, 3: 0.2}, declined=True))

    qtbot.keyClick(view, Qt.Key.Key_Space)

    assert ears.heard == ["It would have guessed 8"]
    assert ink(view, theme.LIGHT.text2).any()


def test_a_new_drawing_hides_the_guess_again(view, answer_of, qtbot, blank):
    view.show_answer(answer_of({8: 0.4, 3: 0.2}, declined=True))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    view.show_answer(blank)

    view.show_answer(answer_of({8: 0.4, 3: 0.2}, declined=True))

    assert "guessed" not in view.text()


def test_a_click_on_a_clear_answer_does_nothing(view, answer_of, qtbot):
    view.show_answer(answer_of({3: 0.9}))

    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)

    assert view.text() == "Reads as 3."


@pytest.mark.parametrize(
    ("shipped", "words"),
    [(3, "Shipped model: 3"), (5, "Shipped model disagrees: 5"), (None, "Shipped model disagrees: not a digit")],
)
def test_what_the_shipped_model_says_stands_below(view, answer_of, shipped, words):
    other = answer_of({4: 0.2}, declined=True) if shipped is None else answer_of({shipped: 0.9})
    view.show_answer(answer_of({3: 0.9}))
    alone = view.grab().toImage()

    view.show_answer(answer_of({3: 0.9}), other)

    assert view.accessibleDescription() == words
    assert view.grab().toImage() != alone


def test_a_digit_that_comes_and_goes_while_it_is_drawn_stays_an_outline(view, answer_of, clock):
    view.set_pen_down(True)
    view.show_answer(answer_of({8: 0.9}))
    seen = set()

    for n in range(40):
        view.show_answer(answer_of({8: 0.9}, declined=n % 2 == 0))
        clock.now += 0.02
        seen.add((view.text(), bool(ink(view, theme.LIGHT.text).any())))

    assert seen == {("Reads as 8.", False)}


def test_two_that_are_close_are_named_and_a_question_mark_stands_for_both(view, answer_of):
    view.show_answer(answer_of({5: 0.5, 3: 0.45}, either=True))

    assert view.text() == "3 or 5."
    assert ink(view, theme.LIGHT.text2).any()
    assert not ink(view, theme.LIGHT.text).any()


def test_no_digit_is_said_250_ms_after_the_pen_lifts_and_never_before(view, answer_of, clock, qtbot):
    view.set_pen_down(True)
    view.show_answer(answer_of({8: 0.6}, declined=True))
    clock.now += 9
    view.show_answer(answer_of({8: 0.6}, declined=True))
    assert view.text() == "Perhaps 8."

    view.set_pen_down(False)
    assert view.text() == "Perhaps 8."
    clock.now += 0.26

    qtbot.waitUntil(lambda: view.text() == "Doesn't look like a digit.")


def test_who_asked_for_another_answer_sees_and_hears_it(view, answer_of, ears, qtbot):
    view.show_answer(answer_of({8: 0.9}))
    view.show_answer(answer_of({8: 0.9}, declined=True))
    assert view.text() == "Reads as 8."

    view.settle()

    assert view.text() == "Doesn't look like a digit."
    qtbot.waitUntil(lambda: ears.heard == ["Doesn't look like a digit."])


def test_it_tells_when_the_pen_has_been_up_for_a_while(view, answer_of, qtbot):
    view.set_pen_down(True)
    view.show_answer(answer_of({8: 0.9}))

    with qtbot.waitSignal(view.rested):
        view.set_pen_down(False)


def test_it_tells_too_when_an_answer_stands_that_no_pen_brought(view, answer_of, qtbot):
    with qtbot.waitSignal(view.rested):
        view.show_answer(answer_of({8: 0.9}))


def test_an_answer_does_not_rest_while_the_pen_is_down(view, answer_of, qtbot):
    view.set_pen_down(True)

    with qtbot.assertNotEmitted(view.rested, wait=700):
        view.show_answer(answer_of({8: 0.9}))


def test_the_answer_is_announced_600_ms_after_the_pen_lifts(view, answer_of, ears, qtbot):
    view.set_pen_down(True)
    view.show_answer(answer_of({3: 0.86, 5: 0.06}))
    view.set_pen_down(False)

    assert ears.heard == []
    assert view._announcement.interval() == 600
    qtbot.waitUntil(lambda: ears.heard == ["Reads as 3. Second choice 5."])


def test_the_next_stroke_puts_the_announcement_off(view, answer_of, ears, qtbot):
    view.show_answer(answer_of({4: 0.9}))
    view.set_pen_down(True)
    view.set_pen_down(False)

    view.set_pen_down(True)

    qtbot.wait(700)
    assert ears.heard == []


def test_an_unchanged_answer_is_not_announced_twice(view, answer_of, ears, qtbot):
    for _ in range(2):
        view.set_pen_down(True)
        view.show_answer(answer_of({4: 0.9}))
        view.set_pen_down(False)
        qtbot.wait(700)

    assert ears.heard == ["Reads as 4."]


def test_an_announcement_to_nobody_is_harmless(qapp, qtbot, answer_of):
    widget = AnswerView()
    qtbot.addWidget(widget)
    widget.show_answer(answer_of({8: 0.4, 3: 0.2}, declined=True))

    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_hidden_view_leaves_no_timer_running(view, answer_of):
    view.show_answer(answer_of({1: 0.9}))
    view.show_answer(answer_of({7: 0.48, 1: 0.45}))
    view.set_pen_down(False)

    view.hide()

    assert not view._patience.isActive()
    assert not view._announcement.isActive()
    assert not view._rest.isActive()


def test_focus_is_seen(qtbot, clock):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QHBoxLayout(window)
    field, view = QLineEdit(), AnswerView(clock=clock)
    layout.addWidget(field)
    layout.addWidget(view)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    without = view.grab().toImage().pixelColor(56, 0).name().upper()

    qtbot.keyClick(field, Qt.Key.Key_Tab)

    assert QApplication.focusWidget() is view
    assert without != theme.LIGHT.accent
    assert view.grab().toImage().pixelColor(56, 1).name().upper() == theme.LIGHT.accent


@pytest.mark.parametrize("scale", [80, 100, 150, 200])
@pytest.mark.parametrize(("width", "edge"), [(186, 84), (282, 112)])
def test_no_words_are_cut_at_any_type_size(view, answer_of, scale, width, edge):
    theme.theme.scale = scale
    view.set_edge(edge)
    view.resize(width, edge)
    view.show_answer(answer_of({8: 0.4, 3: 0.2}, declined=True), answer_of({3: 0.9}))

    picture = view.grab().toImage()

    window = theme.LIGHT.window
    last_row = {picture.pixelColor(x, picture.height() - 1).name().upper() for x in range(edge + 4, width)}
    last_column = {picture.pixelColor(width - 1, y).name().upper() for y in range(edge)}
    assert last_column == {window}
    assert last_row == {window}
