"""Drawings on disk: JSON that any program can read and write. Believes nothing that it reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np

from mnistpad import files
from mnistpad.errors import DrawingError
from mnistpad.ink.stroke import Drawing, Stroke

FORMAT = "mnistpad-ink"
VERSION = 1
SUFFIX = ".ink.json"
MOST_POINTS = 100_000  # a drawing
MOST_DRAWINGS = 100_000  # a file

# What reading may cost. A point takes about 130 bytes of memory while it is read.
MOST_BYTES = 200_000_000
MOST_LISTS = 10_000_000

_ANEW = "Save it again from MnistPad, or pick another file."


class _Wrong(Exception):  # noqa: N818
    """What is wrong with one drawing; the file's name and the drawing's number are known later."""


def load(path: str | Path) -> list[Drawing]:
    """Return the drawings of a file, in order.

    Parameters
    ----------
    path
        A drawing file, UTF-8 with or without a byte order mark.

    Raises
    ------
    DrawingError
        If the file cannot be read, is not a drawing file, is newer than this program, or holds anything that a
        drawing cannot be: coordinates that are not finite, no drawings at all, too many drawings or points.
    """
    return [drawing for drawing, _ in load_with_persons(path)]


def load_with_persons(path: str | Path) -> list[tuple[Drawing, str]]:
    """Return the drawings of a file, each with the name of who drew it; empty where the file does not say.

    Raises
    ------
    DrawingError
        As `load`.
    """
    path = Path(path)
    document = _parsed(_text(path), path.name)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        msg = f"{path.name} is not a MnistPad drawing. Pick a file that MnistPad saved."
        raise DrawingError(msg)
    _check_version(document.get("version"), path.name)
    drawings = document.get("drawings")
    if not isinstance(drawings, list):
        msg = f"{path.name} has no list of drawings. {_ANEW}"
        raise DrawingError(msg)
    _check_count(len(drawings), path.name)
    return [_believed(drawing, nth, path.name) for nth, drawing in enumerate(drawings, start=1)]


def save(path: str | Path, drawings: Iterable[Drawing], persons: Sequence[str] | None = None) -> None:
    """Write drawings to a file, so that `load` returns equal ones.

    The file is written beside and then renamed: whatever happens, the old file or the new one is there, whole.

    Parameters
    ----------
    path
        The file.
    drawings
        What to write.
    persons
        Who drew each, one name a drawing; nothing is written for an empty one.

    Raises
    ------
    DrawingError
        If there are no drawings or too many, one has too many points, or the file cannot be written.
    """
    path, drawings = Path(path), list(drawings)
    _check_count(len(drawings), path.name)
    for nth, drawing in enumerate(drawings, start=1):
        _check_size(sum(map(len, drawing.strokes)), nth, path.name)
    try:
        _write(path.resolve(), drawings, persons or [""] * len(drawings))
    except OSError as error:
        msg = f"{path.name} could not be saved: {error.strerror or error}. Choose another place and save again."
        raise DrawingError(msg) from error


def to_values(drawing: Drawing) -> dict[str, Any]:
    """Return one drawing as the plain values that its JSON holds; `from_values` returns an equal one."""
    return _values(drawing)


def from_values(values: dict[str, Any]) -> Drawing:
    """Return the drawing in what was read from JSON.

    Raises
    ------
    ValueError
        If it is anything that a drawing cannot be.
    """
    if "strokes" not in values:
        msg = "has no strokes, not even an empty list"
        raise ValueError(msg)
    try:
        return _drawing(values)
    except _Wrong as wrong:
        raise ValueError(str(wrong)) from wrong


def _check_version(version: object, name: str) -> None:
    if type(version) is not int or version < 1:
        msg = f"{name} does not say which version of the drawing format it has. {_ANEW}"
        raise DrawingError(msg)
    if version > VERSION:
        msg = f"{name} was saved by a newer MnistPad. Update MnistPad to open it."
        raise DrawingError(msg)


def _check_count(count: int, name: str) -> None:
    if not count:
        msg = f"{name} has no drawings. At least one belongs in a drawing file."
        raise DrawingError(msg)
    if count > MOST_DRAWINGS:
        msg = f"{name} has {count:,} drawings, and {MOST_DRAWINGS:,} is the most. Split it into several files."
        raise DrawingError(msg)


def _check_size(points: int, nth: int, name: str) -> None:
    if points > MOST_POINTS:
        msg = f"Drawing {nth} of {name} has {points:,} points, and {MOST_POINTS:,} is the most. Draw it with fewer."
        raise DrawingError(msg)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        return _fitting(data, path.name).decode("utf-8-sig")
    except FileNotFoundError as error:
        msg = f"{path.name} is not there. Check the name and the folder."
        raise DrawingError(msg) from error
    except OSError as error:
        msg = f"{path.name} could not be read: {error.strerror or error}. Check the file, or pick another one."
        raise DrawingError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path.name} is not a MnistPad drawing: it is not text. Pick a file that MnistPad saved."
        raise DrawingError(msg) from error


def _fitting(data: bytes, name: str) -> bytes:
    if len(data) > MOST_BYTES or data.count(b"[") > MOST_LISTS:
        msg = f"{name} is too large to open: {MOST_BYTES // 10**6} MB or {MOST_LISTS:,} points is the most. Split it."
        raise DrawingError(msg)
    return data


def _parsed(text: str, name: str) -> Any:
    try:
        # Each drawing becomes arrays as soon as it is read, so that a big file is never there as lists of numbers.
        return json.loads(text, object_hook=_drawing_or_dict, parse_constant=_no_constant)
    except _Wrong as error:
        msg = f"{name} holds a number that is not finite ({error}). {_ANEW}"
        raise DrawingError(msg) from error
    except RecursionError as error:
        msg = f"{name} is nested too deeply for a drawing. {_ANEW}"
        raise DrawingError(msg) from error
    except ValueError as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        msg = f"{name} is not a drawing file, or is damaged: its JSON cannot be read{where}. {_ANEW}"
        raise DrawingError(msg) from error


def _no_constant(constant: str) -> NoReturn:
    raise _Wrong(constant)


def _drawing_or_dict(values: dict[str, Any]) -> Any:
    if "drawings" in values or "strokes" not in values:
        return values
    try:
        person = values.get("person")
        return _Named(_drawing(values), person if isinstance(person, str) else "")
    except _Wrong as wrong:
        return wrong


class _Named(NamedTuple):
    drawing: Drawing
    person: str


def _believed(named: object, nth: int, name: str) -> tuple[Drawing, str]:
    if isinstance(named, _Wrong):
        msg = f"Drawing {nth} of {name} {named}. {_ANEW}"
        raise DrawingError(msg) from named
    if not isinstance(named, _Named):
        msg = f"Drawing {nth} of {name} has no strokes, not even an empty list. {_ANEW}"
        raise DrawingError(msg)
    return named


def _drawing(values: dict[str, Any]) -> Drawing:
    strokes = values["strokes"]
    if not isinstance(strokes, list) or not all(isinstance(stroke, list) for stroke in strokes):
        msg = "has strokes that are not lists of points"
        raise _Wrong(msg)
    count = sum(map(len, strokes))
    if count > MOST_POINTS:
        msg = f"has {count:,} points, and {MOST_POINTS:,} is the most"
        raise _Wrong(msg)
    label = values.get("label")
    if label is not None and (type(label) is not int or label not in range(10)):
        msg = "has a label that is not a digit from 0 to 9"
        raise _Wrong(msg)
    widths = _widths(values.get("width"), len(strokes))
    return Drawing(
        tuple(_stroke(points, width) for points, width in zip(strokes, widths, strict=True) if points), label
    )


def _widths(width: Any, count: int) -> Sequence[float | None]:
    """Return a width for each stroke: the file gives one for all, or a list."""
    widths = width if isinstance(width, list) else [width] * count
    if len(widths) != count:
        msg = f"has {len(widths)} pen widths for {count} strokes"
        raise _Wrong(msg)
    if not all(one is None or (type(one) in (int, float) and 0 < one < 1e308) for one in widths):
        msg = "has a pen width that is not a positive number"
        raise _Wrong(msg)
    return [None if one is None else float(one) for one in widths]


def _stroke(points: list[Any], width: float | None) -> Stroke:
    sizes = set(map(len, points)) if set(map(type, points)) == {list} else {0}
    if sizes not in ({2}, {3}):
        msg = "has points that are not all [x, y], or all [x, y, pressure]"
        raise _Wrong(msg)
    # A boolean is an int to NumPy and to isinstance(), but no coordinate.
    if not set(map(type, chain.from_iterable(points))) <= {int, float}:
        msg = "has coordinates that are not numbers"
        raise _Wrong(msg)
    return _finite_stroke(_array(points), width)


def _array(points: list[list[float]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    try:
        return np.array(points, dtype=np.float64)
    except OverflowError:
        return np.full((1, 2), np.inf)


def _finite_stroke(array: np.ndarray[Any, np.dtype[np.float64]], width: float | None) -> Stroke:
    if not np.isfinite(array).all():
        msg = "has coordinates that are not finite"
        raise _Wrong(msg)
    pressure = array[:, 2] if array.shape[1] == 3 else None
    if pressure is not None and not ((pressure >= 0) & (pressure <= 1)).all():
        msg = "has a pressure that is not from 0 to 1"
        raise _Wrong(msg)
    return Stroke(array[:, :2], pressure, width)


def _write(path: Path, drawings: list[Drawing], persons: Sequence[str]) -> None:
    with files.replacing(path) as file:
        file.writelines(line.encode() for line in _lines(drawings, persons))


def _lines(drawings: list[Drawing], persons: Sequence[str]) -> Iterable[str]:
    """Yield the document, one drawing a line."""
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "drawings": [\n'
    for nth, (drawing, person) in enumerate(zip(drawings, persons, strict=True), start=1):
        values = ({"person": person} if person else {}) | _values(drawing)
        yield json.dumps(values, allow_nan=False) + (",\n" if nth < len(drawings) else "\n")
    yield "]}\n"


def _values(drawing: Drawing) -> dict[str, Any]:
    values: dict[str, Any] = {} if drawing.label is None else {"label": int(drawing.label)}
    widths = [stroke.width for stroke in drawing.strokes]
    if set(widths) - {None}:
        values["width"] = widths[0] if len(set(widths)) == 1 else widths
    values["strokes"] = [_points(stroke) for stroke in drawing.strokes]
    return values


def _points(stroke: Stroke) -> list[list[float]]:
    columns = stroke.points if stroke.pressure is None else np.column_stack([stroke.points, stroke.pressure])
    points: list[list[float]] = columns.tolist()
    return points
