"""The page of kept digits, on the screen, with a box of its own."""

from collections.abc import Callable

import numpy as np
import pytest

from mnistpad.data.own import OwnDigits
from mnistpad.ui.data.own.box import DigitBox
from mnistpad.ui.data.own.page import OwnDigitsPage
from mnistpad.ui.settings import Settings
from tests.data.own.conftest import drawing

Keep = Callable[..., None]


@pytest.fixture
def store(tmp_path) -> OwnDigits:
    """Where the digits are."""
    return OwnDigits(tmp_path / "digits")


@pytest.fixture
def box(qapp, store) -> DigitBox:
    """An empty box."""
    return DigitBox(Settings(), lambda: store)


@pytest.fixture
def keep(box) -> Keep:
    """Keep drawings under labels."""

    def keep_them(*labels: int, person: str = "Me") -> None:
        box.person = person
        for label in labels:
            box.keep(drawing(len(box.all())), label)

    return keep_them


@pytest.fixture
def page(qtbot, box) -> OwnDigitsPage:
    """The page, wide enough for all."""
    page = qtbot.present(OwnDigitsPage(box, np.random.default_rng(1)), 820, 700)
    page.activateWindow()
    yield page
    page.close_errands()
