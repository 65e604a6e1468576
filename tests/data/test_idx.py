"""IDX files are read as they are, or refused in one sentence."""

import gzip
import resource
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from mnistpad.data import idx
from mnistpad.errors import DataError

ARRAYS = st_numpy.arrays(np.uint8, st_numpy.array_shapes(min_dims=1, max_dims=4, max_side=9))


def header(*shape: int, kind: int = 8) -> bytes:
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, kind, len(shape), *shape)


def digits(count: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(count)
    return rng.integers(0, 256, (count, 28, 28), dtype=np.uint8), (np.arange(count) % 10).astype(np.uint8)


@pytest.fixture
def pair(tmp_path):
    """A file of six images and the file of their labels."""
    images, labels = digits()
    idx.write(tmp_path / "images", images)
    idx.write(tmp_path / "labels", labels)
    return tmp_path / "images", tmp_path / "labels"


@given(values=ARRAYS, packed=st.booleans())
def test_what_was_written_is_read(tmp_path_factory, values, packed):
    path = tmp_path_factory.mktemp("idx") / ("values.gz" if packed else "values")

    idx.write(path, values)

    np.testing.assert_array_equal(idx.read(path), values)
    assert idx.read_shape(path) == values.shape


def test_the_same_values_give_the_same_file(tmp_path):
    for name in ("one.gz", "other.gz"):
        idx.write(tmp_path / name, digits()[0])

    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "other.gz").read_bytes()


def test_images_and_labels_come_together(pair):
    images = idx.read_lot(*pair)

    np.testing.assert_array_equal(images.pixels, digits()[0])
    np.testing.assert_array_equal(images.labels, digits()[1])
    assert images.pixels.flags.c_contiguous


BROKEN = {
    "empty": (b"", "is empty"),
    "empty, packed": (gzip.compress(b""), "is empty"),
    "no IDX file": (b"hello, this is text", "not an IDX file"),
    "another type of value": (header(2, 28, 28, kind=0x0D) + bytes(9999), "not an IDX file"),
    "no dimensions": (header() + bytes(9), "not an IDX file"),
    "255 dimensions": (bytes([0, 0, 8, 255]) + bytes(2000), "not an IDX file"),
    "half a magic number": (b"\0\0", "not an IDX file"),
    "half a header": (header(2, 28, 28)[:-3], "middle of its header"),
    "nothing in it": (header(0, 28, 28), "holds nothing"),
    "nothing, and dimensions that overflow": (header(0, 2**32 - 1, 2**32 - 1), "holds nothing"),
    "dimensions that overflow": (header(2**32 - 1, 2**32 - 1, 2**32 - 1), "more than MnistPad reads"),
    "dimensions that overflow 64 bits to 0": (header(2**31, 2**31, 4) + bytes(9), "more than MnistPad reads"),
    "truncated": (header(2, 28, 28) + bytes(2 * 784 - 1), "ends too early"),
    "truncated, packed": (gzip.compress(header(2, 28, 28) + bytes(2 * 784))[:-9], "ends too early"),
    "truncated in the checksum": (gzip.compress(header(2, 28, 28) + bytes(2 * 784))[:-1], "ends too early"),
    "promises far more than can be in it": (gzip.compress(header(250_000, 28, 28)), "ends too early"),
    "trailing bytes": (header(2, 28, 28) + bytes(2 * 784 + 1), "goes on after"),
    "trailing bytes, packed": (gzip.compress(header(2, 28, 28) + bytes(2 * 784 + 1)), "goes on after"),
    "something behind the packed file": (gzip.compress(header(2, 28, 28) + bytes(2 * 784)) + b"x", "goes on after"),
    "broken gzip": (b"\x1f\x8b\x08" + bytes(99), "damaged gzip"),
    "wrong checksum": (gzip.compress(header(1, 28, 28) + bytes(784))[:-8] + bytes(8), "damaged gzip"),
    "gzip bomb": (gzip.compress(header(2, 28, 28) + bytes(50_000_000)), "goes on after"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_gets_a_sentence_that_names_it(tmp_path, what):
    content, said = BROKEN[what]
    path = tmp_path / "train-images"
    path.write_bytes(content)

    with pytest.raises(DataError, match=said) as error:
        idx.read(path)

    assert str(path) in str(error.value)
    assert str(error.value).endswith((".", "?"))


def test_a_gzip_bomb_takes_no_more_memory_than_its_header_promises(tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(header(2, 28, 28) + bytes(50_000_000)))

    tracemalloc.start()
    with pytest.raises(DataError, match="goes on after"):
        idx.read(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 2_000_000


def test_padding_behind_a_packed_file_is_no_matter(tmp_path):
    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(header(3) + bytes([1, 2, 3])) + bytes(512))

    assert idx.read(path).tolist() == [1, 2, 3]


@pytest.mark.parametrize("missing", [0, 1])
def test_a_missing_file_is_named(pair, missing):
    pair[missing].unlink()

    with pytest.raises(DataError, match=f"{pair[missing]} cannot be read: No such file"):
        idx.read_lot(*pair)


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(DataError, match="is not a file"):
        idx.read(tmp_path)


def test_a_file_that_may_not_be_read_says_so(pair, monkeypatch):
    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(DataError, match="cannot be read: Permission denied"):
        idx.read(pair[0])


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "images"
    with path.open("wb") as file:
        file.truncate(2**40)

    with pytest.raises(DataError, match="larger than"):
        idx.read(path)


@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (np.zeros(3, np.uint8), np.zeros(3, np.uint8), "not a number of 28×28"),
        (np.zeros((3, 28, 28), np.uint8), np.zeros((3, 1), np.uint8), "not one label an image"),
        (np.zeros((3, 28, 28), np.uint8), np.zeros(2, np.uint8), "2 labels, but images has 3 images"),
        (np.zeros((3, 28, 28), np.uint8), np.array([1, 10, 2], np.uint8), "labels image 1 as 10"),
    ],
)
def test_files_that_are_no_digits_get_a_sentence(tmp_path, images, labels, said):
    idx.write(tmp_path / "images", images)
    idx.write(tmp_path / "labels", labels)

    with pytest.raises(DataError, match=said):
        idx.read_lot(tmp_path / "images", tmp_path / "labels")


def test_a_full_disk_gets_a_sentence(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(DataError, match="could not be written: File too large"):
            idx.write(tmp_path / "images", digits()[0])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.booleans(), st.booleans())
def test_a_mutated_file_is_read_or_refused_within_bounds(tmp_path, data, packed, mutate_packed):
    images, labels = digits()
    content = header(6, 28, 28) + images.tobytes()
    if packed and mutate_packed:
        content = mutated(gzip.compress(content), data)
    else:
        content = mutated(content, data)
        content = gzip.compress(content) if packed else content
    (tmp_path / "images").write_bytes(content)
    idx.write(tmp_path / "labels", labels)

    tracemalloc.start()
    try:
        read = idx.read_lot(tmp_path / "images", tmp_path / "labels")
    except DataError as error:
        assert str(tmp_path) in str(error)
    else:
        assert read.pixels.size == 6 * 784
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 5_000_000


def mutated(content: bytes, data: st.DataObject) -> bytes:
    """The content with some bytes changed, and perhaps cut off or with something behind."""
    changed = bytearray(content)
    # Headers matter most, so half of the changes go there.
    places = st.one_of(st.integers(0, 20), st.integers(0, len(content) - 1))
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=4)):
        changed[place] = value
    return bytes(changed[: data.draw(st.sampled_from([None, len(content) // 2, 10]))]) + data.draw(
        st.binary(max_size=3)
    )
