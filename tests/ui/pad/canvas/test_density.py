"""Screens of other densities. Qt reads the factor when it starts, so each has a process of its own."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

DRAW = """
import json
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
app = QApplication([])
from mnistpad.ink.image import to_image
from mnistpad.ui import theme
from mnistpad.ui.pad.canvas import Canvas
theme.theme.scheme = "light"
canvas = Canvas()
canvas.resize(308, 308)
canvas.show()
QTest.qWaitForWindowExposed(canvas)
window, left, none = canvas.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
QTest.mousePress(window, left, none, QPoint(79, 79))
for x, y in [(229, 79), (154, 154), (104, 229)]:
    QTest.mouseMove(window, QPoint(x, y))
QTest.mouseRelease(window, left, none, QPoint(104, 229))
picture = canvas.grab().toImage()
density = canvas.devicePixelRatioF()
print(json.dumps({
    "density": density,
    "points": canvas.drawing().points.tolist(),
    "image": to_image(canvas.drawing()).tolist(),
    "column": [picture.pixelColor(int(150 * density), y).lightness() for y in range(int(110 * density))],
}))
"""


def draw_at(factor: float) -> dict:
    settings = {**os.environ, "QT_SCALE_FACTOR": str(factor), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", DRAW], env=settings, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("factor", [1, 1.5, 2])
def test_ink_is_under_the_cursor_and_reads_the_same_at_any_density(factor):
    drawn = draw_at(factor)

    assert drawn["density"] == factor
    assert np.array(drawn["points"])[:2] == pytest.approx(np.array([[0.25, 0.25], [0.75, 0.25]]))
    dark = np.flatnonzero(np.array(drawn["column"]) < 128)
    dark = dark[dark > 10 * factor]  # below the border
    assert (dark.mean() + 0.5) / factor == pytest.approx(79, abs=1.5)  # the curve bulges a little above its points
    assert (np.ptp(dark) + 1) / factor == pytest.approx(0.07 * 300, abs=1.2)
    plain = draw_at(1)
    assert drawn["image"] == plain["image"]
