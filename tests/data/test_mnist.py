"""A folder of IDX files is read whole, in its parts, or not at all."""

import gzip
import time
import tracemalloc

import numpy as np
import pytest

from mnistpad import resources
from mnistpad.data import idx, mnist, sources
from mnistpad.data.dataset import NoLabelsError
from mnistpad.errors import DataError

ENDINGS = ["-idx3-ubyte", "-idx3-ubyte.gz", ".idx3-ubyte", ".idx3", "-idx3-ubyte.bin", ".idx3-ubyte.GZ"]


def write_pair(folder, name: str, count: int, ending: str = "-idx3-ubyte.gz", seed: int = 0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    images = np.random.default_rng(seed).integers(0, 256, (count, 28, 28), dtype=np.uint8)
    idx.write(folder / f"{name}-images{ending}", images)
    idx.write(folder / f"{name}-labels{ending.replace('3', '1')}", (np.arange(count) % 10).astype(np.uint8))


@pytest.fixture
def folder(tmp_path):
    """A little MNIST: 60 training images and 10 for testing."""
    write_pair(tmp_path / "little", "train", 60)
    write_pair(tmp_path / "little", "t10k", 10, seed=1)
    return tmp_path / "little"


def test_training_and_test_files_become_three_parts(folder):
    dataset = mnist.load_folder(folder)

    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (50, 10, 10)
    assert dataset.has_parts
    assert (dataset.name, dataset.key) == ("little", str(folder))
    assert dataset.train.counts.tolist() == [5] * 10


def test_how_the_files_are_packed_and_called_changes_nothing(folder, tmp_path):
    loaded = [mnist.load_folder(folder)]
    for number, ending in enumerate(ENDINGS):
        write_pair(tmp_path / str(number), "train", 60, ending)
        write_pair(tmp_path / str(number), "t10k", 10, ending, seed=1)
        loaded.append(mnist.load_folder(tmp_path / str(number)))

    assert len({dataset.sha256 for dataset in loaded}) == 1
    assert len({dataset.validation.pixels.tobytes() for dataset in loaded}) == 1


@pytest.mark.parametrize("name", ["train", "t10k", "emnist-digits"])
def test_a_lone_pair_is_cut_by_its_contents(tmp_path, name):
    write_pair(tmp_path, name, 70)

    dataset = mnist.load_folder(tmp_path)

    assert not dataset.has_parts
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (50, 10, 10)


def test_of_a_packed_and_a_plain_copy_the_plain_one_is_read(folder):
    for path in list(folder.iterdir()):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.write_bytes(b"no longer needed")

    assert len(mnist.load_folder(folder)) == 70


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("train-images-idx3-ubyte.gz", "holds train-labels-idx1-ubyte.gz, but the images that belong to it"),
        ("train-labels-idx1-ubyte.gz", "holds train-images-idx3-ubyte.gz, but train-labels-idx1-ubyte with its labels"),
        ("t10k-images-idx3-ubyte.gz", "holds t10k-labels-idx1-ubyte.gz, but the images"),
        ("t10k-labels-idx1-ubyte.gz", "but t10k-labels-idx1-ubyte with its labels is missing"),
    ],
)
def test_a_missing_file_is_named(folder, missing, said):
    (folder / missing).unlink()

    with pytest.raises(DataError, match=said):
        mnist.load_folder(folder)


def test_images_without_any_labels_can_be_looked_at(folder):
    whole = mnist.load_folder(folder)
    for name in ("train", "t10k"):
        (folder / f"{name}-labels-idx1-ubyte.gz").unlink()

    dataset = sources.read(str(folder))

    assert not dataset.is_labelled
    assert len(dataset.train) == len(whole)
    with pytest.raises(NoLabelsError, match="little has no labels.* Put train-labels-idx1-ubyte beside its images"):
        sources.load(str(folder))


def test_mnist_without_its_labels_is_not_there(folder, monkeypatch):
    for path in folder.glob("*labels*"):
        path.unlink()
    monkeypatch.setenv("MNISTPAD_DATA_DIR", str(folder.parent))
    folder.rename(folder.parent / "mnist")

    with pytest.raises(DataError, match="holds only some of MNIST's four files"):
        mnist.load()


def test_a_folder_without_idx_files_says_what_is_looked_for(tmp_path):
    with pytest.raises(DataError, match="holds no IDX files"):
        mnist.load_folder(tmp_path)


def test_several_collections_in_one_folder_are_not_mixed_up(folder):
    write_pair(folder, "emnist-digits-train", 20)

    with pytest.raises(DataError, match="holds several collections"):
        mnist.load_folder(folder)


