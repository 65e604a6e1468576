"""Folders of pictures by digit, `0/` to `9/`, perhaps in `train/` and `test/`; read as dropped pictures are.

Pictures that lie in no such folders have no labels, and can only be looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from mnistpad.data.dataset import DIGITS, PIXELS, UNLABELLED, Dataset, Images, without_labels
from mnistpad.data.formats import watching
from mnistpad.data.formats.lots import assemble
from mnistpad.errors import DataError, ImageError
from mnistpad.ink.picture import picture_to_image

MAX_PICTURES = 100_000
SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pbm", ".tga", ".jp2"}
)
_TO_LABEL = "Put the pictures into folders named 0 to 9."
_NAMED = 3  # of those left out
_TRAIN = ("train", "training")
_TEST = ("test", "testing")


def holds_pictures(folder: Path) -> bool:
    """Return whether there are folders named after digits, in it or in its training or test folder."""
    places = [folder, *(folder / name for name in (*_TRAIN, *_TEST))]
    return any((place / str(digit)).is_dir() for place in places for digit in range(DIGITS))


def holds_unlabelled(folder: Path) -> bool:
    """Return whether there are pictures in a folder itself."""
    try:
        return bool(_files(folder))
    except OSError:
        return False


def load(folder: Path) -> Dataset:
    """Return the digits in folders of pictures, in their own parts or cut by their contents.

    Pictures that cannot be read, or have no digit in them, are left out, and the dataset remarks on them.

    Raises
    ------
    DataError
        If there are none, or too many, or most cannot be read, or a folder cannot be read.
    ImageError
        If the only picture cannot be read.
    """
    train, test = _first(folder, _TRAIN), _first(folder, _TEST)
    places = {"train": train, "test": test} if train and test else {"train": train or test or folder}
    found = {part: _pictures(place) for part, place in places.items()}
    reading = _Reading(folder, sum(map(len, found.values())))
    parts = {part: reading.read(pictures) for part, pictures in found.items()}
    return replace(assemble(_name(folder), str(folder), parts), remarks=reading.remarks)


def load_unlabelled(folder: Path) -> Dataset:
    """Return the pictures that lie in a folder itself, without labels.

    Raises
    ------
    DataError, ImageError
        As `load`.
    """
    files = _files(folder)
    if not files:
        raise _none(folder)
    _check_count(folder, len(files))
    reading = _Reading(folder, len(files))
    images = reading.read([(path, UNLABELLED) for path in files])
    seen = without_labels(images.pixels, name=_name(folder), key=str(folder), to_label=_to_label(folder))
    return replace(seen, remarks=reading.remarks)


def _to_label(folder: Path) -> str:
    """Return what to do about pictures without labels; perhaps the folder is that of one digit."""
    whole = folder.resolve()
    if whole.name in map(str, range(DIGITS)):
        return f"Open {whole.parent.name} instead, which has a folder for each digit."
    return _TO_LABEL


@dataclass
class _Reading:
    """Reads the pictures of a folder, and remembers which it left out."""

    folder: Path
    total: int
    done: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was left out, as one sentence."""
        return (f"{self._count()}, and left out: {self._names()}.",) if self.failed else ()

    def read(self, found: Sequence[tuple[Path, int]]) -> Images:
        """Return pictures with these labels."""
        pixels = np.empty((len(found), PIXELS), np.uint8)
        labels = np.empty(len(found), np.uint8)
        row = 0
        for path, digit in found:
            watching.step(self.done, self.total)
            self.done += 1
            name = str(path.relative_to(self.folder))
            try:
                pixels[row] = np.rint(255 * picture_to_image(path, name)).reshape(PIXELS)
            except ImageError as error:
                self._leave_out(name, error)
                continue
            labels[row] = digit
            row += 1
        return Images(pixels[:row], labels[:row])

    def _leave_out(self, name: str, error: ImageError) -> None:
        """Note what failed; give up as soon as most of all have, so that a folder of rubbish costs little."""
        self.failed.append(name)
        if self.total == 1:
            raise error
        if 2 * len(self.failed) > self.total:
            least = "" if self.done == self.total else "at least "
            msg = f"{self.folder}: {least}{self._count()}: {self._names()}. Save them anew, or choose another folder."
            raise DataError(msg) from error

    def _count(self) -> str:
        pictures = "picture" if self.total == 1 else "pictures"
        return f"{len(self.failed):,} of {self.total:,} {pictures} could not be read as digits"

    def _names(self) -> str:
        more = len(self.failed) - _NAMED
        shown = self.failed if more <= 1 else self.failed[:_NAMED]
        return ", ".join(shown) + (f" and {more:,} more" if more > 1 else "")


def _first(folder: Path, names: tuple[str, ...]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_dir()), None)


def _pictures(place: Path) -> list[tuple[Path, int]]:
    """Return the pictures and their digits, by digit and then by name, so that every computer finds one order."""
    try:
        found = [(path, digit) for digit in range(DIGITS) for path in _files(place / str(digit))]
    except OSError as error:
        msg = f"{place} cannot be read: {error.strerror}. Check the folder, or choose another."
        raise DataError(msg) from error
    if not found:
        raise _none(place)
    _check_count(place, len(found))
    return found


def _none(place: Path) -> DataError:
    return DataError(f"{place} holds no pictures of digits. Put them into folders named 0 to 9, as PNG or JPEG.")


def _check_count(place: Path, count: int) -> None:
    if count > MAX_PICTURES:
        msg = f"{place} holds more than {MAX_PICTURES:,} pictures. Divide them into several folders."
        raise DataError(msg)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    named = (path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.name.startswith("."))
    return sorted((path for path in named if path.is_file()), key=lambda path: path.name)


def _name(folder: Path) -> str:
    return folder.resolve().name or str(folder)
