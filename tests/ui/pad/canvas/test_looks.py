import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication

from mnistpad.ink.image import to_image
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui import theme
from mnistpad.ui.pad.paper.content import Content, fitted
from mnistpad.ui.pad.paper.painting.cursor import LARGEST, circle_cursor
from mnistpad.ui.pad.paper.painting.surface import Look, Surface

LINE = [(0.2, 0.5), (0.8, 0.5)]


def test_a_blank_pad_says_what_to_do_until_the_pen_is_down(canvas, hand, grey):
    def hint() -> int:
        picture = hand.picture().copy(100, 180, 208, 48)
        return int((grey(picture) < 200).sum())

    assert hint() > 100
    hand.press(0.1, 0.1)
    assert hint() == 0
    hand.key(Qt.Key.Key_Escape)
    assert hint() > 100


def test_the_focus_has_a_ring_two_px_outside_the_border(canvas, hand):
    tokens = theme.tokens()
    column = [hand.picture().pixelColor(x, 204).name() for x in range(6)]

    assert column[:2] == [tokens.accent.lower()] * 2
    assert column[2:4] == [tokens.window.lower()] * 2
    assert column[4] == tokens.control.lower()
    assert column[5] == tokens.paper.lower()
    canvas.clearFocus()
    assert hand.picture().pixelColor(0, 204).name() == tokens.window.lower()


@pytest.mark.parametrize(
    ("scheme", "paper", "colours"),
    [
        ("dark", "theme", ("#0f1216", "#f2f4f8")),
        ("dark", "white", ("#ffffff", "#14171c")),
        ("light", "blackboard", ("#0f1216", "#f2f4f8")),
    ],
)
def test_paper_and_ink_follow_the_theme(canvas, hand, scheme, paper, colours):
    hand.draw(LINE)
    theme.theme.scheme, theme.theme.paper = scheme, paper

    assert (hand.colour(0.5, 0.2), hand.colour(0.5, 0.5)) == colours


def test_the_network_sees_the_same_whatever_the_pad_looks_like(canvas, hand):
    hand.draw([(0.3, 0.2), (0.7, 0.3), (0.4, 0.9)])
    before = to_image(canvas.drawing())
    canvas.resize(1000, 1000)
    theme.theme.scheme = "dark"

    assert np.array_equal(to_image(canvas.drawing()), before)


def test_fast_strokes_are_smooth(canvas, hand, grey):
    angles = np.linspace(0, 2 * np.pi, 13)
    hand.draw([(0.5 + 0.3 * np.cos(a), 0.5 + 0.3 * np.sin(a)) for a in angles])

    rows, columns = np.nonzero(grey(hand.picture()) < 100)
    radius = np.hypot(columns - 204, rows - 204)
    radius = radius[radius < 180]  # without the focus ring
    assert radius.min() > 120 - 14 - 3
    assert radius.max() < 120 + 14 + 3


@pytest.mark.parametrize("density", [1.0, 1.25, 1.5, 2.0])
def test_ink_lies_in_the_same_place_at_any_density(qapp, density, grey):
    content = Content(Drawing((Stroke(np.array([[0.25, 0.5], [0.75, 0.5]]), width=0.07),)))
    surface = Surface()
    surface.dress(Look(400, density, "#FFFFFF", "#000000"))
    surface.show(content)

    picture = surface.pixmap.toImage()
    dark = grey(flat(picture)) < 128
    rows, columns = np.nonzero(dark)
    assert picture.width() == 400 * density
    assert np.mean(rows) + 0.5 == pytest.approx(200 * density, abs=0.51)
    assert np.ptp(rows) + 1 == pytest.approx(28 * density, abs=1.01)
    assert columns.min() == pytest.approx((100 - 14) * density, abs=1.01)


def flat(picture: QImage) -> QImage:
    """Return a picture on white."""
    plain = QImage(picture.size(), QImage.Format.Format_RGB32)
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    picture.setDevicePixelRatio(1)
    painter.drawImage(0, 0, picture)
    painter.end()
    return plain


