"""Tables as Kaggle's digit recognizer has them: `label,pixel0…pixel783`, an image a line, with or without header.

Also as UCI and USPS have theirs: the label last, numbers separator by semicolons, tabs or spaces, gzipped or not.
"""

import gzip
import math
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data import packed
from mnistpad.data.dataset import DIGITS, PIXELS, Dataset
from mnistpad.data.formats import watching
from mnistpad.data.formats.lots import to_dataset
from mnistpad.data.formats.values import LARGEST, SMALLEST, Lot
from mnistpad.data.stored import AS_NOTICED, Wishes
from mnistpad.errors import DataError

MAX_CHARACTERS = 320 * 1024 * 1024  # each pair of them may be a number, of 1 byte or of 4
MAX_LINE = 64 * PIXELS  # characters
_LINES = 1000  # that are read at once
_LABELS = ("label", "labels", "class", "target", "digit", "y")
_NUMBERS = ("", "index", "id", "unnamed: 0")  # of lines, as pandas saves them
_SEPARATORS = (";", "\t", ",")  # a comma may be in a number, too
_TO_LABEL = "Add a column named label."
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Layout(NamedTuple):
    """How a table is laid out."""

    separator: str | None  # None: any spaces
    label: int | None  # its column; None if no header says which
    numbered: bool  # whether the first column numbers the lines
    maybe_numbered: bool  # whether it is called so, and its numbers must tell
    has_header: bool
    columns: int


def load(path: Path, wishes: Wishes = AS_NOTICED) -> Dataset:
    """Return the digits in a table as one lot, cut into parts by its contents.

    The label is the column of that name. Without a header it is the first or the last one, whichever holds digits; if
    both do, the one with more of them. A table of images alone has no labels, and can only be looked at.

    Parameters
    ----------
    path
        The table.
    wishes
        What a person says of the images, where what is noticed is wrong.

    Raises
    ------
    DataError
        If the file cannot be read or is not such a table.
    """
    packed.read(path, MAX_CHARACTERS, 1)
    with closing(_lines(path)) as lines:
        layout = _layout(path, next(lines, ""), next(lines, ""))
    values = _values(path, layout)
    if layout.numbered or (layout.maybe_numbered and _counts_up(values[:, 0])):
        values = values[:, 1:]
    if _is_square(values.shape[1]):
        return to_dataset(path, {"train": Lot(values, None)}, wishes, to_label=_TO_LABEL)
    label = _label_of(values) if layout.label is None else layout.label - layout.numbered
    return to_dataset(path, {"train": Lot(_without(values, label), values[:, label])}, wishes)


def _lines(path: Path) -> Generator[str, None, None]:
    """Yield the lines that are not empty, none of them endless, and not more of them than a table may have."""
    left = MAX_CHARACTERS
    try:
        with _opened(path) as file:
            if file.peek(3)[:3] == _BYTE_ORDER_MARK:
                file.read(3)
            while line := file.readline(MAX_LINE + 1):
                left -= len(line)
                if len(line) > MAX_LINE or left < 0:
                    raise _no_table(path, "it has a line that is too long" if left >= 0 else "it is too long")
                if line.strip():
                    yield line.decode("latin-1")
    except (OSError, EOFError, zlib.error) as error:
        msg = f"{path} ends too early, or it is damaged. {packed.AGAIN}"
        raise DataError(msg) from error


def _opened(path: Path) -> Any:
    with path.open("rb") as file:
        is_packed = file.read(2) == packed.GZIP_MAGIC
    return gzip.open(path) if is_packed else path.open("rb")


def _layout(path: Path, first: str, second: str) -> _Layout:
    """Return how a table is laid out, as its first lines tell."""
    if not first:
        raise _no_table(path, "it is empty")
    separator = next((sign for sign in _SEPARATORS if sign in first), None)
    fields = _fields(first, separator)
    columns = len(fields)
    label = next((fields.index(name) for name in _LABELS if name in fields), None)
    counted = fields == [str(number) for number in range(columns)]
    has_header = label is not None or counted or not _is_number(fields[-1])
    called_so = has_header and fields[0] in _NUMBERS
    numbered = called_so and bool(label) and _is_square(columns - 2)
    if not numbered and not _is_square(columns - 1) and not (label is None and _is_square(columns)):
        raise _no_table(path, f"its first line has {columns:,} of 785 columns")
    if has_header and len(_fields(second, separator)) != columns:
        raise _no_table(path, f"there is no line of {columns} numbers below its header")
    return _Layout(separator, label, numbered, called_so and label is None, has_header, columns)


def _fields(line: str, separator: str | None) -> list[str]:
    return [field.strip().strip("\"'").lower() for field in line.strip("\r\n").split(separator)]


def _values(path: Path, layout: _Layout) -> npt.NDArray[Any]:
    try:
        with closing(_lines(path)) as lines:
            if layout.has_header:
                next(lines)
            plain = map(_plain(layout.separator), lines)
            pieces = list(_pieces(plain, layout))
            return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
    except ValueError as error:
        raise _no_table(path, f"a line in it does not have {layout.columns} numbers") from error


def _pieces(lines: Iterator[str], layout: _Layout) -> Iterator[npt.NDArray[Any]]:
    """Yield the numbers of some lines at a time, those that fit into bytes as such."""
    while some := list(islice(lines, _LINES)):
        watching.step()
        values = np.loadtxt(some, np.float32, comments=None, delimiter=layout.separator, ndmin=2)
        if values.shape[1:] != (layout.columns,):
            raise ValueError(values.shape)
        inside = values.min() >= 0 and values.max() <= 255
        as_bytes = values.astype(np.uint8) if inside else values
        yield as_bytes if inside and (as_bytes == values).all() else values


def _plain(separator: str | None) -> Callable[[str], str]:
    """Return what takes quotation marks out of a line, and turns decimal commas into points where they can be some."""
    signs = {ord('"'): None, **({ord(","): "."} if separator == ";" else {})}
    return lambda line: line.translate(signs) if '"' in line or separator == ";" else line


def _label_of(values: npt.NDArray[Any]) -> int:
    """Return which column holds the labels, the first or the last."""
    last = values.shape[1] - 1
    kinds = {column: np.unique(values[:, column]) for column in (0, last)}
    digits = {column: len(found) for column, found in kinds.items() if np.isin(found, np.arange(DIGITS)).all()}
    return max(digits, key=lambda column: digits[column], default=0)


def _counts_up(column: npt.NDArray[Any]) -> bool:
    """Return whether a column numbers the lines, from any number on."""
    with np.errstate(invalid="ignore"):  # infinity minus infinity
        return len(column) > 1 and bool((np.diff(column.astype(np.float64)) == 1).all())


def _without(values: npt.NDArray[Any], column: int) -> npt.NDArray[Any]:
    if column in (0, values.shape[1] - 1):
        return values[:, 1:] if column == 0 else values[:, :-1]
    return np.delete(values, column, axis=1)


def _is_square(count: int) -> bool:
    return SMALLEST**2 <= count <= LARGEST**2 and math.isqrt(count) ** 2 == count


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _no_table(path: Path, why: str) -> DataError:
    return DataError(f"{path} is not a table of 28×28 digits: {why}. Choose one with label,pixel0…pixel783.")
