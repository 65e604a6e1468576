import numpy as np
import pytest

from mnistpad import resources
from mnistpad.errors import ModelFileError
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.model_file import Header, Model, Score
from mnistpad.nn import Network
from mnistpad.ui.pad.paper.content import Content, PadPicture
from mnistpad.ui.session import RECENT, Piece, Session, describe, percent

STROKE = Stroke(np.array([[0.2, 0.2], [0.7, 0.8]]))


def ink(x: float = 0.2) -> Content:
    return Content(Drawing((Stroke(np.array([[x, 0.2], [0.5, 0.9]])),)))


def untrained(seed: int = 1) -> Model:
    network = Network((784, 10), "relu", rng=np.random.default_rng(seed))
    return Model(network, Header(scores=[Score("MNIST", "test", 10000, 0.1234, 2.0)]))


@pytest.fixture
def session(qapp):
    session = Session()
    session.load_shipped()
    return session


def test_every_start_begins_with_the_shipped_model(session):
    assert session.reader is session.shipped
    assert session.reader.shipped


def test_without_the_shipped_model_there_is_a_sentence_and_no_reader(qapp, monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "shipped_model", lambda: tmp_path / "gone.npz")
    session = Session()

    with pytest.raises(ModelFileError, match=r"gone\.npz"):
        session.load_shipped()

    session.read(ink())
    assert session.reader is None
    assert session.answer is None


def test_a_change_on_the_pad_is_read_at_once(session, qtbot):
    with qtbot.waitSignal(session.answered, timeout=0) as answered:
        session.read(ink())

    assert answered.args[0] is session.answer
    assert not session.answer.blank


def test_a_blank_pad_names_no_digit(session):
    session.read(ink())

    session.read(Content())

    assert session.answer.digit is None
    assert session.answer.blank


def test_another_reader_reads_what_lies_there_and_the_shipped_one_is_asked_too(session, tmp_path):
    session.read(ink())
    before = session.answer
    mine = session.add_model(untrained(), tmp_path / "mine.npz")

    session.read_with(mine)

    assert not np.array_equal(session.answer.probabilities, before.probabilities)
    assert np.array_equal(session.shipped_answer.probabilities, before.probabilities)


def test_ctrl_home_leads_back_to_the_shipped_model(session, tmp_path):
    session.read_with(session.add_model(untrained(), tmp_path / "mine.npz"))

    session.read_with_shipped()

    assert session.reader is session.shipped
    assert session.shipped_answer is None


def test_a_model_opened_twice_is_listed_once(session, tmp_path):
    session.add_model(untrained(1), tmp_path / "mine.npz")

    second = session.add_model(untrained(2), tmp_path / "mine.npz")

    assert session.readers == (session.shipped, second)


def test_replacing_the_model_that_reads_keeps_it_reading(session, tmp_path):
    session.read_with(session.add_model(untrained(1), tmp_path / "mine.npz"))

    second = session.add_model(untrained(2), tmp_path / "mine.npz")

    assert session.reader is second


def test_a_picture_is_read_as_it_is(session):
    image = np.zeros((28, 28), np.float32)
    image[4:24, 13:15] = 1

    session.read(Content(picture=PadPicture.of_image(image)))

    assert np.array_equal(session.answer.image, image)


def test_twelve_recent_pieces_are_kept_newest_first(session):
    pieces = [Piece(ink(x / 100)) for x in range(15)]

    for piece in pieces:
        session.keep_recent(piece)

    assert session.recent == tuple(reversed(pieces))[:RECENT]


def test_the_same_piece_is_recent_only_once(session):
    session.keep_recent(Piece(ink(0.1)))
    session.keep_recent(Piece(ink(0.2)))

    session.keep_recent(Piece(ink(0.1), "opened again"))

    assert [piece.content for piece in session.recent] == [ink(0.1), ink(0.2)]


def test_a_blank_is_not_kept(session):
    session.keep_recent(Piece())

    assert session.recent == ()


def test_every_score_names_its_images(session, tmp_path):
    mine = session.add_model(untrained(), tmp_path / "mine.npz")

    assert mine.label == "mine · 12.3 %"
    assert mine.description == "mine · 784-10 · 12.3 % of 10,000 MNIST test images"
    assert describe(Score("built-in digits (synthetic)", "validation", 2000, 0.99, 0.1)).startswith(
        "99.0 % of 2,000 built-in digits (synthetic) held-out"
    )


def test_a_score_is_never_rounded_up():
    assert percent(0.9999) == "99.9 %"
    assert percent(1.0) == "100.0 %"
    assert percent(0.9820) == "98.2 %"
