"""What is saved comes back exactly, and what is not a drawing is refused in one sentence."""

import errno
import json
import os
import re
import stat

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.errors import DrawingError
from mnistpad.ink import drawing_file
from mnistpad.ink.drawing_file import load, save
from mnistpad.ink.stroke import Drawing, Stroke

FINITE = st.floats(allow_nan=False, allow_infinity=False)
SHARE = st.floats(0, 1)
WIDTH = st.none() | st.floats(1e-300, 1e300)


@st.composite
def strokes(draw):
    points = draw(st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=5))
    pressure = draw(st.none() | st.lists(SHARE, min_size=len(points), max_size=len(points)))
    return Stroke(points, pressure, draw(WIDTH))


DRAWINGS = st.lists(
    st.builds(Drawing, st.lists(strokes(), max_size=3).map(tuple), st.none() | st.integers(0, 9)),
    min_size=1,
    max_size=4,
)
SEVEN = Drawing((Stroke([[0, 0], [10, 0], [4, 16]], width=0.07),), 7)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "seven.ink.json"


def document(**changes):
    whole = {"format": "mnistpad-ink", "version": 1, "drawings": [{"strokes": [[[0, 0], [1, 1]]]}]}
    return json.dumps(whole | changes)


def one(**values):
    return document(drawings=[{"strokes": [[[0, 0], [1, 1]]]} | values])


def refusal(file, text):
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DrawingError) as caught:
        load(file)
    sentence = str(caught.value)
    assert "seven.ink.json" in sentence
    assert len(sentence) < 250
    assert sentence.endswith(".")
    return sentence


@given(DRAWINGS)
def test_what_is_saved_comes_back_exactly(tmp_path_factory, drawings):
    file = tmp_path_factory.getbasetemp() / "round trip.json"

    save(file, drawings)

    assert load(file) == drawings


def test_the_file_is_the_documented_one(file):
    save(file, [SEVEN, Drawing()])

    assert json.loads(file.read_text(encoding="utf-8")) == {
        "format": "mnistpad-ink",
        "version": 1,
        "drawings": [{"label": 7, "width": 0.07, "strokes": [[[0, 0], [10, 0], [4, 16]]]}, {"strokes": []}],
    }


def test_strokes_of_different_width_keep_each_their_own(file):
    drawing = Drawing((Stroke([[0, 0]], width=1), Stroke([[1, 1]], width=2), Stroke([[2, 2]])))

    save(file, [drawing])

    assert json.loads(file.read_text(encoding="utf-8"))["drawings"][0]["width"] == [1, 2, None]
    assert load(file) == [drawing]


def test_files_of_other_programs_are_read(file):
    text = one(label=3, width=2, note="from elsewhere", strokes=[[[0, 0], [1.5, 1]], [], [[1, 2, 0.5]]])
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())

    (drawing,) = load(str(file))

    assert drawing == Drawing((Stroke([[0, 0], [1.5, 1]], width=2), Stroke([[1, 2]], [0.5], 2)), 3)


