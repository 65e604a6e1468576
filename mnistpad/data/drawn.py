"""Labelled drawings as images: what UNIPEN files and drawing files have in common."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from mnistpad.data.dataset import PIXELS, Bytes, Dataset, Images, Ints, from_lot
from mnistpad.data.formats import watching
from mnistpad.errors import DataError
from mnistpad.ink import drawing_file
from mnistpad.ink.image import to_image
from mnistpad.ink.stroke import Drawing


def render(drawings: Sequence[Drawing]) -> Bytes:
    """Return the images that the network sees of drawings, as they are stored: uint8, shape (n, 784)."""
    pixels = np.empty((len(drawings), PIXELS), np.uint8)
    for row, drawing in zip(pixels, drawings, strict=True):
        watching.step()
        row[:] = np.rint(255 * to_image(drawing)).reshape(PIXELS)
    return pixels


def images(drawings: Sequence[Drawing], writers: Ints | None = None) -> Images:
    """Return labelled drawings as images.

    Raises
    ------
    ValueError
        If a drawing has no label.
    """
    labels = [drawing.label for drawing in drawings]
    if None in labels:
        msg = "every drawing needs a label"
        raise ValueError(msg)
    return Images(render(drawings), np.array(labels, np.uint8), writers)


def content_hash(drawings: Iterable[Drawing], writers: Ints | None = None) -> str:
    """Return the SHA-256 of what was drawn and by whom, as 64 hexadecimal digits.

    Of the strokes and not of their images, so that a better pen does not cut the parts anew.
    """
    digest = hashlib.sha256()
    for drawing in drawings:
        lengths = [len(stroke.points) for stroke in drawing.strokes]
        digest.update(np.array([drawing.label, len(lengths), *lengths], "<i8").tobytes())
        digest.update(drawing.points.astype("<f8").tobytes())
    if writers is not None:
        digest.update(writers.astype("<i8").tobytes())
    return digest.hexdigest()


def load_drawing_file(path: Path) -> Dataset:
    """Return the labelled drawings of a drawing file as one lot, cut into parts by its contents.

    Raises
    ------
    DrawingError
        If it is no drawing file.
    DataError
        If no drawing in it has both ink and a label.
    """
    drawings = [d for d in drawing_file.load(path) if d.label is not None and not d.is_blank]
    if not drawings:
        msg = f"{path} holds no drawing with a label, so there is nothing to learn from it. Label its drawings first."
        raise DataError(msg)
    return from_lot(images(drawings), name=path.name, key=str(path), sha256=content_hash(drawings))
