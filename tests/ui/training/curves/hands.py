"""Hands for the curves: what a person does to them, and what they say."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mnistpad.ui.training.curves.readout import Readout
from mnistpad.ui.training.curves.sheet.notes import Notes
from mnistpad.ui.training.curves.sheet.plot import Plot
from mnistpad.ui.training.curves.view import CurvesView


def plot(view: CurvesView, name: str = "accuracyPlot") -> Plot:
    return view.findChild(QWidget, name)


def notes(view: CurvesView, name: str) -> Notes:
    return next(item for item in plot(view, name).scene().items() if isinstance(item, Notes))


def said(view: CurvesView) -> str:
    return " | ".join(view.findChild(Readout).texts)


def chip(view: CurvesView) -> QWidget:
    return view.findChild(QWidget, "followChip")


def wheel(widget: Plot, x: float, notches: int) -> None:
    at = QPointF(x, widget.frame.center().y())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget.viewport(), event)


def drag(widget: Plot, start: int, end: int) -> None:
    y = int(widget.frame.center().y())
    QTest.mousePress(widget.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(start, y))
    for x in np.linspace(start, end, 5).astype(int).tolist():
        QTest.mouseMove(widget.viewport(), QPoint(x, y))
    QTest.mouseRelease(widget.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(end, y))


def hover(view: CurvesView, place: float) -> None:
    target = plot(view)
    at = target.place(place, 0.5).toPoint()
    QTest.mouseMove(target.viewport(), at + QPoint(0, 9))  # a mouse that is there already does not move
    QTest.mouseMove(target.viewport(), at)
