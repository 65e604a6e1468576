"""The word after --data leads to a dataset, or to one sentence that says what to do."""

import gzip
from dataclasses import asdict

import numpy as np
import pytest

from mnistpad.data import builtin, drawn, idx, sources
from mnistpad.data.builtin.generator import lot
from mnistpad.data.dataset import Dataset, Images, content_hash, empty
from mnistpad.errors import DataError, DrawingError, UsageError
from mnistpad.ink import drawing_file
from mnistpad.ink.image import to_image
from mnistpad.ink.stroke import Drawing, Stroke


def line(label: int | None, slope: float = 1.0) -> Drawing:
    return Drawing((Stroke(np.array([[0, 0], [10, 10 * slope]])),), label)


def little_mnist(folder, count: int = 60) -> None:
    folder.mkdir(parents=True)
    for name, size in (("train", count), ("t10k", 10)):
        idx.write(folder / f"{name}-images-idx3-ubyte.gz", np.full((size, 28, 28), size, np.uint8))
        idx.write(folder / f"{name}-labels-idx1-ubyte.gz", (np.arange(size) % 10).astype(np.uint8))


@pytest.fixture
def mnist_here(tmp_path, monkeypatch):
    """MNIST's four files, in little, where MnistPad looks for them."""
    little_mnist(tmp_path / "data" / "mnist")
    monkeypatch.setenv("MNISTPAD_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "mnist"


@pytest.fixture
def builtin_here(monkeypatch):
    """A stand-in for the program's own digits, which take longer to draw."""
    images = Images(np.zeros((20, 784), np.uint8), (np.arange(20) % 10).astype(np.uint8))
    dataset = Dataset("built-in digits (synthetic)", "builtin", images, empty(), images, content_hash(images), True)
    monkeypatch.setattr(builtin, "load", lambda: dataset)
    return dataset


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("mnist", ("mnist", 1.0)),
        ("mnist*2", ("mnist", 2.0)),
        ("mnist*.5", ("mnist", 0.5)),
        ("a folder/with*star", ("a folder/with*star", 1.0)),
        ("a*b*3", ("a*b", 3.0)),
        ("mnist*", ("mnist*", 1.0)),
        ("*2", ("*2", 1.0)),
        ("", ("", 1.0)),
    ],
)
def test_a_weight_is_what_follows_the_last_star_if_it_is_a_number(spec, expected):
    assert sources.parse(spec) == expected


@pytest.mark.parametrize("spec", ["mnist*0", "mnist*-1", "mnist*nan", "mnist*inf", "mnist*1e9"])
def test_a_weight_that_makes_no_sense_is_refused(spec):
    with pytest.raises(UsageError, match="Give one above 0 and at most 100"):
        sources.parse(spec)


def test_a_file_whose_name_ends_like_a_weight_is_that_file(tmp_path):
    (tmp_path / "digits*2").touch()

    assert sources.parse(str(tmp_path / "digits*2")) == (str(tmp_path / "digits*2"), 1.0)


def test_mnist_is_loaded_by_its_name(mnist_here):
    assert sources.load("mnist").key == "mnist"


def test_the_built_in_digits_are_loaded_by_their_name(builtin_here):
    assert sources.load("builtin") is builtin_here


def test_a_folder_of_idx_files_is_loaded_by_its_path(mnist_here):
    assert len(sources.load(str(mnist_here)).test) == 10


@pytest.mark.parametrize("name", ["pens.unipen", "pens.unipen.gz", "PENS.UNIPEN"])
def test_a_unipen_file_is_loaded_by_its_path(tmp_path, name):
    text = b'.SEGMENT DIGIT 0 ? "4"\n.PEN_DOWN\n1 2\n3 4\n.PEN_UP\n'
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)

    assert sources.load(str(tmp_path / name)).train.labels.tolist() == [4]


def test_the_labelled_drawings_of_a_drawing_file_are_loaded(tmp_path):
    path = tmp_path / "mine.ink.json"
    drawing_file.save(path, [line(1), line(None), Drawing((), 5), line(7, slope=0.3)])

    dataset = sources.load(str(path))

    assert dataset.part("all").labels.tolist() == [1, 7]
    assert not dataset.has_parts
    np.testing.assert_allclose(dataset.train.pixels[1] / 255, to_image(line(7, 0.3)).ravel(), atol=0.5 / 255 + 1e-6)


def test_a_drawing_file_without_labels_says_so(tmp_path):
    drawing_file.save(tmp_path / "mine.ink.json", [line(None)])

    with pytest.raises(DataError, match="holds no drawing with a label"):
        sources.load(str(tmp_path / "mine.ink.json"))


def test_a_broken_drawing_file_says_so(tmp_path):
    (tmp_path / "mine.ink.json").write_text("{")

    with pytest.raises(DrawingError, match="mine.ink.json"):
        sources.load(str(tmp_path / "mine.ink.json"))


def test_a_drawing_without_a_label_cannot_be_learned():
    with pytest.raises(ValueError, match="needs a label"):
        drawn.images([line(None)])


