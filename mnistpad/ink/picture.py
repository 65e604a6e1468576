"""From any picture of a digit to the 28×28 image, the way MNIST's were made, and to something for the pad to show."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from mnistpad.errors import ImageError
from mnistpad.ink.image import BOX, EDGE, MIDDLE, SIZE, Image, centre_of_mass
from mnistpad.ink.paper import Grey, Writing, find_writing

Pixels: TypeAlias = NDArray[np.uint8]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

MOST_PIXELS = 50_000_000
LARGEST = 2048  # pixels along the longest side of what is worked on
PREVIEW = 1024  # pixels along the longest side of what the pad shows
OVERVIEW = 160  # pixels along the longest side of what is searched for ink, of pictures that are not strips
STRIP = 80  # pixels along the shortest side at least, as far as the longest has no more than 640
FINE = 6  # pixels of the cut-out digit to one of the 28×28 image
INK_BOX = BOX - EDGE  # pixels of the 28×28 image between the ink's outer edges, at half coverage

DARKEST_PAPER = 0.1  # what is darker has no light left to measure
# Pen widths, in pixels of the 28×28 image, between which a picture is left as it is. MNIST's own are 1.7 to 4.
THINNEST, THICKEST = 2.0, 3.8

# No formats that run programs or need them (EPS, PDF, WMF), and none that no camera, scanner or editor writes.
FORMATS = ("PNG", "JPEG", "MPO", "GIF", "BMP", "DIB", "TIFF", "WEBP", "PPM", "TGA", "ICO", "JPEG2000")


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture, and the digit in it as the network sees it.

    Parameters
    ----------
    image
        Ink coverage in [0, 1], float32, shape (28, 28).
    preview
        The picture for people, in grey, dark ink on light, uint8, at most 1024 pixels along its longest side.
    was_light_on_dark
        Whether the picture had light ink, so that the preview is its negative.
    frame
        Where the edges of the 28×28 image lie on the preview, in shares of its sides. They may lie beyond it.
    """

    image: Image
    preview: Pixels
    was_light_on_dark: bool = False
    frame: Box = (0.0, 0.0, 1.0, 1.0)


def load_picture(source: str | Path | bytes | Pixels, name: str | None = None) -> Picture:
    """Return a picture of a digit, ready for the pad and the network.

    Parameters
    ----------
    source
        A file, the bytes of one, or pixels: uint8, shape (h, w), (h, w, 3) or (h, w, 4).
    name
        What to call the picture in messages; the file's name by default.

    Raises
    ------
    ImageError
        If it is not a picture, is damaged, has more than 50 megapixels, or nothing is drawn in it.
    """
    name = name or (Path(source).name if isinstance(source, str | Path) else "the picture")
    grey = _decoded(source, name)
    image, is_light, frame = _as_mnist(grey) or _read(grey, name)
    preview = ImageOps.invert(grey) if is_light else grey
    preview.thumbnail((PREVIEW, PREVIEW), Pillow.Resampling.BOX)
    return Picture(image, np.array(preview), is_light, frame)


def picture_to_image(source: str | Path | bytes | Pixels, name: str | None = None) -> Image:
    """Return only what the network sees of a picture, float32 in [0, 1], shape (28, 28). See `load_picture`."""
    return load_picture(source, name).image


def _decoded(source: str | Path | bytes | Pixels, name: str) -> Pillow.Image:
    """Return the picture upright and in 8-bit grey (mode L)."""
    try:
        # Pillow warns of odd metadata and of large pictures; the size is checked here, the rest does not matter.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _opened(source) as picture:
                _check_size(picture.size, name)
                grey = _grey(picture)
                grey.thumbnail((LARGEST, LARGEST), Pillow.Resampling.BOX)
                return grey
    except ImageError:
        raise
    except FileNotFoundError as error:
        msg = f"{name} is not there. Check the name and the folder."
        raise ImageError(msg) from error
    except IsADirectoryError as error:
        msg = f"{name} is a folder. Pick a picture in it."
        raise ImageError(msg) from error
    except PermissionError as error:
        msg = f"{name} may not be read by you. Change its permissions, or pick another file."
        raise ImageError(msg) from error
    except Pillow.DecompressionBombError as error:
        raise ImageError(_too_large(name)) from error
    except UnidentifiedImageError as error:
        msg = f"{name} is not a picture that MnistPad can read. Save it as PNG or JPEG and try again."
        raise ImageError(msg) from error
    except Exception as error:  # Pillow's decoders raise whatever a damaged file leads them into.
        msg = f"{name} could not be read: the file is damaged or cut off. Save the picture again and retry."
        raise ImageError(msg) from error


