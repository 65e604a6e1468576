"""Folders of pictures by digit, `0/` to `9/`, perhaps in `train/` and `test/`; read as dropped pictures are."""

from pathlib import Path

import numpy as np

from mnistpad.data.dataset import DIGITS, PIXELS, Dataset, Images
from mnistpad.data.formats.lots import assemble
from mnistpad.errors import DataError
from mnistpad.ink.picture import picture_to_image

MAX_PICTURES = 100_000
SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pbm", ".tga", ".jp2"}
)
_TRAIN = ("train", "training")
_TEST = ("test", "testing")


def holds_pictures(folder: Path) -> bool:
    """Return whether there are folders named after digits, in it or in its training or test folder."""
    places = [folder, *(folder / name for name in (*_TRAIN, *_TEST))]
    return any((place / str(digit)).is_dir() for place in places for digit in range(DIGITS))


def load(folder: Path) -> Dataset:
    """Return the digits in folders of pictures, in their own parts or cut by their contents.

    Raises
    ------
    DataError
        If there are none, or too many, or a folder cannot be read.
    ImageError
        If a picture is damaged or has no digit in it; it is named.
    """
    train, test = _first(folder, _TRAIN), _first(folder, _TEST)
    parts = {"train": train, "test": test} if train and test else {"train": train or test or folder}
    return assemble(_name(folder), str(folder), {part: _read(folder, place) for part, place in parts.items()})


def _first(folder: Path, names: tuple[str, ...]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_dir()), None)


def _read(folder: Path, place: Path) -> Images:
    found = _pictures(place)
    pixels = np.empty((len(found), PIXELS), np.uint8)
    for row, (path, _) in zip(pixels, found, strict=True):
        row[:] = np.rint(255 * picture_to_image(path, str(path.relative_to(folder)))).reshape(PIXELS)
    return Images(pixels, np.array([digit for _, digit in found], np.uint8))


def _pictures(place: Path) -> list[tuple[Path, int]]:
    """Return the pictures and their digits, by digit and then by name, so that every computer finds one order."""
    try:
        found = [(path, digit) for digit in range(DIGITS) for path in _files(place / str(digit))]
    except OSError as error:
        msg = f"{place} cannot be read: {error.strerror}. Check the folder, or choose another."
        raise DataError(msg) from error
    if not found:
        msg = f"{place} holds no pictures of digits. Put them into folders named 0 to 9, as PNG or JPEG."
        raise DataError(msg)
    if len(found) > MAX_PICTURES:
        msg = f"{place} holds more than {MAX_PICTURES:,} pictures. Divide them into several folders."
        raise DataError(msg)
    return found


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    named = (path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.name.startswith("."))
    return sorted((path for path in named if path.is_file()), key=lambda path: path.name)


def _name(folder: Path) -> str:
    return folder.resolve().name or str(folder)
