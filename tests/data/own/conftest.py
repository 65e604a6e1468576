"""Drawings to keep, and a place to keep them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mnistpad.data.own import OwnDigits
from mnistpad.ink.stroke import Drawing, Stroke

Draw = Callable[[int], Drawing]


def drawing(number: int) -> Drawing:
    """Return a small drawing, another one for each number."""
    rng = np.random.default_rng(number)
    return Drawing(tuple(Stroke(rng.random((5, 2)), rng.random(5), 0.07) for _ in range(2)))


@pytest.fixture
def draw() -> Draw:
    """Return a drawing of a number."""
    return drawing


@pytest.fixture
def store(tmp_path: Path) -> OwnDigits:
    """An empty collection."""
    return OwnDigits(tmp_path / "digits")


@pytest.fixture
def reopened(store: OwnDigits) -> Callable[[], OwnDigits]:
    """Return a function that opens the same file as another window does."""

    def reopen() -> OwnDigits:
        other = OwnDigits(store.path.parent)
        other.refresh()
        return other

    return reopen
