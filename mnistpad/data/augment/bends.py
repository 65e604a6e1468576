"""The places that pixels are fetched from, as sums of a few shapes: an affine map's three, and those of the bends."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import EDGE, PIXELS

Floats = npt.NDArray[np.float32]

CENTRE = 14.0  # where MNIST's ink balances, as a pixel's number from 0
INK_ACROSS, INK_DOWN = 4.5, 5.5  # how far MNIST's ink spreads around it: standard deviation in pixels
KEPT_VARIANCE = 0.998  # of the bends; the rest would be thirty more random numbers for a tenth of a pixel


@cache
def basis(sigma: float | None) -> Floats:
    """Return what a place is made of: x and y from the centre, 1, and the shapes of the bends; each over 784 pixels."""
    y, x = np.mgrid[:EDGE, :EDGE].reshape(2, PIXELS) - CENTRE
    affine = np.stack([x, y, np.ones(PIXELS)]).astype(np.float32)
    return affine if sigma is None else np.concatenate([affine, steady_shapes(sigma)])


@cache
def bend_shapes(sigma: float) -> Floats:
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


@cache
def steady_shapes(sigma: float) -> Floats:
    """Return the shapes, each less its mean where digits have their ink: what bends a digit hardly moves it.

    The bends alone would move the centre of MNIST's digits by 0.8 pixels (standard deviation); these do by 0.14.
    """
    shapes = bend_shapes(sigma)
    y, x = np.mgrid[:EDGE, :EDGE].reshape(2, PIXELS) - CENTRE
    ink = np.exp(-((x / INK_ACROSS) ** 2) / 2 - (y / INK_DOWN) ** 2 / 2)
    steady: Floats = (shapes - (shapes @ ink)[:, None] / ink.sum()).astype(np.float32)
    return steady
