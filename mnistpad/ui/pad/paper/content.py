"""What lies on the pad: strokes, and perhaps a picture under them. Values only; knows no Qt.

A picture that a person put on the pad has fixed the frame of the 28×28 image. So ink on top of one is not centred and
scaled like a drawing, it is drawn where it lies.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from mnistpad.ink.image import SIZE, STEP, Image, coverage
from mnistpad.ink.path import FloatArray, smooth, to_complex
from mnistpad.ink.stroke import Drawing, Stroke, clip, erase

Frame = tuple[float, float, float, float]

WHOLE_PAD: Frame = (0.0, 0.0, 1.0, 1.0)
_VISIBLE = 0.02  # of full ink; less than this is not missed when it is erased
_GRID = 56  # cells a side on which a shown picture is looked at
_SEEN = 0.1  # of the pad; a smaller drawing comes from elsewhere


@dataclass(frozen=True, eq=False)
class Rubbing:
    """One way of the eraser over a picture: points (n, 2) and radius, in pad units."""

    path: FloatArray
    radius: float


class PictureLike(Protocol):
    """What the pad must know of a picture. It may also say its `frame`; without one the image covers the pad."""

    @property
    def image(self) -> Image:
        """What the network is given, ink in [0, 1], shape (28, 28)."""

    @property
    def shown(self) -> npt.NDArray[np.uint8]:
        """What the person sees, shape (h, w), dark on light."""


@dataclass(frozen=True, eq=False)
class PadPicture:
    """A picture on the pad, and what the eraser left of it.

    Parameters
    ----------
    image
        What the network is given, ink in [0, 1], shape (28, 28).
    shown
        What the person sees, uint8 (h, w), dark on light, fitted into the pad with its aspect kept.
    badge
        What the pad says about it, like "MNIST image 4,211, labelled 9".
    frame
        Where the image's edges lie on the pad, as left, top, right, bottom in pad units.
    rubbings
        The ways of the eraser over it.
    remaining
        What they left of the image; by default all.
    visible
        What they left of the shown picture, as ink in [0, 1] on a grid of at most 56×56; by default all.
    """

    image: Image
    shown: npt.NDArray[np.uint8]
    badge: str = ""
    frame: Frame = WHOLE_PAD
    rubbings: tuple[Rubbing, ...] = ()
    remaining: Image = None  # type: ignore[assignment]
    visible: FloatArray = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.remaining is None:
            object.__setattr__(self, "remaining", self.image)
        if self.visible is None:
            step = max(1, -(-max(self.shown.shape) // _GRID))
            object.__setattr__(self, "visible", 1 - self.shown[::step, ::step] / 255)

    @classmethod
    def of(cls, picture: "PictureLike | npt.NDArray[np.floating]", badge: str = "") -> "PadPicture":
        """Return a picture for the pad, of a 28×28 image or of a picture that has one."""
        if isinstance(picture, np.ndarray):
            return cls.of_image(picture, badge)
        shown = np.array(picture.shown, dtype=np.uint8)
        return cls(np.array(picture.image, dtype=np.float32), shown, badge, getattr(picture, "frame", WHOLE_PAD))

    @classmethod
    def of_image(cls, image: npt.NDArray[np.floating], badge: str = "") -> "PadPicture":
        """Show a 28×28 image as it is, in big pixels."""
        image = np.array(image, dtype=np.float32)
        shown = np.rint(255 * (1 - np.clip(image, 0, 1))).astype(np.uint8)
        return cls(image, shown, badge)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PadPicture):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return self.badge, self.frame, self.rubbings, self.image.tobytes(), self.shown.shape, self.shown.tobytes()

    def erased(self, path: FloatArray, radius: float) -> "PadPicture":
        """Return the picture with a path (n, 2) in pad units rubbed out; itself where there was no ink."""
        left, top, right, bottom = self.frame
        frame = (left, top, right - left, bottom - top)
        remaining = self.remaining * (1 - _rubbed(path, radius, frame, self.remaining.shape))
        visible = self.visible * (1 - _rubbed(path, radius, placed(self.shown.shape), self.visible.shape))
        removed = max(float((self.remaining - remaining).max()), float((self.visible - visible).max()))
        if removed < _VISIBLE:
            return self
        rubbings = _with_rubbing(self.rubbings, Rubbing(path, radius))
        return replace(self, rubbings=rubbings, remaining=remaining.astype(np.float32), visible=visible)


def placed(shape: tuple[int, ...]) -> Frame:
    """Return left, top, width and height of a shown picture of (h, w) pixels, in pad units: centred, aspect kept."""
    height, width = shape[0] / max(shape), shape[1] / max(shape)
    return (1 - width) / 2, (1 - height) / 2, width, height


def _with_rubbing(rubbings: tuple[Rubbing, ...], new: Rubbing) -> tuple[Rubbing, ...]:
    """Return the ways of the eraser with one more, or with the last one longer if the new one goes on from there."""
    if rubbings and rubbings[-1].radius == new.radius and np.array_equal(rubbings[-1].path[-1], new.path[0]):
        longer = Rubbing(np.concatenate([rubbings[-1].path, new.path[1:]]), new.radius)
        return (*rubbings[:-1], longer)
    return (*rubbings, new)


def _rubbed(path: FloatArray, radius: float, box: Frame, shape: tuple[int, ...]) -> FloatArray:
    """Return how much of each cell the eraser covered, in [0, 1].

    Parameters
    ----------
    path
        Points (n, 2), in pad units.
    radius
        In pad units.
    box
        Left, top, width and height of the grid, in pad units.
    shape
        Rows and columns of the grid.
    """
    left, top, width, height = box
    x = left + width * (np.arange(shape[1]) + 0.5) / shape[1]
    y = top + height * (np.arange(shape[0]) + 0.5) / shape[0]
    cells = np.stack(np.meshgrid(x, y), axis=-1)
    nearest = np.full(shape, np.inf)
    for begin, end in pairwise(path) if len(path) > 1 else [(path[0], path[0])]:
        np.minimum(nearest, _distance(cells, begin, end), out=nearest)
    cell = max(width / shape[1], height / shape[0])
    return np.clip((radius - nearest) / cell + 0.5, 0, 1)


def _distance(points: FloatArray, begin: FloatArray, end: FloatArray) -> FloatArray:
    """Return how far points (..., 2) are from a line segment."""
    along = end - begin
    square = float(along @ along)
    t = np.clip((points - begin) @ along / square, 0, 1) if square else np.zeros(points.shape[:-1])
    away = points - begin - t[..., None] * along
    return np.asarray(np.hypot(away[..., 0], away[..., 1]))


def ink_in_frame(drawing: Drawing, frame: Frame = WHOLE_PAD) -> Image:
    """Return ink as the network's pen draws it where it lies, neither centred nor scaled, float32 (28, 28).

    Parameters
    ----------
    drawing
        In pad units.
    frame
        Left, top, right and bottom of the image, in pad units.
    """
    left, top, right, bottom = frame
    scale = SIZE / np.array([right - left, bottom - top])
    curves = [smooth((stroke.points - (left, top)) * scale - 0.5, STEP) for stroke in drawing.strokes]
    samples = np.concatenate([*curves, np.zeros((0, 2))])
    inside = ((samples >= -0.5) & (samples <= SIZE - 0.5)).all(axis=1)
    return coverage(to_complex(samples[inside])).astype(np.float32)


def clipped(drawing: Drawing) -> Drawing:
    """Return what of a drawing lies on the pad; itself where all does."""
    if drawing.is_blank or (drawing.points.min() >= 0 and drawing.points.max() <= 1):
        return drawing
    pieces = [piece for stroke in drawing.strokes for piece in clip(stroke, 0.0, 0.0, 1.0, 1.0)]
    return replace(drawing, strokes=tuple(pieces))


def fitted(drawing: Drawing, margin: float = 0.16) -> Drawing:
    """Return a drawing in any unit as one in pad units, in the middle of the pad.

    A drawing that lies on the pad already, at a size that can be seen, stays as it is: it was drawn here.
    """
    bounds = drawing.bounds
    if bounds is None:
        return drawing
    left, top, right, bottom = bounds
    extent = max(right - left, bottom - top)
    if min(left, top) >= 0 and max(right, bottom) <= 1 and (extent >= _SEEN or extent == 0):
        return drawing
    scale = (1 - 2 * margin) / extent if extent > 0 else 1.0
    middle = np.array([left / 2 + right / 2, top / 2 + bottom / 2])
    strokes = tuple(
        replace(stroke, points=(stroke.points - middle) * scale + 0.5, width=None) for stroke in drawing.strokes
    )
    return replace(drawing, strokes=strokes)


_NO_INK = Drawing()


@dataclass(frozen=True)
class Content:
    """All that lies on the paper, as one value.

    Parameters
    ----------
    drawing
        The ink, in pad units: 0 to 1 over the edge, x to the right, y down.
    picture
        What lies under the ink.
    """

    drawing: Drawing = _NO_INK
    picture: PadPicture | None = None

    @property
    def is_blank(self) -> bool:
        """Whether the paper is empty."""
        return self.drawing.is_blank and self.picture is None

    def with_strokes(self, strokes: tuple[Stroke, ...]) -> "Content":
        """Return the paper with more ink; a label does not outlive a change."""
        if not strokes:
            return self
        return replace(self, drawing=Drawing((*self.drawing.strokes, *strokes)))

    def erased(self, path: FloatArray, radius: float) -> "Content":
        """Return what an eraser leaves that went along a path (n, 2), in pad units; itself where nothing was."""
        drawing = erase(self.drawing, path, radius)
        if len(drawing.strokes) == len(self.drawing.strokes) and drawing == self.drawing:
            drawing = self.drawing
        else:
            drawing = drawing.labelled(None)
        picture = self.picture.erased(path, radius) if self.picture else None
        if drawing is self.drawing and picture is self.picture:
            return self
        return Content(drawing, picture)

    def image(self) -> Image | None:
        """Return the 28×28 that the network shall read as it is, or None if the ink alone is to be read.

        The picture is fed raw; ink on top lies where the pad shows it, and the darker of both counts.
        """
        if self.picture is None:
            return None
        ink = ink_in_frame(self.drawing, self.picture.frame)
        return np.maximum(self.picture.remaining, ink)
