"""Numbers of any kind as the bytes and digits that a Dataset holds."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, EDGE, PIXELS, Bytes, Images
from mnistpad.errors import DataError

MAX_IMAGES = 300_000  # as many as an IDX file may hold
_CHUNK = 4096


def to_images(path: Path, pixels: npt.NDArray[Any], labels: npt.NDArray[Any], what: str = "its images") -> Images:
    """Return images whose ink goes from 0 to 255 or from 0 to 1, in any numeric type.

    Parameters
    ----------
    path, what
        For the sentence, if something is wrong.
    pixels
        Shape (n, 784), (n, 28, 28) or (n, 28, 28, 1).
    labels
        Digits, shape (n,) or (n, 1).

    Raises
    ------
    DataError
        If the shapes, the values or the labels are not those of 28×28 digits.
    """
    if pixels.shape[1:] not in {(PIXELS,), (EDGE, EDGE), (EDGE, EDGE, 1)} or not len(pixels):
        shape = "×".join(map(str, pixels.shape)) or "a single number"
        msg = f"{path}: {what} are {shape}, not a number of 28×28 images. Choose another file."
        raise DataError(msg)
    if labels.shape not in {(len(pixels),), (len(pixels), 1)}:
        msg = f"{path}: there must be one label for each of {what} ({len(pixels):,}). Choose another file."
        raise DataError(msg)
    if len(pixels) > MAX_IMAGES:
        msg = f"{path} holds more than {MAX_IMAGES:,} images. Split it into several files."
        raise DataError(msg)
    return Images(_to_bytes(path, pixels.reshape(len(pixels), PIXELS), what), _to_digits(path, labels.reshape(-1)))


def _to_bytes(path: Path, pixels: npt.NDArray[Any], what: str) -> Bytes:
    if pixels.dtype == np.uint8:
        if pixels.max() <= 1:
            return np.ascontiguousarray(pixels * np.uint8(255))
        return np.ascontiguousarray(pixels)
    if pixels.dtype.kind not in "biuf":
        msg = f"{path}: {what} are not numbers. Choose another file."
        raise DataError(msg)
    low, high = float(pixels.min()), float(pixels.max())
    if not (low >= 0 and high <= 255):
        msg = (
            f"{path}: {what} have values from {low:g} to {high:g}, but ink goes from 0 to 255 or from 0 to 1. "
            "Choose another file."
        )
        raise DataError(msg)
    scale = 255 if high <= 1 else 1
    stored = np.empty(pixels.shape, np.uint8)
    for start in range(0, len(pixels), _CHUNK):
        part = slice(start, start + _CHUNK)
        stored[part] = np.rint(pixels[part].astype(np.float32) * scale)
    return stored


def _to_digits(path: Path, labels: npt.NDArray[Any]) -> Bytes:
    if labels.dtype.kind in "US":
        labels = _from_words(labels)
    if labels.dtype.kind not in "iuf":
        msg = f"{path}: its labels are not digits from 0 to 9. Choose another file."
        raise DataError(msg)
    wrong = ~np.isin(labels, np.arange(DIGITS))
    if wrong.any():
        place = int(np.argmax(wrong))
        msg = f"{path} labels image {place:,} as {labels[place]}, which is no digit from 0 to 9. Choose another file."
        raise DataError(msg)
    return labels.astype(np.uint8)


def _from_words(labels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return labels that are digits in letters, as OpenML has them, as numbers; others stay as they are."""
    words = {word: digit for digit in range(DIGITS) for word in (str(digit), str(digit).encode())}
    numbers = [words.get(label) for label in labels.tolist()]
    return labels if None in numbers else np.array(numbers, np.int64)
