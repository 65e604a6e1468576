"""What came of a step, and whether the weights may be moved by it."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mnistpad.nn.arrays import FloatArray

# Guessing costs 2.3 nats. A network that gives the right digit a chance of e^-100 has lost what it learned.
_LARGEST_LOSS = 100.0


class Outcome(NamedTuple):
    """What came of a step."""

    loss: float  # nats, mean over the batch
    correct: int  # images
    is_sound: bool  # whether loss and gradients are finite, and the loss is not absurdly large


def is_sound(loss: float, gradients: FloatArray, db: Sequence[FloatArray], *, is_last: bool) -> bool:
    """Look at the loss and at Σ dZ of each layer, of which all gradients are made; at the end of an epoch, at all.

    `db` may hold more than these.

    What may still pass, a product that is too large for a float, is found in the next loss. One sum of squares is not
    finite as soon as one number is not, and costs a tenth of looking at each.
    """
    # "not <=" because NaN compares false with everything.
    if not loss <= _LARGEST_LOSS:
        return False
    for each in [gradients] if is_last else db:  # noqa: SIM110 - a generator takes a microsecond more
        if not math.isfinite(np.vdot(each, each)):
            return False
    return True
