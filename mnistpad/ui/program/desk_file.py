"""What was on the pad and beside it, as a file: ink as in a drawing file, pictures as compressed pixels.

Believes nothing that it reads: a piece that cannot be is left out.
"""

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from mnistpad.errors import DrawingError
from mnistpad.ink import drawing_file
from mnistpad.ink.image import SIZE
from mnistpad.ui.pad.paper.content import Content, PadPicture, Rubbing
from mnistpad.ui.session import RECENT, Piece

FORMAT, VERSION = "mnistpad-desk", 1
SHOWN = 512  # px along the longest side of a picture that is remembered; it came from elsewhere at its full size
MOST_BYTES = 50_000_000
_MOST_PIXELS = 4_000_000
_LONGEST_NAME = 1000


@dataclass(frozen=True)
class DeskContents:
    """What lies on the pad, and what lay there before, newest first."""

    pad: Piece = field(default_factory=Piece)
    recent: tuple[Piece, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All that is not blank, each once, as many as fit: as if the pad had been cleared."""
        found = [piece for piece in (self.pad, *self.recent) if not piece.content.is_blank]
        return tuple(dict.fromkeys(found))[:RECENT]


def to_bytes(contents: DeskContents) -> bytes:
    """Return the file; `from_bytes` returns equal contents."""
    recent = ",\n".join(map(_piece_text, contents.recent))
    head = f'"format": "{FORMAT}", "version": {VERSION}'
    return f'{{{head},\n"pad": {_piece_text(contents.pad)},\n"recent": [\n{recent}]}}\n'.encode()


def from_bytes(data: bytes) -> DeskContents:
    """Return what a file holds, as far as it can be read.

    Raises
    ------
    DrawingError
        If it is not such a file, or a newer program's.
    """
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        msg = "What was kept of the last drawings cannot be read. Draw on: it is written anew."
        raise DrawingError(msg) from error
    if not isinstance(values, dict) or values.get("format") != FORMAT or values.get("version") != VERSION:
        msg = "What was kept of the last drawings comes from another MnistPad. Draw on: it is written anew."
        raise DrawingError(msg)
    recent = values.get("recent")
    pads = list(_believed([values.get("pad")]))
    pieces = _believed(recent if isinstance(recent, list) else [])
    return DeskContents(pads[0] if pads else Piece(), tuple(pieces)[:RECENT])


def _piece_text(piece: Piece) -> str:
    return f'{{"name": {json.dumps(piece.name)}, {_content_text(piece.content)}}}'


@lru_cache(maxsize=2 * RECENT)
def _content_text(content: Content) -> str:
    """Return the inside of a JSON object. The same pieces are written again and again, so each is made once."""
    values: dict[str, Any] = {"drawing": drawing_file.to_values(content.drawing)}
    if content.picture is not None:
        values["picture"] = _picture_values(content.picture)
    return json.dumps(values, allow_nan=False)[1:-1]


def _picture_values(picture: PadPicture) -> dict[str, Any]:
    step = -(-max(picture.shown.shape) // SHOWN)
    return {
        "badge": picture.badge,
        "frame": list(picture.frame),
        "image": _array_values(picture.image.astype("<f4")),
        "shown": _array_values(picture.shown[::step, ::step]),
        "remaining": _array_values(picture.remaining.astype("<f4")),
        "visible": _array_values(picture.visible.astype("<f4")),
        "rubbings": [{"path": rubbing.path.tolist(), "radius": rubbing.radius} for rubbing in picture.rubbings],
    }


def _array_values(array: npt.NDArray[Any]) -> dict[str, Any]:
    packed = base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 1)).decode("ascii")
    return {"shape": list(array.shape), "values": packed}


def _believed(values: list[Any]) -> Iterator[Piece]:
    for each in values:
        try:
            yield _piece(each)
        except (KeyError, TypeError, ValueError, OverflowError, zlib.error):
            continue


def _piece(values: dict[str, Any]) -> Piece:
    name = values["name"]
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        raise ValueError(name)
    picture = _picture(values["picture"]) if "picture" in values else None
    return Piece(Content(drawing_file.from_values(values["drawing"]), picture), name)


def _picture(values: dict[str, Any]) -> PadPicture:
    left, top, right, bottom = map(float, values["frame"])
    rubbings = tuple(Rubbing(_path(each["path"]), float(each["radius"])) for each in values["rubbings"])
    numbers = np.array([left, top, right, bottom, *(rubbing.radius for rubbing in rubbings)])
    if not np.isfinite(numbers).all() or left >= right or top >= bottom:
        raise ValueError(values["frame"])
    image, remaining = _ink(values["image"]), _ink(values["remaining"])
    if image.shape != (SIZE, SIZE) or remaining.shape != (SIZE, SIZE):
        raise ValueError(image.shape)
    shown = _array(values["shown"], "u1")
    visible = _ink(values["visible"]).astype(np.float64)
    return PadPicture(image, shown, str(values["badge"]), (left, top, right, bottom), rubbings, remaining, visible)


def _path(values: list[Any]) -> npt.NDArray[np.float64]:
    path = np.array(values, dtype=np.float64)
    if path.ndim != 2 or path.shape[1] != 2 or not len(path) or not np.isfinite(path).all():
        raise ValueError(path.shape)
    return path


def _ink(values: dict[str, Any]) -> npt.NDArray[np.float32]:
    ink = _array(values, "<f4").astype(np.float32)
    if not ((ink >= 0) & (ink <= 1)).all():  # NaN is neither
        raise ValueError(values["shape"])
    return ink


def _array(values: dict[str, Any], kind: str) -> npt.NDArray[Any]:
    height, width = values["shape"]
    if type(height) is not int or type(width) is not int or not 0 < height * width <= _MOST_PIXELS or height < 1:
        raise ValueError(values["shape"])
    size = height * width * np.dtype(kind).itemsize
    data = zlib.decompressobj().decompress(base64.b64decode(values["values"], validate=True), size + 1)
    if len(data) != size:
        raise ValueError(len(data))
    return np.frombuffer(data, kind).reshape(height, width).copy()
