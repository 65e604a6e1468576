"""Training images varied as hands vary: moved, turned, stretched, slanted, bent, and written with another pen.

All of it but the pen is one bilinear look-up. The place that each pixel is fetched from is linear in a few random
numbers (the affine map's six, and the bends'), so one matrix product gives every place of a batch.
"""

import math
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import EDGE, PIXELS, Bytes

Floats = npt.NDArray[np.float32]

CENTRE = 14.0  # where MNIST's ink balances, as a pixel's number from 0
BORDER = 2  # of paper around the image, so that a look-up needs no bounds check
WIDE = EDGE + 2 * BORDER
UNIT = np.float32(1 / 255)  # one step of a stored pixel
CHUNK = 64  # images at a time: their temporaries stay in the cache
KEPT_VARIANCE = 0.998  # of the bends; the rest would be thirty more random numbers for a tenth of a pixel


@dataclass(frozen=True)
class Augmentation:
    """How far a training image may be varied. Each number is the most; the draw is uniform from −most to most.

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
        −1 to 1, smoothed by a normalised Gaussian of `elastic_sigma` pixels, times `elastic` pixels. The ink's
        centre stays where it was. At 37 and 5.5, a pixel moves by 1.1 (standard deviation).
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

    def apply(self, pixels: Bytes, rng: np.random.Generator) -> Floats:
        """Return varied copies of images.

        Parameters
        ----------
        pixels
            Ink from 0 to 255, uint8, shape (m, 784).
        rng
            The only source of chance: the same pixels and the same state give the same images.

        Returns
        -------
        images
            Ink in [0, 1], float32, shape (m, 784); exactly `pixels / 255` where nothing is varied.
        """
        if self.is_identity:
            return np.divide(pixels, np.float32(255), dtype=np.float32)
        affine, bends = self._affine(len(pixels), rng), self._bends(len(pixels), rng)
        edges = rng.uniform(-self.thickness, self.thickness, len(pixels)).astype(np.float32)
        images = np.empty(pixels.shape, np.float32)
        for start in range(0, len(pixels), CHUNK):
            part = slice(start, start + CHUNK)
            ink = _with_pen(pixels[part], edges[part])
            places = self._places(ink, affine[part], bends[part])
            _look_up(ink, places, images[part])
        return images

    def _affine(self, m: int, rng: np.random.Generator) -> Floats:
        """Return the way back from each varied image to its original, shape (m, 2, 3): rows x and y of [x, y, 1]."""
        most = [self.shift, self.shift, math.radians(self.rotation), self.scale, self.stretch, self.stretch, self.shear]
        right, down, angle, scale, wide, high, slant = (rng.uniform(-1, 1, (m, 7)) * most).T
        width, height = 1 + scale + wide, 1 + scale + high
        # There: stretch, then slant, then turn. Back: the inverse of each, in reverse.
        cos, sin = np.cos(angle), np.sin(angle)
        x_from = [(cos + slant * sin) / width, (sin - slant * cos) / width]
        y_from = [-sin / height, cos / height]
        rows = [[x, y, -x * right - y * down] for x, y in (x_from, y_from)]
        return np.array(rows, np.float32).transpose(2, 0, 1)

    def _bends(self, m: int, rng: np.random.Generator) -> Floats:
        """Return how much of each bend is in each image's x and y, in pixels, shape (m, 2, number of bends)."""
        if not self.elastic:
            return np.zeros((m, 2, 0), np.float32)
        bends = len(_bend_shapes(self.elastic_sigma))
        return rng.standard_normal((m, 2, bends), np.float32) * np.float32(self.elastic)

    def _places(self, ink: Floats, affine: Floats, bends: Floats) -> Floats:
        """Return where in `ink` each pixel is fetched, shape (2, m, 784): its x and its y, from the border's corner."""
        basis = _basis(self.elastic_sigma if bends.shape[2] else None)
        terms = np.concatenate([affine, bends], axis=2)
        terms[:, :, 2] += CENTRE + BORDER - _mean_bend(ink, bends, self.elastic_sigma)
        rows = terms.transpose(1, 0, 2).reshape(-1, len(basis))
        places: Floats = (rows @ basis).reshape(2, -1, PIXELS)
        return places


