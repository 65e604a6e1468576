"""Matrix products, cut where BLAS is slow on the whole.

OpenBLAS copies both factors into an order of its own before it multiplies, unless the product is small. With few rows
that copying is most of the work: 10×784 by 784×128, just above its limit, took 57 µs at once and 22 µs in two halves.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from mnistpad.nn.arrays import FloatArray

Way: TypeAlias = Callable[[FloatArray, FloatArray, FloatArray], object]

SMALL = 940_000  # multiplications: what OpenBLAS does without copying first, also where a factor is transposed
FEW_ROWS = 32  # with more, the copying pays
SHORT = 512  # terms of each sum; with more, a transposed factor is better cut than turned


def product(A: FloatArray, B: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Write A·B into `out`, (n, m), each of whose rows is stored in one piece, or into a new array, and return it."""
    if out is None:
        out = np.empty((len(A), B.shape[1]), np.result_type(A, B))
    way(A, B, out)(A, B, out)
    return out


def way(A: FloatArray, B: FloatArray, out: FloatArray) -> Way:
    """Return what writes A·B into `out` soonest, and does so with all that are shaped and stored like these."""
    (rows, inner), columns = A.shape, B.shape[1]
    if rows <= FEW_ROWS < columns and inner <= SHORT and B.flags.f_contiguous:
        return _turned
    parts = pieces(rows, inner, columns)
    if parts > 1:
        return partial(_in_pieces, parts)
    # The same call of BLAS, sooner by half a microsecond; but what does not lie in one piece is copied first.
    return np.dot if out.flags.c_contiguous and A.flags.forc and B.flags.forc else _whole


def _whole(A: FloatArray, B: FloatArray, out: FloatArray) -> None:
    np.matmul(A, B, out=out)


def _in_pieces(parts: int, A: FloatArray, B: FloatArray, out: FloatArray) -> None:
    np.matmul(A, _cut(B, parts), out=_cut(out, parts))


def _turned(A: FloatArray, B: FloatArray, out: FloatArray) -> None:
    """For dW2 = dZ2·A1ᵀ: the transpose of A1·dZ2ᵀ, which reads A1 as it lies in memory."""
    out[...] = np.matmul(B.T, A.T).T


class Corner(NamedTuple):
    """Where X, (inputs, m), is 0: of its first `images`, all that comes after `inputs`. Nobody looks there."""

    inputs: int
    images: int


def product_beside(W: FloatArray, X: FloatArray, corner: Corner, out: FloatArray) -> None:
    """Write W·X as `product` does, without a corner of X."""
    inputs, images = corner
    product(W[:, :inputs], X[:inputs], out=out)
    out[:, images:] += np.matmul(W[:, inputs:], X[inputs:, images:])


def transposed_product_beside(dZ: FloatArray, X: FloatArray, corner: Corner, out: FloatArray) -> None:
    """Write dZ·Xᵀ as `product` does, without a corner of X."""
    inputs, images = corner
    product(dZ, X[:inputs].T, out=out[:, :inputs])
    np.matmul(dZ[:, images:], X[inputs:, images:].T, out=out[:, inputs:])


def with_room(rows: int, columns: int, dtype: npt.DTypeLike) -> FloatArray:
    """Return zeros, (rows, columns) and up to three rows more, for a factor or a product of few rows; see `filled`."""
    return np.zeros((filled(rows), columns), dtype)


def filled(rows: int) -> int:
    """Return with how many rows a factor is multiplied soonest: those above these are to be 0.

    OpenBLAS multiplies four rows at a time, and what is left over takes it longer than four would: 10×784 by 784×128
    took 57 µs, 12×784 by the same 47 µs.
    """
    return rows + (-rows % 4 if rows <= FEW_ROWS else 0)


@cache
def pieces(rows: int, inner: int, columns: int) -> int:
    """Return into how many pieces the columns of the second factor are to be cut, so that each product is small."""
    work = rows * inner * columns
    if rows > FEW_ROWS or work <= SMALL:
        return 1
    enough = range(-(-work // SMALL), columns + 1)
    return next((parts for parts in enough if columns % parts == 0), 1)


def _cut(B: FloatArray, parts: int) -> FloatArray:
    """Return the columns as a stack of pieces, (parts, n, m / parts), without copying."""
    return B.reshape(len(B), parts, -1).transpose(1, 0, 2)
