"""How the curves are shown: the choices of the View menu, as one value that can be remembered."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SMOOTHINGS = (0, 10, 100, 1000)  # batches; 0 is off


@dataclass(frozen=True)
class CurveOptions:
    """What a person chose in the View menu of the curves."""

    follow: bool = True  # the newest stretch; else the whole run
    in_batches: bool = False  # the axis counts batches, not epochs
    log_steps: bool = False
    log_loss: bool = False
    smoothing: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that fit into JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "CurveOptions":
        """Build options from what `to_dict` gave; what is missing or impossible is as by default."""
        known = {name: values.get(name) for name in ("follow", "in_batches", "log_steps", "log_loss")}
        flags = {name: value for name, value in known.items() if isinstance(value, bool)}
        smoothing = values.get("smoothing")
        return cls(**flags, smoothing=smoothing if type(smoothing) is int and smoothing in SMOOTHINGS else 0)
