"""What the packages say of the program: each fact in one place, here or where the program itself has it."""

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import mnistpad

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = PROJECT / "resources" / "packaging"
BUILD = PROJECT / "build" / "packaging"
DIST = PROJECT / "dist"

VERSION = mnistpad.__version__
NAME = "mnistpad"
TITLE = "MnistPad"
SUMMARY = "Draw a digit and watch a neural network read it"
AUTHORS = "The MnistPad authors"
IDENTIFIER = "local.mnistpad.mnistpad"
"""A reverse domain name is asked for, and the project has no domain: `local` is nobody's."""
HOMEPAGE = mnistpad.HOMEPAGE  # left out everywhere while it is empty
MAINTAINER = f"{AUTHORS} <mnistpad@localhost>"
"""Debian's control file insists on an address, and the project has none: this one leads nowhere."""
DRAWING_TYPE, MODEL_TYPE = "application/vnd.mnistpad.drawing+json", "application/vnd.mnistpad.model"


@dataclass(frozen=True)
class Release:
    """A version in the changelog: for each heading, such as "Added", what it lists."""

    version: str
    day: date
    changes: tuple[tuple[str, tuple[str, ...]], ...]


def epoch() -> int:
    """Return the seconds since 1970 that all files are given: the last commit's, unless SOURCE_DATE_EPOCH is set."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told:
        return int(told)
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
        return int(answer.stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):  # an unpacked sdist has no history
        return int((PROJECT / "CHANGELOG.md").stat().st_mtime)


def releases(changelog: str, version: str = VERSION, now: int | None = None) -> list[Release]:
    """Return what is released, newest first; what is not yet, as `version` on the day of `now`, if none has it."""
    today = datetime.fromtimestamp(epoch() if now is None else now, UTC).date()
    parts = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    found = [release for part in parts if (release := _release(part, today))]
    named = {release.version for release in found}
    fresh = "" if version in named else version
    kept = [Release(each.version or fresh, each.day, each.changes) for each in found if each.version or fresh]
    return [each for each in kept if each.changes] or [Release(version, today, ())]


def notes(changelog: str, tag: str) -> str:
    """Return what a changelog says of the version that a tag names, in Markdown.

    Raises
    ------
    ValueError
        If the tag is not the program's version, or the changelog has no dated part for it.
    """
    if tag != f"v{VERSION}":
        raise ValueError(f"The tag {tag} is not v{VERSION}, the version in mnistpad/__init__.py. Change one of them.")
    for part in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        if re.match(rf"\[{re.escape(VERSION)}\] - \d{{4}}-", heading):
            return body.strip() + "\n"
    raise ValueError(f"CHANGELOG.md has no dated part for {VERSION}. Give what is under Unreleased its number and day.")


def _release(part: str, today: date) -> Release | None:
    heading, _, body = part.partition("\n")
    dated = re.match(r"\[(\d[^]]*)\] - (\d{4}-\d\d-\d\d)", heading)
    if not dated and not heading.startswith("[Unreleased]"):
        return None
    groups = re.split(r"^### ", body, flags=re.MULTILINE)[1:]
    changes = tuple((group.partition("\n")[0].strip(), _items(group.partition("\n")[2])) for group in groups)
    return Release(dated[1] if dated else "", date.fromisoformat(dated[2]) if dated else today, changes)


def _items(text: str) -> tuple[str, ...]:
    """Return a list's entries as plain sentences, without Markdown's marks."""
    entries = re.split(r"^- ", text, flags=re.MULTILINE)[1:]
    return tuple(re.sub(r"\*(.+?)\*|`(.+?)`", r"\1\2", " ".join(entry.split())) for entry in entries)
