"""What a network makes of an image, as a value. How it comes to be is told in recognizer.py."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from mnistpad.ink.image import Image

Floats: TypeAlias = npt.NDArray[np.float64]
Unsure: TypeAlias = Literal["guess", "balanced", "sure"]
"""What to do when unsure: always guess; decline what does not look like a digit; name a digit only when sure."""

# The ink of a dot covers about 8 pixels of the image, that of the shortest digit about 30; a fly speck is no digit.
LEAST_INK = 12.0


class Verdict(Enum):
    """What kind of answer it is."""

    BLANK = "blank"
    DIGIT = "digit"
    EITHER = "either"  # a digit, but two of them are close
    NOT_A_DIGIT = "not a digit"


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network makes of an image.

    Attributes
    ----------
    digit
        The most probable digit; None where there is nothing to read, or the network declines to say.
    probabilities
        Of each digit, (10,), summing to 1: if it is a digit, which? Of a blank image they mean nothing.
    image
        What was read, float32, (28, 28), in [0, 1].
    blank
        Whether there is no ink at all.
    likeness
        How probable it is that this is a digit at all, 0 to 1; None from a network that has only seen digits.
    verdict
        Why there is a digit, or why not.
    """

    digit: int | None
    probabilities: Floats
    image: Image
    blank: bool
    likeness: float | None
    verdict: Verdict

    @property
    def ranking(self) -> tuple[int, ...]:
        """The ten digits, most probable first; equals in order of the digit."""
        return tuple(int(digit) for digit in np.argsort(-self.probabilities, kind="stable"))

    @property
    def is_speck(self) -> bool:
        """Whether there is ink, but too little for any digit: a dot."""
        return 0 < float(self.image.sum()) < LEAST_INK

    @property
    def guess(self) -> int:
        """The most probable digit, whatever the verdict."""
        return int(self.probabilities.argmax())
