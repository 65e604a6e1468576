"""The kept digits as a source of labelled images: `my-digits`."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from mnistpad import resources
from mnistpad.data import drawn
from mnistpad.data.dataset import Dataset, Ints, from_lot
from mnistpad.data.own.records import Kept
from mnistpad.data.own.store import OwnDigits
from mnistpad.errors import DataError

NAME = "my digits"
KEY = "my-digits"
LICENCE = "your own"
FEWEST = 10  # with fewer, nothing could be held out
MANY_PERSONS = 4  # of whom a quarter can be held out


def default() -> OwnDigits:
    """Return the digits kept in the user's data folder, one value for the whole process, as they are now.

    Raises
    ------
    DataError
        As `OwnDigits.refresh`.
    """
    kept = collection()
    kept.refresh()
    return kept


def collection() -> OwnDigits:
    """Return the same as they were last read, if ever they were."""
    return _store(resources.user_data_dir())


@lru_cache(maxsize=1)
def _store(folder: Path) -> OwnDigits:
    return OwnDigits(folder / "digits")


def load() -> Dataset:
    """Return the kept digits as one lot, cut into parts by its contents.

    Where at least four persons drew, and none of them more than half of all, the parts are cut by whole persons.

    Raises
    ------
    DataError
        If there are fewer than ten, or they cannot be read.
    """
    digits = default().all()
    if not digits:
        msg = "None of your own digits are kept yet. Draw one, then press its key, or use builtin or mnist."
        raise DataError(msg)
    if len(digits) < FEWEST:
        msg = f"Of your own digits {len(digits)} {_are(len(digits))} kept, and {FEWEST} are the fewest to train on."
        msg += " Collect more in the Data tab."
        raise DataError(msg)
    drawings = [kept.drawing for kept in digits]
    writers = numbered_writers(digits)
    lot = drawn.images(drawings, writers)
    return from_lot(lot, name=NAME, key=KEY, sha256=drawn.content_hash(drawings, writers), licence=LICENCE)


def numbered_writers(digits: tuple[Kept, ...]) -> Ints | None:
    """Return each digit's person as a number from 1, shape (n,); None where they are too few to hold some out."""
    names = {name: number for number, name in enumerate(dict.fromkeys(kept.person for kept in digits), start=1)}
    writers = np.array([names[kept.person] for kept in digits], np.int64)
    if len(names) < MANY_PERSONS or np.bincount(writers).max() > len(digits) / 2:
        return None
    return writers


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
