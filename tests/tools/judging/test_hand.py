"""The made-up hand: the same seed draws the same, people differ, and what is drawn is a drawing."""

import ast
from pathlib import Path

import numpy as np
import pytest

from mnistpad.ink.image import to_image
from tools import judging
from tools.judging import sheet
from tools.judging.hand import crowd, strangers
from tools.judging.hand.digits import SHAPES
from tools.judging.hand.line import bend, corners, evenly, followed, length, softened
from tools.judging.hand.writer import PAD, Writer


@pytest.fixture(scope="module")
def everything() -> list[crowd.Sample]:
    return [*crowd.digits(writers=4, each=2), *crowd.others(writers=2, letters=1)]


def drawn(writer: Writer, shape: str, nth: int = 0):
    hand = writer.hand(shape, nth)
    return hand.draw(SHAPES[shape].lines(hand), SHAPES[shape].digit)


def test_the_same_seed_draws_the_same():
    once, again = crowd.digits(3, writers=2, each=1), crowd.digits(3, writers=2, each=1)
    strange, once_more = crowd.others(3, writers=1, letters=1), crowd.others(3, writers=1, letters=1)

    assert once == again
    assert strange == once_more


def test_another_seed_and_another_writer_draw_otherwise():
    first = drawn(Writer(0, 0), "seven, barred")

    assert drawn(Writer(0, 1), "seven, barred") != first
    assert drawn(Writer(1, 0), "seven, barred") != first
    assert drawn(Writer(0, 0), "seven, barred", 1) != first


def test_a_writer_draws_the_same_whoever_else_is_in_the_crowd():
    few, many = crowd.digits(writers=1, each=1), crowd.digits(writers=3, each=2)

    assert {sample.name: sample for sample in few}.items() <= {s.name: s for s in reversed(many)}.items()


def test_every_drawing_lies_on_the_pad_and_has_ink(everything):
    for sample in everything:
        points = sample.drawing.points

        assert len(points), sample.name
        assert points.min() >= -0.1 * PAD, sample.name
        assert points.max() <= 1.1 * PAD, sample.name
        assert to_image(sample.drawing).any(), sample.name


def test_digits_carry_their_label_and_what_is_none_carries_none(everything):
    labels = {sample.name: sample.drawing.label for sample in everything if sample.kind == "digit"}

    assert labels == {name: shape.digit for name, shape in SHAPES.items()}
    assert all(sample.drawing.label is None for sample in everything if sample.kind != "digit")


def test_there_are_all_kinds_and_every_digit(everything):
    assert {sample.kind for sample in everything} == {"digit", *crowd.KINDS}
    assert {shape.digit for shape in SHAPES.values()} == set(range(10))
    assert {s.name for s in everything if s.kind == "letters"} == set(strangers.LETTERS)


def test_a_writer_differs_less_from_himself_than_from_others():
    images = np.array(
        [[to_image(drawn(Writer(number), "four, open", nth)).ravel() for nth in range(6)] for number in range(12)]
    )

    within = np.square(images - images.mean(axis=1, keepdims=True)).sum(axis=2).mean()
    among = np.square(images - images.mean(axis=(0, 1))).sum(axis=2).mean()

    assert within < 0.8 * among


def test_a_line_is_followed_evenly_and_keeps_its_corners():
    points = followed(corners(0j, 1 + 0j, 1 + 1j))

    assert abs(points - (1 + 0j)).min() < 0.01
    assert np.isclose(np.median(abs(np.diff(points))), 0.01, rtol=0.02)
    assert abs(np.diff(points)).max() < 0.0102
    assert (points[0], points[-1]) == (0j, 1 + 1j)


def test_a_bend_goes_through_its_points():
    through = (0j, 0.5 + 0.2j, 0.4 + 0.9j, 0j + 1j)

    points = followed(bend(*through))

    assert all(abs(points - point).min() < 0.01 for point in through)


def test_softening_rounds_a_corner_and_keeps_the_ends():
    points = followed(corners(0j, 1 + 0j, 1 + 1j))

    soft = softened(points, 0.05)

    assert abs(soft - (1 + 0j)).min() > 0.01
    assert abs(soft[0] - points[0]) < 0.03
    assert length(soft) < length(points)


def test_points_can_be_spread_evenly():
    points = evenly(np.array([0j, 0.1 + 0j, 4 + 0j]), 5)

    assert np.allclose(points, [0, 1, 2, 3, 4])


def test_nothing_of_what_training_sees_is_behind_the_judging():
    imported = set()
    for path in Path(judging.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            imported |= {f"{module}.{name}" for name in names}

    assert not {name for name in imported if "builtin" in name or "notdigits" in name or "augment" in name}


def test_a_contact_sheet_is_a_picture_of_all_rows(tmp_path):
    drawings = [drawn(Writer(0), "zero, slashed", nth) for nth in range(3)]

    sheet.save(tmp_path / "sheet.png", [("zero", drawings), ("again", drawings[:1])], [["8", "8", "2"], ["8"]])

    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