def _opened(source: str | Path | bytes | Pixels) -> Pillow.Image:
    if isinstance(source, np.ndarray):
        return Pillow.fromarray(np.ascontiguousarray(source, dtype=np.uint8))
    Pillow.init()
    formats = [one for one in FORMATS if one in Pillow.OPEN]
    return Pillow.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=formats)


def _check_size(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise ImageError(_too_large(name))
    if min(size) < 2:
        msg = f"{name} is {size[0]}×{size[1]} pixels, too small for a digit. Pick a larger picture."
        raise ImageError(msg)


def _too_large(name: str) -> str:
    return f"{name} has more than {MOST_PIXELS // 10**6} megapixels. Make it smaller and try again."


def _grey(picture: Pillow.Image) -> Pillow.Image:
    picture.draft("L", (LARGEST, LARGEST))  # JPEG only: decodes no more than is needed
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith(("I", "F")):
        return _from_deep(np.asarray(picture, dtype=np.float64), picture.mode)
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        return _on_paper(picture.convert("RGBA"))
    return picture.getchannel("L") if picture.mode == "LAB" else picture.convert("L")


def _from_deep(values: NDArray[np.float64], mode: str) -> Pillow.Image:
    """Return 16 and 32 bit grey as 8 bit: by the format's range, or the picture's own where it has none."""
    low, high = 0.0, 65535.0
    if mode == "F" or values.min() < 0 or values.max() > high:
        values = np.nan_to_num(values, posinf=0, neginf=0)
        low, high = float(values.min()), max(float(values.max()), float(values.min()) + 1e-9)
    return Pillow.fromarray(np.round((values - low) / (high - low) * 255).astype(np.uint8))


def _on_paper(picture: Pillow.Image) -> Pillow.Image:
    """Lay a transparent picture on white, or on black if it is white itself."""
    for colour in ("white", "black"):
        sheet = Pillow.new("RGBA", picture.size, colour)
        sheet.alpha_composite(picture)
        grey = sheet.convert("L")
        low, high = grey.getextrema()
        if low != high:
            break
    return grey


def _as_mnist(grey: Pillow.Image) -> tuple[Image, bool, Box] | None:
    """Return a picture that is an MNIST image already, or the negative of one, whether its ink is light, and where."""
    if grey.size != (SIZE, SIZE):
        return None
    light = _floats(grey)
    for image, is_light in ((light, True), (_negative(light), False)):
        if _is_mnist_like(image):
            return image, is_light, (0.0, 0.0, 1.0, 1.0)
    return None


def _is_mnist_like(image: Image) -> bool:
    ink = image > 0.05
    if image.max() < 0.5 or np.mean(ink) > 0.6:
        return False
    sides = [np.ptp(np.flatnonzero(ink.any(axis=axis))) + 1 for axis in (0, 1)]
    away = np.hypot(*np.subtract(centre_of_mass(image), MIDDLE))
    return bool(BOX - 2 <= max(sides) <= BOX + 1 and away < 1)


def _read(grey: Pillow.Image, name: str) -> tuple[Image, bool, Box]:
    writing = find_writing(_floats(_overview(grey)))
    if writing is None:
        msg = f"Nothing is drawn in {name}. Pick a picture with a dark digit on light paper, or a light one on dark."
        raise ImageError(msg)
    ink = _cut_out(grey, writing)
    width = _pen_width(ink)
    if not THINNEST <= width <= THICKEST:
        other = _thickened(ink, (min(max(width, THINNEST), THICKEST) - width) / 2 * FINE)
        # Specks far apart are told to be wide strokes: such ink would vanish.
        ink = other if other.max() > ink.max() / 2 else ink
    corner, scale = _placed(ink)
    return _shrunk(ink, corner, scale), writing.is_light, _frame(writing, ink.shape, corner, scale)


def _frame(writing: Writing, shape: tuple[int, ...], corner: NDArray[np.float64], scale: float) -> Box:
    """Return where the 28×28 image lies in the picture, of which the ink is a part, in shares of its sides."""
    left, top, right, bottom = _surroundings(writing)
    rows, columns = writing.ink.shape
    across, down = (right - left) / shape[1] / columns, (bottom - top) / shape[0] / rows
    x, y = left / columns + float(corner[1]) * across, top / rows + float(corner[0]) * down
    return x, y, x + SIZE * scale * across, y + SIZE * scale * down


def _surroundings(writing: Writing) -> Box:
    """Return the box of the ink with a margin, in pixels of the overview."""
    left, top, right, bottom = writing.box
    margin = 0.2 * max(right - left, bottom - top) + 2
    return left - margin, top - margin, right + margin, bottom + margin


def _overview(grey: Pillow.Image) -> Pillow.Image:
    """Return a small copy in which a digit as tall as a strip is narrow still has enough pixels to be told."""
    longest = min(STRIP * max(grey.size) // min(grey.size), 8 * STRIP)
    overview = grey.copy()
    overview.thumbnail((max(OVERVIEW, longest),) * 2, Pillow.Resampling.BOX)
    return overview


def _floats(grey: Pillow.Image) -> Grey:
    floats: Grey = np.asarray(grey, dtype=np.float32) / np.float32(255)
    return floats


def _cut_out(grey: Pillow.Image, writing: Writing) -> Grey:
    """Return the ink alone, from 0 to 1, `FINE` times as large as in the 28×28 image, with a margin."""
    rows, columns = writing.ink.shape
    left, top, right, bottom = writing.box
    fine = FINE * BOX / max(right - left, bottom - top)
    box = _surroundings(writing)
    size = round((box[2] - box[0]) * fine), round((box[3] - box[1]) * fine)
    ratio = grey.width / columns, grey.height / rows
    paper, seen = _window(writing.paper, box, (1, 1), size), _window(_floats(grey), box, ratio, size)
    if writing.is_light:
        paper, seen = _negative(paper), _negative(seen)
    # Ink takes away a share of the light that falls on it, in the shadow as in the sun.
    depth = np.divide(paper - seen, np.maximum(paper, DARKEST_PAPER), dtype=np.float32)
    near = _window(np.pad(_grown(writing.ink), 1), [edge + 1 for edge in box], (1, 1), size) > 0
    written = _window(np.pad(writing.ink, 1), [edge + 1 for edge in box], (1, 1), size) > 0.5
    return _levelled(depth, near, written)


def _negative(grey: Grey) -> Grey:
    return np.subtract(1, grey, dtype=np.float32)


def _grown(mask: NDArray[np.bool_]) -> Grey:
    """Return a mask with two more pixels all around."""
    padded = np.pad(mask, 2)
    rows, columns = mask.shape
    shifted = [padded[y : y + rows, x : x + columns] for y in range(5) for x in range(5)]
    return np.asarray(np.any(shifted, axis=0), dtype=np.float32)


def _window(
    values: NDArray[Any], box: Sequence[float], ratio: tuple[float, float], size: tuple[int, int]
) -> NDArray[np.float32]:
    """Return a part of a picture at another size; beyond its edges, its edge goes on."""
    rows, columns = values.shape
    x = _weights(columns, box[0] * ratio[0], (box[2] - box[0]) * ratio[0] / size[0], size[0])
    y = _weights(rows, box[1] * ratio[1], (box[3] - box[1]) * ratio[1] / size[1], size[1])
    return _product(y, np.asarray(values, dtype=np.float32), x.T)


def _product(down: Grey, values: Grey, across: Grey) -> Grey:
    product: Grey = np.linalg.multi_dot([down, values, across])
    return product


def _weights(count: int, start: float, step: float, size: int, wide: float = 1.0) -> NDArray[np.float32]:
    """Return the area filter's weights, shape (size, count): how much of each old pixel each new one covers.

    New pixel k lies from start + k · step to start + (k + 1) · step. Where it is smaller than an old one the filter
    is linear, so that enlarging makes no blocks. What lies outside counts as the old pixel nearest to it.
    """
    middle = start + (np.arange(size) + 0.5) * step
    half = max(wide * step, 1.0) / 2
    edges = np.arange(count + 1, dtype=np.float64)
    edges[0], edges[-1] = -1e9, 1e9
    low = np.maximum(edges[:-1], (middle - half)[:, None])
    high = np.minimum(edges[1:], (middle + half)[:, None])
    weights: Grey = (np.maximum(high - low, 0) / (2 * half)).astype(np.float32)
    return weights


def _levelled(depth: Grey, near: NDArray[np.bool_], written: NDArray[np.bool_]) -> Grey:
    """Return depth below the paper as ink from 0 to 1: full where it is as deep as most ink is, 0 for paper's noise."""
    full = float(np.percentile(depth[written], 80)) if written.any() else float(depth.max())
    plain = depth[~near]
    noise = 1.5 * float(np.median(abs(plain - np.median(plain)))) if plain.size else 0.0
    low = min(float(np.median(plain)) + 3 * noise if plain.size else 0.0, full / 2)
    return np.where(near, np.clip((depth - low) / max(full - low, 1e-6), 0, 1), 0).astype(np.float32)


def _pen_width(ink: Grey) -> float:
    """Return the mean stroke width in pixels of the 28×28 image: for a line, twice its area over its outline."""
    left, top, right, bottom = _edges(ink)
    scale = max(right - left, bottom - top) / INK_BOX
    down, across = np.gradient(ink)
    outline = float(np.hypot(down, across).sum())
    return 2 * float(ink.sum()) / outline / scale if outline else 0.0


def _thickened(ink: Grey, radius: float) -> Grey:
    """Return the ink with its outline moved outwards by a radius in its own pixels, or inwards if that is negative."""
    if radius < 0:
        return _negative(_thickened(_negative(ink), -radius))
    reach = int(np.ceil(radius))
    padded = np.pad(ink, reach, mode="edge")
    thick = ink.copy()
    for y in range(-reach, reach + 1):
        for x in range(-reach, reach + 1):
            share = min(max(radius + 0.5 - float(np.hypot(x, y)), 0), 1)
            rows, columns = slice(reach + y, reach + y + len(ink)), slice(reach + x, reach + x + ink.shape[1])
            np.maximum(thick, share * padded[rows, columns], out=thick)
    return thick


def _edges(ink: Grey) -> tuple[float, float, float, float]:
    """Return where the ink's box is crossed at half coverage: left, top, right, bottom, in pixels from the corner."""
    columns, rows = ink.max(axis=0), ink.max(axis=1)
    return (
        _crossing(columns),
        _crossing(rows),
        ink.shape[1] - _crossing(columns[::-1]),
        ink.shape[0] - _crossing(rows[::-1]),
    )


def _crossing(profile: Grey) -> float:
    half = float(profile.max()) / 2
    nth = int(np.argmax(profile >= half))
    if nth == 0:
        return 0.0
    before, after = float(profile[nth - 1]), float(profile[nth])
    return nth + 0.5 - (after - half) / max(after - before, 1e-9)


def settled(ink: Grey) -> Image:
    """Return light ink on black, cut out in any size, scaled into the box, its centre of mass in the middle."""
    return _shrunk(ink, *_placed(ink))


def _placed(ink: Grey) -> tuple[NDArray[np.float64], float]:
    """Return where the 28×28 image's top left corner lies in the ink, (row, column), and how large its pixels are."""
    left, top, right, bottom = _edges(ink)
    scale = max(right - left, bottom - top) / INK_BOX
    corner = np.array([(top + bottom) / 2, (left + right) / 2]) - scale * SIZE / 2
    row, column = centre_of_mass(_shrunk(ink, corner, scale))
    room = (SIZE - np.array([bottom - top, right - left]) / scale - EDGE) / 2
    return corner - scale * np.clip(MIDDLE - np.array([row, column]), -room, room), scale


def _shrunk(ink: Grey, corner: NDArray[np.float64], scale: float) -> Image:
    """Return the 28×28 image whose top left corner lies at a place, (row, column), of the ink."""
    padded = np.pad(ink, 1)
    down, across = (
        _weights(count, start + 1, scale, SIZE, EDGE) for count, start in zip(padded.shape, corner, strict=True)
    )
    return np.clip(_product(down, padded, across.T), 0, 1)
