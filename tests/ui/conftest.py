"""A screen for tests, a hand to draw with, and a look around that nothing was left behind."""

import gc
import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, QThread, QTimer
from PySide6.QtGui import QColor, QImage, QInputDevice, QKeyEvent, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mnistpad.ui import theme
from mnistpad.ui.pad.canvas import Canvas
from tests.conftest import Clock

Points = Sequence[tuple[float, float]]


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail where a test leaves a top-level widget, a running timer or a thread."""
    widgets, threads = _widgets(), set(threading.enumerate())

    yield

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [repr(widget) for key, widget in _widgets().items() if key not in widgets]
    # A _DummyThread is what Python remembers of a QThread that it once met; running QThreads are looked for below.
    met = [thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)]
    left += [repr(thread) for thread in set(met) - threads]
    kinds = _kinds(QTimer) | _kinds(QThread)
    # By type: isinstance() would wake lazy proxies among all these objects, and there are a hundred thousand of them.
    running = [thing for thing in gc.get_objects() if type(thing) in kinds and _is_running(thing)]
    for timer in (thing for thing in running if isinstance(thing, QTimer)):
        timer.stop()  # it is this test's fault, not the next one's too
    left += [repr(thing) for thing in running]
    assert not left, f"left behind: {', '.join(left)}"


def _widgets() -> dict[int, QWidget]:
    return {shiboken6.getCppPointer(widget)[0]: widget for widget in QApplication.topLevelWidgets()}


def _kinds(kind: type) -> set[type]:
    return {kind}.union(*map(_kinds, kind.__subclasses__()))


def _is_running(thing: QTimer | QThread) -> bool:
    if not shiboken6.isValid(thing):
        return False
    return thing.isActive() if isinstance(thing, QTimer) else thing.isRunning()


@pytest.fixture(autouse=True)
def daylight(qapp: QApplication) -> Iterator[None]:
    """The light theme at 100 %, whatever the platform says and the test before it chose."""
    _reset_theme()
    theme.theme.apply(qapp)
    yield
    _reset_theme()


def _reset_theme() -> None:
    wanted = {
        "scheme": "light", "paper": "theme", "scale": 100, "presentation": False, "reduced_motion": False,
        "high_contrast": False,
    }  # fmt: skip
    for name, value in wanted.items():
        if getattr(theme.theme, name) != value:
            setattr(theme.theme, name, value)


@pytest.fixture
def canvas(qtbot, clock: Clock) -> Canvas:
    """A pad whose paper is 400 px wide, on the screen and with the focus."""
    widget = qtbot.present(Canvas(clock=clock), 408, 408)
    widget.activateWindow()
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(widget.hasFocus)
    return widget


def pen_device(kind: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen) -> QPointingDevice:
    """Return a stylus that feels pressure."""
    can = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    return QPointingDevice("stylus", 7, QInputDevice.DeviceType.Stylus, kind, can, 1, 3)


class Hand:
    """Draws with real events, at places in pad units."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._stylus = pen_device()
        self._eraser = pen_device(QPointingDevice.PointerType.Eraser)
        self._screen = QTest.createTouchDevice()

    def px(self, x: float, y: float) -> QPointF:
        """Return a place in the widget."""
        paper = self.canvas.paper
        return QPointF(paper.left() + x * paper.width(), paper.top() + y * paper.height())

    def mouse(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        at = self.px(x, y)
        event = QMouseEvent(kind, at, self.canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.canvas, event)

    def press(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.mouse(QEvent.Type.MouseButtonPress, x, y, button, button)

    def move(self, x: float, y: float, held: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.mouse(QEvent.Type.MouseMove, x, y, Qt.MouseButton.NoButton, held)

    def release(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.mouse(QEvent.Type.MouseButtonRelease, x, y, button, Qt.MouseButton.NoButton)

    def draw(self, points: Points, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Press at the first point, go through all, release at the last."""
        self.press(*points[0], button)
        for x, y in points[1:]:
            self.move(x, y, button)
        self.release(*points[-1], button)

    def erase(self, points: Points) -> None:
        self.draw(points, Qt.MouseButton.RightButton)

    def stylus(
        self,
        kind: QEvent.Type,
        x: float,
        y: float,
        pressure: float = 0.5,
        *,
        eraser: bool = False,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> bool:
        """Send a tablet's event; return whether it was accepted."""
        at = self.px(x, y)
        none = Qt.MouseButton.NoButton
        event = QTabletEvent(
            kind, self._eraser if eraser else self._stylus, at, QPointF(self.canvas.mapToGlobal(at)), pressure,
            0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
            none if kind == QEvent.Type.TabletMove else button, none if kind == QEvent.Type.TabletRelease else button,
        )  # fmt: skip
        QApplication.sendEvent(self.canvas, event)
        return event.isAccepted()

    def touch(self) -> QTest.QTouchEventSequence:
        """Return what fingers do next: press, move, release, then commit. Through the window: in px of that."""
        return QTest.touchEvent(self.canvas.windowHandle(), self._screen, False)

    def key(self, key: Qt.Key, *, shift: bool = False) -> bool:
        """Press and release a key; return whether the pad took it."""
        modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers)
        QApplication.sendEvent(self.canvas, event)
        QApplication.sendEvent(self.canvas, QKeyEvent(QEvent.Type.KeyRelease, key, modifiers))
        return event.isAccepted()

    # What a person sees

    def picture(self) -> QImage:
        """Return the pad as it is on the screen."""
        return self.canvas.grab().toImage()

    def colour(self, x: float, y: float) -> str:
        """Return what is seen at a place, like "#ffffff"."""
        picture = self.picture()
        at = self.px(x, y) * picture.devicePixelRatio()
        return QColor(picture.pixel(int(at.x()), int(at.y()))).name()

    def sees_ink(self, x: float, y: float) -> bool:
        return self.colour(x, y).lower() == theme.tokens().ink.lower()

    def sees_paper(self, x: float, y: float) -> bool:
        return self.colour(x, y).lower() == theme.tokens().paper.lower()

    def dark_pixels(self) -> int:
        """Return how much ink is on the paper, in device pixels."""
        return int((grey(self.picture()) < 100).sum())


def grey(picture: QImage) -> np.ndarray:
    """Return an image as uint8 (h, w)."""
    plain = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width()].copy()


@pytest.fixture(name="grey")
def grey_of_a_picture() -> Callable[[QImage], np.ndarray]:
    """Turn a picture into uint8 (h, w)."""
    return grey


@pytest.fixture
def hand(canvas: Canvas) -> Hand:
    """A hand at the pad."""
    return Hand(canvas)
