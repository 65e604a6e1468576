"""Labelled images and their parts. Knows nothing of files.

Parts that a source lacks are cut by a seed that depends on its contents only, so that the window, `train`
and `evaluate` agree on them. The cuts use raw PCG64 words, whose stream NumPy promises never to change.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mnistpad.data.stored import EDGE as EDGE
from mnistpad.data.stored import Stored
from mnistpad.errors import DataError

PIXELS = EDGE * EDGE
DIGITS = 10
NO_DIGIT = 10
"""The label of what is no digit: it may be learned, and is never held out, because scores are of digits."""
UNLABELLED = 255
"""Stands for the label of images that have none: they may be looked at, and neither learned nor scored on."""

Part = Literal["train", "validation", "test", "all"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Images:
    """Images with their labels, one a row.

    Parameters
    ----------
    pixels
        Ink from 0 (paper) to 255, uint8, shape (n, 784), C-contiguous.
    labels
        Digits 0 to 9, or `NO_DIGIT` in a training part, or `UNLABELLED` throughout, uint8, shape (n,).
    writers
        Who wrote each, shape (n,), or None where nobody knows.
    rows
        The place of each image in its source's own order, from 0, shape (n,). Without it, 0 to n − 1.
    """

    pixels: Bytes
    labels: Bytes
    writers: Ints | None = None
    rows: Ints | None = None

    def __post_init__(self) -> None:
        n = len(self.labels)
        _check(self.pixels, np.uint8, (n, PIXELS), "pixels")
        _check(self.labels, np.uint8, (n,), "labels")
        _check_kind(self.writers, n, "writers")
        _check_kind(self.rows, n, "rows")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def counts(self) -> Ints:
        """How many there are of each digit, shape (10,)."""
        return np.bincount(self.labels, minlength=DIGITS)[:DIGITS].astype(np.int64)

    @property
    def are_digits(self) -> bool:
        """Whether there is nothing among them that is no digit."""
        return not (self.labels >= NO_DIGIT).any()

    @property
    def places(self) -> Ints:
        """The place of each image in its source's own order, shape (n,)."""
        return np.arange(len(self), dtype=np.int64) if self.rows is None else self.rows

    def take(self, index: npt.NDArray[Any]) -> "Images":
        """Return copies of the images at `index` (row numbers or a mask of shape (n,)), knowing their places."""
        writers = None if self.writers is None else self.writers[index]
        return Images(self.pixels[index], self.labels[index], writers, self.places[index])


def empty() -> Images:
    """Return no images at all."""
    return Images(np.empty((0, PIXELS), np.uint8), np.empty(0, np.uint8))


def join(parts: Iterable[Images]) -> Images:
    """Return the parts one after another; the writers are kept only if every part knows its own."""
    filled = [part for part in parts if len(part)]
    if len(filled) < 2:
        return filled[0] if filled else empty()
    writers = [part.writers for part in filled if part.writers is not None]
    return Images(
        np.concatenate([part.pixels for part in filled]),
        np.concatenate([part.labels for part in filled]),
        np.concatenate(writers) if len(writers) == len(filled) else None,
        np.concatenate([part.places for part in filled]),
    )


