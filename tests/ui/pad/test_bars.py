import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip

from mnistpad.ui import theme
from mnistpad.ui.pad.bars import Bars, percent_text

SURE = np.array([0.005, 0.005, 0.03, 0.86, 0.01, 0.06, 0.01, 0.01, 0.005, 0.005])


@pytest.fixture
def bars(qtbot) -> Bars:
    return qtbot.present(Bars(), 400, 160)


def column(picture: QImage, digit: int) -> list[str]:
    """Return the colours down the middle of a digit's bar, as names of tokens."""
    names = {getattr(theme.tokens(), name).lower(): name for name in ("track", "accent", "control", "window", "text")}
    x = round((digit + 0.5) * picture.width() / 10)
    return [names.get(picture.pixelColor(x, y).name(), "other") for y in range(picture.height())]


def height(picture: QImage, digit: int, colour: str) -> int:
    return column(picture, digit).count(colour)


def seen(bars: Bars) -> QImage:
    return bars.grab().toImage()


@pytest.mark.parametrize(
    ("probability", "words"),
    [(1.0, ">99 %"), (0.996, ">99 %"), (0.994, "99 %"), (0.862, "86 %"), (0.05, "5 %"), (0.0499, ""), (0.0, "")],
)
def test_percent_are_whole_from_5_up_and_never_100(probability: float, words: str):
    assert percent_text(probability) == words


@given(st.floats(0, 1))
def test_no_probability_is_called_certain_or_impossible(probability: float):
    assert percent_text(probability) not in {"100 %", "0 %"}


def test_the_top_bar_alone_is_in_accent(bars):
    bars.set_probabilities(SURE)

    picture = seen(bars)
    assert height(picture, 3, "accent") > 50
    for digit in set(range(10)) - {3}:
        assert height(picture, digit, "accent") == 0
    assert height(picture, 5, "control") > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_bar_is_as_tall_as_it_is_probable(bars, scheme):
    theme.theme.scheme = scheme
    bars.set_probabilities(SURE)

    picture = seen(bars)
    whole = height(picture, 3, "accent") + height(picture, 3, "track")
    assert height(picture, 3, "accent") / whole == pytest.approx(0.86, abs=1 / whole)
    assert height(picture, 5, "control") / whole == pytest.approx(0.06, abs=1 / whole)


def test_ink_moves_the_bars_at_once(bars):
    bars.set_probabilities(SURE, animate=False)
    at_once = seen(bars)

    QApplication.processEvents()

    assert seen(bars) == at_once
    assert height(at_once, 3, "accent") > 50


def test_training_eases_the_bars_and_ends_at_the_same_place(bars, qtbot):
    bars.set_probabilities(SURE)
    goal = seen(bars)
    bars.set_probabilities(None)

    bars.set_probabilities(SURE, animate=True)

    assert height(seen(bars), 3, "accent") < 10
    qtbot.waitUntil(lambda: seen(bars) == goal)


def test_with_reduced_motion_nothing_glides(bars):
    theme.theme.reduced_motion = True
    bars.set_probabilities(SURE)
    goal = seen(bars)
    bars.set_probabilities(None)

    bars.set_probabilities(SURE, animate=True)

    assert seen(bars) == goal


def test_where_the_network_declined_no_bar_stands_out(bars):
    bars.set_probabilities(SURE, declined=True)

    picture = seen(bars)
    assert bars.top is None
    assert all(height(picture, digit, "accent") == 0 for digit in range(10))
    assert height(picture, 3, "control") > 50
    assert all(colour == "window" for colour in column(picture, 3)[:12])  # no number above


def test_a_blank_pad_has_empty_bars_in_the_same_places(bars):
    bars.set_probabilities(SURE)
    full = [len([c for c in column(seen(bars), digit) if c != "window"]) for digit in (0, 9)]

    bars.set_probabilities(None)

    picture = seen(bars)
    assert all(height(picture, digit, "control") == 0 for digit in range(10))
    assert [len([c for c in column(picture, digit) if c != "window"]) for digit in (0, 9)] == full


def test_the_label_of_the_top_is_bolder_than_the_others(bars):
    bars.set_probabilities(np.eye(10)[8])
    top = _darkness(seen(bars), 8)

    bars.set_probabilities(np.eye(10)[1])

    assert top > 1.2 * _darkness(seen(bars), 8)


def _darkness(picture: QImage, digit: int) -> float:
    """Return how much ink the label of a digit has."""
    left = picture.width() * digit // 10
    cells = [
        (x, y)
        for x in range(left, left + picture.width() // 10)
        for y in range(picture.height() - 14, picture.height())
    ]
    return sum(255 - picture.pixelColor(x, y).lightness() for x, y in cells)


def test_a_tick_on_each_bar_says_what_the_shipped_model_thinks(bars):
    bars.set_probabilities(SURE)
    bars.set_shipped(np.eye(10)[5])

    picture = seen(bars)
    track = [y for y, colour in enumerate(column(picture, 5)) if colour in {"track", "control", "text"}]
    ticks = [y for y, colour in enumerate(column(picture, 5)) if colour == "text" and y in track[:4]]
    assert ticks[0] == track[0]
    assert height(picture, 3, "text") >= 2


def test_every_value_can_be_heard(bars):
    bars.set_probabilities(SURE)

    assert bars.accessibleName()
    assert "3: 86.0 %" in bars.accessibleDescription()
    assert len(bars.accessibleDescription().split(", ")) == 10


def test_hovering_a_bar_gives_its_exact_figure(bars, qtbot):
    bars.set_probabilities(SURE)
    spot = QPoint(140, 80)

    QApplication.sendEvent(bars, QHelpEvent(QEvent.Type.ToolTip, spot, bars.mapToGlobal(spot)))

    assert QToolTip.text() == "3: 86.0 %"
    QToolTip.hideText()


@pytest.mark.parametrize(("scale", "width"), [(100, 280), (200, 280), (200, 400)])
def test_the_number_is_never_cut_at_the_edges(bars, scale, width):
    theme.theme.scale = scale
    bars.resize(width, max(99, bars.minimumSizeHint().height()))
    for digit in (0, 9):
        bars.set_probabilities(np.eye(10)[digit])

        picture = seen(bars)
        edge = 0 if digit == 0 else picture.width() - 1
        assert all(picture.pixelColor(edge, y).name().upper() == theme.LIGHT.window for y in range(12))


def test_the_smallest_window_has_room_for_bars(bars):
    bars.resize(280, 99)
    bars.set_probabilities(SURE)

    assert height(seen(bars), 3, "accent") >= 50
