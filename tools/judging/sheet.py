"""Contact sheets: many drawings on one picture, for a person to look at."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw

from mnistpad.ink.stroke import Drawing
from tools.judging.material import Material
from tools.judging.reading import Reader

Row: TypeAlias = tuple[str, Sequence[Drawing]]

CELL = 72  # pixels
MOST = 18  # of a row
_FINE = 3  # drawn larger and shrunk, for smooth lines


def save(path: Path, rows: Sequence[Row], captions: Sequence[Sequence[str]] = ()) -> None:
    """Write a PNG with a row of drawings for each name, and a word under each drawing where there is one."""
    across = max((len(drawings) for _, drawings in rows), default=0)
    margin, tall = 150, CELL + (14 if captions else 0)
    sheet = Image.new("L", (margin + across * CELL, max(len(rows), 1) * tall), 255)
    pen = ImageDraw.Draw(sheet)
    for row, (name, drawings) in enumerate(rows):
        pen.text((4, row * tall + CELL // 2 - 6), name, fill=0)
        for column, drawing in enumerate(drawings):
            sheet.paste(thumbnail(drawing), (margin + column * CELL, row * tall))
            if captions:
                pen.text((margin + column * CELL + 6, row * tall + CELL), captions[row][column], fill=0)
    sheet.save(path)


def misread(reader: Reader, material: Material) -> tuple[list[Row], list[list[str]]]:
    """Return what a model misreads, a row a shape, the surest first, and what it read: for `save`.

    Where the model can decline, what is no digit and is named one at Balanced follows, a row a thing.
    """
    rows: list[Row] = []
    captions: list[list[str]] = []
    for drawn in filter(None, (material.kept, material.shapes, material.others if reader.can_decline else None)):
        readings = reader.read(drawn.images)
        wrong = ~readings.declined["balanced"] if drawn is material.others else readings.guesses != drawn.labels
        found = np.flatnonzero(wrong)[np.argsort(-readings.certainty[wrong])]
        for name in dict.fromkeys(drawn.names[np.sort(found)].tolist()):
            chosen = found[drawn.names[found] == name][:MOST]
            rows.append((name, [drawn.samples[i].drawing for i in chosen]))
            captions.append([f"{readings.guesses[i]}  {readings.certainty[i]:.0%}" for i in chosen])
    return rows, captions


def thumbnail(drawing: Drawing) -> Image.Image:
    """Return a small picture of a drawing, its longest side filling the cell, the points joined as they are."""
    edge = CELL * _FINE
    picture = Image.new("L", (edge, edge), 255)
    pen = ImageDraw.Draw(picture)
    low, high = drawing.points.min(axis=0), drawing.points.max(axis=0)
    scale = 0.8 * edge / max((high - low).max(), 0.05 * 404)
    for stroke in drawing.strokes:
        points = (stroke.points - (low + high) / 2) * scale + edge / 2
        pen.line([tuple(point) for point in points.tolist()], fill=0, width=4 * _FINE, joint="curve")
        for x, y in np.concatenate([points[:1], points[-1:]]).tolist():
            pen.ellipse((x - 2 * _FINE, y - 2 * _FINE, x + 2 * _FINE, y + 2 * _FINE), fill=0)
    return picture.resize((CELL, CELL), Image.Resampling.LANCZOS)
