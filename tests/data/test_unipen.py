"""UNIPEN files become drawings with labels and writers, in parts that share no writer."""

import gzip
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnistpad.data import drawn, unipen
from mnistpad.data.dataset import Dataset
from mnistpad.errors import DataError
from mnistpad.ink.stroke import Drawing, Stroke

HEAD = '.INCLUDE dene.doc\n\n.LEXICON "0" "1"\n.HIERARCHY DIGIT\n\n'
POINTS = st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=1, max_size=5)
WRITTEN = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 40), st.lists(POINTS, min_size=1, max_size=3)), min_size=1, max_size=6
)


def segment(label: int, writer: int, strokes: list, number: int = 0) -> str:
    lines = [f'.SEGMENT DIGIT {number} ? "{label}"', f".COMMENT {label} {writer:2d} {number:4d}"]
    for stroke in strokes:
        lines += [".PEN_DOWN", *(f" {x}  {y}" for x, y in stroke), ".PEN_UP", ".DT 100"]
    return "\n".join(lines) + "\n"


def text_of(written: list) -> str:
    return HEAD + "".join(segment(*each, number) for number, each in enumerate(written))


def by_writers(writers: range, each: int = 10) -> str:
    rng = np.random.default_rng(0)
    return text_of(
        [(n % 10, writer, rng.integers(0, 500, (1, 6, 2)).tolist()) for writer in writers for n in range(each)]
    )


def people(dataset: Dataset) -> list[set[int]]:
    parts = (dataset.train, dataset.validation, dataset.test)
    return [set() if part.writers is None else set(part.writers.tolist()) for part in parts]


@pytest.fixture
def read(tmp_path):
    """Reads a text as a UNIPEN file would be."""

    def read_text(text: str, packed: bool = False) -> list[unipen.WrittenDigit]:
        path = tmp_path / "digits.unipen"
        path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
        return unipen.read(path)

    return read_text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WRITTEN, st.booleans())
def test_what_was_written_is_read_with_y_downwards(read, written, packed):
    digits = read(text_of(written), packed)

    expected = [
        Drawing(tuple(Stroke(np.array(stroke, float) * (1, -1)) for stroke in strokes), label)
        for label, _, strokes in written
    ]
    assert [digit.drawing for digit in digits] == expected
    assert [digit.writer for digit in digits] == [str(writer) for _, writer, _ in written]


def test_more_columns_than_x_and_y_are_left_aside(read):
    (digit,) = read('.SEGMENT DIGIT 0 ? "4"\n.PEN_DOWN\n1 2 300\n3 4 301\n.PEN_UP\n9 9 9\n')

    assert digit.drawing.points.tolist() == [[1, -2], [3, -4]]


def test_the_writer_may_be_named_once_for_all(read):
    digits = read(f".WRITER_ID ann\n{segment(1, 0, [[(1, 2)]]).replace('.COMMENT', '.X')}" * 2)

    assert [digit.writer for digit in digits] == ["ann", "ann"]
    assert unipen.numbered_writers(digits).tolist() == [1, 1]


def test_words_and_blank_digits_are_left_out(read):
    text = segment(3, 1, []) + segment(5, 1, [[(1, 2)]]) + '.SEGMENT WORD 2 ? "two"\n.PEN_DOWN\n1 1\n.PEN_UP\n'

    assert [digit.drawing.label for digit in read(text)] == [5]


def test_unknown_writers_are_not_guessed(read):
    digits = read(segment(3, 1, [[(1, 2)]]) + segment(3, 1, [[(1, 2)]]).replace(".COMMENT", ".COMMENT by hand"))

    assert unipen.numbered_writers(digits) is None


