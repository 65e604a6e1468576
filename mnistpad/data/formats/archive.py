"""NumPy archives (.npz): as Keras keeps MNIST (`x_train, y_train, x_test, y_test`), or one lot (`data, target`)."""

import math
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from mnistpad.data import packed
from mnistpad.data.dataset import Dataset
from mnistpad.data.formats import watching
from mnistpad.data.formats.lots import to_dataset
from mnistpad.data.formats.values import Lot
from mnistpad.data.stored import AS_NOTICED, Wishes
from mnistpad.errors import DataError

MAX_BYTES = 512 * 1024 * 1024  # of all arrays that are read; MNIST in float64 has 439 million
_CHUNK = 1024 * 1024
_TRAIN = (("x_train", "y_train"), ("train_images", "train_labels"))
_VALIDATION = (("x_val", "y_val"), ("x_valid", "y_valid"), ("val_images", "val_labels"))
_TEST = (("x_test", "y_test"), ("test_images", "test_labels"))
_LOT = (*_TRAIN, *_TEST, ("data", "target"), ("images", "target"), ("images", "labels"), ("x", "y"))
_UNNAMED = "arr_0"  # as NumPy calls an array that was saved without a name
# All that zipfile and NumPy have been seen to raise at bytes that are not what they should be.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    MemoryError,
    tokenize.TokenError,
    TypeError,
    IndexError,
    OverflowError,
)


def load(path: Path, wishes: Wishes = AS_NOTICED) -> Dataset:
    """Return the digits in a NumPy archive, in its own parts or cut by its contents.

    Nothing in the file is ever run, and no array is read that is larger than its header may say. Images without their
    labels can only be looked at.

    Parameters
    ----------
    path
        The archive.
    wishes
        What a person says of the images, where what is noticed is wrong.

    Raises
    ------
    DataError
        If the file cannot be read, or has no such arrays, or they are not digits.
    """
    packed.read(path, MAX_BYTES, 1)
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise _damaged(path) from error
    with archive:
        names = [Path(name).stem for name in archive.namelist()]
        parts = dict(_parts(names))
        reader = _Reader(path, archive)
        if not parts:
            alone = _without_labels(path, names)
            lot = Lot(reader.read(alone), None, alone)
            return to_dataset(path, {"train": lot}, wishes, to_label=_to_label(alone))
        lots = {part: Lot(reader.read(one), reader.read(other), one) for part, (one, other) in parts.items()}
    return to_dataset(path, lots, wishes)


def _parts(names: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the parts that an archive has, and what their images and labels are called in it."""
    train, validation, test = (_pair(names, wanted) for wanted in (_TRAIN, _VALIDATION, _TEST))
    if train and test:
        found = {"train": train, "validation": validation, "test": test}
    else:
        found = {"train": _pair(names, _LOT)}
    yield from ((part, pair) for part, pair in found.items() if pair)


def _pair(names: Sequence[str], wanted: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    called = {name.lower(): name for name in names}
    return next(((called[one], called[other]) for one, other in wanted if {one, other} <= called.keys()), None)


def _without_labels(path: Path, names: Sequence[str]) -> str:
    """Return which array has images whose labels are nowhere in the archive."""
    called = {name.lower(): name for name in names}
    alone = next((called[one] for one, _ in _LOT if one in called), None)
    if alone is None and list(called) == [_UNNAMED]:
        alone = called[_UNNAMED]
    if alone is None:
        found = ", ".join(sorted(names)[:8]) or "nothing"
        msg = f"{path} holds {found}. Choose one with x_train, y_train, x_test, y_test, or with data and target."
        raise DataError(msg)
    return alone


def _to_label(alone: str) -> str:
    other = next((other for one, other in _LOT if one == alone.lower()), "y")
    return f"Save their labels with them, as {other}."


class _Reader:
    """Reads arrays out of an archive, so many bytes in all."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._left = MAX_BYTES

    def read(self, name: str) -> npt.NDArray[Any]:
        """Return an array."""
        try:
            size = self._archive.getinfo(f"{name}.npy").file_size
            with self._archive.open(f"{name}.npy") as file:
                shape, column_wise, dtype = _header(file)
                promised = math.prod(shape) * dtype.itemsize
                if dtype.hasobject or promised > min(size - file.tell(), self._left):
                    raise _refused(self._path, name, dtype)
                values = _exactly(file, promised).view(dtype)
            self._left -= promised
            return values.reshape(shape, order="F" if column_wise else "C")
        except (*_DAMAGE, KeyError) as error:
            raise _damaged(self._path) from error


def _header(file: IO[bytes]) -> tuple[Sequence[int], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about headers that Python 2 wrote
        shape, column_wise, dtype = read(file)
    return shape, column_wise, dtype


def _exactly(file: IO[bytes], count: int) -> npt.NDArray[np.uint8]:
    """Return so many bytes, piece by piece: zipfile takes ever longer for what it is to return at once."""
    data = np.empty(count, np.uint8)
    for start in range(0, count, _CHUNK):
        watching.step()
        piece = file.read(min(_CHUNK, count - start))
        data[start : start + len(piece)] = np.frombuffer(piece, np.uint8)
        if len(piece) < min(_CHUNK, count - start):
            raise EOFError
    if not count:
        raise EOFError
    file.read(1)  # over the checksum
    return data


def _refused(path: Path, name: str, dtype: np.dtype[Any]) -> DataError:
    if dtype.hasobject:
        return DataError(
            f"{path}: {name} holds Python objects, which may be programs, so it was not opened. Save it as numbers: "
            f"numpy.savez(…, {name}={name}.astype(int))."
        )
    return DataError(f"{path}: {name} promises more than there is or than MnistPad reads. Copy or download it again.")


def _damaged(path: Path) -> DataError:
    return DataError(f"{path} is not a NumPy archive, or it is damaged. {packed.AGAIN}")