def test_the_most_that_is_allowed_is_read(file):
    save(file, [Drawing((Stroke(np.arange(200_000).reshape(-1, 2)),))])
    assert len(load(file)[0].points) == 100_000

    save(file, [Drawing()] * 100_000)
    assert len(load(file)) == 100_000


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("hello", "JSON"),
        ("[" * 100_000, "JSON|nested"),
        (document(drawings=[]).replace("[]", "[" * 90_000 + "]" * 90_000), "nested"),
        ("[]", "not a MnistPad drawing"),
        ("null", "not a MnistPad drawing"),
        ("{}", "not a MnistPad drawing"),
        (document(format="mnistpad-model"), "not a MnistPad drawing"),
        (document(version=2), "newer MnistPad. Update MnistPad"),
        (document(version=True), "version"),
        (document(version="1"), "version"),
        (document(version=None), "version"),
        (document(version=0), "version"),
        (document(drawings=[]), "no drawings"),
        (document(drawings={}), "no list of drawings"),
        (document(drawings=[{"strokes": []}, 5]), "Drawing 2 of .* no strokes"),
        (document(drawings=[{}]), "no strokes"),
        (document(drawings=[{"strokes": []}] * 100_001), "100,001 drawings"),
        (one(strokes=None), "not lists"),
        (one(strokes=[5]), "not lists"),
        (one(strokes=[[5]]), r"\[x, y\]"),
        (one(strokes=[[[5]]]), r"\[x, y\]"),
        (one(strokes=[[[1, 2, 0.5, 4]]]), r"\[x, y\]"),
        (one(strokes=[[[1, 2], [1, 2, 0.5]]]), r"\[x, y\]"),
        (one(strokes=[[{"x": 1, "y": 2}]]), r"\[x, y\]"),
        (one(strokes=[["ab"]]), r"\[x, y\]"),
        (one(strokes=[[[1, "2"]]]), "not numbers"),
        (one(strokes=[[[1, None]]]), "not numbers"),
        (one(strokes=[[[1, True]]]), "not numbers"),
        (one(strokes=[[[1, [2]]]]), "not numbers"),
        (one(strokes=[[[1, float("nan")]]]), r"not finite \(NaN\)"),
        (one(strokes=[[[1, float("-inf")]]]), r"not finite \(-Infinity\)"),
        (one(strokes=[[[1, 2]]]).replace("2]", "1e999]"), "not finite"),
        (one(strokes=[[[1, 10**400]]]), "not finite"),
        (one(strokes=[[[1, 2]]]).replace("2]", "9" * 5000 + "]"), "JSON"),
        (one(strokes=[[[1, 2, 1.01]]]), "pressure"),
        (one(strokes=[[[1, 2, -0.01]]]), "pressure"),
        (one(strokes=[[[0, 0]] * 100_001]), "100,001 points"),
        (one(strokes=[[[0, 0]] * 50_001] * 2), "100,002 points"),
        (one(label=10), "label"),
        (one(label=-1), "label"),
        (one(label=7.0), "label"),
        (one(label="7"), "label"),
        (one(label=True), "label"),
        (one(width="thick"), "width"),
        (one(width=True), "width"),
        (one(width=0), "width"),
        (one(width=10**400), "width"),
        (one(width=[1, 2]), "2 pen widths for 1 strokes"),
        (one(width=[True]), "width"),
    ],
)
def test_a_file_that_is_not_a_drawing_is_refused_in_a_sentence(file, text, reason):
    assert re.search(reason, refusal(file, text))


def test_a_file_that_is_not_text_is_refused(file):
    file.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")

    with pytest.raises(DrawingError, match="not text"):
        load(file)


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path):
    with pytest.raises(DrawingError, match=r"seven\.json is not there"):
        load(tmp_path / "seven.json")
    with pytest.raises(DrawingError, match="could not be read"):
        load(tmp_path)


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_LISTS"])
def test_a_file_too_large_for_the_memory_is_refused_before_it_is_parsed(file, monkeypatch, limit):
    monkeypatch.setattr(drawing_file, limit, 3)

    assert "too large" in refusal(file, document())


def test_what_could_not_be_opened_again_is_not_saved(file):
    with pytest.raises(DrawingError, match="no drawings"):
        save(file, [])
    with pytest.raises(DrawingError, match="100,001 points"):
        save(file, [Drawing((Stroke(np.zeros((100_001, 2))),))])
    with pytest.raises(DrawingError, match="100,001 drawings"):
        save(file, [Drawing()] * 100_001)

    assert not file.exists()


def test_a_full_disk_leaves_the_old_drawing_alone(file, monkeypatch):
    save(file, [SEVEN])
    before = file.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DrawingError, match=r"seven\.ink\.json could not be saved: No space left"):
        save(file, [Drawing()])

    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path):
    with pytest.raises(DrawingError, match="could not be saved: No such file"):
        save(tmp_path / "nowhere" / "seven.json", [SEVEN])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_saving_again_keeps_the_file_s_mode_and_link(file, tmp_path):
    save(file, [SEVEN])
    file.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(file)

    save(link, [Drawing()])

    assert link.is_symlink()
    assert load(file) == [Drawing()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
