"""A photo is shown as it is, and what is read lies where it is seen."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.window.exchange.opening import picture_piece


@pytest.fixture
def photo() -> np.ndarray:
    """A page, 800 by 400, with a small barred 7 at its right."""
    page = Image.new("L", (800, 400), 225)
    draw = ImageDraw.Draw(page)
    draw.line([(600, 150), (700, 150), (640, 300)], fill=30, width=12)
    draw.line([(620, 225), (695, 225)], fill=30, width=12)
    return np.array(page)


def test_the_pad_shows_the_photo_itself(photo):
    picture = picture_piece(photo, "photo.jpg").content.picture

    assert picture.shown.shape == (400, 800)
    assert picture.badge == "photo.jpg"
    left, top, right, bottom = picture.frame
    assert left > 0.6
    assert right < 1
    assert 0.3 < (top + bottom) / 2 < 0.7


def test_what_is_rubbed_out_of_the_photo_is_gone_from_the_image(photo):
    content = picture_piece(photo, "photo.jpg").content
    bar = np.array([(0.76, 0.5 + (225 - 200) / 800), (0.88, 0.5 + (225 - 200) / 800)])

    left = content.erased(bar, 0.015)

    assert left is not content
    assert 0.1 < 1 - left.image().sum() / content.image().sum() < 0.5
    row = int(np.flatnonzero((content.image() - left.image()).sum(axis=1) > 1).mean())
    assert 10 <= row <= 17


def test_the_eraser_beside_the_digit_changes_nothing_that_is_read(photo):
    content = picture_piece(photo, "photo.jpg").content

    left = content.erased(np.array([(0.1, 0.5), (0.3, 0.5)]), 0.03)

    np.testing.assert_array_equal(left.image(), content.image())


def test_a_small_photo_is_read_from_the_pad_as_from_the_file(window, photo, tmp_path):
    path = tmp_path / "seven.png"
    Image.fromarray(photo).save(path)

    window.bench.put(picture_piece(path, path.name))

    assert window.session.answer.digit == 7
    assert window.desk.canvas.content() == Content(picture=picture_piece(path, path.name).content.picture)
