from types import SimpleNamespace

import numpy as np
import pytest

from mnistpad.ui import theme
from mnistpad.ui.pad.canvas import ERASER

LINE = [(0.2, 0.5), (0.8, 0.5)]


@pytest.fixture
def bar():
    """A 28×28 image with a bar down its middle."""
    image = np.zeros((28, 28), dtype=np.float32)
    image[4:24, 13:15] = 1
    return image


def test_a_picture_is_shown_in_big_square_pixels(canvas, hand, bar):
    canvas.show_picture(bar)

    assert hand.sees_ink(13.1 / 28, 0.5)
    assert hand.sees_ink(14.9 / 28, 0.5)
    assert hand.sees_paper(12.9 / 28, 0.5)
    assert hand.sees_paper(0.5, 3.9 / 28)


def test_a_picture_is_fed_raw(canvas, bar):
    canvas.show_picture(bar, "MNIST image 4,211, labelled 9")

    assert canvas.drawing().is_blank
    assert np.array_equal(canvas.content().image(), bar)


def test_ink_alone_has_no_image_of_its_own(canvas, hand):
    hand.draw(LINE)

    assert canvas.content().image() is None


def test_a_picture_replaces_the_ink_and_undo_brings_it_back(canvas, hand, bar):
    hand.draw(LINE)
    before = canvas.drawing()

    canvas.show_picture(bar)
    assert hand.sees_paper(0.25, 0.5)
    canvas.undo()

    assert canvas.drawing() == before
    assert canvas.content().picture is None
    canvas.redo()
    assert np.array_equal(canvas.content().image(), bar)


def test_the_same_picture_again_is_no_step(canvas, bar):
    canvas.show_picture(bar, "a")
    canvas.show_picture(bar.copy(), "a")
    canvas.undo()

    assert canvas.content().is_blank


def test_back_to_my_drawing_is_an_undoable_step(canvas, hand, bar):
    hand.draw(LINE)
    mine = canvas.drawing()
    canvas.show_picture(bar)
    canvas.show_picture(bar, "another")
    hand.draw([(0.1, 0.1)])

    canvas.back_to_drawing()

    assert canvas.drawing() == mine
    canvas.undo()
    assert canvas.content().picture.badge == "another"


def test_a_badge_is_written_on_the_pad(canvas, hand, bar):
    canvas.show_picture(bar)
    without = hand.picture()

    canvas.show_picture(bar, "MNIST image 4,211, labelled 9")

    assert hand.picture() != without
    assert hand.colour(0.03, 0.957) == theme.tokens().surface.lower()


def test_ink_goes_on_top_of_a_picture(canvas, hand, bar):
    canvas.show_picture(bar)
    hand.draw(LINE)
    image = canvas.content().image()

    assert hand.sees_ink(0.25, 0.5)
    assert hand.sees_ink(0.5, 0.3)
    assert image[4:13, 13:15] == pytest.approx(1)
    assert image[13:15, 7:21].min() > 0.9  # the network's pen, 2.2 pixels wide, along the middle
    assert image[:11, :12].max() == 0


def test_the_eraser_works_on_picture_and_ink_in_one_step(canvas, hand, bar):
    canvas.show_picture(bar)
    hand.draw(LINE)
    hand.erase([(0.2, 0.5), (0.8, 0.5)])

    assert canvas.drawing().is_blank
    assert hand.sees_paper(0.5, 0.5)
    assert hand.sees_ink(0.5, 0.3)
    image = canvas.content().image()
    assert image[13:15].max() == 0
    assert image[5:10, 13:15].min() == 1
    canvas.undo()
    assert hand.sees_ink(0.5, 0.5)
    assert canvas.content().image()[13, 13] == 1


def test_the_edge_of_an_erased_picture_lies_where_the_eraser_went(canvas, hand, bar):
    canvas.show_picture(bar)
    radius = ERASER * canvas.pen_width / 2
    hand.erase([(0.2, 0.5), (0.8, 0.5)])

    assert hand.sees_paper(0.5, 0.5 - radius + 0.01)
    assert hand.sees_ink(0.5, 0.5 - radius - 0.01)


def test_ink_on_an_erased_place_stays(canvas, hand, bar):
    canvas.show_picture(bar)
    hand.erase([(0.2, 0.5), (0.8, 0.5)])
    hand.draw(LINE)

    assert hand.sees_ink(0.5, 0.5)
    assert canvas.content().image()[13, 13] > 0.9


def test_erasing_beside_the_pictures_ink_is_no_step(canvas, hand, bar):
    canvas.show_picture(bar)
    hand.erase([(0.1, 0.1), (0.1, 0.9)])
    canvas.undo()

    assert canvas.content().is_blank


def test_clear_takes_the_picture_away_undoably(canvas, hand, bar):
    canvas.show_picture(bar)
    canvas.clear()

    assert canvas.content().is_blank
    canvas.undo()
    assert canvas.content().picture is not None


def test_a_shown_picture_keeps_its_aspect(canvas, hand, bar):
    shown = np.full((100, 200), 255, dtype=np.uint8)
    shown[:, :20] = 0
    canvas.show_picture(SimpleNamespace(image=bar, shown=shown), "scan.png")

    assert hand.sees_ink(0.05, 0.5)
    assert hand.sees_paper(0.05, 0.2)
    assert np.array_equal(canvas.content().image(), bar)


def test_ink_follows_the_frame_of_a_picture(canvas, hand, bar):
    shown = np.full((100, 100), 255, dtype=np.uint8)
    picture = SimpleNamespace(image=0 * bar, shown=shown, frame=(0.5, 0.5, 1.0, 1.0))
    canvas.show_picture(picture)
    hand.draw([(0.6, 0.75), (0.9, 0.75)])

    image = canvas.content().image()
    assert image[13:15, 8:20].min() > 0.9
    assert image[:11].max() == 0


def test_a_picture_takes_the_colours_of_the_paper(canvas, hand, bar):
    canvas.show_picture(bar)
    theme.theme.paper = "blackboard"

    assert hand.sees_ink(0.5, 0.5)
    assert hand.colour(0.5, 0.5) == "#f2f4f8"
    assert hand.colour(0.2, 0.2) == "#0f1216"


def test_taking_the_picture_away_leaves_the_ink(canvas, hand, bar):
    canvas.show_picture(bar)
    hand.draw(LINE)
    canvas.show_picture(None)

    assert canvas.content().picture is None
    assert len(canvas.drawing().strokes) == 1
