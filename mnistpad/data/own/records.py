"""The lines of the file of kept digits: JSON, one act a line. Believes nothing that it reads.

The first says what the file is. `{"id", "label", "person", "time", "strokes"}` keeps a drawing;
`{"change": {id: {"label", "person", "deleted"}}}` is what was done to kept ones later.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing

FORMAT = "mnistpad-own-digits"
VERSION = 1
LONGEST_NAME = 40  # characters
MOST_BYTES = 12_000_000  # a line: 100,000 points, each a stroke of its own, at 120 bytes
MOST_CHANGED = 10_000  # drawings a line

_KEY = re.compile(r"[0-9a-f]{1,64}")
_ERA = re.compile(r"[0-9a-f]{16}")


class Damaged(Exception):  # noqa: N818
    """A line that is no record."""


@dataclass(frozen=True)
class Kept:
    """One drawing that a person kept.

    Parameters
    ----------
    key
        Names it for good, in hexadecimal digits.
    drawing
        The ink, with its label.
    person
        Who drew it.
    time
        When it was kept, as ISO 8601.
    deleted
        Whether it was put aside since.
    """

    key: str
    drawing: Drawing
    person: str
    time: str
    deleted: bool = False

    @property
    def label(self) -> int:
        """The digit that it is said to be."""
        return self.drawing.label or 0

    def changed(self, fields: Mapping[str, Any]) -> "Kept":
        """Return it with another label, person, or state."""
        return Kept(
            self.key,
            self.drawing.labelled(fields.get("label", self.label)),
            fields.get("person", self.person),
            self.time,
            fields.get("deleted", self.deleted),
        )


Changes = dict[str, dict[str, Any]]
"""What is to be different, by key."""


def header_line(era: str) -> bytes:
    """Return the first line of a file; the era tells it from one that was deleted with all that was in it."""
    return _line({"format": FORMAT, "version": VERSION, "era": era})


def kept_line(kept: Kept) -> bytes:
    """Return the line that keeps a drawing."""
    values = drawing_file.to_values(kept.drawing)
    fields = {"id": kept.key, "label": kept.label, "person": kept.person, "time": kept.time}
    return _line(fields | values)


def change_lines(changes: Changes) -> list[bytes]:
    """Return the lines that change kept drawings."""
    fields = list(changes.items())
    parts = [fields[at : at + MOST_CHANGED] for at in range(0, len(fields), MOST_CHANGED)]
    return [_line({"change": dict(part)}) for part in parts]


def read_header(line: bytes) -> tuple[int, str]:
    """Return the version of the file's format, and its era.

    Raises
    ------
    Damaged
        If the line is no header.
    """
    values = _values(line)
    version, era = values.get("version"), values.get("era")
    if values.get("format") != FORMAT or type(version) is not int or version < 1:
        raise Damaged
    if version <= VERSION and not (isinstance(era, str) and _ERA.fullmatch(era)):
        raise Damaged
    return version, era if isinstance(era, str) else ""


def read(line: bytes) -> Kept | Changes:
    """Return what a line says.

    Raises
    ------
    Damaged
        If it says nothing that this version understands.
    """
    values = _values(line)
    return _changes(values["change"]) if set(values) == {"change"} else _kept(values)


def clean_name(name: str) -> str:
    """Return a person's name as it can be kept: one line, no blanks around it; empty if nothing is left."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split())[:LONGEST_NAME].strip()


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _values(line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line.decode()) if len(line) <= MOST_BYTES else None
    except (ValueError, RecursionError) as error:
        raise Damaged from error
    if not isinstance(values, dict):
        raise Damaged
    return values


def _kept(values: dict[str, Any]) -> Kept:
    key, label, time = values.get("id"), values.get("label"), values.get("time")
    fields = {"person": values.get("person"), "label": label}
    _check_key(key)
    _check_fields(fields)
    if not isinstance(time, str) or len(time) > 64 or not time.isprintable():
        raise Damaged
    try:
        drawing = drawing_file.from_values(
            {"label": label} | {k: values[k] for k in ("strokes", "width") if k in values}
        )
    except ValueError as error:
        raise Damaged from error
    if drawing.is_blank:
        raise Damaged
    return Kept(str(key), drawing, str(fields["person"]), time)


def _changes(values: object) -> Changes:
    if not isinstance(values, dict) or not values:
        raise Damaged
    for key, fields in values.items():
        _check_key(key)
        if not isinstance(fields, dict) or not fields:
            raise Damaged
        _check_fields(fields)
    return values


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Damaged


def _check_fields(fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if not _FIELDS.get(name, _never)(value):
            raise Damaged


def _never(_value: object) -> bool:
    return False


_FIELDS = {
    "label": lambda value: type(value) is int and value in range(10),
    "person": lambda value: isinstance(value, str) and bool(value) and value == clean_name(value),
    "deleted": lambda value: type(value) is bool,
}
