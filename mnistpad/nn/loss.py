"""What the network says, and how wrong it is: softmax and cross-entropy."""

import numpy as np

from mnistpad.nn.arrays import FloatArray, IntArray


def softmax(Z: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Return e^Z divided by its sum over the classes: probabilities, (classes, m), columns that sum to 1.

    Parameters
    ----------
    Z
        Logits, (classes, m), any finite values.
    out
        Where to write; may be Z itself.
    """
    # exp() of a float32 overflows near 89, and softmax does not notice a shift.
    A: FloatArray = np.subtract(Z, Z.max(axis=0, keepdims=True), out=out)
    np.exp(A, out=A)
    A /= A.sum(axis=0, keepdims=True)
    return A


def cross_entropy(Z: FloatArray, Y: FloatArray) -> float:
    """Return the loss, -Σ Y·log(softmax(Z)) averaged over the m images, in nats.

    It is taken from the logits, log(softmax(Z)) = Z - log Σ e^Z, because log(softmax) of a hopeless class is log(0).

    Parameters
    ----------
    Z
        Logits, (classes, m).
    Y
        Targets, (classes, m): one-hot, or any columns that sum to 1.
    """
    shifted = Z - Z.max(axis=0, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=0))
    return float(log_sum.mean() - np.vdot(Y, shifted) / Z.shape[1])


def one_hot(labels: IntArray, classes: int = 10, *, smoothing: float = 0.0, dtype: str = "float32") -> FloatArray:
    """Return Y, (classes, m): a 1 in the row of each image's label.

    Parameters
    ----------
    labels
        Integers from 0 to classes - 1, (m,).
    smoothing
        Part of each 1 that is spread evenly over all classes, 0 to 1 (Szegedy et al., 2016, arXiv:1512.00567, sec. 7).
    """
    rows = np.eye(classes, dtype=dtype) * (1 - smoothing) + smoothing / classes
    return rows.astype(dtype, copy=False).take(labels, axis=1)
