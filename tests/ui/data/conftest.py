"""Small sources, and a hand for the Data tab."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from mnistpad.data.mixture import combine
from mnistpad.data.sources import SourceInfo
from mnistpad.ui.data.contents.contents import survey
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.setup.plan import Plan
from tests.training.conftest import dataset
from tests.ui.training.conftest import known_toys


@pytest.fixture(scope="session")
def toys():
    """A source of 700 images in three parts."""
    return dataset("toy digits")


@pytest.fixture
def contents(toys):
    """The same as it is shown."""
    return survey(toys)


@pytest.fixture
def toy_data(toys):
    """What a run learns from it."""
    return combine([(toys, 1.0)])


@pytest.fixture
def plan(home):
    """The plan of a run."""
    return Plan(Settings())


@pytest.fixture
def show(qtbot):
    """Put a widget on the screen, as large as the tab of a window of 900×600."""

    def put(widget, width=576, height=440):
        qtbot.present(widget, width, height).activateWindow()
        return widget

    return put


def click(widget, place):
    at = place.toPoint() if isinstance(place, QPointF) else QPoint(place)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def press_key(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def tiles_of(picture, colour):
    """Return which pixels of a grabbed picture have a colour, (h, w) bool."""
    from PySide6.QtGui import QColor, QImage

    image = picture.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return rows[:, : image.width()] == np.uint32(QColor(colour).rgb())


def known_with_own(**options):
    return [*known_toys(**options), SourceInfo("my digits", "my-digits", False, "none kept yet", "your own", 0)]


@pytest.fixture
def window(open_desk, qtbot):
    desk = open_desk(known=known_with_own)
    desk.window.show_tab(desk.window.data)
    yield desk.window
    desk.window.data.errand.close(60)


@pytest.fixture
def tab(window, qtbot):
    qtbot.waitUntil(lambda: window.data.contents is not None)
    return window.data


def press(window, name):
    widget = next(each for each in window.findChildren(object, name) if each.isVisible())
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def notice(tab):
    return tab.notice.words.text() if tab.notice.isVisible() else ""
