import math

import numpy as np
import pytest
from PIL import Image

from mnistpad import model_file, resources
from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.model_file import Threshold
from mnistpad.nn import Network

pytestmark = pytest.mark.skipif(not resources.shipped_model().exists(), reason="no model is shipped yet")

SEVEN = Drawing((Stroke(np.array([[0.2, 0.2], [0.8, 0.2], [0.4, 0.85]])),), label=7)
ONE = Drawing((Stroke(np.array([[0.5, 0.1], [0.5, 0.9]])),))
BLANK = Drawing()


@pytest.fixture
def drawings(tmp_path):
    """A file with a labelled seven, a blank and a one."""
    drawing_file.save(tmp_path / "three.ink.json", [SEVEN, BLANK, ONE])
    return "three.ink.json"


@pytest.fixture
def picture(tmp_path):
    """A seven on paper."""
    grey = np.full((200, 150), 235, np.uint8)
    grey[40:54, 30:120] = 40
    for step in range(120):
        grey[46 + step, 105 - step // 3 : 118 - step // 3] = 40
    Image.fromarray(grey).save(tmp_path / "seven.png")
    return "seven.png"


def test_every_drawing_gets_a_line_in_the_files_order_also_when_it_is_blank(run, drawings):
    ended = run("predict", drawings, "--json")

    assert ended.status == 0
    assert [list(line) for line in ended.lines] == [["file", "index", "label", "digit", "probabilities"]] * 3
    assert [line["index"] for line in ended.lines] == [0, 1, 2]
    assert [line["label"] for line in ended.lines] == [7, None, None]
    assert [line["digit"] for line in ended.lines] == [7, None, 1]
    assert {line["file"] for line in ended.lines} == {drawings}


def test_probabilities_are_ten_unrounded_numbers_that_sum_to_one(run, drawings):
    for line in run("predict", drawings, "--json").lines:
        assert len(line["probabilities"]) == 10
        assert math.isclose(sum(line["probabilities"]), 1, abs_tol=1e-12)


def test_a_picture_is_one_drawing(run, picture):
    ended = run("predict", picture, "--json")

    (line,) = ended.lines
    assert (line["index"], line["label"], line["digit"]) == (0, None, 7)


def test_a_bad_file_among_good_ones_costs_only_itself(run, picture, drawings, tmp_path):
    (tmp_path / "letter.png").write_text("Dear Sir")

    ended = run("predict", picture, "letter.png", "missing.png", drawings, "--json")

    assert ended.status == 2
    assert [line["file"] for line in ended.lines] == [picture, drawings, drawings, drawings]
    first, second = ended.err.splitlines()
    assert first.startswith("mnistpad: letter.png")
    assert second.startswith("mnistpad: missing.png")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"format": "mnistpad-ink", "version": 1, "drawings": []}',
        '{"format": "mnistpad-ink", "version": 1, "drawings": [{"strokes": [[[NaN, 1]]]}]}',
        '{"format": "mnistpad-ink", "version": 9, "drawings": [{"strokes": []}]}',
    ],
)
def test_a_broken_drawing_file_is_one_line_and_status_2(run, tmp_path, text):
    (tmp_path / "broken.json").write_text(text)

    ended = run("predict", "broken.json", "--json")

    assert (ended.status, ended.out) == (2, "")
    assert "broken.json" in ended.complaint


def test_a_drawing_file_may_be_called_anything(run, drawings, tmp_path):
    (tmp_path / "drawings").write_bytes(b"\xef\xbb\xbf \n" + (tmp_path / drawings).read_bytes())

    assert [line["digit"] for line in run("predict", "drawings", "--json").lines] == [7, None, 1]


def test_people_read_words(run, drawings, picture):
    ended = run("predict", picture, drawings)

    first, second, third, fourth = ended.out.splitlines()
    assert first.startswith("seven.png: 7 (")
    assert second.endswith("(labelled 7)")
    assert third == "three.ink.json, drawing 2: no digit"
    assert fourth.startswith("three.ink.json, drawing 3: 1 (")


def test_nothing_is_called_certain_and_faint_second_choices_are_left_out(run, picture):
    assert run("predict", picture).out == "seven.png: 7 (>99 %)\n"


def test_another_model_may_read(run, drawings, model):
    ended = run("predict", drawings, "--model", model, "--json")

    assert ended.status == 0
    assert len(ended.lines) == 3


def test_a_missing_model_is_status_2(run, drawings):
    ended = run("predict", drawings, "--model", "none.npz")

    assert (ended.status, ended.out) == (2, "")
    assert "none.npz" in ended.complaint


# Declining


@pytest.fixture
def doubter(tmp_path):
    """A model that takes everything for a 3, perhaps a 5, and rather for no digit."""
    network = Network((784, 11))
    network.biases[0][[3, 5, 10], 0] = [np.log(60), np.log(30), np.log(200)]
    thresholds = {"balanced": Threshold(0.2, 0.7), "sure": Threshold(0.9, 0.9)}
    model_file.save(model_file.Model(network, model_file.Header(thresholds=thresholds)), tmp_path / "doubter.npz")
    return "doubter.npz"


@pytest.mark.parametrize(("flags", "digit"), [(["--unsure", "guess"], 3), (["--unsure", "sure"], None), ([], None)])
def test_a_digit_is_null_where_the_model_declines(run, doubter, drawings, flags, digit):
    ended = run("predict", drawings, "--model", doubter, "--json", *flags)

    assert [line["digit"] for line in ended.lines] == [digit, None, digit]
    assert all(len(line["probabilities"]) == 10 for line in ended.lines)


def test_people_read_why_there_is_no_digit(run, doubter, drawings):
    either = run("predict", drawings, "--model", doubter).out.splitlines()
    neither = run("predict", drawings, "--model", doubter, "--unsure", "sure").out.splitlines()

    assert either[0] == "three.ink.json: not sure: 3 or 5 (labelled 7)"
    assert neither[0] == "three.ink.json: doesn't look like a digit; it would have guessed 3 (labelled 7)"
    assert either[1] == neither[1] == "three.ink.json, drawing 2: no digit"


def test_another_way_of_being_unsure_is_refused(run, drawings):
    ended = run("predict", drawings, "--unsure", "never")

    assert ended.status == 2
    assert "guess" in ended.complaint
