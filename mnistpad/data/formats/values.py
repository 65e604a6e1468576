"""Numbers of any kind as the bytes and digits that a Dataset holds."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, Bytes
from mnistpad.data.formats import watching
from mnistpad.errors import DataError

MAX_IMAGES = 300_000  # as many as an IDX file may hold
SMALLEST, LARGEST = 8, 64  # pixels along an image's edge: UCI's digits; twice what MNIST's have, and some
# Plain paper and full ink, as files have been seen to number them: bytes, fractions, USPS, UCI's counts of pixels.
RANGES: tuple[tuple[float, float], ...] = ((0, 1), (-1, 1), (0, 2), (0, 16), (0, 255))
_ROUNDING = 1e-6
_CHUNK = 4096


class Lot(NamedTuple):
    """Images and labels as a file holds them: numbers of any kind, in any shape; perhaps no labels at all."""

    pixels: npt.NDArray[Any]
    labels: npt.NDArray[Any] | None
    what: str = "its images"  # for sentences


def squares(path: Path, lots: Sequence[Lot]) -> list[npt.NDArray[Any]]:
    """Return the pixels of each lot in shape (n, edge, edge), the edge the same for all.

    Raises
    ------
    DataError
        If that is not what they are, or there are too many of them, or no label for each.
    """
    edges = [_edge(path, lot) for lot in lots]
    if len(set(edges)) > 1:
        sizes = " and ".join(f"{edge}×{edge}" for edge in edges)
        msg = f"{path} holds images of different sizes, {sizes}. Choose another file."
        raise DataError(msg)
    if sum(len(lot.pixels) for lot in lots) > MAX_IMAGES:
        msg = f"{path} holds more than {MAX_IMAGES:,} images. Split it into several files."
        raise DataError(msg)
    return [lot.pixels.reshape(len(lot.pixels), edge, edge) for lot, edge in zip(lots, edges, strict=True)]


def find_range(path: Path, lots: Sequence[Lot]) -> tuple[float, float]:
    """Return the numbers of plain paper and full ink: the narrowest of `RANGES` that holds all values.

    Raises
    ------
    DataError
        If the values are no numbers, or in none of them.
    """
    for lot in lots:
        if lot.pixels.dtype.kind not in "biuf":
            msg = f"{path}: {lot.what} are not numbers. Choose another file."
            raise DataError(msg)
    low, high = min(float(lot.pixels.min()) for lot in lots), max(float(lot.pixels.max()) for lot in lots)
    for least, most in RANGES:
        if least - _ROUNDING <= low and high <= most + _ROUNDING:
            return least, most
    msg = (
        f"{path}: {lots[0].what} have values from {low:g} to {high:g}, but ink goes from 0 to 255, 0 to 1, 0 to 16 or "
        "-1 to 1. Choose another file."
    )
    raise DataError(msg)


def as_bytes(values: npt.NDArray[Any], low: float, high: float) -> Bytes:
    """Return values from `low` to `high` as bytes from 0 to 255, contiguous; the same array where it is that."""
    if values.dtype == np.uint8 and (low, high) == (0, 255):
        return np.ascontiguousarray(values)
    stored = np.empty(values.shape, np.uint8)
    for start in range(0, len(values), _CHUNK):
        watching.step()
        part = slice(start, start + _CHUNK)
        scaled = (values[part].astype(np.float32) - np.float32(low)) * np.float32(255 / (high - low))
        stored[part] = np.rint(scaled.clip(0, 255, out=scaled), out=scaled)
    return stored


def as_digits(path: Path, labels: npt.NDArray[Any]) -> Bytes:
    """Return labels of shape (n,) or (n, 1), numbers or digits in letters, as bytes of shape (n,).

    Raises
    ------
    DataError
        If one of them is no digit from 0 to 9.
    """
    labels = labels.reshape(-1)
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
    return np.ascontiguousarray(labels, np.uint8)


def _edge(path: Path, lot: Lot) -> int:
    """Return how many pixels the images of a lot have along their edges."""
    shape = lot.pixels.shape
    edge = math.isqrt(math.prod(shape[1:]))
    square = {(edge * edge,), (edge, edge), (edge, edge, 1), (1, edge, edge)}
    if shape[1:] not in square or not SMALLEST <= edge <= LARGEST or not len(lot.pixels):
        words = "×".join(map(str, shape)) or "a single number"
        msg = f"{path}: {lot.what} are {words}, not a number of 28×28 images, or of other squares. Choose another file."
        raise DataError(msg)
    if lot.labels is not None and lot.labels.shape not in {(len(lot.pixels),), (len(lot.pixels), 1)}:
        msg = f"{path}: there must be one label for each of {lot.what} ({len(lot.pixels):,}). Choose another file."
        raise DataError(msg)
    return edge


def _from_words(labels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return labels that are digits in letters, as OpenML has them, as numbers; others stay as they are."""
    words = {word: digit for digit in range(DIGITS) for word in (str(digit), str(digit).encode())}
    numbers = [words.get(label) for label in labels.tolist()]
    return labels if None in numbers else np.array(numbers, np.int64)
