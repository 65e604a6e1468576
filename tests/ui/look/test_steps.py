import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from mnistpad.ink.image import BOX, PEN_RADIUS
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui.look.steps import Pixels, Steps, boxed
from mnistpad.ui.look.thumbnail import image_of, thumbnail, tinted
from mnistpad.ui.pad.paper.content import Content, PadPicture

LINE = Drawing((Stroke(np.array([[0.2, 0.1], [0.4, 0.9]])),))


@pytest.fixture
def pixels(qtbot):
    widget = Pixels("stepPixels", "What the network sees", 224)
    qtbot.addWidget(widget)
    image = np.zeros((28, 28), np.float32)
    image[8, 13] = 0.83
    widget.set_image(image)
    return widget


def test_pointing_at_a_pixel_tells_row_column_and_ink(pixels):
    assert pixels.describe(QPointF(13 * 8 + 1, 8 * 8 + 7)) == "row 9, column 14, ink 0.83"
    assert pixels.describe(QPointF(0, 0)) == "row 1, column 1, ink 0.00"


def test_beside_the_pixels_there_is_nothing_to_tell(pixels):
    assert pixels.describe(QPointF(-1, 5)) == ""
    assert pixels.describe(QPointF(5, 224)) == ""


def test_the_pixels_are_white_on_black_in_every_theme(pixels):
    picture = pixels.grab().toImage()

    assert QColor(picture.pixel(13 * 8 + 4, 8 * 8 + 4)).lightness() == pytest.approx(0.83 * 255, abs=1)
    assert QColor(picture.pixel(100, 100)).name() == "#000000"


coordinate = st.floats(-1e4, 1e4)


@given(st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=30))
def test_the_boxed_ink_is_20_pixels_long_with_its_pen(points):
    drawing = boxed(Drawing((Stroke(np.array(points)),)))

    left, top, right, bottom = drawing.bounds
    longest = max(right - left, bottom - top)
    assert longest == pytest.approx(BOX - 2 * PEN_RADIUS, abs=1e-6) or longest < 1e-6
    assert (left + right) / 2 == pytest.approx(14, abs=1e-6)
    assert (top + bottom) / 2 == pytest.approx(14, abs=1e-6)


def test_a_click_that_shook_is_a_dot_in_every_picture(qtbot):
    shaken = Content(Drawing((Stroke(np.array([[0.5, 0.5], [0.51, 0.52]]), width=0.07),)))
    dot = Content(Drawing((Stroke(np.array([[0.5, 0.5]]), width=0.07),)))
    steps = Steps()
    qtbot.addWidget(steps)

    pictures = []
    for content in (shaken, dot):
        steps.show_content(content, image_of(content))
        pictures.append((steps.box.grab().toImage(), steps.pixels.grab().toImage()))

    assert pictures[0] == pictures[1]


def test_a_blank_has_no_box():
    assert boxed(Drawing()) == Drawing()


@pytest.mark.parametrize(("room", "sides"), [(836, (224, 224)), (560, (112, 224)), (470, (112, 168)), (200, (84, 112))])
def test_the_pictures_take_the_room_there_is_in_whole_pixels(qtbot, room, sides):
    steps = Steps()
    qtbot.addWidget(steps)

    steps.fit(room)

    assert (steps.ink.width(), steps.pixels.width()) == sides
    assert steps.pixels.width() % 28 == 0


def test_a_thumbnail_shows_ink_on_paper(qapp):
    picture = thumbnail(Content(LINE), 40, 2, "#ffffff", "#000000").toImage()

    assert picture.width() == 80
    assert QColor(picture.pixel(2, 2)).name() == "#ffffff"
    assert min(QColor(picture.pixel(x, 40)).lightness() for x in range(80)) < 60


def test_tint_ends_at_the_two_colours():
    image = tinted(np.array([[0, 1], [0.5, 2]], np.float32), "#102030", "#f0e0d0")

    names = [QColor(image.pixel(x, y)).name() for y in range(2) for x in range(2)]
    assert names == ["#102030", "#f0e0d0", "#808080", "#f0e0d0"]


def test_a_picture_is_shown_as_it_is_read():
    picture = np.zeros((28, 28), np.float32)
    picture[3, 4] = 1

    assert np.array_equal(image_of(Content(picture=PadPicture.of_image(picture))), picture)


def test_a_picture_is_not_called_ink(qtbot):
    steps = Steps()
    qtbot.addWidget(steps)
    image = np.zeros((28, 28), np.float32)

    steps.show_content(Content(picture=PadPicture.of_image(image)), image)
    of_picture = [label.text() for label in steps.findChildren(QLabel)]
    steps.show_content(Content(LINE), image)

    assert "Your ink" not in of_picture
    assert "Your ink" in [label.text() for label in steps.findChildren(QLabel)]
