"""From the arrays in a file to a Dataset: every format that holds arrays goes this way."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from mnistpad.data.dataset import (
    EDGE,
    PIXELS,
    Bytes,
    Dataset,
    Images,
    content_hash,
    empty,
    from_lot,
    join,
    without_labels,
)
from mnistpad.data.formats import values, watching
from mnistpad.data.formats.noticing import is_dark, is_transposed
from mnistpad.data.formats.values import Lot
from mnistpad.data.stored import Stored, Wishes, joined


def to_dataset(path: Path, lots: Mapping[str, Lot], wishes: Wishes, name: str = "", to_label: str = "") -> Dataset:
    """Return the digits in a file, upright, as light ink from 0 to 255 on 28×28 pixels.

    Parameters
    ----------
    path
        Where they are, for the key and for sentences.
    lots
        By `train`, `validation` and `test`, the last two only where the source has them. A single one is cut into
        parts by its contents. What is noticed in the first holds for all.
    wishes
        What a person says of the images, which counts more than what seems so.
    name
        What people call it; the path's own name by default.
    to_label
        What to do where the lots have no labels, a sentence.

    Raises
    ------
    DataError
        If the shapes, the values or the labels are not those of digits.
    """
    numbers = values.squares(path, list(lots.values()))
    low, high = values.find_range(path, list(lots.values()))
    labels = [values.as_digits(path, lot.labels) for lot in lots.values() if lot.labels is not None]
    squares = [values.as_bytes(each, low, high) for each in numbers]
    dark = is_dark(squares[0]) if wishes.dark is None else wishes.dark
    pixels = [scaled(~each if dark else each).reshape(-1, PIXELS) for each in squares]
    turned = bool(labels) and is_transposed(pixels[0], labels[0]) if wishes.transposed is None else wishes.transposed
    pixels = [_transposed(each) if turned else each for each in pixels]
    stored = Stored(squares[0].shape[1], low, high, turned, dark)
    name, key = name or path.name, joined(str(path), wishes)
    if not labels:
        return without_labels(np.concatenate(pixels), name=name, key=key, to_label=to_label, stored=stored)
    parts = dict(zip(lots, map(Images, pixels, labels), strict=True))
    return assemble(name, key, parts, stored)


def assemble(name: str, key: str, parts: Mapping[str, Images], stored: Stored | None = None) -> Dataset:
    """Return a dataset of the parts that a source has: `train`, perhaps `test`, perhaps `validation`."""
    if "test" not in parts:
        lot = replace(join(parts.values()), rows=None)
        return replace(from_lot(lot, name=name, key=key, sha256=content_hash(lot)), stored=stored)
    train, test, validation = parts["train"], parts["test"], parts.get("validation", empty())
    sha256 = content_hash(*parts.values())
    return Dataset(name, key, train, validation, test, sha256, has_parts=True, stored=stored).with_validation()


def scaled(images: Bytes) -> Bytes:
    """Return light ink of any size, shape (n, edge, edge), on 28×28 pixels, the way drawings are."""
    if images.shape[1] == EDGE:
        return images
    # Pillow comes with it, which nobody else needs here.
    from mnistpad.ink.picture import settled

    large = np.zeros((len(images), EDGE, EDGE), np.uint8)
    for row in np.flatnonzero(images.any(axis=(1, 2))):
        watching.step()
        # Paper around it, so that ink at the edge has an outline there, too.
        large[row] = np.rint(255 * settled(np.pad(images[row], 1) * np.float32(1 / 255)))
    return large


def _transposed(pixels: Bytes) -> Bytes:
    return np.ascontiguousarray(pixels.reshape(-1, EDGE, EDGE).transpose(0, 2, 1)).reshape(-1, PIXELS)