def test_a_stroke_painted_point_by_point_looks_like_one_painted_at_once(qapp):
    rng = np.random.default_rng(4)
    points = np.clip(0.5 + np.cumsum(rng.normal(0, 0.03, (100, 2)), axis=0), 0, 1)
    for pressure in (None, rng.random(100)):
        whole = Content(Drawing((Stroke(points, pressure, 0.07),)))
        growing, at_once = Surface(), Surface()
        for surface in (growing, at_once):
            surface.dress(Look(400, 1.5, "#FFFFFF", "#000000"))
        for n in range(1, 101):
            part = None if pressure is None else pressure[:n]
            growing.show(Content(Drawing((Stroke(points[:n], part, 0.07),))))
        at_once.show(whole)

        assert growing.pixmap.toImage() == at_once.pixmap.toImage()


def test_a_move_repaints_little(qapp):
    points = np.column_stack([np.linspace(0.1, 0.9, 200), np.full(200, 0.5)])
    surface = Surface()
    surface.dress(Look(400, 1.0, "#FFFFFF", "#000000"))
    surface.show(Content(Drawing((Stroke(points[:-1]),))))

    dirty = surface.show(Content(Drawing((Stroke(points),))))

    assert dirty.width() < 100
    assert dirty.height() < 40


def test_the_cursor_is_a_circle_as_wide_as_the_pen(canvas):
    canvas.pen_width = 0.1
    picture = canvas.cursor().pixmap().toImage()
    spot = canvas.cursor().hotSpot()
    row = [picture.pixelColor(x, spot.y()) for x in range(picture.width())]

    dark = [x for x, colour in enumerate(row) if colour.alpha() > 200 and colour.lightness() < 128]
    assert dark[-1] - dark[0] == pytest.approx(40, abs=1)
    assert row[spot.x()].alpha() == 0  # hollow
    assert row[dark[0] + 1].lightness() > 200  # a light line beside the dark one


def test_the_erasers_cursor_is_wider_and_dashed(canvas):
    pen = canvas.cursor().pixmap().toImage()
    canvas.tool = "eraser"
    eraser = canvas.cursor().pixmap().toImage()

    assert eraser.width() > 1.8 * pen.width()
    dark = [
        grey_at(eraser, 0.5 * eraser.width() + 28 * np.cos(a), 0.5 * eraser.height() + 28 * np.sin(a)) < 128
        for a in np.linspace(0, 2 * np.pi, 90)
    ]
    assert 20 < sum(dark) < 75


def grey_at(picture: QImage, x: float, y: float) -> int:
    return picture.pixelColor(int(x), int(y)).lightness()


def test_the_right_button_shows_the_erasers_cursor_while_it_erases(canvas, hand):
    width = canvas.cursor().pixmap().width()
    right = Qt.MouseButton.RightButton
    hand.press(0.2, 0.5, right)
    hand.move(0.4, 0.5, right)
    assert canvas.cursor().pixmap().width() > width
    hand.release(0.4, 0.5, right)
    assert canvas.cursor().pixmap().width() == width


def test_a_circle_too_small_to_see_is_a_cross(qapp):
    assert circle_cursor(3, 1, "#000000", "#ffffff", dashed=False).shape() == Qt.CursorShape.CrossCursor


def test_a_circle_too_large_for_a_cursor_is_painted_on_the_pad(canvas, hand):
    canvas.resize(1508, 1508)
    canvas.pen_width = 0.14
    hand.draw([(0.1, 0.1)])
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    at = hand.px(0.5, 0.5)

    QApplication.sendEvent(canvas, QEnterEvent(at, at, QPointF(canvas.mapToGlobal(at))))
    assert hand.colour(0.57, 0.5) != theme.tokens().paper.lower()
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert hand.colour(0.57, 0.5) == theme.tokens().paper.lower()
    assert circle_cursor(LARGEST + 1, 1, "#000000", "#ffffff", dashed=False) is None


def test_a_drawing_in_any_unit_is_fitted_into_the_middle(qapp):
    far = Drawing((Stroke(np.array([[1000.0, 5000.0], [1200.0, 5800.0]]), width=3.0),), label=1)
    here = Drawing((Stroke(np.array([[0.1, 0.2], [0.6, 0.9]]), width=0.05),))

    points = fitted(far).points
    assert points.mean(axis=0) == pytest.approx([0.5, 0.5])
    assert np.ptp(points[:, 1]) == pytest.approx(0.68)
    assert fitted(far).label == 1
    assert fitted(here) is here
    assert fitted(Drawing()).is_blank
    assert fitted(Drawing((Stroke(np.array([[50.0, 70.0]])),))).points == pytest.approx(np.array([[0.5, 0.5]]))
