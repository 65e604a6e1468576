"""MNIST is fetched once, or served by a folder that was chosen once."""

import gzip
import hashlib
import threading
from pathlib import Path

import numpy as np
import pytest

from mnistpad import resources
from mnistpad.data import idx, mnist, sources
from mnistpad.data.download import RemoteFile, chosen, ready
from mnistpad.errors import DataError, DownloadError
from tests.data.download import server as manners
from tests.data.download.server import Server

NAMES = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
         "t10k-labels-idx1-ubyte.gz")  # fmt: skip


def write_mnist(folder: Path, train: int = 60, test: int = 20) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, count in zip(NAMES, (train, train, test, test), strict=True):
        images = np.full((count, 28, 28), 7, np.uint8)
        images[:, 10:18, 12:16] = 255
        labels = (np.arange(count) % 10).astype(np.uint8)
        idx.write(folder / name, images if "images" in name else labels)
    return folder


@pytest.fixture
def little(tmp_path, monkeypatch) -> Path:
    """A folder with an MNIST of 60 and 20 images, which counts as the whole MNIST in this test."""
    monkeypatch.delenv("MNISTPAD_DATA_DIR", raising=False)
    monkeypatch.setattr(mnist, "SIZES", (60, 20))
    return write_mnist(tmp_path / "stick" / "mnist")


@pytest.fixture
def mirror(little, start) -> Server:
    """A mirror of it."""
    server = start()
    server.contents = {name: (little / name).read_bytes() for name in NAMES}
    return server


@pytest.fixture
def get(mirror):
    """Fetch MNIST from the mirror."""
    files = [RemoteFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in mirror.contents.items()]
    return lambda: ready.fetch_mnist(lambda _: None, lambda: False, files=files, mirrors=[mirror.url])


def test_mnist_is_fetched_once_and_found(get, mirror):
    folders = get(), get()

    assert set(folders) == {resources.user_data_dir() / "mnist"}
    assert mirror.asked == list(NAMES)
    assert len(sources.load("mnist")) == 80


def test_half_of_it_counts_as_not_there_and_the_other_half_is_fetched(get, mirror):
    mirror.behave(manners.status(404), NAMES[2])
    with pytest.raises(DownloadError):
        get()
    half = next(each for each in sources.known_sources() if each.key == "mnist")
    mirror.manners.clear()
    mirror.asked.clear()

    get()

    assert not half.available
    assert mirror.asked == list(NAMES[2:])


def test_half_a_download_does_not_hide_a_whole_folder(get, little, monkeypatch):
    get()
    (ready.own_folder() / NAMES[3]).unlink()
    chosen.choose(little)

    assert mnist.find() == little
    assert len(mnist.load()) == 80


def test_what_a_person_has_is_not_fetched_whatever_its_checksum(get, mirror):
    write_mnist(ready.own_folder(), train=50)

    get()

    assert mirror.asked == []


def test_a_persons_own_file_beside_a_missing_one_stays(get, mirror):
    write_mnist(ready.own_folder(), train=50)
    own = (ready.own_folder() / NAMES[0]).read_bytes()
    (ready.own_folder() / NAMES[2]).unlink()

    get()

    assert mirror.asked == [NAMES[2]]
    assert (ready.own_folder() / NAMES[0]).read_bytes() == own


def test_a_damaged_file_is_fetched_anew(get, mirror):
    get()
    path = ready.own_folder() / NAMES[0]
    path.write_bytes(path.read_bytes()[:-50])
    mirror.asked.clear()

    get()

    assert mirror.asked == [NAMES[0]]
    assert len(mnist.load()) == 80


def test_a_damaged_plain_file_no_longer_hides_the_fetched_one(get, mirror):
    get()
    plain = ready.own_folder() / NAMES[0].removesuffix(".gz")
    plain.write_bytes(gzip.decompress((ready.own_folder() / NAMES[0]).read_bytes())[:-50])

    get()

    assert len(mnist.load()) == 80
    assert [path.name for path in ready.own_folder().glob("*.damaged")] == ["train-images-idx3-ubyte.damaged"]