BROKEN = {
    "empty": ("", "is not a UNIPEN file"),
    "another text": ("label,pixel0\n7,0\n", "is not a UNIPEN file"),
    "no digits": ('.SEGMENT WORD 0 ? "seven"\n.PEN_DOWN\n1 2\n', "holds no labelled digit with ink"),
    "a digit above 9": (segment(12, 1, [[(1, 2)]]), "holds no labelled digit"),
    "only blank digits": (segment(3, 1, []), "holds no labelled digit with ink"),
    "NaN": (HEAD + segment(3, 1, [[(1, 2), ("nan", 3)]]), "line 8 has a coordinate that is not finite"),
    "infinity": (segment(3, 1, [[("1e999", 3)]]), "not finite"),
    "words": (segment(3, 1, [[("left", 3)]]), "is not a list of points"),
    "an odd number of numbers": (segment(3, 1, [[(1, 3)]]).replace(" 1  3", "1 2\n3"), "is not a list of points"),
    "one column": (segment(3, 1, [[(1, 3)]]).replace(" 1  3", "1\n2\n3"), "is not a list of points"),
    "too many points": (segment(3, 1, [[(1, 2)] * 60_000] * 2), "more than 100,000 points"),
    "too many points in a stroke": (segment(3, 1, [[(1, 2)] * 1_100_000]), "more than 100,000 points"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_gets_a_sentence_that_names_it(read, what):
    text, said = BROKEN[what]

    with pytest.raises(DataError, match=said) as error:
        read(text)

    assert "digits.unipen" in str(error.value)


def test_too_many_digits_are_refused(read, monkeypatch):
    monkeypatch.setattr(unipen, "MAX_DIGITS", 10)

    with pytest.raises(DataError, match="more than 10 digits"):
        read(segment(3, 1, [[(1, 2)]]) * 11)


def test_part_of_a_packed_file_is_refused(tmp_path):
    path = tmp_path / "digits.unipen.gz"
    path.write_bytes(gzip.compress(segment(3, 1, [[(1, 2)]]).encode())[:-5])

    with pytest.raises(DataError, match="only part of a gzip file"):
        unipen.read(path)


def test_a_gzip_bomb_is_refused_within_bounds(tmp_path, monkeypatch):
    monkeypatch.setattr(unipen, "MAX_TEXT", 1_000_000)
    path = tmp_path / "digits.unipen.gz"
    path.write_bytes(gzip.compress(bytes(30_000_000)))

    tracemalloc.start()
    with pytest.raises(DataError, match="is longer than"):
        unipen.read(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 3_000_000


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_mutated_file_is_read_or_refused(tmp_path, data):
    content = bytearray(by_writers(range(1, 3), each=2).encode())
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.sampled_from(b'.\n "-e9n\0\xff')), max_size=6)
    ):
        content[place] = value
    (tmp_path / "digits.unipen").write_bytes(content)

    try:
        digits = unipen.read(tmp_path / "digits.unipen")
    except DataError as error:
        assert "digits.unipen" in str(error)
    else:
        assert all(np.isfinite(digit.drawing.points).all() for digit in digits)


def test_a_quarter_of_the_writers_is_for_testing(tmp_path):
    path = tmp_path / "digits.unipen"
    path.write_text(by_writers(range(31, 47)))

    dataset = unipen.load(path)

    train, validation, test = people(dataset)
    assert (len(train), len(validation), len(test)) == (10, 2, 4)
    assert train | validation | test == set(range(31, 47))
    assert not dataset.has_parts


def test_another_name_or_packing_gives_the_same_parts(tmp_path):
    text = by_writers(range(31, 47)).encode()
    (tmp_path / "a.unipen").write_bytes(text)
    (tmp_path / "b.unipen.gz").write_bytes(gzip.compress(text))

    one, other = unipen.load(tmp_path / "a.unipen"), unipen.load(tmp_path / "b.unipen.gz")

    assert one.sha256 == other.sha256
    assert people(one) == people(other)


def test_the_kept_writers_of_pendigits_are_never_learned(tmp_path):
    path = tmp_path / "any name.unipen"
    path.write_text(by_writers(range(1, 31), each=3))

    dataset = unipen.load(path)

    for each in (dataset, dataset.with_validation(0), dataset.with_validation(20)):
        train, validation, test = people(each)
        assert test == set(unipen.KEPT_WRITERS)
        assert len(train | validation) == 22
        assert not train & validation
    assert dataset.has_parts
    assert len(people(dataset.with_validation(0))[0]) == 22


def test_the_kept_writers_are_those_of_the_seed():
    assert len(set(unipen.KEPT_WRITERS)) == 8
    assert tuple(sorted((np.random.default_rng(0).permutation(30) + 1)[:8].tolist())) == unipen.KEPT_WRITERS


def test_the_real_pen_strokes_are_read_and_look_like_mnist(shared_data):
    digits = unipen.read(shared_data / "pendigits" / "pendigits-train.unipen.gz")

    writers = unipen.numbered_writers(digits)
    assert len(digits) == 7494
    assert set(writers.tolist()) == unipen.PENDIGITS_WRITERS
    assert np.isin(writers, unipen.KEPT_WRITERS).sum() == 1996
    images = drawn.render([digit.drawing for digit in digits[::20]])
    assert images.mean() / 255 == pytest.approx(0.1307, rel=0.1)
