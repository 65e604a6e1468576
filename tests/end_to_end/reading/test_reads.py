"""What the shipped model makes of digits as people write them, and of what is none."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnistpad import model_file, resources
from mnistpad.cli import main
from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.recognizer import Answer, Recognizer, Verdict

from .replay import draw
from .written import DIGITS, NO_DIGITS

NEW = {"a zero whose slash sticks out"}  # shapes that a network without the eleventh output never saw
SOME = ("a slashed zero", "a one with flag and foot", "a two with a loop", "an open four", "a barred seven", "a nine")
UNTAUGHT = "the shipped model has only seen digits, so it cannot decline"


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(model_file.load(resources.shipped_model()))


@pytest.fixture
def predict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., int | None]:
    """Return what `mnistpad predict` calls a drawing; None where it declines."""

    def digit(drawing: Drawing, *flags: str) -> int | None:
        path = tmp_path / "one.ink.json"
        drawing_file.save(path, [drawing])
        capsys.readouterr()
        assert main(["predict", str(path), "--json", *flags]) == 0
        return json.loads(capsys.readouterr().out)["digit"]

    return digit


@pytest.mark.parametrize("shape", DIGITS)
def test_every_written_shape_is_read(predict, recognizer, shape):
    if shape in NEW and not recognizer.can_decline:
        pytest.skip(UNTAUGHT)

    assert predict(DIGITS[shape]) == DIGITS[shape].label


@pytest.mark.parametrize("shape", NO_DIGITS)
def test_what_is_no_digit_is_declined(predict, recognizer, shape):
    if not recognizer.can_decline and shape != "a dot":
        pytest.skip(UNTAUGHT)

    assert predict(NO_DIGITS[shape]) is None
    assert recognizer.read(NO_DIGITS[shape]).verdict is Verdict.NOT_A_DIGIT


@pytest.mark.parametrize("unsure", ["guess", "balanced", "sure"])
def test_a_blank_pad_is_no_digit_however_willing_one_is_to_guess(predict, unsure):
    assert predict(Drawing(), "--unsure", unsure) is None


@pytest.mark.parametrize("shape", ["an A", "a scribble", "1 and 2 side by side"])
def test_who_always_guesses_is_given_a_digit_for_anything(predict, shape):
    assert predict(NO_DIGITS[shape], "--unsure", "guess") in range(10)


def moved(drawing: Drawing, scale: float, x: float, y: float, width: float | None) -> Drawing:
    """Return a drawing at another size, place and pen width."""
    strokes = (Stroke(stroke.points * scale + (x, y), width=width) for stroke in drawing.strokes)
    return replace(drawing, strokes=tuple(strokes))


def assert_same(answer: Answer, other: Answer) -> None:
    assert answer.verdict is other.verdict
    assert answer.digit == other.digit
    np.testing.assert_allclose(answer.probabilities, other.probabilities, atol=0.01)


@pytest.mark.parametrize("shape", [*DIGITS, *NO_DIGITS])
def test_the_answer_is_the_same_at_any_place_size_and_pen_width(recognizer, shape):
    drawing = (DIGITS | NO_DIGITS)[shape]
    answer = recognizer.read(drawing)

    for scale, x, y, width in ((0.3, 0.6, 0.1, 0.14), (1.3, -0.2, -0.1, 0.02), (500.0, 40.0, 9000.0, None)):
        assert_same(answer, recognizer.read(moved(drawing, scale, x, y, width)))


@pytest.mark.parametrize("shape", SOME)
def test_on_the_pad_a_shape_is_read_the_same_wherever_and_however_thick(window, shape):
    canvas, answers = window.desk.canvas, []

    for scale, corner, width in ((0.95, (0.02, 0.02), 0.07), (0.5, (0.48, 0.4), 0.14), (0.45, (0.02, 0.5), 0.02)):
        window.actions_.clear.trigger()
        canvas.pen_width = width
        drawing = moved(DIGITS[shape], scale, *corner, None)
        draw(canvas, [np.rint(stroke.points * (canvas.paper.width() - 1)).astype(int) for stroke in drawing.strokes])
        answers.append(window.session.answer.digit)

    assert answers == [DIGITS[shape].label] * 3


@pytest.mark.parametrize("shape", ["an A", "a scribble", "1 and 2 side by side"])
def test_on_the_pad_what_is_no_digit_is_called_that(window, recognizer, qtbot, shape):
    if not recognizer.can_decline:
        pytest.skip(UNTAUGHT)
    canvas = window.desk.canvas

    strokes = [stroke.points * (canvas.paper.width() - 1) for stroke in NO_DIGITS[shape].strokes]
    draw(canvas, [np.rint(stroke).astype(int) for stroke in strokes])

    qtbot.waitUntil(lambda: window.desk.answer.text() == "Doesn't look like a digit.")
    assert window.desk.bars.top is None