def test_a_school_s_damaged_folder_is_told_and_left_alone(get, little, monkeypatch, mirror):
    monkeypatch.setenv("MNISTPAD_DATA_DIR", str(little.parent))
    (little / NAMES[0]).write_bytes(b"damaged")

    with pytest.raises(DataError, match=NAMES[0]):
        get()

    assert mirror.asked == []


def test_a_chosen_folder_serves_mnist_and_is_only_read(little):
    for path in (*little.iterdir(), little):
        path.chmod(0o555 if path.is_dir() else 0o444)

    assert ready.serve_from(little)

    assert sources.load("mnist").key == "mnist"
    assert sorted(path.name for path in little.iterdir()) == sorted(NAMES)
    assert chosen.chosen() == little


def test_the_folder_around_it_will_do(little):
    assert ready.serve_from(little.parent)

    assert chosen.chosen() == little


def test_a_chosen_folder_comes_before_what_was_fetched_and_after_what_the_environment_says(get, little, monkeypatch):
    get()
    ready.serve_from(little)
    before = mnist.find()
    monkeypatch.setenv("MNISTPAD_DATA_DIR", str(write_mnist(little.parents[1] / "env" / "mnist").parent))

    assert before == little
    assert mnist.find() == little.parents[1] / "env" / "mnist"


def test_other_digits_are_not_mnist(tmp_path, little):
    other = write_mnist(tmp_path / "other", train=30)

    assert not ready.serve_from(other)

    assert chosen.chosen() is None


def test_a_folder_without_digits_is_not_mnist(tmp_path):
    assert not ready.serve_from(tmp_path)


def test_some_of_the_files_are_told(little):
    (little / NAMES[1]).unlink()

    with pytest.raises(DataError, match="train-labels-idx1-ubyte with its labels is missing"):
        ready.serve_from(little)


def test_a_stick_that_is_out_is_told_and_what_was_fetched_goes_on(get, little):
    ready.serve_from(little)
    little.rename(little.with_name("elsewhere"))

    with pytest.raises(DataError) as error:
        mnist.load()

    assert str(error.value).startswith(f"MNIST's folder {little} is not there now. Plug the stick in")
    assert chosen.gone() == little
    get()
    assert mnist.find() == ready.own_folder()
    assert chosen.chosen() == little, "it may come back"


def test_a_damaged_chosen_folder_makes_way_for_what_is_fetched(get, little, mirror):
    ready.serve_from(little)
    (little / NAMES[0]).write_bytes(b"damaged")

    get()

    assert mnist.find() == ready.own_folder()
    assert (little / NAMES[0]).read_bytes() == b"damaged"


def test_a_share_that_says_nothing_counts_as_gone_and_holds_nobody_up_twice(little, monkeypatch):
    said_nothing, waits = threading.Event(), []

    def dead(_folder):
        waits.append(1)
        said_nothing.wait(20)
        raise OSError

    ready.serve_from(little)
    monkeypatch.setattr(chosen.os, "scandir", dead)

    assert chosen.gone(0.05) == little
    assert chosen.gone(300) == little
    said_nothing.set()
    assert len(waits) == 1


@pytest.mark.parametrize("contents", [b"", b"\n", b"a\0b\n", b"/" * 5000, "/Schule/\N{SNOWMAN}\n".encode()])
def test_a_strange_note_about_the_folder_is_no_failure(home, contents):
    (home / chosen.FILE).write_bytes(contents)

    sources.known_sources()

    assert chosen.chosen() in (None, Path("/Schule/\N{SNOWMAN}"))


def test_a_folder_s_strange_name_is_remembered(home):
    strange = Path("/media") / "a b\udcff\N{SNOWMAN}"

    chosen.choose(strange)

    assert chosen.chosen() == strange


def test_forgetting_leaves_the_folder(little):
    ready.serve_from(little)

    chosen.forget()
    chosen.forget()

    assert chosen.chosen() is None
    assert little.exists()


def test_a_note_that_cannot_be_written_is_told(little, home):
    (home / chosen.FILE).mkdir()

    with pytest.raises(DataError, match="is not remembered"):
        ready.serve_from(little)