@pytest.mark.parametrize("source", ["", "nowhere", "/nowhere/at all", "~nobody-of-this-name/x", "a\0b", "x" * 5000])
def test_what_is_nowhere_is_answered_with_what_there_could_be(source):
    with pytest.raises(DataError, match="There is no source or file called .* Sources are builtin, mnist, my-digits"):
        sources.load(source)


def test_a_file_of_another_kind_is_answered_with_what_can_be_read(tmp_path):
    (tmp_path / "digits.docx").touch()

    with pytest.raises(DataError, match=r"digits.docx is not a kind of file .* folder of IDX files"):
        sources.load(str(tmp_path / "digits.docx"))


@pytest.mark.parametrize("name", ["archive.zip", "Digits.TAR.GZ"])
def test_what_was_downloaded_packed_is_to_be_unpacked(tmp_path, name):
    (tmp_path / name).touch()

    with pytest.raises(DataError, match="is packed. Unpack it, then open"):
        sources.load(str(tmp_path / name))


def test_a_folder_around_a_table_is_answered_with_the_table(tmp_path):
    (tmp_path / "train.csv").touch()

    with pytest.raises(DataError, match=r"Open train.csv in it instead\."):
        sources.load(str(tmp_path))


@pytest.fixture
def photographed(tmp_path):
    """Thirty digits in a table, as dark ink on light, and transposed."""
    upright = drawn.images(lot(30, seed=11).drawings)
    pixels = 255 - upright.pixels.reshape(-1, 28, 28).transpose(0, 2, 1)
    np.savez(tmp_path / "photos.npz", data=pixels, target=upright.labels)
    return str(tmp_path / "photos.npz"), upright


def test_a_source_can_be_seen_before_it_is_accepted(photographed):
    path, upright = photographed

    seen = sources.preview(path)

    assert seen.samples.labels.tolist() == sorted(set(upright.labels.tolist()))
    assert all((sample == upright.pixels).all(axis=1).any() for sample in seen.samples.pixels)
    assert seen.notes == ("Dark ink on light paper: inverted.", "Stored transposed, like EMNIST: turned upright.")
    assert [switch.source for switch in seen.switches] == [f"{path}#upright", f"{path}#light-ink"]


def test_what_a_person_switched_loads_the_same_again(photographed):
    path, _ = photographed

    switched = sources.preview(sources.preview(path).switches[0].source)
    again = sources.load(switched.dataset.key)

    assert switched.dataset.sha256 == again.sha256 != sources.load(path).sha256
    assert switched.notes == ("Dark ink on light paper: inverted.",)
    assert [switch.source for switch in switched.switches] == [f"{path}#transposed", f"{path}#upright#light-ink"]


def test_what_is_said_goes_before_the_weight(photographed):
    path, _ = photographed

    data = sources.load_all([f"{path}#upright*2"])

    assert data.shares[0].dataset.key == f"{path}#upright"
    assert data.shares[0].weight == 2


def test_a_named_source_has_nothing_to_switch(mnist_here):
    assert sources.preview("mnist").switches == ()


def test_drawings_take_no_word_about_how_they_are_stored(tmp_path):
    drawing_file.save(tmp_path / "mine.ink.json", [line(1)])

    with pytest.raises(DataError, match="only IDX files, tables and NumPy archives take #upright"):
        sources.load(str(tmp_path / "mine.ink.json#transposed"))


def test_where_a_source_lies_is_told(mnist_here, photographed):
    assert sources.where(sources.load("mnist")) == str(mnist_here)
    assert sources.where(sources.load(f"{photographed[0]}#upright")) == photographed[0]


def test_ones_own_digits_are_not_kept_yet():
    with pytest.raises(DataError, match="None of your own digits are kept yet"):
        sources.load("my-digits")


def test_several_sources_are_mixed(mnist_here, builtin_here):
    data = sources.load_all(["mnist", "builtin*0.5"], validation=8)

    assert data.description == "mnist + built-in digits (synthetic) × 0.5"
    assert len(data.validation) == 8


def test_the_known_sources_tell_what_is_here(mnist_here, builtin_here):
    known = {info.key: info for info in sources.known_sources()}

    assert (known["mnist"].available, known["mnist"].images, known["mnist"].where) == (True, 70, str(mnist_here))
    assert known["builtin"].name == "built-in digits (synthetic)"
    assert known["builtin"].images == builtin.COUNT
    assert not known["my-digits"].available
    assert set(asdict(known["mnist"])) == {"name", "key", "available", "where", "licence", "images"}


def test_mnist_that_is_missing_or_damaged_is_listed_as_not_here(mnist_here):
    (mnist_here / "t10k-images-idx3-ubyte.gz").write_bytes(b"")
    damaged = sources.known_sources()[1]
    for path in mnist_here.iterdir():
        path.unlink()
    missing = sources.known_sources()[1]

    assert (damaged.available, missing.available) == (False, False)
    assert missing.where == str(mnist_here)


def test_counts_are_of_each_digit_in_each_part(mnist_here):
    counts = sources.counts(sources.load("mnist"))

    assert counts == {"train": [5] * 10, "validation": [1] * 10, "test": [1] * 10}
