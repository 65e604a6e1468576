"""How well a network reads images that it did not learn from."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, Images
from mnistpad.errors import DataError
from mnistpad.nn import Network
from mnistpad.nn.arrays import FloatArray

# 1000 images in float32 are 3 MB: they fit a processor's cache, all 10,000 do not.
_AT_ONCE = 1000


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What came of it."""

    images: int
    accuracy: float  # part whose most probable digit is the label, 0 to 1
    loss: float  # mean cross-entropy in nats
    confusion: npt.NDArray[np.int64]  # (10, 10), rows the label, columns what was read
    probabilities: FloatArray  # (10, n), float32


def evaluate(network: Network, images: Images, threads: int = 1) -> Evaluation:
    """Read all images and compare with their labels.

    It is always over the ten digits: what a network has for "no digit" is left out, so that scores compare.

    Parameters
    ----------
    threads
        How many read at a time, which changes no bit; with more than one, BLAS is to have one for each.

    Raises
    ------
    DataError
        If there are none, or some are no digits.
    """
    if not len(images):
        msg = "There are no images to evaluate on. Choose another part or another source."
        raise DataError(msg)
    if not images.are_digits:
        msg = "Some of these images are no digits, so there is no score for reading them. Choose another source."
        raise DataError(msg)
    probabilities = np.empty((DIGITS, len(images)), np.float32)

    def judge(start: int) -> float:
        cut = slice(start, start + _AT_ONCE)
        logits = digit_logits(network, to_columns(images.pixels[cut], network.parameters.dtype))
        return _read(logits, images.labels[cut], probabilities[:, cut])

    loss = sum(_each(judge, range(0, len(images), _AT_ONCE), threads), 0.0)
    read = probabilities.argmax(axis=0)
    confusion = np.zeros((DIGITS, DIGITS), np.int64)
    np.add.at(confusion, (images.labels, read), 1)
    correct = int(np.trace(confusion))
    return Evaluation(len(images), correct / len(images), loss / len(images), confusion, probabilities)


def _each(judge: Callable[[int], float], starts: range, threads: int) -> Iterable[float]:
    if min(threads, len(starts)) == 1:
        return map(judge, starts)
    handling = np.geterr()  # each thread has a setting of its own

    def careful(start: int) -> float:
        with np.errstate(**handling):
            return judge(start)

    with ThreadPoolExecutor(min(threads, len(starts)), "evaluation") as pool:
        return list(pool.map(careful, starts))


def digit_logits(network: Network, X: FloatArray) -> FloatArray:
    """Return Z of the ten digits, (10, m): without that of "no digit", where a network has it."""
    return network.logits(X)[:DIGITS]


def to_columns(pixels: npt.NDArray[np.uint8], dtype: npt.DTypeLike = np.float32) -> FloatArray:
    """Return X, (784, m) in [0, 1], from stored rows (m, 784) of 0 to 255."""
    rows: FloatArray = np.multiply(pixels, np.float32(1 / 255), dtype=dtype)
    return rows.T


def _read(logits: FloatArray, labels: npt.NDArray[np.uint8], out: FloatArray) -> float:
    """Write the probabilities, and return the sum of the losses."""
    shifted = logits - logits.max(axis=0, keepdims=True)
    powers = np.exp(shifted)
    sums = powers.sum(axis=0)
    np.divide(powers, sums, out=out, casting="same_kind")
    return float((np.log(sums) - shifted[labels, np.arange(len(labels))]).sum(dtype=np.float64))