def _with_pen(pixels: Bytes, edges: Floats) -> Floats:
    """Return the ink in [0, 1] with its edges moved out or in, on wider paper, shape (m, 32, 32).

    A whole pixel is what a maximum or minimum over the neighbours does; less is a mixture of that and the original.
    """
    paper = np.zeros((len(pixels), WIDE, WIDE), np.uint8)
    paper[:, BORDER:-BORDER, BORDER:-BORDER] = pixels.reshape(-1, EDGE, EDGE)
    ink: Floats = np.multiply(paper, UNIT, dtype=np.float32)
    if not edges.any():
        return ink
    other = _spread(paper, edges < 0)
    amount = np.abs(edges)[:, None, None]
    mixed: Floats = np.multiply(other, amount * UNIT, dtype=np.float32)
    # A thin pen is not a faint one: what was darkest stays as dark.
    peaks = paper.max(axis=(1, 2), keepdims=True) * UNIT
    ink *= 1 - amount
    mixed += ink
    mixed *= peaks / np.maximum(mixed.max(axis=(1, 2), keepdims=True), UNIT)
    return np.minimum(mixed, np.float32(1), out=mixed)


def _spread(paper: Bytes, thinner: npt.NDArray[np.bool_]) -> Bytes:
    """Return the most of each pixel and its four neighbours, or the least in the images that shall be thinner.

    The least is the most of the negative. A neighbour across the paper's edge is blank: the border is two wide.
    """
    negative = np.where(thinner, np.uint8(255), np.uint8(0))[:, None, None]
    before = (paper ^ negative).reshape(-1)
    after = before.copy()
    for step in (1, WIDE):
        np.maximum(after[step:], before[:-step], out=after[step:])
        np.maximum(after[:-step], before[step:], out=after[:-step])
    return after.reshape(paper.shape) ^ negative


def _look_up(ink: Floats, places: Floats, images: Floats) -> None:
    """Write what is found at the places, interpolated between the four pixels around each, into `images`."""
    np.clip(places, 0, WIDE - 2, out=places)
    corners = np.floor(places)
    places -= corners
    right, down = places
    # Whole numbers below 2²⁴ are exact in float32, and mixed types would go by way of float64.
    corner = corners[1] * np.float32(WIDE) + corners[0]
    corner += np.arange(0, ink.size, WIDE * WIDE, dtype=np.float32)[:, None]
    index, flat = corner.astype(np.intp), ink.reshape(-1)
    upper, lower = (_between(flat[row:], index, right) for row in (0, WIDE))
    lower -= upper
    lower *= down
    np.add(upper, lower, out=images)


def _between(flat: Floats, index: npt.NDArray[np.intp], right: Floats) -> Floats:
    """Return the values at index and index + 1 mixed by how far to the right the place is."""
    left, other = flat.take(index), flat[1:].take(index)
    other -= left
    other *= right
    other += left
    return other


def _mean_bend(ink: Floats, bends: Floats, sigma: float) -> Floats:
    """Return how far the bends would move the ink's centre, shape (m, 2)."""
    if not bends.shape[2]:
        return np.zeros(bends.shape[:2], np.float32)
    inner = ink[:, BORDER:-BORDER, BORDER:-BORDER].reshape(-1, PIXELS)
    weight = inner @ _bend_shapes(sigma).T
    weight /= np.maximum(inner.sum(axis=1, keepdims=True), np.float32(1))
    mean: Floats = np.einsum("mxb,mb->mx", bends, weight)
    return mean


@cache
def _basis(sigma: float | None) -> Floats:
    """Return what a place is made of: x and y from the centre, 1, and the shapes of the bends; each over 784 pixels."""
    y, x = np.mgrid[:EDGE, :EDGE].reshape(2, PIXELS) - CENTRE
    affine = np.stack([x, y, np.ones(PIXELS)]).astype(np.float32)
    return affine if sigma is None else np.concatenate([affine, _bend_shapes(sigma)])


@cache
def _bend_shapes(sigma: float) -> Floats:
    """Return the principal shapes of smoothed noise, shape (number, 784), each as large as it is likely.

    Noise smoothed by a Gaussian of width σ has the covariance exp(−d²/4σ²) / (2σ√π) along each direction. Its few
    large eigenvectors, times normal random numbers, give the same field as smoothing 784 numbers would.
    """
    distance = np.subtract.outer(np.arange(EDGE), np.arange(EDGE))
    covariance = np.exp(-((distance / (2 * sigma)) ** 2)) / (2 * sigma * math.sqrt(math.pi))
    values, vectors = np.linalg.eigh(covariance)
    vectors *= np.sign(vectors[0])  # an eigenvector's sign is the library's whim
    variances = np.outer(values, values).ravel()
    order = np.argsort(-variances)
    count = 1 + int(np.searchsorted(np.cumsum(variances[order]), KEPT_VARIANCE * variances.sum()))
    rows, columns = np.divmod(order[:count], EDGE)
    shapes = np.einsum("ik,jk->kij", vectors[:, rows], vectors[:, columns]).reshape(-1, PIXELS)
    uniform = 1 / 3  # the variance of noise from −1 to 1
    scaled: Floats = (shapes * np.sqrt(uniform * variances[order[:count], None])).astype(np.float32)
    return scaled
