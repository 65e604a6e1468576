"""IDX files, the format that MNIST comes in, gzipped or not. Knows bytes; knows nothing of parts.

An IDX file is 0, 0, a type (8: bytes), the number of dimensions, each dimension as a big-endian 32-bit number, then
the values. What a header promises is checked against the file before memory is taken for it.
"""

import gzip
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mnistpad import files
from mnistpad.data import packed
from mnistpad.data.dataset import DIGITS, PIXELS
from mnistpad.data.formats.values import Lot
from mnistpad.errors import DataError

MAX_BYTES = 300_000 * PIXELS  # values in one file: five times MNIST; EMNIST's digits fit
MAX_DIMENSIONS = 4  # images have three, labels one
HEAD = 4096  # enough of a file to unpack its header

Bytes = npt.NDArray[np.uint8]


def read(path: Path) -> Bytes:
    """Return what an IDX file of bytes holds, in the shape that its header gives; the array is read-only.

    Raises
    ------
    DataError
        If the file cannot be read, is no IDX file of bytes, or holds more or less than its header promises.
    """
    raw = packed.read(path, MAX_BYTES + HEAD)
    shape = _shape(path, packed.unpack(path, raw[:HEAD], HEAD).data)
    start, size = 4 + 4 * len(shape), math.prod(shape)
    if size > MAX_BYTES:
        msg = f"{path} promises {size:,} values, more than MnistPad reads ({MAX_BYTES:,}). Is it the right file?"
        raise DataError(msg)
    found = packed.unpack(path, raw, start + size) if start + size <= packed.at_most(raw) else None
    if found is None or len(found.data) < start + size or not found.ended:
        msg = f"{path} ends too early: its header promises {size:,} values. {packed.AGAIN}"
        raise DataError(msg)
    if found.more:
        msg = f"{path} goes on after the {size:,} values that its header promises. {packed.AGAIN}"
        raise DataError(msg)
    return np.frombuffer(memoryview(found.data).toreadonly(), np.uint8, offset=start).reshape(shape)


def read_shape(path: Path) -> tuple[int, ...]:
    """Return the shape that the header gives, without reading the values."""
    return _shape(path, packed.unpack(path, packed.read(path, MAX_BYTES + HEAD, HEAD), HEAD).data)


def read_images(path: Path) -> Bytes:
    """Return the images in a file, of any size.

    Raises
    ------
    DataError
        As `read`, or if those are no images.
    """
    pixels = read(path)
    if pixels.ndim < 2:
        msg = f"{path} holds {_times(pixels.shape)} values, not a number of 28×28 images. Choose another file."
        raise DataError(msg)
    return pixels


def read_lot(images_path: Path, labels_path: Path) -> Lot:
    """Return the digits in a file of images and a file of their labels, of any size, as they are stored.

    Raises
    ------
    DataError
        As `read`, or if those are no images, the labels are not digits, or there are not as many of both.
    """
    pixels, labels = read_images(images_path), read(labels_path)
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
    return Lot(pixels, labels, f"the images in {images_path.name}")


def check_labels(path: Path, labels: Bytes) -> None:
    """Raise a DataError unless all labels are digits."""
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
        with files.replacing(path) as file:
            file.write(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    except OSError as error:
        msg = f"{path} could not be written: {error.strerror}. Choose another place, or make room."
        raise DataError(msg) from error


def _shape(path: Path, head: bytes | bytearray) -> tuple[int, ...]:
    if not head:
        msg = f"{path} is empty. {packed.AGAIN}"
        raise DataError(msg)
    if len(head) < 4 or head[:3] != b"\0\0\x08" or not 0 < head[3] <= MAX_DIMENSIONS:
        msg = f"{path} is not an IDX file of bytes: it does not begin as one. Choose another file."
        raise DataError(msg)
    if len(head) < 4 + 4 * head[3]:
        msg = f"{path} ends in the middle of its header. {packed.AGAIN}"
        raise DataError(msg)
    shape = tuple(int.from_bytes(head[4 + 4 * i : 8 + 4 * i], "big") for i in range(head[3]))
    if 0 in shape:
        msg = f"{path} holds nothing: its header says {_times(shape)}. Choose another file."
        raise DataError(msg)
    return shape


def _times(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
