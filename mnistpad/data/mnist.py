"""MNIST and other folders of IDX files: which files belong together, and what they are called."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from mnistpad import resources
from mnistpad.data import idx
from mnistpad.data.dataset import Dataset, content_hash
from mnistpad.data.download import chosen
from mnistpad.data.formats.lots import to_dataset
from mnistpad.data.formats.values import Lot
from mnistpad.data.stored import AS_NOTICED, Wishes
from mnistpad.errors import DataError

NAME = "MNIST"
LICENCE = "MNIST: LeCun, Cortes and Burges, from NIST's Special Databases 1 and 3; usually given as CC BY-SA 3.0"
# Folders in which others keep them: torchvision's and EMNIST's.
_INNER = ("", "raw", "MNIST/raw", "gzip")
# Of the test images and labels. Rebuilt training images may differ by a few faint pixels, so they are not asked.
TEST_SHA256 = "3253f75b37ea87721ecc794917203f64c3201455b6990e13f79c591635018a9e"
SIZES = (60_000, 10_000)

_ENDING = r"[-_. ]?idx{}?([-_.]ubyte)?(\.(bin|dat|idx|gz))*$"
_IMAGES = re.compile(r"[-_. ]?(images?|imgs?)" + _ENDING.format("3"), re.IGNORECASE)
_LABELS = re.compile(r"[-_. ]?(labels?|lbls?)" + _ENDING.format("1"), re.IGNORECASE)
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


def source_of(path: Path) -> Path:
    """Return the folder of an IDX file, which holds the others of its collection; the file itself if it holds more."""
    makers = {_maker(name) for name in _names(path.parent) if is_idx(Path(name))}
    return path.parent if len(makers) == 1 else path


def holds_idx(folder: Path) -> bool:
    """Return whether there is an IDX file of images in a folder, or in one that others keep them in there."""
    return any(_IMAGES.search(name) for name in _names(_place(folder)))


def load_folder(folder: Path, wishes: Wishes = AS_NOTICED) -> Dataset:
    """Return the digits in a folder of IDX files, gzipped or not: training and test files, or one lot.

    Parameters
    ----------
    folder
        The folder, or one of its files, if it holds more than one collection.
    wishes
        What a person says of the images, where what is noticed is wrong.

    Raises
    ------
    DataError
        If a file is damaged or missing, or the folder holds more than one collection.
    """
    alone = _without_labels(folder)
    if alone:
        lots = {path.name: Lot(idx.read_images(path), None, f"the images in {path.name}") for path in alone}
        to_label = f"Put {_labels_of(alone[0].name)} beside its images."
        return to_dataset(folder, lots, wishes, _name(folder), to_label)
    pairs = find_pairs(folder)
    train = [pair for pair in pairs if not pair.is_test]
    test = [pair for pair in pairs if pair.is_test]
    if len(train) > 1 or len(test) > 1:
        names = ", ".join(pair.images.name for pair in pairs)
        msg = f"{folder} holds several collections ({names}). Give one of these files instead of the folder."
        raise DataError(msg)
    parts = {"train": train[0], "test": test[0]} if train and test else {"train": pairs[0]}
    lots = {part: idx.read_lot(pair.images, pair.labels) for part, pair in parts.items()}
    dataset = to_dataset(folder, lots, wishes, _name(folder))
    sizes = len(dataset.train) + len(dataset.validation), len(dataset.test)
    if dataset.has_parts and sizes == SIZES and content_hash(dataset.test) == TEST_SHA256:
        return replace(dataset, name=NAME, licence=LICENCE)
    return dataset


def find_pairs(folder: Path) -> list[Pair]:
    """Return the files of images in a folder, each with its file of labels, by name.

    Of a file, those of its own collection in its folder: `emnist-digits-train-images-idx3-ubyte` and its three others.

    Raises
    ------
    DataError
        If there are none, or there are images without their labels or labels without their images.
    """
    place, images, labels = _found(folder)
    if not images and not labels:
        msg = f"{folder} holds no IDX files. Choose a folder with files such as train-images-idx3-ubyte.gz."
        raise DataError(msg)
    for collection, name in images.items():
        if collection not in labels:
            msg = f"{folder} holds {name}, but {_labels_of(name)} with its labels is missing. Put it beside the images."
            raise DataError(msg)
    for collection, name in labels.items():
        if collection not in images:
            msg = f"{folder} holds {name}, but the images that belong to it are missing. Put them beside it."
            raise DataError(msg)
    return [Pair(place / name, place / labels[collection]) for collection, name in images.items()]


def _without_labels(folder: Path) -> list[Path]:
    """Return the files of images where there is no file of labels at all, those to learn from first."""
    place, images, labels = _found(folder)
    if labels:
        return []
    return sorted((place / name for name in images.values()), key=lambda path: _TEST.search(path.name) is not None)


def _found(folder: Path) -> tuple[Path, dict[str, str], dict[str, str]]:
    """Return where the files are, and those of images and of labels by collection."""
    place, names = _place(folder), _names(_place(folder))
    if folder.is_file():
        names = [name for name in names if _maker(name) == _maker(folder.name)]
    return place, _by_collection(names, _IMAGES), _by_collection(names, _LABELS)


def _labels_of(name: str) -> str:
    """Return what the file of labels should be called."""
    return re.sub("idx3", "idx1", re.sub("images", "labels", name, flags=re.IGNORECASE)).removesuffix(".gz")


def _by_collection(names: list[str], kind: re.Pattern[str]) -> dict[str, str]:
    """Return the files of a kind by what a pair's names have in common: `train`, `emnist-digits-test`.

    Of a packed and a plain copy it is the plain one.
    """
    found = sorted((name for name in names if kind.search(name)), key=lambda name: name.lower().endswith(".gz"))
    by_collection = {kind.sub("", name).lower(): name for name in reversed(found)}
    return dict(sorted(by_collection.items()))


def _maker(name: str) -> str:
    """Return what the names of training and test files of one maker have in common: `emnist-digits`."""
    return re.sub(r"[-_. ]?(train(ing)?|t10k|test)$", "", _LABELS.sub("", _IMAGES.sub("", name)), flags=re.IGNORECASE)


def _place(folder: Path) -> Path:
    """Return the folder that the files are in."""
    if folder.is_file():
        return folder.parent
    inner = (folder / name for name in _INNER)
    return next((place for place in inner if any(map(_IMAGES.search, _names(place)))), folder)


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir() if not entry.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        msg = f"{folder} cannot be read: {error.strerror}."
        raise DataError(msg) from error


def _name(folder: Path) -> str:
    return folder.resolve().name or str(folder)
