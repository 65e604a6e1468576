"""How images seem to be stored, told from the images themselves."""

import numpy as np

from mnistpad.data.dataset import DIGITS, EDGE, Bytes

ENOUGH = 2000  # images that tell; they are drawn from all, because digits may come in turn
# How many standard errors the images must lie nearer to digits on their sides than to upright ones. Twelve of MNIST's
# reach that; noise does not in the age of the world.
SURE = 5.0
LIGHT_EDGE = 0.6 * 255  # of images whose ink is dark, the outermost pixels are lighter

# The mean of each of the built-in digits, 16 levels in 7×7 squares of 4×4 pixels. What these lack of symmetry tells
# how MNIST's images lie, too: 19 of 20 one by one.
_MEANS = """
0000000003872002a9a7006926800694a50029b7100000000 000000000144100019610001b300003b20001472000000000
0000000005a8100166a30013981003bd74002877300000000 0000000015a7100159b20002bb200234b3004ab6100011000
00000000022310038593005cae300159a1000175100001100 00000000025640007b741008b8100246920039a5000011000
00001000016830005a30001bc92002dac4000495000000000 0000000001220003acd400136a10002a50000482000023100
00000000028830018ac60007fb1002b991002ac6100011000 0000000001420002abd3003bbd20014891001385100012100
"""
_SQUARES = 7


def is_dark(images: Bytes) -> bool:
    """Return whether the ink of square images, shape (n, edge, edge), is darker than the paper."""
    some = _some(images)
    inside = some[:, 1:-1, 1:-1]
    rim = int(some.sum(dtype=np.int64) - inside.sum(dtype=np.int64)) / (some.size - inside.size)
    return bool(rim > LIGHT_EDGE and rim > inside.mean())


def is_transposed(pixels: Bytes, labels: Bytes) -> bool:
    """Return whether rows and columns of the images are exchanged; False where too few tell.

    Parameters
    ----------
    pixels
        Light ink on dark, shape (n, 784).
    labels
        Their digits, shape (n,).
    """
    side = EDGE // _SQUARES
    squares = _some(pixels).reshape(-1, _SQUARES, side, _SQUARES, side).mean((2, 4))
    likeness = (squares * _lopsided()[_some(labels)]).sum((1, 2)) / np.maximum(np.linalg.norm(squares, axis=(1, 2)), 1)
    error = likeness.std() / np.sqrt(len(likeness))
    return bool(len(likeness) > 1 and likeness.mean() < -SURE * error)


def _lopsided() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return what an upright digit has more than one on its side, shape (10, 7, 7)."""
    levels = np.array([int(level, 16) for level in "".join(_MEANS.split())], np.float64)
    means = levels.reshape(DIGITS, _SQUARES, _SQUARES)
    return means - means.transpose(0, 2, 1)


def _some(array: Bytes) -> Bytes:
    """Return the same few of whatever there is as many of."""
    if len(array) <= ENOUGH:
        return array
    some: Bytes = array[np.random.PCG64(0).random_raw(ENOUGH) % np.uint64(len(array))]
    return some
