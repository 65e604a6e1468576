"""From the start of the process to a window that takes a stroke, against a bare window; and what memory it takes."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.suite.table import AT_MOST, Measure, Row, against, limited

BARE = """
import os, numpy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, lambda: os._exit(0))

app = QApplication([])
window = Bare()
window.resize(1280, 800)
window.show()
app.exec()
"""

# The command itself; what draws is put under the pad as it is imported, and costs the start no import of its own.
OURS = """
import os
from importlib.machinery import SourceFileLoader
from mnistpad import cli

plain = SourceFileLoader.exec_module

def execute(loader, module):
    plain(loader, module)
    if module.__name__ == "mnistpad.ui.pad.canvas":
        SourceFileLoader.exec_module = plain
        watch(module.Canvas)

def watch(kind):
    from PySide6.QtCore import QTimer

    paint = kind.paintEvent

    def painted(canvas, event):
        paint(canvas, event)
        kind.paintEvent = paint
        QTimer.singleShot(0, lambda: draw(canvas))

    kind.paintEvent = painted

def draw(canvas):
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    for kind, x in ((QEvent.Type.MouseButtonPress, 100), (QEvent.Type.MouseMove, 160), (QEvent.Type.MouseButtonRelease, 160)):
        at = QPointF(x, 150)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)
    os._exit(0 if not canvas.drawing().is_blank else 3)

SourceFileLoader.exec_module = execute
cli.main([])
"""  # noqa: E501

MEMORY = """
import sys
from pathlib import Path
from dataclasses import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from mnistpad.ui import app as start
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.training.run.controller import Phase
from mnistpad.training import preset

def resident(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1e3

def live(until):
    timer = QTimer(interval=50)
    timer.timeout.connect(lambda: until() and QApplication.exit())
    timer.start()
    QApplication.exec()

app = start.application()
window = MainWindow()
window.resize(1280, 800)
window.show()
start.begin(window, None)
QTimer.singleShot(2000, QApplication.exit)
QApplication.exec()
print(resident("VmRSS"))
if "--train" in sys.argv:
    window.show_tab(window.training)
    # Nobody presses Start sooner. Other images are held out than those that the tab has counted: they are loaded anew.
    QTimer.singleShot(1500, QApplication.exit)
    QApplication.exec()
    window.runs.start(replace(preset("quick"), epochs=2, validation=10_000), ("mnist",), "quick")
    live(lambda: window.runs.phase not in {Phase.PREPARING, Phase.RUNNING})
    assert window.runs.phase is Phase.FINISHED, window.runs.phase
    print(resident("VmHWM"))
window.close()
"""


def measures(rounds: int, threads: int) -> Iterator[Measure]:
    """Yield what is measured."""
    yield Measure("process start to a window that takes a stroke", partial(_started, rounds))
    yield Measure("memory", partial(_remembered, min(3, rounds)))


def _started(rounds: int) -> Iterator[Row]:
    ours, bare = [], []
    for _ in range(rounds + 1):
        bare.append(took(BARE))
        ours.append(took(OURS))
    ratios = [own / least for own, least in zip(ours[1:], bare[1:], strict=True)]
    title = "process start to a window that takes a stroke, s; a bare PySide6 window with NumPy"
    yield against(title, ours[1:], ratios, f"{AT_MOST} 1.4")


def _remembered(rounds: int) -> Iterator[Row]:
    opened, trained = zip(*(memory() for _ in range(rounds)), strict=True)
    yield limited("memory with the window open, MB", opened, 150)
    yield limited("memory at most in the window, training on MNIST, MB", trained, 350)


def took(program: str) -> float:
    """Return the seconds from the start of a process to its end."""
    with tempfile.TemporaryDirectory() as home:
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", program], env=environment(home), check=True, capture_output=True, timeout=60
        )
        return time.perf_counter() - begin


def memory() -> tuple[float, float]:
    """Return MB in memory with the window open, and at most while it trains."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-c", MEMORY, "--train"]
        told = subprocess.run(command, env=environment(home), check=True, capture_output=True, text=True).stdout
    opened, trained = told.split()
    return float(opened), float(trained)


def environment(home: str) -> dict[str, str]:
    """Return the environment of a program that begins as on its first day, but installed: its modules are compiled."""
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "mnistpad-benchmarks"))}
    platform = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    return around | compiled | platform | {"MNISTPAD_HOME": str(Path(home))}
