"""The ranges of the distortion as people set them: a name, one sentence, and a number that can be pictured."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from mnistpad.data.augment import Augmentation
from mnistpad.ui.training.views.judged import Table

_MOVED = 1.1 / 37  # pixels that a bend of 1 moves a pixel by, as `Augmentation` tells
PRESETS: dict[str, Augmentation] = {
    "Off": Augmentation(),
    "Gentle": Augmentation.gentle(),
    "Default": Augmentation.default(),
    "Strong": Augmentation.strong(),
}
PRESET_TIPS = {
    "Off": "Every image is learned as it is",
    "Gentle": "Half of the default: for short runs and small networks",
    "Default": "For networks that are trained for tens of epochs",
    "Strong": "A third more than the default: for large networks that are trained for long",
}


@dataclass(frozen=True)
class Range:
    """One range of an `Augmentation`.

    Attributes
    ----------
    field
        Its name there.
    most
        The largest value that can be set.
    step
        From one value to the next.
    words
        Makes a value readable.
    """

    field: str
    label: str
    tip: str
    most: float
    step: float
    words: Callable[[float], str]

    def of(self, distortion: Augmentation) -> float:
        """Return its value."""
        value: float = getattr(distortion, self.field)
        return value

    def put(self, distortion: Augmentation, value: float) -> Augmentation:
        """Return the distortion with another value."""
        return replace(distortion, **{self.field: round(value, 6)})


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


RANGES = (
    Range("shift", "Shift", "Moves each image by up to this much, in any direction", 4, 0.1, lambda v: f"{v:.1f} px"),
    Range("rotation", "Turn", "Turns each image by up to this angle, either way", 45, 1, lambda v: f"{v:.0f}°"),
    Range("scale", "Size", "Makes each image larger or smaller by up to this much", 0.4, 0.01, _percent),
    Range(
        "stretch",
        "Stretch",
        "Makes each image wider or narrower, and taller or lower, by up to this much",
        0.4,
        0.01,
        _percent,
    ),
    Range(
        "shear",
        "Slant",
        "Slants each image by up to this angle, to either side",
        0.6,
        0.01,
        lambda v: f"{math.degrees(math.atan(v)):.0f}°",
    ),
    Range(
        "elastic",
        "Bends",
        "Bends the lines as an unsteady hand does; each point moves by about this much",
        100,
        1,
        lambda v: f"{v * _MOVED:.1f} px",
    ),
    Range("thickness", "Pen thickness", "Writes with a pen thicker or thinner by up to this much at each edge", 1, 0.02,
          lambda v: f"{v:.1f} px"),
)  # fmt: skip


def preset_of(distortion: Augmentation | None) -> str:
    """Return the name of a distortion; empty for one of a person's own."""
    wanted = distortion or Augmentation()
    return next((name for name, preset in PRESETS.items() if preset == wanted or _both_off(preset, wanted)), "")


def _both_off(one: Augmentation, other: Augmentation) -> bool:
    return one.is_identity and other.is_identity


def table_of(distortion: Augmentation | None) -> Table:
    """Return the ranges in numbers."""
    shown = distortion or Augmentation()
    rows = tuple((each.label, each.words(each.of(shown))) for each in RANGES)
    return Table("Distortion of the next run, at most", ("What", "At most"), rows)
