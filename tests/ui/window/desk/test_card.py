import numpy as np
import pytest
from PySide6.QtGui import QImage

from mnistpad.answer import Answer, Verdict
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui import theme
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.window.desk import card

PAD_MIDDLE = card.PAD.center()


@pytest.fixture
def content() -> Content:
    return Content(Drawing((Stroke(np.array([[0.5, 0.2], [0.5, 0.8]])),)))


def one(*, digit: int | None = 1, blank: bool = False) -> Answer:
    image = np.zeros((28, 28), np.float32)
    image[4:24, 13:15] = 1
    verdict = Verdict.BLANK if blank else Verdict.NOT_A_DIGIT if digit is None else Verdict.DIGIT
    return Answer(digit, np.eye(10)[1] * 0.9 + 0.01, image, blank, None, verdict)


def colour(picture: QImage, x: float, y: float) -> str:
    return picture.pixelColor(round(x), round(y)).name().upper()


def bar(picture: QImage, digit: int) -> str:
    """Return the colour at the foot of a digit's bar."""
    return colour(picture, card.BARS.left() + card.BARS.width() * (digit + 0.5) / 10, card.BARS.top() + 130)


def test_a_card_has_the_size_of_a_link_preview(qapp, content):
    picture = card.card(content, one(), "Shipped model")

    assert (picture.width(), picture.height()) == (1200, 630)


def test_a_card_shows_ink_image_and_bars(qapp, content):
    picture = card.card(content, one(), "Shipped model")

    assert colour(picture, PAD_MIDDLE.x(), PAD_MIDDLE.y()) == theme.LIGHT.ink
    assert colour(picture, card.PAD.left() + 30, PAD_MIDDLE.y()) == theme.LIGHT.paper
    seen = card.RIGHT.right() + 1 - card.SEEN
    assert colour(picture, seen + 14 * 6, card.RIGHT.top() + 14 * 6) == "#FFFFFF"
    assert colour(picture, seen + 3, card.RIGHT.top() + 3) == "#000000"
    assert bar(picture, 1) == theme.LIGHT.accent
    assert bar(picture, 3) == theme.LIGHT.track


@pytest.mark.parametrize(
    ("scheme", "paper", "ground"),
    [("light", "theme", "#FFFFFF"), ("dark", "theme", "#FFFFFF"), ("light", "blackboard", theme.DARK.paper)],
)
def test_a_card_is_black_on_white_unless_the_blackboard_was_chosen(qapp, content, scheme, paper, ground):
    theme.theme.scheme = scheme
    theme.theme.paper = paper

    picture = card.card(content, one(), "Shipped model")

    assert colour(picture, 2, 2) == ground
    assert colour(picture, card.PAD.left() + 30, PAD_MIDDLE.y()) == ground


def test_the_answer_and_the_model_are_on_it(qapp, content):
    sure = card.card(content, one(), "Shipped model")

    assert sure != card.card(content, one(digit=None), "Shipped model")
    assert sure != card.card(content, one(), "This run")


def test_where_the_network_declined_no_bar_stands_out(qapp, content):
    picture = card.card(content, one(digit=None), "Shipped model")

    assert bar(picture, 1) == theme.LIGHT.control


def test_a_long_name_does_not_run_into_the_programs_own(qapp, content):
    short = card.card(content, one(), "M")

    long = card.card(content, one(), "M" * 200)

    corner = (card.RIGHT.right() - 130, 530, 130, 60)
    assert long.copy(*corner) == short.copy(*corner)


def test_the_size_of_the_type_does_not_change_the_card(qapp, content):
    usual = card.card(content, one(), "Shipped model")
    theme.theme.scale = 200

    assert card.card(content, one(), "Shipped model") == usual
