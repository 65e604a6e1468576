"""NumPy archives are read as numbers alone, or refused in one sentence."""

import io
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnistpad.data import sources
from mnistpad.errors import DataError

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (60, 28, 28), dtype=np.uint8)
LABELS = (np.arange(60) % 10).astype(np.uint8)


class Program:
    """An object that would do something when unpickled."""

    def __reduce__(self):
        return print, ("something was run",)


@pytest.fixture
def load(tmp_path):
    """Saves arrays, or bytes, as an archive and loads it."""

    def load_arrays(content: bytes | None = None, *, packed: bool = False, **arrays):
        path = tmp_path / "digits.npz"
        if content is None:
            (np.savez_compressed if packed else np.savez)(path, **arrays)
        else:
            path.write_bytes(content)
        return sources.load(str(path))

    return load_arrays


def archive_of(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_an_archive_of_keras_keeps_its_parts(load, packed):
    dataset = load(packed=packed, x_train=PIXELS, y_train=LABELS, x_test=PIXELS[:7], y_test=LABELS[:7])

    assert dataset.has_parts
    assert (len(dataset.train), len(dataset.validation)) == (50, 10)
    np.testing.assert_array_equal(dataset.test.pixels, PIXELS[:7].reshape(7, 784))


@pytest.mark.parametrize(
    "pixels",
    [
        PIXELS.reshape(60, 784).astype(np.float64),
        (PIXELS / 255).astype(np.float32),
        PIXELS[..., None].astype(">i2"),
        np.asfortranarray(PIXELS),
        (PIXELS / 255),
    ],
    ids=["float64", "0 to 1", "big-endian", "column-wise", "float64 0 to 1"],
)
@pytest.mark.parametrize("labels", [LABELS.astype(np.int64), LABELS.astype(str), LABELS.astype("S"), LABELS[:, None]])
def test_one_lot_is_read_whatever_its_numbers_are(load, pixels, labels):
    dataset = load(data=pixels, target=labels)

    everything = dataset.part("all").take(np.argsort(dataset.part("all").places))
    assert not dataset.has_parts
    np.testing.assert_array_equal(everything.pixels, PIXELS.reshape(60, 784))
    np.testing.assert_array_equal(everything.labels, LABELS)


@pytest.mark.parametrize(
    "names",
    [
        ("X_train", "y_train", "X_test", "y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),
    ],
)
def test_parts_are_known_by_other_names(load, names):
    dataset = load(**dict(zip(names, (PIXELS, LABELS, PIXELS[:7], LABELS[:7]), strict=True)))

    assert (dataset.has_parts, len(dataset.test)) == (True, 7)


@pytest.mark.parametrize(
    "names",
    [("images", "labels"), ("X", "y"), ("x_train", "y_train"), ("x_test", "y_test"), ("train_images", "train_labels")],
)
def test_one_lot_is_known_by_other_names(load, names):
    dataset = load(**dict(zip(names, (PIXELS, LABELS), strict=True)))

    assert (dataset.has_parts, len(dataset)) == (False, 60)


def test_a_validation_part_stays_one(load):
    parts = {"x_train": PIXELS, "y_train": LABELS, "x_val": PIXELS[:9], "y_val": LABELS[:9]}

    dataset = load(**parts, x_test=PIXELS[:7], y_test=LABELS[:7])

    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (60, 9, 7)


def test_a_bunch_of_scikit_learn_is_read_for_all_its_objects(load):
    small = RNG.integers(0, 17, (60, 8, 8)).astype(float)
    words = {"frame": np.array(None), "feature_names": np.array(["pixel_0_0"]), "DESCR": np.array("Digits")}

    dataset = load(data=small.reshape(60, 64), target=LABELS.astype(np.int64), images=small, **words)

    assert len(dataset) == 60
    assert "8×8" in dataset.notes[-1]


BROKEN = {
    "no archive": (b"hello", "not a NumPy archive"),
    "empty": (b"", "not a NumPy archive"),
    "nothing in it": (archive_of(), "holds nothing"),
    "a model": (archive_of(W1=npy(np.zeros(3)), b1=npy(np.zeros(3))), "holds W1, b1"),
    "no labels": (archive_of(data=npy(PIXELS)), "has no labels.* Save their labels with them, as target"),
    "no array": (archive_of(data=b"hello", target=npy(LABELS)), "not a NumPy archive, or it is damaged"),
    "truncated": (archive_of(data=npy(PIXELS)[:-1], target=npy(LABELS)), "promises more than there is"),
    "objects": (
        archive_of(data=npy(np.array([Program()] * 60, object)), target=npy(LABELS)),
        "holds Python objects",
    ),
    "object labels": (
        archive_of(data=npy(PIXELS), target=npy(np.array([Program()] * 60))),
        "target holds Python objects",
    ),
    "images that are no squares": (
        archive_of(data=npy(np.zeros((60, 65))), target=npy(LABELS)),
        "data are 60×65, not a number of 28×28",
    ),
    "images of 4×4": (archive_of(data=npy(np.zeros((60, 16))), target=npy(LABELS)), "data are 60×16, not a number"),
    "one number": (archive_of(data=npy(np.float64(3)), target=npy(LABELS)), "a single number"),
    "no images": (archive_of(data=npy(PIXELS[:0]), target=npy(LABELS[:0])), "damaged"),
    "too few labels": (archive_of(data=npy(PIXELS), target=npy(LABELS[:-1])), "one label for each of data"),
    "NaN": (archive_of(data=npy(np.full((60, 784), np.nan)), target=npy(LABELS)), "values from nan"),
    "words": (archive_of(data=npy(np.full((60, 784), "ink")), target=npy(LABELS)), "data are not numbers"),
    "complex": (archive_of(data=npy(PIXELS * 1j), target=npy(LABELS)), "data are not numbers"),
    "a label above 9": (archive_of(data=npy(PIXELS), target=npy(LABELS + 1)), "labels image 9 as 10"),
    "labels in words": (archive_of(data=npy(PIXELS), target=npy(np.full(60, "one"))), "labels are not digits"),
    "labels that are dates": (
        archive_of(data=npy(PIXELS), target=npy(LABELS.astype("M8[D]"))),
        "labels are not digits",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_archive_gets_a_sentence_that_names_it(load, capsys, what):
    content, said = BROKEN[what]

    with pytest.raises(DataError, match=said) as error:
        load(content)

    assert "digits.npz" in str(error.value)
    assert capsys.readouterr().out == ""


def test_an_array_that_promises_too_much_takes_no_memory(load):
    header = io.BytesIO()
    description = {"descr": "|u1", "fortran_order": False, "shape": (99_999_999, 28, 28)}
    np.lib.format.write_array_header_1_0(header, description)
    bomb = archive_of(data=npy(np.zeros((60, 28, 28))) + bytes(30_000_000), target=npy(LABELS))

    tracemalloc.start()
    with pytest.raises(DataError, match="promises more than there is"):
        load(archive_of(data=header.getvalue(), target=npy(LABELS)))
    load(bomb)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 3_000_000


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.booleans())
def test_a_mutated_archive_is_read_or_refused_within_bounds(load, data, packed):
    buffer = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(buffer, data=PIXELS[:3], target=LABELS[:3])
    content = bytearray(buffer.getvalue())
    places = st.one_of(
        st.integers(0, 200), st.integers(0, len(content) - 1), st.integers(len(content) - 250, len(content) - 1)
    )
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=5)):
        content[place] = value

    tracemalloc.start()
    try:
        assert len(load(bytes(content)))
    except DataError as error:
        assert "digits.npz" in str(error)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 20_000_000  # most of it is the test's own


@pytest.mark.parametrize("name", ["x_train", "X_test", "data", "images", "x", "arr_0"])
def test_images_without_labels_can_be_looked_at(tmp_path, name):
    np.savez(tmp_path / "digits.npz", **{name: PIXELS})

    dataset = sources.read(str(tmp_path / "digits.npz"))

    assert not dataset.is_labelled
    np.testing.assert_array_equal(dataset.train.pixels, PIXELS.reshape(-1, 784))


def test_arrays_without_names_are_no_images_if_there_are_several(tmp_path):
    np.savez(tmp_path / "digits.npz", PIXELS, LABELS)

    with pytest.raises(DataError, match="holds arr_0, arr_1"):
        sources.read(str(tmp_path / "digits.npz"))
