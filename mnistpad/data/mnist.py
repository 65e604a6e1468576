"""MNIST and other folders of IDX files: which files belong together, and what they are called."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from mnistpad import resources
from mnistpad.data import idx
from mnistpad.data.dataset import Dataset, Images, content_hash, empty, from_lot
from mnistpad.data.download import chosen
from mnistpad.errors import DataError

NAME = "MNIST"
LICENCE = "MNIST: LeCun, Cortes and Burges, from NIST's Special Databases 1 and 3; usually given as CC BY-SA 3.0"
# Of the test images and labels. Rebuilt training images may differ by a few faint pixels, so they are not asked.
TEST_SHA256 = "3253f75b37ea87721ecc794917203f64c3201455b6990e13f79c591635018a9e"
SIZES = (60_000, 10_000)

_IMAGES = re.compile(r"images[-.]idx3[-.]ubyte(\.gz)?$", re.IGNORECASE)
_LABELS = re.compile(r"labels[-.]idx1[-.]ubyte(\.gz)?$", re.IGNORECASE)
_TEST = re.compile(r"t10k|test", re.IGNORECASE)


@dataclass(frozen=True)
class Pair:
    """A file of images and the file of their labels."""

    images: Path
    labels: Path

    @property
    def is_test(self) -> bool:
        """Whether the name says that these are for testing."""
        return _TEST.search(self.images.name) is not None


def folders() -> tuple[Path, ...]:
    """Return where MNIST is looked for, in order.

    `$MNISTPAD_DATA_DIR/mnist`, the folder that a person chose, then the user's data folder.
    """
    given, picked = os.environ.get("MNISTPAD_DATA_DIR"), chosen.chosen()
    first = (Path(given) / "mnist",) if given else ()
    second = (picked,) if picked else ()
    return (*first, *second, resources.user_data_dir() / "mnist")


def find() -> Path | None:
    """Return the first of the folders that holds all of MNIST; else the first with a file of images; else None."""
    there = [folder for folder in folders() if folder != chosen.chosen() or chosen.answers(folder)]
    holding = [folder for folder in there if holds_idx(folder)]
    return next((folder for folder in holding if is_whole(folder)), next(iter(holding), None))


def is_whole(folder: Path) -> bool:
    """Return whether a folder holds training and test files, each with its labels, whatever is in them."""
    try:
        return {pair.is_test for pair in find_pairs(folder)} == {True, False}
    except DataError:
        return False


def is_mnist(folder: Path) -> bool:
    """Return whether a folder holds as many images as MNIST, by the headers of its files.

    Raises
    ------
    DataError
        If a file is damaged or missing.
    """
    shapes = {pair.is_test: idx.read_shape(pair.images) for pair in find_pairs(folder)}
    return (shapes.get(False, (0,))[0], shapes.get(True, (0,))[0]) == SIZES


def load() -> Dataset:
    """Return MNIST: 60,000 images to learn from, 10,000 of them held out, and 10,000 for testing.

    Raises
    ------
    DataError
        If it is nowhere on this computer, or its files are damaged or not all there.
    """
    folder = find()
    if folder is None:
        raise DataError(_nowhere())
    dataset = load_folder(folder)
    if not dataset.has_parts:
        msg = f"{folder} holds only some of MNIST's four files. Put the training and the test files there together."
        raise DataError(msg)
    return replace(dataset, key="mnist")


def _nowhere() -> str:
    missing = chosen.gone()
    if missing is not None:
        return (
            f"MNIST's folder {missing} is not there now. Plug the stick in or connect the share again, fetch MNIST "
            "(mnistpad data fetch mnist), or use the built-in digits (builtin)."
        )
    places = " or ".join(str(place) for place in folders())
    return (
        f"MNIST is not on this computer yet. Fetch it (mnistpad data fetch mnist), put its four files into {places}, "
        "give their folder as the source, or use the built-in digits (builtin)."
    )


def is_idx(path: Path) -> bool:
    """Return whether a file is called as one of images or of labels is, whatever is in it."""
    return bool(_IMAGES.search(path.name) or _LABELS.search(path.name))


def holds_idx(folder: Path) -> bool:
    """Return whether there is an IDX file of images in a folder."""
    return any(_IMAGES.search(name) for name in _names(folder))


def load_folder(folder: Path) -> Dataset:
    """Return the digits in a folder of IDX files, gzipped or not: training and test files, or one lot.

    Raises
    ------
    DataError
        If a file is damaged or missing, or the folder holds more than one collection.
    """
    pairs = find_pairs(folder)
    train = [pair for pair in pairs if not pair.is_test]
    test = [pair for pair in pairs if pair.is_test]
    if len(train) > 1 or len(test) > 1:
        names = ", ".join(pair.images.name for pair in pairs)
        msg = f"{folder} holds several collections ({names}). Put the one that you want into a folder of its own."
        raise DataError(msg)
    if train and test:
        return _with_parts(folder, _read(train[0]), _read(test[0]))
    lot = _read(pairs[0])
    return from_lot(lot, name=_name(folder), key=str(folder), sha256=content_hash(lot))


def find_pairs(folder: Path) -> list[Pair]:
    """Return the files of images in a folder, each with its file of labels, by name.

    Raises
    ------
    DataError
        If there are none, or there are images without their labels or labels without their images.
    """
    names = _names(folder)
    images = [name for name in names if _IMAGES.search(name)]
    plain = [name for name in images if not name.lower().endswith(".gz") or name[:-3] not in images]
    if not plain:
        msg = f"{folder} holds no IDX files. Choose a folder with files such as train-images-idx3-ubyte.gz."
        raise DataError(msg)
    pairs = [Pair(folder / name, _labels_of(folder, name)) for name in sorted(plain)]
    _refuse_lone_labels(folder, names, images)
    return pairs


def _read(pair: Pair) -> Images:
    return idx.read_images(pair.images, pair.labels)


def _with_parts(folder: Path, train: Images, test: Images) -> Dataset:
    is_mnist = (len(train), len(test)) == SIZES and content_hash(test) == TEST_SHA256
    return Dataset(
        name=NAME if is_mnist else _name(folder),
        key=str(folder),
        train=train,
        validation=empty(),
        test=test,
        sha256=content_hash(train, test),
        has_parts=True,
        licence=LICENCE if is_mnist else "",
    ).with_validation()


def _labels_of(folder: Path, images: str) -> Path:
    stem = images[:-3] if images.lower().endswith(".gz") else images
    labels = re.sub("idx3", "idx1", re.sub(r"images(?=[-.]idx3)", "labels", stem, flags=re.IGNORECASE))
    for name in (labels, f"{labels}.gz"):
        if (folder / name).exists():
            return folder / name
    msg = f"{folder} holds {images}, but {labels} with its labels is missing. Put it beside the images."
    raise DataError(msg)


def _refuse_lone_labels(folder: Path, names: list[str], images: list[str]) -> None:
    known = {_collection(name) for name in images}
    for name in sorted(names):
        if _LABELS.search(name) and _collection(name) not in known:
            msg = f"{folder} holds {name}, but the images that belong to it are missing. Put them beside it."
            raise DataError(msg)


def _collection(name: str) -> str:
    """Return what a pair's names have in common: `train`, `t10k`, `emnist-digits-test`."""
    return re.split(r"[-.]?(?:images|labels)[-.]idx", name, flags=re.IGNORECASE)[0]


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        msg = f"{folder} cannot be read: {error.strerror}."
        raise DataError(msg) from error


def _name(folder: Path) -> str:
    return folder.resolve().name or str(folder)
