"""IDX files, the format that MNIST comes in, gzipped or not. Knows bytes; knows nothing of parts.

An IDX file is 0, 0, a type (8: bytes), the number of dimensions, each dimension as a big-endian 32-bit number, then
the values. What a header promises is checked against the file before memory is taken for it.
"""

import gzip
import math
import stat
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, EDGE, PIXELS, Images
from mnistpad.errors import DataError

MAX_BYTES = 300_000 * PIXELS  # values in one file: five times MNIST; EMNIST's digits fit
HEAD = 4096  # enough of a file to unpack its header
GZIP_MAGIC = b"\x1f\x8b"
GZIP_MOST = 1032  # deflate never shrinks further than this
AGAIN = "Copy or download it again."

Bytes = npt.NDArray[np.uint8]


def read(path: Path) -> Bytes:
    """Return what an IDX file of bytes holds, in the shape that its header gives; the array is read-only.

    Raises
    ------
    DataError
        If the file cannot be read, is no IDX file of bytes, or holds more or less than its header promises.
    """
    packed = _contents(path)
    shape = _shape(path, _unpack(path, packed[:HEAD], HEAD).data)
    start, size = 4 + 4 * len(shape), math.prod(shape)
    if size > MAX_BYTES:
        msg = f"{path} promises {size:,} values, more than MnistPad reads ({MAX_BYTES:,}). Is it the right file?"
        raise DataError(msg)
    found = _unpack(path, packed, start + size) if start + size <= _most(packed) else _Unpacked(b"", False, False)
    if len(found.data) < start + size or not found.ended:
        msg = f"{path} ends too early: its header promises {size:,} values. {AGAIN}"
        raise DataError(msg)
    if found.more:
        msg = f"{path} goes on after the {size:,} values that its header promises. {AGAIN}"
        raise DataError(msg)
    return np.frombuffer(found.data, np.uint8, offset=start).reshape(shape)


def read_shape(path: Path) -> tuple[int, ...]:
    """Return the shape that the header gives, without reading the values."""
    return _shape(path, _unpack(path, _contents(path, HEAD), HEAD).data)


def read_images(images_path: Path, labels_path: Path) -> Images:
    """Return the digits in a file of images and a file of their labels.

    Raises
    ------
    DataError
        As `read`, or if the images are not 28×28, the labels are not digits, or there are not as many of both.
    """
    pixels, labels = read(images_path), read(labels_path)
    if pixels.ndim != 3 or pixels.shape[1:] != (EDGE, EDGE):
        msg = f"{images_path} holds {_times(pixels.shape)} values, not a number of 28×28 images. Choose another file."
        raise DataError(msg)
    if labels.ndim != 1:
        msg = f"{labels_path} holds {_times(labels.shape)} values, not one label an image. Choose another file."
        raise DataError(msg)
    if len(labels) != len(pixels):
        msg = (
            f"{labels_path} has {len(labels):,} labels, but {images_path.name} has {len(pixels):,} images. "
            "Use two files that belong together."
        )
        raise DataError(msg)
    check_labels(labels_path, labels)
    return Images(pixels.reshape(-1, PIXELS), labels)


def check_labels(path: Path, labels: Bytes) -> None:
    """Raise a DataError unless there are labels and all of them are digits."""
    if not len(labels):
        msg = f"{path} holds no labels at all. Choose another file."
        raise DataError(msg)
    if labels.max() >= DIGITS:
        place = int(np.argmax(labels >= DIGITS))
        msg = f"{path} labels image {place:,} as {labels[place]}, but digits end at 9. Choose a file of digits."
        raise DataError(msg)


def write(path: Path, values: Bytes) -> None:
    """Write an IDX file of bytes, gzipped if its name ends in `.gz`; the same values give the same bytes.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    header = bytes([0, 0, 8, values.ndim]) + b"".join(n.to_bytes(4, "big") for n in values.shape)
    data = header + np.ascontiguousarray(values, np.uint8).tobytes()
    try:
        path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    except OSError as error:
        msg = f"{path} could not be written: {error.strerror}."
        raise DataError(msg) from error


def _contents(path: Path, count: int = -1) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            msg = f"{path} is not a file. Choose an IDX file."
            raise DataError(msg)
        if status.st_size > MAX_BYTES + HEAD:
            msg = f"{path} is larger than any IDX file that MnistPad reads. Is it the right file?"
            raise DataError(msg)
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise DataError(msg) from error


def _most(packed: bytes) -> int:
    """Return a bound on the bytes that can come out."""
    return len(packed) * (GZIP_MOST if packed[:2] == GZIP_MAGIC else 1)


class _Unpacked(NamedTuple):
    data: bytes
    ended: bool  # the packed file came to its proper end
    more: bool  # there is something behind the data


def _unpack(path: Path, packed: bytes, count: int) -> _Unpacked:
    """Return the first `count` bytes, fewer where the file ends; never unpacks more than one byte beyond."""
    if packed[:2] != GZIP_MAGIC:
        return _Unpacked(packed[:count], True, len(packed) > count)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(packed, count)
        # Asking for one byte more takes the unpacker over the checksum at the end.
        behind = b"" if unpacker.eof else unpacker.decompress(unpacker.unconsumed_tail, 1)
    except zlib.error as error:
        msg = f"{path} is a damaged gzip file. {AGAIN}"
        raise DataError(msg) from error
    return _Unpacked(data, unpacker.eof or bool(behind), bool(behind or unpacker.unused_data.strip(b"\0")))


def _shape(path: Path, head: bytes) -> tuple[int, ...]:
    if not head:
        msg = f"{path} is empty. {AGAIN}"
        raise DataError(msg)
    if len(head) < 4 or head[:3] != b"\0\0\x08" or head[3] == 0:
        msg = f"{path} is not an IDX file of bytes: it does not begin as one. Choose another file."
        raise DataError(msg)
    if len(head) < 4 + 4 * head[3]:
        msg = f"{path} ends in the middle of its header. {AGAIN}"
        raise DataError(msg)
    return tuple(int.from_bytes(head[4 + 4 * i : 8 + 4 * i], "big") for i in range(head[3]))


def _times(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
