import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mnistpad.ui import theme
from mnistpad.ui.training.curves.data.span import Span
from mnistpad.ui.training.curves.strip import CAPTION, EMPTY, HINT, HeatStrip
from mnistpad.ui.training.curves.view import CurvesView
from tests.ui.training.curves.conftest import BATCHES, make_history

STEPS = np.arange(0, 501, 50)


def readings() -> np.ndarray:
    """A drawing that was read as 5 and becomes a 3 in the middle of the run."""
    probabilities = np.zeros((10, len(STEPS)), np.float32)
    probabilities[5] = np.linspace(1, 0, len(STEPS))
    probabilities[3] = 1 - probabilities[5]
    return probabilities


@pytest.fixture
def strip(qtbot) -> HeatStrip:
    widget = HeatStrip()
    qtbot.addWidget(widget)
    widget.set_span(Span(0, 500, BATCHES))
    widget.set_readings(STEPS, readings())
    widget.resize(560, 150)
    with qtbot.waitExposed(widget):
        widget.show()
    rows(widget).clearFocus()
    return widget


@pytest.fixture
def moments(strip) -> list:
    seen = []
    strip.moment_chosen.connect(seen.append)
    strip.returned.connect(lambda: seen.append("now"))
    return seen


def rows(strip: HeatStrip) -> QWidget:
    return strip.findChild(QWidget, "heatRows")


def at(strip: HeatStrip, step: float, digit: int = 0) -> QPoint:
    left, width = rows(strip)._inner
    height = rows(strip).height() / 10
    return QPoint(round(left + width * step / 500), int((digit + 0.5) * height))


def colour(strip: HeatStrip, step: float, digit: int) -> QColor:
    picture = rows(strip).grab().toImage()
    return picture.pixelColor(at(strip, step, digit) * picture.devicePixelRatio())


def test_ten_rows_are_110_px_high(strip):
    assert rows(strip).height() == 110


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colour_is_linear_in_probability(strip, scheme):
    theme.theme.scheme = scheme
    track, accent = QColor(theme.tokens().track), QColor(theme.tokens().accent)

    assert colour(strip, 5, 5) == accent
    assert colour(strip, 5, 3) == track
    half = colour(strip, 260, 3)
    assert half.red() == pytest.approx((track.red() + accent.red()) / 2, abs=1)
    assert half.blue() == pytest.approx((track.blue() + accent.blue()) / 2, abs=1)


def test_the_row_on_top_is_bold(strip, moments):
    def ink(digit: int) -> int:
        picture = rows(strip).grab().toImage()
        cell = int(rows(strip).height() / 10)
        pixels = [picture.pixelColor(x, digit * cell + y) for x in range(30, 56) for y in range(cell)]
        return sum(255 - each.lightness() for each in pixels if each.lightness() < 200)

    now = ink(3)
    QTest.mouseClick(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 60))

    rows(strip).clearFocus()
    assert moments == [50]
    assert now > 1.1 * ink(3)


def test_a_drag_looks_back_to_the_readings_under_the_mouse(strip, moments):
    QTest.mousePress(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 420))
    for step in (410, 333, 210):
        QTest.mouseMove(rows(strip), at(strip, step))
    QTest.mouseRelease(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 210))

    assert moments == [400, 300, 200]
    assert strip.moment == 200


def test_the_button_leads_back_to_now(strip, moments):
    QTest.mouseClick(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 110))
    button = strip.findChild(QWidget, "backToNow")
    assert button.isVisible()

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert moments == [100, "now"]
    assert strip.moment is None
    assert not button.isVisible()


def test_a_drag_to_the_end_is_back_at_now(strip, moments):
    QTest.mousePress(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 110))
    QTest.mouseMove(rows(strip), at(strip, 520))
    QTest.mouseRelease(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 520))

    assert moments == [100, "now"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right], [450, 400, 450]),
        ([Qt.Key.Key_Home, Qt.Key.Key_Right], [0, 50]),
        ([Qt.Key.Key_Home, Qt.Key.Key_End], [0, "now"]),
        ([Qt.Key.Key_Home, Qt.Key.Key_Escape], [0, "now"]),
        ([Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right], [450, "now"]),
        ([Qt.Key.Key_Escape, Qt.Key.Key_End], []),
    ],
)
def test_keys_go_back_and_forth(strip, moments, keys, expected):
    for key in keys:
        QTest.keyClick(rows(strip), key)

    assert moments == expected


def test_a_moment_stays_while_the_run_goes_on(strip, moments):
    QTest.mouseClick(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 110))

    strip.set_readings(np.append(STEPS, 550), np.hstack([readings(), readings()[:, -1:]]))

    assert strip.moment == 100
    assert moments == [100]


def test_a_run_that_went_back_takes_the_moment_along(strip, moments):
    QTest.mouseClick(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 410))

    strip.set_readings(STEPS[:3], readings()[:, :3])

    assert moments == [400, "now"]


def test_without_a_drawing_there_is_one_line_and_nothing_to_drag(strip, moments):
    strip.clear()
    QTest.mouseClick(rows(strip), Qt.MouseButton.LeftButton, pos=at(strip, 110))
    QTest.keyClick(rows(strip), Qt.Key.Key_Left)

    assert moments == []
    assert rows(strip).accessibleDescription() == EMPTY
    assert HINT not in [label.text() for label in strip.findChildren(QLabel)]


def test_a_screen_reader_hears_the_moment(strip):
    assert rows(strip).accessibleName() == CAPTION
    assert rows(strip).accessibleDescription() == "Epoch 5.00: 3 >99 %"

    QTest.keyClick(rows(strip), Qt.Key.Key_Home)

    assert rows(strip).accessibleDescription() == "Epoch 0.00: 5 >99 %"


@pytest.mark.parametrize("scale", [100, 150])
def test_the_strip_lies_in_line_with_the_curves(qtbot, scale):
    theme.theme.scale = scale
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    curves, strip = CurvesView(), HeatStrip()
    curves.span_changed.connect(strip.set_span)
    column.addWidget(curves, 1)
    column.addWidget(strip)
    curves.set_history(make_history(5), BATCHES)
    page.resize(600, 700)
    with qtbot.waitExposed(page):
        page.show()

    curves._zoom(0.5, 0.8)

    plot = curves.findChild(QWidget, "lossPlot")
    left, width = rows(strip)._inner
    for step in (curves.span.lo, 300, curves.span.hi):
        fraction = float(curves.span.fraction(step))
        x = plot.mapTo(page, plot.place(fraction, 0)).x()
        assert rows(strip).mapTo(page, QPoint(0, 0)).x() + left + fraction * width == pytest.approx(x, abs=0.5)
