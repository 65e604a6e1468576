"""The smooth curve through a pen's points, as a matrix: many hands bend the same curve at once."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def _natural_spline(knots: FloatArray, at: FloatArray) -> FloatArray:
    """Return the matrix from a natural cubic spline's values at its knots to its values at `at`."""
    count = len(knots)
    values = np.eye(count)
    gaps = np.diff(knots)
    slopes = np.diff(values, axis=0) / gaps[:, None]
    system = np.eye(count)
    bends = np.zeros((count, count))
    inner = np.arange(1, count - 1)
    system[inner, inner - 1] = gaps[:-1]
    system[inner, inner] = 2 * (gaps[:-1] + gaps[1:])
    system[inner, inner + 1] = gaps[1:]
    bends[1:-1] = 6 * np.diff(slopes, axis=0)
    second = np.linalg.solve(system, bends)
    piece = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, count - 2)
    gap = gaps[piece][:, None]
    along = (at - knots[piece])[:, None]
    back = gap - along
    return np.asarray(
        (values[piece] * back + values[piece + 1] * along) / gap
        + second[piece] * (back**3 / gap - gap * back) / 6
        + second[piece + 1] * (along**3 / gap - gap * along) / 6
    )


def curve_matrix(points: FloatArray, corners: NDArray[np.bool_], count: int) -> FloatArray:
    """Return the matrix from a stroke's points to places on its curve, in writing order and evenly timed.

    Between two corners the curve is a natural cubic spline with knots by the square root of the points' distance,
    which neither overshoots nor loops where points lie close.

    Parameters
    ----------
    points
        Points of the unbent stroke, shape (k, 2), k >= 2. They time the curve; others may be put through the matrix.
    corners
        Which points are sharp, shape (k,).
    count
        Places wanted.

    Returns
    -------
    FloatArray
        Shape (count, k); rows sum to 1.
    """
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.linalg.norm(np.diff(points, axis=0), axis=1)))])
    cuts = [0, *np.flatnonzero(corners[1:-1]) + 1, len(points) - 1]
    fine = np.linspace(0, knots[-1], 400)
    dense = np.zeros((len(fine), len(points)))
    for first, last in pairwise(cuts):
        inside = (fine >= knots[first]) & (fine <= knots[last])
        dense[inside] = 0
        dense[inside, first : last + 1] = _natural_spline(knots[first : last + 1], fine[inside])
    travelled = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(dense @ points, axis=0), axis=1))])
    places = np.interp(np.linspace(0, travelled[-1], count), travelled, np.arange(len(fine)))
    low = np.minimum(places.astype(int), len(fine) - 2)
    return np.asarray(dense[low] + (places - low)[:, None] * (dense[low + 1] - dense[low]))
