"""When to say "not sure" or "not a digit": what an answer needs to be given, fitted on digits that were not learned.

Likeness is 1 − p(no digit). How much of it a digit needs is set by digits alone: it is what all but a few of them have.
So what the same network makes of letters is a measurement, and nothing was bent to flatter it.

Which digit it is has probabilities that come true (see `calibration`), so what the best needs can be said outright. Of
11,996 digits that a 784-256-11 network did not learn (eight people's, and 10,000 of MNIST's), 1.5 % had a best under
0.65: it was right for 49 % of them, one of the two best for 86 %. So that is where "3 or 5" says more than "3". Under
0.9 were 5.7 %, of which the best was right for 76 %; of all others, for 99.6 %. Asking for a lead over the second best,
or for a weak second, did no better at the same cost.
"""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, NO_DIGIT, Images
from mnistpad.model_file import Threshold
from mnistpad.nn import Network, softmax
from mnistpad.training.judging.evaluation import to_columns

_AT_ONCE = 1000
_STRANGERS = 2000
_SEED = 4


class Stop(NamedTuple):
    """How unsure a network may be."""

    unlike: float  # the share of digits that may be called none
    probability: float  # of the most probable digit


# At 1.5 % the shipped model kept 99.0 % of digits by the judging hand and declined 99.1 % of its letters; at 0.5 %,
# 99.7 and 96.2 %. A digit that is declined annoys more than a letter that is read.
STOPS = {"balanced": Stop(0.005, 0.65), "sure": Stop(0.05, 0.9)}


class _Reading(NamedTuple):
    likeness: npt.NDArray[np.float64]  # (n,)
    best: npt.NDArray[np.float64]  # the probability of the most probable digit, (n,)
    digit: npt.NDArray[np.intp]  # (n,)

    def is_named(self, threshold: Threshold) -> npt.NDArray[np.bool_]:
        """Return which are given an answer, as `recognizer` does it, (n,)."""
        return (self.likeness >= threshold.likeness) & (self.best >= threshold.probability)


def fit_thresholds(network: Network, temperature: float, digits: Images) -> dict[str, Threshold]:
    """Return what an answer needs for each stop, and what that costs; nothing for a network that cannot decline.

    Parameters
    ----------
    network
        With ten or eleven outputs.
    temperature
        By which the logits of the ten digits are divided.
    digits
        That the network did not learn. Where there are none, nothing can be fitted.
    """
    if network.sizes[-1] <= NO_DIGIT or not len(digits):
        return {}
    read, strangers = _read(network, temperature, digits), _read(network, temperature, _strangers())
    return {name: _costed(_threshold(read, stop), read, digits, strangers) for name, stop in STOPS.items()}


def _threshold(read: _Reading, stop: Stop) -> Threshold:
    # "lower": a digit's own likeness, so that exactly the ones below it are declined.
    return Threshold(float(np.quantile(read.likeness, stop.unlike, method="lower")), stop.probability)


def named_and_right(
    network: Network, temperature: float, threshold: Threshold, digits: Images
) -> tuple[float, float | None]:
    """Return which share of digits is given an answer, and which share of the answers is right; None without any."""
    return _named_and_right(_read(network, temperature, digits), threshold, digits)


def _named_and_right(read: _Reading, threshold: Threshold, digits: Images) -> tuple[float, float | None]:
    named = read.is_named(threshold)
    right = read.digit[named] == digits.labels[named]
    return float(named.mean()), float(right.mean()) if named.any() else None


def _costed(threshold: Threshold, read: _Reading, digits: Images, strangers: _Reading) -> Threshold:
    named, right = _named_and_right(read, threshold, digits)
    declined = float(1 - strangers.is_named(threshold).mean())
    return replace(threshold, digits_named=named, right=right, others_declined=declined)


@cache
def _strangers() -> Images:
    """Return characters that no training shows."""
    from mnistpad.data import notdigits  # its shapes take a while to read, and few runs need them

    return notdigits.judging(_STRANGERS, _SEED)[0]


def _read(network: Network, temperature: float, images: Images) -> _Reading:
    Z = np.empty((NO_DIGIT + 1, len(images)))
    for start in range(0, len(images), _AT_ONCE):
        cut = slice(start, start + _AT_ONCE)
        Z[:, cut] = network.logits(to_columns(images.pixels[cut], network.parameters.dtype))
    ten = softmax(Z[:DIGITS] / temperature)
    return _Reading(1 - softmax(Z)[NO_DIGIT], ten.max(axis=0), ten.argmax(axis=0))
