"""How far images are varied, and the drawing of lots."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from mnistpad.data.augment.bends import Floats, bend_shapes
from mnistpad.data.augment.distorter import Distorter, Variation
from mnistpad.data.augment.pieces import draws
from mnistpad.data.dataset import Bytes

FloatArray = npt.NDArray[np.floating[Any]]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Augmentation:
    """How far a training image may be varied. Each number is the most; the draw is uniform from −most to most.

    Four images of a batch share one draw of all but the thickness: their places are worked out once.

    Parameters
    ----------
    shift
        Pixels, each way.
    rotation
        Degrees.
    scale
        Common to both directions: 0.1 is a size from 90 to 110 %.
    stretch
        Of width and height, each by itself.
    shear
        Slant: pixels to the side per pixel up.
    elastic, elastic_sigma
        Bends, as Simard, Steinkraus and Platt (2003) and Cireşan and others (2010) define them: a field of noise from
        −1 to 1, smoothed by a normalised Gaussian of `elastic_sigma` pixels, times `elastic` pixels. Its mean where
        digits have their ink is taken off. At 37 and 5.5, a pixel moves by 1.1, the ink's centre by 0.14 pixels
        (standard deviations).
    thickness
        Pixels that the pen's edge moves out or in, at most 1.
    """

    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    stretch: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    elastic_sigma: float = 5.5
    thickness: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 <= value < math.inf:
                msg = f"{field.name} must be a number from 0, not {value}"
                raise ValueError(msg)
        if self.scale + self.stretch >= 1 or self.thickness > 1 or self.elastic_sigma < 1:
            msg = "scale and stretch must stay under 1 together, thickness at most 1, elastic_sigma at least 1"
            raise ValueError(msg)

    @classmethod
    def default(cls) -> "Augmentation":
        """Return what suits a network that is trained for tens of epochs."""
        return cls(
            shift=0.5, rotation=10, scale=0.06, stretch=0.12, shear=0.15, elastic=36, elastic_sigma=5.5, thickness=0.4
        )

    @classmethod
    def gentle(cls) -> "Augmentation":
        """Return half of the default: for short runs and small networks."""
        return cls.default().times(0.5)

    @classmethod
    def strong(cls) -> "Augmentation":
        """Return a third more than the default: for large networks that are trained for long."""
        return cls.default().times(4 / 3)

    def times(self, factor: float) -> "Augmentation":
        """Return the same with every range multiplied; the bends keep their smoothness."""
        ranges = {field.name: factor * getattr(self, field.name) for field in fields(self)}
        return replace(self, **(ranges | {"elastic_sigma": self.elastic_sigma}))

    @property
    def is_identity(self) -> bool:
        """Whether nothing is varied."""
        return self.times(0) == self

    def apply(
        self,
        pixels: Bytes,
        rng: np.random.Generator,
        out: FloatArray | None = None,
        distorter: Distorter | None = None,
    ) -> FloatArray:
        """Return varied copies of images.

        Parameters
        ----------
        pixels
            Ink from 0 to 255, uint8, shape (m, 784).
        rng
            The only source of chance: the same pixels and the same state give the same images.
        out
            Where to write, any float type, shape (m, 784).
        distorter
            Kept by those who call often: its arrays are made once.

        Returns
        -------
        images
            Ink in [0, 1], shape (m, 784), float32 unless `out` is not; exactly `pixels / 255` where nothing is varied.
        """
        images: FloatArray = np.empty(pixels.shape, np.float32) if out is None else out
        if self.is_identity:
            return np.divide(pixels, np.float32(255), out=images, dtype=np.float32)
        (distorter or Distorter()).distort(pixels, self.draw(len(pixels), rng), images)
        return images

    def draw(self, m: int, rng: np.random.Generator) -> Variation:
        """Return what varies a batch of m images."""
        return self.draw_all([m], [rng])

    def draw_all(self, sizes: Sequence[int], rngs: Sequence[np.random.Generator]) -> Variation:
        """Return what varies batches of so many images, each by its own chance."""
        lots, bends, edges = zip(*(self._lots(m, rng) for m, rng in zip(sizes, rngs, strict=True)), strict=True)
        amounts = np.concatenate(bends) * np.float32(self.elastic)
        return Variation(self._affine(np.concatenate(lots)), amounts, np.concatenate(edges), self.elastic_sigma)

    def _lots(self, m: int, rng: np.random.Generator) -> tuple[Doubles, Floats, Floats]:
        """Return a batch's lots: of the affine maps, (draws, 7), the bends, (draws, 2, bends), and the pens, (m,)."""
        bends = len(bend_shapes(self.elastic_sigma)) if self.elastic else 0
        affine, bent = rng.uniform(-1, 1, (draws(m), 7)), rng.standard_normal((draws(m), 2, bends), np.float32)
        return affine, bent, rng.uniform(-self.thickness, self.thickness, m).astype(np.float32)

    def _affine(self, lots: Doubles) -> Floats:
        """Return the way back from each varied image to its original, shape (n, 2, 3): rows x and y of [x, y, 1]."""
        most = [self.shift, self.shift, math.radians(self.rotation), self.scale, self.stretch, self.stretch, self.shear]
        right, down, angle, scale, wide, high, slant = (lots * most).T
        width, height = 1 + scale + wide, 1 + scale + high
        # There: stretch, then slant, then turn. Back: the inverse of each, in reverse.
        cos, sin = np.cos(angle), np.sin(angle)
        x_from = [(cos + slant * sin) / width, (sin - slant * cos) / width]
        y_from = [-sin / height, cos / height]
        affine = np.empty((len(lots), 2, 3), np.float32)
        for row, (x, y) in enumerate((x_from, y_from)):
            affine[:, row].T[:] = x, y, -x * right - y * down
        return affine
