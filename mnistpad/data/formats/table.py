"""Tables as Kaggle's digit recognizer has them: `label,pixel0…pixel783`, an image a line, with or without header."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mnistpad.data import packed
from mnistpad.data.dataset import PIXELS, Dataset, content_hash, from_lot
from mnistpad.data.formats.values import to_images
from mnistpad.errors import DataError

COLUMNS = PIXELS + 1
MAX_CHARACTERS = 320 * 1024 * 1024  # each pair of them takes up to 4 bytes of memory
MAX_LINE = 64 * PIXELS  # characters


def load(path: Path) -> Dataset:
    """Return the digits in a table as one lot, cut into parts by its contents.

    The label is the column of that name, else the first. Ink goes from 0 to 255 or from 0 to 1.

    Raises
    ------
    DataError
        If the file cannot be read or is not such a table.
    """
    first, *rest = packed.read(path, MAX_CHARACTERS, 2 * MAX_LINE).split(b"\n", 2)
    column, has_header = _layout(path, _fields(path, first))
    if has_header and (not rest or len(_fields(path, rest[0])) != COLUMNS):
        raise _no_table(path, "there is no line of 785 numbers below its header")
    values = _values(path, skip=int(has_header))
    pixels = values[:, 1:] if column == 0 else np.delete(values, column, axis=1)
    lot = to_images(path, pixels, values[:, column])
    return from_lot(lot, name=path.name, key=str(path), sha256=content_hash(lot))


def _fields(path: Path, line: bytes) -> list[str]:
    if len(line) > MAX_LINE:
        raise _no_table(path, "it has a line that is too long")
    return [field.strip().strip('"').lower() for field in line.decode("utf-8-sig", "replace").split(",")]


def _layout(path: Path, fields: list[str]) -> tuple[int, bool]:
    """Return which column is the label, and whether the first line is a header."""
    if len(fields) == PIXELS:
        msg = f"{path} has 784 columns, the images without their labels. Add a column named label."
        raise DataError(msg)
    if len(fields) != COLUMNS:
        raise _no_table(path, f"its first line has {len(fields):,} of 785 columns")
    return (fields.index("label") if "label" in fields else 0), not _is_number(fields[1])


def _values(path: Path, skip: int) -> npt.NDArray[Any]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return np.loadtxt(file, np.float32, comments=None, delimiter=",", skiprows=skip, ndmin=2)
    except (ValueError, OSError) as error:
        raise _no_table(path, "a line in it does not have 785 numbers") from error


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _no_table(path: Path, why: str) -> DataError:
    return DataError(f"{path} is not a table of 28×28 digits: {why}. Choose one with label,pixel0…pixel783.")