@dataclass(frozen=True, eq=False)
class Dataset:
    """One source of labelled images in three parts that share no image.

    Parameters
    ----------
    name
        What people call it: "MNIST", "built-in digits (synthetic)", a file's name.
    key
        The SOURCE that loads it again: `mnist`, `builtin`, a path.
    train, validation, test
        The parts. Any of them may be empty.
    sha256
        Of the contents, whatever the files are called and however they are packed.
    has_parts
        Whether the source itself says which images are for testing.
    licence
        As its makers state it; empty where nobody does.
    stored
        How the images lie in the file, where that had to be noticed.
    remarks
        What else a person should know of it, a sentence each: what was left out.
    to_label
        What to do so that the images have labels, a sentence; empty where they have them.
    cut
        How many images `with_validation` was to hold out when it cut these parts; None where it did not.
    """

    name: str
    key: str
    train: Images
    validation: Images
    test: Images
    sha256: str
    has_parts: bool
    licence: str = ""
    stored: Stored | None = None
    remarks: tuple[str, ...] = ()
    to_label: str = ""
    cut: int | None = None

    def __len__(self) -> int:
        return len(self.train) + len(self.validation) + len(self.test)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed of the images and done to them, a sentence each."""
        return (*self.remarks, *(self.stored.notes if self.stored else ()))

    @property
    def is_labelled(self) -> bool:
        """Whether the images may be learned and scored on."""
        return not self.to_label

    def part(self, part: Part) -> Images:
        """Return one part; `all` is the three joined, train first."""
        if part == "all":
            return join([self.train, self.validation, self.test])
        images: Images = getattr(self, part)
        return images

    def with_validation(self, count: int | None = None) -> "Dataset":
        """Return the same source with `count` images held out of training for validation.

        Whatever was cut before, the same count gives the same parts, and so does the number that is held out then.
        Only digits are held out.
        Digits are held out in proportion. Where the writers are known, whole writers are held out, until there are at
        least `count` images.

        Parameters
        ----------
        count
            None keeps a validation part that is there, and otherwise holds out a sixth. 0 holds out nothing.

        Raises
        ------
        DataError
            If nothing would be left to learn from.
        """
        if count == self.cut if count is not None else len(self.validation):
            return self  # and copy nothing: a network that learns MNIST would have it in memory three times
        pool = _pool(self.train, self.validation)
        are_digits = pool.labels < NO_DIGIT
        digits = pool if are_digits.all() else pool.take(are_digits)
        count = len(digits) // 6 if count is None else count
        if count and not 0 < count < len(digits):
            msg = (
                f"{self.name} has {len(digits):,} images to learn from, so {count:,} cannot be held out for "
                f"validation. Hold out {max(len(digits) - 1, 0):,} or fewer."
            )
            raise DataError(msg)
        held = are_digits.copy()
        held[are_digits] = held_out(digits, count, self.sha256, "validation")
        return replace(self, train=pool.take(~held), validation=pool.take(held), cut=count)


class NoLabelsError(DataError):
    """A source's images have no labels.

    Parameters
    ----------
    dataset
        What can be looked at all the same.
    """

    def __init__(self, dataset: Dataset) -> None:
        words = "has no labels: its images can be looked at, but not learned from or scored on."
        super().__init__(f"{dataset.name} {words} {dataset.to_label}")
        self.dataset = dataset


def from_lot(lot: Images, *, name: str, key: str, sha256: str, licence: str = "") -> Dataset:
    """Return a dataset made of one lot without parts: a seventh for testing, a sixth of the rest for validation.

    Where the writers are known, the test part is about a quarter of them.
    """
    count = len(lot) // 7 if lot.writers is None else len(lot) // 4
    held = held_out(lot, count, sha256, "test")
    whole = Dataset(name, key, lot.take(~held), empty(), lot.take(held), sha256, has_parts=False, licence=licence)
    return whole.with_validation()


def without_labels(pixels: Bytes, *, name: str, key: str, to_label: str, stored: Stored | None = None) -> Dataset:
    """Return images that can only be looked at, all of them in the training part."""
    images = Images(pixels, np.full(len(pixels), UNLABELLED, np.uint8))
    sha256 = content_hash(images)
    return Dataset(name, key, images, empty(), empty(), sha256, has_parts=False, stored=stored, to_label=to_label)


def content_hash(*parts: Images) -> str:
    """Return the SHA-256 of pixels and labels, part by part, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(np.ascontiguousarray(part.pixels).data)
        digest.update(np.ascontiguousarray(part.labels).data)
    return digest.hexdigest()


def held_out(images: Images, count: int, sha256: str, purpose: str) -> npt.NDArray[np.bool_]:
    """Return which images to hold out, shape (n,): by whole writers where they are known, else digits in proportion.

    Depends on nothing but the arguments. `purpose` keeps the cuts for different parts apart.
    """
    keys = _keys(len(images), sha256, purpose)
    if images.writers is not None and len(np.unique(images.writers)) > 1:
        return _whole_writers(images.writers, count, keys)
    held = np.zeros(len(images), dtype=np.bool_)
    held[_in_proportion(images.labels, keys)[:count]] = True
    return held


def _keys(n: int, sha256: str, purpose: str) -> npt.NDArray[np.uint64]:
    seed = np.random.SeedSequence([int(sha256, 16), int.from_bytes(purpose.encode(), "big")])
    return np.atleast_1d(np.random.PCG64(seed).random_raw(n)) if n else np.empty(0, np.uint64)


def _in_proportion(labels: Bytes, keys: npt.NDArray[np.uint64]) -> Ints:
    """Return an order in which every beginning holds the digits in the proportion of the whole."""
    by_digit = np.lexsort((keys, labels))
    counts = np.bincount(labels, minlength=DIGITS)
    rank = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (rank + 0.5) / np.repeat(counts, counts)
    return by_digit[np.argsort(share, kind="stable")].astype(np.int64)


def _whole_writers(writers: Ints, count: int, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    names, first, sizes = np.unique(writers, return_index=True, return_counts=True)
    order = np.argsort(keys[first], kind="stable")[:-1]  # the last writer always stays
    before = np.cumsum(sizes[order]) - sizes[order]
    return np.isin(writers, names[order[before < count]])


def _pool(train: Images, validation: Images) -> Images:
    """Return both joined in their source's own order, so that it does not matter how they were cut before."""
    if not len(validation):
        return train
    pool = join([train, validation])
    if len(np.unique(pool.places)) < len(pool):
        return replace(pool, rows=None)
    return pool.take(np.argsort(pool.places))


def _check(array: npt.NDArray[Any], dtype: npt.DTypeLike, shape: tuple[int, ...], what: str) -> None:
    if array.dtype != dtype or array.shape != shape or not array.flags.c_contiguous:
        msg = f"{what}: expected contiguous {np.dtype(dtype)} {shape}, got {array.dtype} {array.shape}"
        raise ValueError(msg)


def _check_kind(array: Ints | None, n: int, what: str) -> None:
    if array is not None and (array.dtype.kind not in "iu" or array.shape != (n,)):
        msg = f"{what}: expected {n} whole numbers, got {array.dtype} {array.shape}"
        raise ValueError(msg)