@pytest.mark.parametrize(
    "name", ["emnist-digits-train-images-idx3-ubyte.gz", "emnist-digits-test-labels-idx1-ubyte.gz"]
)
def test_any_file_of_one_of_several_collections_stands_for_it(folder, name):
    write_pair(folder, "emnist-digits-train", 20)
    write_pair(folder, "emnist-digits-test", 10, seed=3)

    dataset = mnist.load_folder(folder / name)

    assert (len(dataset), dataset.has_parts, dataset.key) == (30, True, str(folder / name))


def test_a_file_leads_to_its_folder_unless_others_are_in_it(folder):
    path = folder / "train-images-idx3-ubyte.gz"
    alone = mnist.source_of(path)

    write_pair(folder, "emnist-digits-train", 20)

    assert (alone, mnist.source_of(path)) == (folder, path)


@pytest.mark.parametrize("inner", ["raw", "MNIST/raw", "gzip"])
def test_the_folders_of_others_are_found_in_theirs(folder, tmp_path, inner):
    (tmp_path / "theirs" / inner).parent.mkdir(parents=True)
    folder.rename(tmp_path / "theirs" / inner)

    assert mnist.holds_idx(tmp_path / "theirs")
    assert len(mnist.load_folder(tmp_path / "theirs")) == 70


def test_folders_that_are_called_like_files_are_left_aside(folder):
    (folder / "train-images.idx3-ubyte").mkdir()
    (folder / "train-labels.idx1-ubyte").mkdir()

    assert len(mnist.load_folder(folder)) == 70


def test_emnist_is_noticed_and_turned_upright(tmp_path):
    from mnistpad.data.builtin.generator import lot
    from mnistpad.data.drawn import render

    drawings = lot(60, seed=5).drawings
    upright = render(drawings)
    transposed = upright.reshape(-1, 28, 28).transpose(0, 2, 1)
    idx.write(tmp_path / "emnist-digits-train-images-idx3-ubyte.gz", transposed)
    idx.write(
        tmp_path / "emnist-digits-train-labels-idx1-ubyte.gz", np.array([one.label for one in drawings], np.uint8)
    )

    dataset = mnist.load_folder(tmp_path)

    everything = dataset.part("all")
    np.testing.assert_array_equal(everything.pixels[np.argsort(everything.places)], upright)
    assert dataset.notes == ("Stored transposed, like EMNIST: turned upright.",)


def test_mnist_that_is_nowhere_says_what_to_do(monkeypatch):
    monkeypatch.delenv("MNISTPAD_DATA_DIR", raising=False)

    with pytest.raises(DataError, match="not on this computer yet") as error:
        mnist.load()

    assert str(resources.user_data_dir() / "mnist") in str(error.value)


def test_mnist_is_found_in_the_users_folder_and_first_in_the_chosen_one(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("MNISTPAD_DATA_DIR", str(tmp_path / "school"))
    folder.rename(resources.user_data_dir() / "mnist")

    at_home = mnist.load()
    write_pair(tmp_path / "school" / "mnist", "train", 30)
    write_pair(tmp_path / "school" / "mnist", "t10k", 20)
    at_school = mnist.load()

    assert (at_home.key, at_school.key) == ("mnist", "mnist")
    assert (len(at_home), len(at_school)) == (70, 50)


def test_half_of_mnist_is_not_mnist(folder, monkeypatch):
    for path in folder.glob("t10k*"):
        path.unlink()
    folder.rename(resources.user_data_dir() / "mnist")
    monkeypatch.delenv("MNISTPAD_DATA_DIR", raising=False)

    with pytest.raises(DataError, match="only some of MNIST's four files"):
        mnist.load()


def test_the_real_mnist_is_known_and_cut_into_its_parts(shared_data):
    dataset = mnist.load_folder(shared_data / "mnist")

    assert dataset.name == "MNIST"
    assert "LeCun" in dataset.licence
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (50_000, 10_000, 10_000)
    assert np.abs(dataset.validation.counts * 5 - dataset.train.counts).max() <= 5
    assert dataset.test.labels[:5].tolist() == [7, 2, 1, 0, 4]


def test_loading_mnist_takes_little_longer_than_unpacking_it(shared_data):
    files = list((shared_data / "mnist").glob("*.gz"))
    mnist.load_folder(shared_data / "mnist")

    def seconds(work) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    floor = min(seconds(lambda: [gzip.decompress(path.read_bytes()) for path in files]) for _ in range(2))
    loading = min(seconds(lambda: mnist.load_folder(shared_data / "mnist")) for _ in range(2))

    assert loading < 4 * floor


def test_loading_mnist_takes_little_more_memory_than_it_keeps(shared_data):
    tracemalloc.start()
    dataset = mnist.load_folder(shared_data / "mnist")
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 1.1 * 785 * len(dataset)
    assert most < 170e6
