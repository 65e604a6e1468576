"""Probabilities that can be believed: of what is read with 80 %, 80 of 100 shall be right.

A network that has learned its images by heart is too sure of others. Dividing its logits by one number, the
temperature, mends most of it and changes no answer (Guo et al., 2017, arXiv:1706.04599, sec. 4.2).
"""

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, Images
from mnistpad.model_file import TEMPERATURES
from mnistpad.nn import Network
from mnistpad.nn.arrays import FloatArray, IntArray
from mnistpad.training.judging.evaluation import digit_logits, to_columns

_AT_ONCE = 1000
_STEPS = 60  # halvings alone would find the minimum to 1e-16; Newton's steps need about six


def network_temperature(network: Network, held_out: Images) -> float:
    """Return the temperature that suits a network, by images that it did not learn; 1 where there are none."""
    if not len(held_out):
        return 1.0
    logits = np.empty((DIGITS, len(held_out)), np.float64)
    for start in range(0, len(held_out), _AT_ONCE):
        cut = slice(start, start + _AT_ONCE)
        logits[:, cut] = digit_logits(network, to_columns(held_out.pixels[cut], network.parameters.dtype))
    return fit_temperature(logits, held_out.labels)


def fit_temperature(logits: FloatArray, labels: IntArray) -> float:
    """Return the T that makes the mean cross-entropy of softmax(logits / T) least.

    Parameters
    ----------
    logits
        (classes, n), finite.
    labels
        The right class of each, (n,).

    Returns
    -------
    temperature
        From 0.05 to 20. It is 1 where no image is misread: nothing then says how sure is too sure, and the loss would
        only ever fall with T.
    """
    Z = (logits - logits.max(axis=0)).astype(np.float64)
    at_label = Z[labels, np.arange(Z.shape[1])]
    if not (at_label < 0).any():
        return 1.0
    coolest, hottest = TEMPERATURES
    beta = _root(Z, at_label, 1 / hottest, 1 / coolest)
    return 1 / beta if _loss(Z, at_label, beta) <= _loss(Z, at_label, 1.0) else 1.0


def expected_calibration_error(probabilities: FloatArray, labels: IntArray, bins: int = 15) -> float:
    """Return how far certainty and correctness are apart, 0 to 1 (Naeini, Cooper and Hauskrecht, 2015).

    The images are sorted into `bins` of equal width by the probability of the answer. Of each bin, the mean probability
    less the part that is right counts without its sign, weighted by how many images are in it.

    Parameters
    ----------
    probabilities
        (classes, n), columns that sum to 1.
    labels
        The right class of each, (n,); at least one.
    """
    certainty = probabilities.max(axis=0).astype(np.float64)
    right = probabilities.argmax(axis=0) == labels
    place = np.minimum((certainty * bins).astype(np.intp), bins - 1)
    surplus = np.bincount(place, weights=certainty - right, minlength=bins)
    return float(np.abs(surplus).sum() / len(labels))


def _root(Z: FloatArray, at_label: FloatArray, low: float, high: float) -> float:
    """Return the β = 1/T where the loss is least. It is convex in β: its slope only grows."""
    beta = 1.0
    for _ in range(_STEPS):
        slope, curvature = _derivatives(Z, at_label, beta)
        low, high = (beta, high) if slope < 0 else (low, beta)
        newton = beta - slope / curvature if curvature > 0 else low
        after = newton if low < newton < high else (low + high) / 2
        if abs(after - beta) < 1e-12 * beta:
            break
        beta = after
    return beta


def _derivatives(Z: FloatArray, at_label: FloatArray, beta: float) -> tuple[float, float]:
    """Return the loss's slope and curvature in β: means over the images of E[Z] − Z_label and of Var[Z]."""
    P = np.exp(beta * Z)
    P /= P.sum(axis=0)
    mean = (P * Z).sum(axis=0)
    variance = (P * (Z - mean) ** 2).sum(axis=0)
    return float((mean - at_label).mean()), float(variance.mean())


def _loss(Z: npt.NDArray[np.floating], at_label: FloatArray, beta: float) -> float:
    return float((np.log(np.exp(beta * Z).sum(axis=0)) - beta * at_label).mean())
