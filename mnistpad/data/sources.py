"""From the word after `--data` to a Dataset: `builtin`, `mnist`, `my-digits`, or a path.

What takes long to import (Pillow, the generator of the built-in digits) is imported where it is needed.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnistpad.data import drawn, idx, mnist, stored, unipen
from mnistpad.data.dataset import DIGITS, PARTS, Dataset, Images, NoLabelsError, Part, empty, join
from mnistpad.data.formats import archive, table
from mnistpad.data.mixture import MAX_WEIGHT, TrainingData, combine
from mnistpad.data.stored import AS_NOTICED, Switch, Wishes
from mnistpad.errors import DataError, UsageError

KINDS = (
    "a folder of IDX files, a folder of pictures by digit (0 to 9), a table (.csv), a NumPy archive (.npz), "
    "a UNIPEN file (.unipen) or a drawing file (.json)"
)

_PENS: dict[str, Callable[[Path], Dataset]] = {
    ".unipen": unipen.load,
    ".unipen.gz": unipen.load,
    ".json": drawn.load_drawing_file,
}
# UCI's tables are called .tra and .tes, USPS's zip.train and zip.test.
_TABLES = (".csv", ".tsv", ".txt", ".data", ".tra", ".tes", ".train", ".test")
_ARRAYS: dict[str, Callable[[Path, Wishes], Dataset]] = {
    **{ending + packing: table.load for ending in _TABLES for packing in ("", ".gz")},
    ".npz": archive.load,
}
NAMED = ("builtin", "shapes", "mnist", "my-digits", "not-digits")
ENDINGS = (*_PENS, *_ARRAYS)
"""How the names of files end that may be sources, in small letters; IDX files and folders come besides."""
PACKED = (".zip", ".tar", ".tar.gz", ".tgz", ".7z", ".rar")
"""How the names of files end in which sources are often downloaded; a person is told to unpack them."""


@dataclass(frozen=True)
class SourceInfo:
    """What is known of a source without loading it.

    Parameters
    ----------
    name
        What people call it.
    key
        The SOURCE that loads it.
    available
        Whether it can be loaded here and now.
    where
        The folder it is in, or would be looked for.
    licence
        As its makers state it.
    images
        How many there are; None where that is not known before loading.
    """

    name: str
    key: str
    available: bool
    where: str
    licence: str
    images: int | None


@dataclass(frozen=True, eq=False)
class Preview:
    """A source as a person sees it before accepting it.

    Parameters
    ----------
    dataset
        All of it.
    samples
        One image of each digit that there is, in the order of the digits; the first ten where there are no labels.
    notes
        What was noticed and done to the images, a sentence each.
    switches
        What the person may say instead, each with the SOURCE that has it that way.
    """

    dataset: Dataset
    samples: Images
    notes: tuple[str, ...]
    switches: tuple[Switch, ...]


def preview(source: str) -> Preview:
    """Load a SOURCE to be looked at.

    Raises
    ------
    DataError, DrawingError, ImageError
        As `load`.
    """
    dataset = read(source)
    switches = () if dataset.stored is None or dataset.key in NAMED else dataset.stored.switches(dataset.key)
    return Preview(dataset, _samples(dataset), dataset.notes, switches)


def _samples(dataset: Dataset) -> Images:
    """Return the first of each digit in the source's own order: the same ones however it is read and cut."""
    if not dataset.is_labelled:
        return dataset.train.take(np.arange(min(DIGITS, len(dataset.train))))
    found = [one for digit in range(DIGITS) if len(one := _first(dataset, digit))]
    return join(found)


def _first(dataset: Dataset, digit: int) -> Images:
    # Test files are numbered apart, and come last.
    firsts = {
        (dataset.has_parts and part == "test", int(one.places[0])): one
        for part in PARTS
        if len(one := _first_of(dataset.part(part), digit))
    }
    return firsts[min(firsts)] if firsts else empty()


def _first_of(images: Images, digit: int) -> Images:
    rows = np.flatnonzero(images.labels == digit)
    return images.take(rows[np.argmin(images.places[rows])][None]) if len(rows) else empty()


def known_sources() -> list[SourceInfo]:
    """Return the sources that have a name, whether they are here or not; cheap, and never an error."""
    from mnistpad.data import builtin

    built_in = SourceInfo(builtin.NAME, "builtin", True, "made by MnistPad itself", builtin.LICENCE, builtin.COUNT)
    return [built_in, _mnist(), own_digits()]


def where(dataset: Dataset) -> str:
    """Return the file or folder that a dataset was loaded from, or what else there is to say of that."""
    if dataset.key not in NAMED:
        return str(path_of(dataset.key).absolute())
    return next((info.where for info in known_sources() if info.key == dataset.key), "made by MnistPad itself")


def counts(dataset: Dataset) -> dict[Part, list[int]]:
    """Return how many images of each digit each part has: ten numbers a part."""
    return {part: dataset.part(part).counts.tolist() for part in PARTS}


def parse(spec: str) -> tuple[str, float]:
    """Return the source and the weight in SOURCE or SOURCE*WEIGHT; the weight is 1 where none is given.

    Raises
    ------
    UsageError
        If the weight is not above 0 and at most 100.
    """
    source, _, tail = spec.rpartition("*")
    weight = _number(tail)
    if not source or weight is None or os.path.lexists(spec):
        return spec, 1.0
    if not 0 < weight <= MAX_WEIGHT:
        msg = f"The weight in {spec} is {tail}. Give one above 0 and at most {MAX_WEIGHT:g}."
        raise UsageError(msg)
    return source, weight


