"""From the word after `--data` to a Dataset: `builtin`, `mnist`, `my-digits`, or a path.

What takes long to import (Pillow, the generator of the built-in digits) is imported where it is needed.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from mnistpad.data import drawn, idx, mnist, unipen
from mnistpad.data.dataset import PARTS, Dataset, Part
from mnistpad.data.formats import archive, table
from mnistpad.data.mixture import MAX_WEIGHT, TrainingData, combine
from mnistpad.errors import DataError, UsageError

KINDS = (
    "a folder of IDX files, a folder of pictures by digit (0 to 9), a table (.csv), a NumPy archive (.npz), "
    "a UNIPEN file (.unipen) or a drawing file (.json)"
)

_READERS: dict[str, Callable[[Path], Dataset]] = {
    ".unipen": unipen.load,
    ".unipen.gz": unipen.load,
    ".csv": table.load,
    ".npz": archive.load,
    ".json": drawn.load_drawing_file,
}


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


def known_sources() -> list[SourceInfo]:
    """Return the sources that have a name, whether they are here or not; cheap, and never an error."""
    from mnistpad.data import builtin

    built_in = SourceInfo(builtin.NAME, "builtin", True, "made by MnistPad itself", builtin.LICENCE, builtin.COUNT)
    return [built_in, _mnist(), SourceInfo("my digits", "my-digits", False, "none kept yet", "your own", 0)]


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
        `builtin`, `mnist`, `my-digits`, or a path.

    Raises
    ------
    DataError, DrawingError, ImageError
        If there is no such source, or it cannot be read; the sentence says what to do.
    """
    if source == "mnist":
        return mnist.load()
    if source == "builtin":
        from mnistpad.data import builtin

        return builtin.load()
    if source == "my-digits":
        msg = "None of your own digits are kept yet. Use builtin or mnist."
        raise DataError(msg)
    return _load_path(source)


def _load_path(source: str) -> Dataset:
    path = Path(os.path.expanduser(source))  # noqa: PTH111 - Path's own raises where a home is unknown
    if not source or not os.path.lexists(path):
        msg = (
            f"There is no source or file called {source or 'nothing'}. "
            f"Sources are builtin, mnist, my-digits, and paths to {KINDS}."
        )
        raise DataError(msg)
    if path.is_dir():
        return _load_folder(path)
    for ending, read in _READERS.items():
        if path.name.lower().endswith(ending):
            return read(path)
    msg = f"{source} is not a kind of file that MnistPad reads digits from. It reads {KINDS}."
    raise DataError(msg)


def _load_folder(path: Path) -> Dataset:
    if mnist.holds_idx(path):
        return mnist.load_folder(path)
    from mnistpad.data.formats import pictures

    if pictures.holds_pictures(path):
        return pictures.load(path)
    msg = (
        f"{path} holds no digits that MnistPad knows: neither IDX files such as train-images-idx3-ubyte.gz "
        "nor folders of pictures named 0 to 9. Choose another folder."
    )
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


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
