"""A process of its own that keeps digits."""

import sys
from pathlib import Path

from mnistpad.data.own import OwnDigits

from .conftest import drawing


def keep(folder: str, label: int, count: int) -> None:
    """Keep so many, and say of each that it is kept."""
    store = OwnDigits(Path(folder))
    for number in range(count):
        store.keep(drawing(1000 * label + number), label)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
