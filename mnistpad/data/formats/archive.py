"""NumPy archives (.npz): as Keras keeps MNIST (`x_train, y_train, x_test, y_test`), or one lot (`data, target`)."""

import math
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from mnistpad.data import packed
from mnistpad.data.dataset import Dataset, Images, content_hash, empty, from_lot
from mnistpad.data.formats.values import to_images
from mnistpad.errors import DataError

MAX_BYTES = 512 * 1024 * 1024  # of one array; MNIST in float64 has 439 million
_PARTS = (("x_train", "y_train"), ("x_test", "y_test"))
_LOTS = (("data", "target"), ("images", "target"), ("images", "labels"), ("x", "y"), ("X", "y"))
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


def load(path: Path) -> Dataset:
    """Return the digits in a NumPy archive, in its own parts or cut by its contents.

    Nothing in the file is ever run, and no array is read that is larger than its header may say.

    Raises
    ------
    DataError
        If the file cannot be read, or has no such arrays, or they are not 28×28 digits.
    """
    packed.read(path, MAX_BYTES, 1)
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise _damaged(path) from error
    with archive:
        names = {Path(name).stem for name in archive.namelist()}
        if all(name in names for pair in _PARTS for name in pair):
            train, test = (_read_pair(path, archive, *pair) for pair in _PARTS)
            return _with_parts(path, train, test)
        for pair in _LOTS:
            if names.issuperset(pair):
                lot = _read_pair(path, archive, *pair)
                return from_lot(lot, name=path.name, key=str(path), sha256=content_hash(lot))
    found = ", ".join(sorted(names)[:8]) or "nothing"
    msg = f"{path} holds {found}. Choose an archive with x_train, y_train, x_test, y_test, or with data and target."
    raise DataError(msg)


def _with_parts(path: Path, train: Images, test: Images) -> Dataset:
    sha256 = content_hash(train, test)
    return Dataset(path.name, str(path), train, empty(), test, sha256, has_parts=True).with_validation()


def _read_pair(path: Path, archive: zipfile.ZipFile, images: str, labels: str) -> Images:
    return to_images(path, _read(path, archive, images), _read(path, archive, labels), images)


def _read(path: Path, archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    try:
        size = archive.getinfo(f"{name}.npy").file_size
        with archive.open(f"{name}.npy") as file:
            shape, column_wise, dtype = _header(file)
            promised = math.prod(shape) * dtype.itemsize
            if dtype.hasobject or promised > min(size - file.tell(), MAX_BYTES):
                raise _refused(path, name, dtype)
            values = np.frombuffer(_exactly(file, promised), dtype)
    except (*_DAMAGE, KeyError) as error:
        raise _damaged(path) from error
    return values.reshape(shape, order="F" if column_wise else "C")


def _header(file: IO[bytes]) -> tuple[Sequence[int], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about headers that Python 2 wrote
        shape, column_wise, dtype = read(file)
    return shape, column_wise, dtype


def _exactly(file: IO[bytes], count: int) -> bytes:
    data = file.read(count)
    if len(data) < count or count == 0:
        raise EOFError
    file.read(1)  # over the checksum
    return data


def _refused(path: Path, name: str, dtype: np.dtype[Any]) -> DataError:
    if dtype.hasobject:
        return DataError(f"{path}: {name} holds Python objects, which may be programs. Choose an archive of numbers.")
    return DataError(f"{path}: {name} promises more than there is or than MnistPad reads. Copy or download it again.")


def _damaged(path: Path) -> DataError:
    return DataError(f"{path} is not a NumPy archive, or it is damaged. {packed.AGAIN}")