def load_all(specs: Iterable[str], validation: int | None = None) -> TrainingData:
    """Return what a run learns from: each SOURCE or SOURCE*WEIGHT loaded and all combined.

    Parameters
    ----------
    specs
        At least one.
    validation
        How many images to hold out in all; None keeps each source's own choice.

    Raises
    ------
    DataError, DrawingError, ImageError, UsageError
        As `parse`, `load` and `mixture.combine`.
    """
    parsed = [parse(spec) for spec in specs]
    return combine([(load(source), weight) for source, weight in parsed], validation)


def load(source: str) -> Dataset:
    """Return the dataset that a SOURCE names, a part of it held out for validation.

    Parameters
    ----------
    source
        `builtin`, `shapes`, `mnist`, `my-digits`, `not-digits`, or a path. A path to arrays of numbers may say how
        these are stored, where that is not noticed rightly: `#upright` or `#transposed`, `#light-ink` or `#dark-ink`.

    Raises
    ------
    NoLabelsError
        If there are images without labels; it has them.
    DataError, DrawingError, ImageError
        If there is no such source, or it cannot be read; the sentence says what to do.
    """
    dataset = read(source)
    if not dataset.is_labelled:
        raise NoLabelsError(dataset)
    return dataset


def read(source: str) -> Dataset:
    """Return the same, also where the images have no labels and can only be looked at.

    Raises
    ------
    DataError, DrawingError, ImageError
        As `load`.
    """
    if source == "mnist":
        return mnist.load()
    if source == "builtin":
        from mnistpad.data import builtin

        return builtin.load()
    if source == "shapes":
        from mnistpad.data.builtin import every_shape

        return every_shape.load()
    if source == "my-digits":
        from mnistpad.data import own

        return own.load()
    if source == "not-digits":
        from mnistpad.data import notdigits

        return notdigits.load()
    return _load_path(source)


def path_of(source: str) -> Path:
    """Return the path in a SOURCE, without what it says about its images."""
    return Path(os.path.expanduser(stored.split(source)[0]))  # noqa: PTH111 - Path's own raises where a home is unknown


def _load_path(source: str) -> Dataset:
    path, (plain, wishes) = path_of(source), stored.split(source)
    if not plain or not os.path.lexists(path):
        msg = (
            f"There is no source or file called {source or 'nothing'}. "
            f"Sources are builtin, mnist, my-digits, and paths to {KINDS}."
        )
        raise DataError(msg)
    if path.is_dir() or mnist.is_idx(path):
        return _load_folder(path, source, wishes)
    name = path.name.lower()
    for ending, read in _ARRAYS.items():
        if name.endswith(ending):
            return read(path, wishes)
    for ending, draw in _PENS.items():
        if name.endswith(ending):
            _refuse(wishes, source)
            return draw(path)
    if name.endswith(PACKED):
        msg = f"{source} is packed. Unpack it, then open the file or the folder that was in it."
        raise DataError(msg)
    msg = f"{source} is not a kind of file that MnistPad reads digits from. It reads {KINDS}."
    raise DataError(msg)


def _load_folder(path: Path, source: str, wishes: Wishes) -> Dataset:
    if path.is_file() or mnist.holds_idx(path):
        return mnist.load_folder(path, wishes)
    from mnistpad.data.formats import pictures

    if pictures.holds_pictures(path):
        _refuse(wishes, source)
        return pictures.load(path)
    instead = _inside(path)
    if not instead and pictures.holds_unlabelled(path):
        _refuse(wishes, source)
        return pictures.load_unlabelled(path)
    way_on = f"Open {instead} in it instead." if instead else "Choose another folder."
    msg = (
        f"{path} holds no digits that MnistPad knows: neither IDX files such as train-images-idx3-ubyte.gz "
        f"nor folders of pictures named 0 to 9. {way_on}"
    )
    raise DataError(msg)


def _inside(folder: Path) -> str:
    """Return what to open instead of a folder, if there is anything in it."""
    try:
        inside = sorted(each.name for each in folder.iterdir() if each.name.lower().endswith(ENDINGS))
    except OSError:
        return ""
    return inside[0] if inside else ""


def _refuse(wishes: Wishes, source: str) -> None:
    if wishes != AS_NOTICED:
        msg = f"{source}: only IDX files, tables and NumPy archives take {stored.WORDS}. Leave it out."
        raise DataError(msg)


def _mnist() -> SourceInfo:
    """Return what the files' headers say; files that are damaged count as not there."""
    folder = mnist.folders()[0]
    try:
        folder = mnist.find() or folder
        if not mnist.is_whole(folder):
            return SourceInfo(mnist.NAME, "mnist", False, str(folder), mnist.LICENCE, None)
        images = sum(idx.read_shape(pair.images)[0] for pair in mnist.find_pairs(folder))
    except DataError:
        return SourceInfo(mnist.NAME, "mnist", False, str(folder), mnist.LICENCE, None)
    return SourceInfo(mnist.NAME, "mnist", True, str(folder), mnist.LICENCE, images)


def own_digits() -> SourceInfo:
    """Return how many digits a person kept; a file that is damaged counts as not there."""
    from mnistpad.data import own

    try:
        kept = own.default()
        count, where = len(kept.all()), str(kept.path.parent)
    except DataError as error:
        return SourceInfo(own.NAME, own.KEY, False, str(error), own.LICENCE, None)
    return SourceInfo(own.NAME, own.KEY, count >= own.FEWEST, where if count else "none kept yet", own.LICENCE, count)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
