import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.errors import DrawingError
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui.pad.paper.content import Content, PadPicture
from mnistpad.ui.program.desk_file import DeskContents, from_bytes, to_bytes
from mnistpad.ui.session import RECENT, Piece

places = st.floats(0, 1, allow_subnormal=False)
strokes = st.builds(
    Stroke,
    st.lists(st.tuples(places, places), min_size=1, max_size=5),
    width=st.none() | st.floats(0.02, 0.14),
)
drawings = st.builds(Drawing, st.lists(strokes, min_size=1, max_size=3).map(tuple))
pieces = st.builds(Piece, st.builds(Content, drawings), st.text(max_size=20))


def photo(side: int = 300) -> PadPicture:
    rng = np.random.default_rng(1)
    shown = rng.integers(0, 256, (side, side // 2), dtype=np.uint8)
    image = rng.random((28, 28)).astype(np.float32)
    rubbed = np.array([[0.5, 0.2], [0.5, 0.8]])
    return PadPicture(image, shown, "a photo", (0.2, 0.1, 0.9, 0.8)).erased(rubbed, 0.1)


@given(pieces, st.lists(pieces, max_size=RECENT, unique=True))
def test_what_is_written_is_read(pad, recent):
    contents = DeskContents(pad, tuple(recent))

    back = from_bytes(to_bytes(contents))

    assert back == contents
    assert [piece.name for piece in back.recent] == [piece.name for piece in recent]


def test_a_picture_comes_back_with_what_the_eraser_left_of_it():
    piece = Piece(Content(Drawing((Stroke([[0.1, 0.1]]),)), photo()), "a photo")

    (back,) = from_bytes(to_bytes(DeskContents(recent=(piece,)))).recent

    was, is_ = piece.content.picture, back.content.picture
    assert np.array_equal(back.content.image(), piece.content.image())
    assert (is_.badge, is_.frame) == (was.badge, was.frame)
    assert np.array_equal(is_.shown, was.shown)
    assert is_.visible == pytest.approx(was.visible, abs=1e-6)
    assert [(one.path.tolist(), one.radius) for one in is_.rubbings] == [([[0.5, 0.2], [0.5, 0.8]], 0.1)]


def test_a_large_picture_is_remembered_smaller_and_read_as_before():
    piece = Piece(Content(picture=photo(1024)), "large")

    data = to_bytes(DeskContents(piece))

    back = from_bytes(data).pad.content
    assert back.picture.shown.shape == (512, 256)
    assert np.array_equal(back.image(), piece.content.image())
    assert len(data) < 400_000


@pytest.mark.parametrize("data", [b"", b"\xff", b"[" * 100_000, b"null", b'{"format": "mnistpad-desk", "version": 2}'])
def test_a_file_of_another_kind_is_refused(data):
    with pytest.raises(DrawingError, match="written anew"):
        from_bytes(data)


@pytest.mark.parametrize("broken", [
    None, 3, {}, {"name": "x", "drawing": {"strokes": [[[1e999, 0]]]}}, {"name": 3, "drawing": {"strokes": []}},
    {"name": "x", "drawing": {"strokes": [[["a", "b"]]]}}, {"name": "x", "drawing": None},
    {"name": "x", "drawing": {"strokes": []}, "picture": {}},
])  # fmt: skip
def test_a_damaged_piece_costs_only_itself(broken):
    good = Piece(Content(Drawing((Stroke([[0.5, 0.5]]),))), "good")
    values = json.loads(to_bytes(DeskContents(good, (good,))))
    values["recent"].insert(0, broken)
    values["pad"] = broken

    back = from_bytes(json.dumps(values).encode())

    assert back.recent == (good,)
    assert back.pad.content.is_blank


@pytest.mark.parametrize(("name", "value"), [
    ("image", {"shape": [28, 28], "values": "AAAA"}), ("image", {"shape": [9**9, 9**9], "values": ""}),
    ("shown", {"shape": [-3, -3], "values": ""}), ("shown", {"shape": [2, 2], "values": "eJw="}),
    ("frame", [0, 0, 0, 0]), ("frame", [0, 0, float("nan"), 1]), ("frame", "abcd"),
    ("rubbings", [{"path": [[0]], "radius": 1}]), ("rubbings", [{"path": [], "radius": 1}]), ("badge", None),
])  # fmt: skip
def test_a_damaged_picture_is_left_out(name, value):
    values = json.loads(to_bytes(DeskContents(recent=(Piece(Content(picture=photo())),))))
    values["recent"][0]["picture"][name] = value

    back = from_bytes(json.dumps(values).encode())

    assert len(back.recent) == (name == "badge")  # anything can be said about a picture


@given(st.data())
def test_no_byte_that_changes_brings_anything_but_pieces_or_a_refusal(data):
    whole = bytearray(to_bytes(DeskContents(Piece(Content(picture=photo(20))))))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))

    try:
        back = from_bytes(bytes(whole))
    except DrawingError:
        return
    assert isinstance(back, DeskContents)
