"""UNIPEN files: digits as the strokes of a pen, with their writers, in the text format of Guyon and others (1994).

After `.SEGMENT DIGIT … "8"`, each `.PEN_DOWN` begins a stroke of lines `x y` that `.PEN_UP` ends; y grows upwards.
`.COMMENT 8 6 138` is pendigits' way to say: digit, writer, number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mnistpad.data import drawn, packed
from mnistpad.data.dataset import Dataset, Ints, empty, from_lot
from mnistpad.errors import DataError
from mnistpad.ink.path import FloatArray
from mnistpad.ink.stroke import Drawing, Stroke

MAX_TEXT = 64 * 1024 * 1024  # characters; pendigits' training file has 3.6 million
MAX_DIGITS = 100_000
MAX_STROKES = 500_000
MAX_POINTS = 100_000  # in one digit
MAX_CHARACTERS = 64 * MAX_POINTS  # in one stroke

# The writers of the pendigits training file are numbered 1 to 30. These 8 are for measuring only; they were chosen
# once: the first 8 of what np.random.default_rng(0).permutation(30) + 1 gives, sorted.
PENDIGITS_WRITERS = frozenset(range(1, 31))
KEPT_WRITERS = (3, 5, 11, 12, 17, 22, 27, 29)
PENDIGITS_LICENCE = "CC BY 4.0: Alpaydin and Alimoglu, Pen-Based Recognition of Handwritten Digits, UCI (1998)"

_MARK = re.compile(r"^[ \t]*\.(SEGMENT|PEN_DOWN)\b", re.MULTILINE)
_KEYWORD = re.compile(r"^[ \t]*\.([A-Z][A-Z0-9_]*)([^\n]*)", re.MULTILINE)
_LABEL = re.compile(r'"([0-9])"\s*$')
_DIGIT_WRITER_NUMBER = re.compile(r"\s*([0-9])\s+([0-9]{1,9})\s+[0-9]+\s*$")


@dataclass(frozen=True)
class WrittenDigit:
    """What one person wrote for one digit; the drawing carries the label."""

    drawing: Drawing
    writer: str | None


class _Entry(NamedTuple):
    """A keyword, the rest of its line, and the lines up to the next keyword."""

    keyword: str
    rest: str
    lines: str
    start: int


def read(path: Path) -> list[WrittenDigit]:
    """Return the digits in a UNIPEN file, gzipped or not, in file order, y turned to grow downwards.

    Raises
    ------
    DataError
        If the file cannot be read, is no UNIPEN file, holds no digit with ink, too many of them or too many points
        in one, or a coordinate is not a finite number.
    """
    text = packed.read_text(path, MAX_TEXT)
    if not _MARK.search(text):
        msg = f"{path} is not a UNIPEN file: it has no .SEGMENT and no .PEN_DOWN. Choose another file."
        raise DataError(msg)
    digits = list(islice(_digits(path, text), MAX_DIGITS + 1))
    if len(digits) > MAX_DIGITS or sum(len(digit.drawing.strokes) for digit in digits) > MAX_STROKES:
        msg = f"{path} holds more than {MAX_DIGITS:,} digits or {MAX_STROKES:,} strokes. Split it into several files."
        raise DataError(msg)
    if not digits:
        msg = f"{path} holds no labelled digit with ink. Choose a UNIPEN file with .SEGMENT DIGIT and .PEN_DOWN lines."
        raise DataError(msg)
    return digits


def load(path: Path) -> Dataset:
    """Return the digits in a UNIPEN file as images, cut into parts by whole writers.

    The pendigits training file is known by its 30 writers; its test part is what the kept ones wrote. Of other files,
    about a quarter of the writers are for testing, chosen by the contents.

    Raises
    ------
    DataError
        As `read`.
    """
    digits = read(path)
    drawings = [digit.drawing for digit in digits]
    writers = numbered_writers(digits)
    lot = drawn.images(drawings, writers)
    sha256 = drawn.content_hash(drawings, writers)
    if writers is None or set(writers.tolist()) != PENDIGITS_WRITERS:
        return from_lot(lot, name=path.name, key=str(path), sha256=sha256)
    kept = np.isin(writers, KEPT_WRITERS)
    return Dataset(
        name="pendigits",
        key=str(path),
        train=lot.take(~kept),
        validation=empty(),
        test=lot.take(kept),
        sha256=sha256,
        has_parts=True,
        licence=PENDIGITS_LICENCE,
    ).with_validation()


def numbered_writers(digits: list[WrittenDigit]) -> Ints | None:
    """Return each digit's writer as a number, shape (n,); None if somebody's name is missing.

    The numbers are the file's own if all names are numbers, else they follow the order of appearance.
    """
    names = [digit.writer for digit in digits if digit.writer is not None]
    if len(names) < len(digits):
        return None
    if all(name.isdecimal() and len(name) < 10 for name in names):
        return np.array([int(name) for name in names], np.int64)
    order = {name: number for number, name in enumerate(dict.fromkeys(names), start=1)}
    return np.array([order[name] for name in names], np.int64)


def _digits(path: Path, text: str) -> Iterator[WrittenDigit]:
    label: int | None = None
    strokes: list[Stroke] = []
    person: str | None = None  # by .WRITER_ID, which holds until the next one
    writer: str | None = None
    left = MAX_POINTS
    for entry in _entries(text):
        if entry.keyword == "WRITER_ID":
            person = entry.rest.strip() or None
        elif entry.keyword == "SEGMENT":
            if strokes:
                yield WrittenDigit(Drawing(tuple(strokes), label), writer)
            label, strokes, writer, left = _label(entry), [], person, MAX_POINTS
        elif entry.keyword == "COMMENT":
            writer = _writer(entry, label) or writer
        elif entry.keyword == "PEN_DOWN" and label is not None and entry.lines.strip():
            points = _points(path, text, entry)
            strokes.append(Stroke(points))
            left -= len(points)
            if left < 0:
                raise _unusable(path, text, entry, f"brings its digit to more than {MAX_POINTS:,} points")
    if strokes:
        yield WrittenDigit(Drawing(tuple(strokes), label), writer)


def _entries(text: str) -> Iterator[_Entry]:
    found = _KEYWORD.search(text)
    while found:
        following = _KEYWORD.search(text, found.end())
        end = following.start() if following else len(text)
        yield _Entry(found[1], found[2], text[found.end() : end], found.end())
        found = following


def _label(entry: _Entry) -> int | None:
    label = _LABEL.search(entry.rest)
    return int(label[1]) if label else None


def _writer(entry: _Entry, label: int | None) -> str | None:
    said = _DIGIT_WRITER_NUMBER.match(entry.rest)
    return str(int(said[2])) if said and int(said[1]) == label else None


def _points(path: Path, text: str, entry: _Entry) -> FloatArray:
    if len(entry.lines) > MAX_CHARACTERS:
        raise _unusable(path, text, entry, f"has more than {MAX_POINTS:,} points")
    lines = entry.lines.split("\n")
    columns = next(len(line.split()) for line in lines if line.strip())
    try:
        values = np.array(entry.lines.split(), dtype=np.float64).reshape(-1, max(columns, 2))[:, :2]
    except ValueError as error:
        raise _unusable(path, text, entry, "is not a list of points, x and y on each line") from error
    if not np.isfinite(values).all():
        raise _unusable(path, text, entry, "has a coordinate that is not finite")
    return values * (1, -1)


def _unusable(path: Path, text: str, entry: _Entry, what: str) -> DataError:
    line = text.count("\n", 0, entry.start) + 1
    return DataError(f"{path}: the stroke that begins in line {line:,} {what}. Mend or remove it.")
