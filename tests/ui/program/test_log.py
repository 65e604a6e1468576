import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mnistpad.ui.program import log
from mnistpad.ui.program.log import LogFile

# Each is a program of its own: they change what Python does with errors and warnings.
TROUBLES = {
    "a bug": ("raise ZeroDivisionError('in a slot')", "ZeroDivisionError: in a slot"),
    "a thread": (
        "import threading; t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()",
        "ZeroDivisionError: division by zero",
    ),
    "a warning of Python's": ("import warnings; warnings.warn('getting old')", "UserWarning: getting old"),
    "a warning of Qt's": (
        "from PySide6.QtCore import qWarning; qWarning('no such thing')",
        "WARNING Qt: no such thing",
    ),
    "a destructor": ("type('Leaver', (), {'__del__': lambda self: 1 / 0})()", "ZeroDivisionError"),
}
PROGRAM = """
import os, sys
{streams}
from mnistpad.ui import app
from mnistpad.ui.window.pages.crash import CrashDialog
from PySide6.QtCore import QTimer
from mnistpad.ui.program.single import FrontDoor
open_door, timer = FrontDoor.open, QTimer()
def trouble():
    {trouble}
def open_and_fail(door):  # the last that a start does
    open_door(door)
    QTimer.singleShot(0, trouble)
    timer.timeout.connect(end)
    timer.start(50)  # also what a thread reports a little later
def end():
    if CrashDialog._open is not None:
        CrashDialog._open.reject()
    app.QApplication.closeAllWindows()
FrontDoor.open = open_and_fail
os._exit(app.run())
"""


def run_program(trouble: str, streams: str = "") -> "subprocess.CompletedProcess[str]":
    code = PROGRAM.format(trouble=trouble, streams=streams)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("streams", ["", "sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None"])
def test_what_goes_wrong_is_in_the_log_with_a_terminal_and_without(home, trouble, streams):
    code, words = TROUBLES[trouble]

    ended = run_program(code, streams)

    text = log.path().read_text("utf-8")
    assert words in text
    assert ended.returncode == 0, ended.stderr
    assert (words.removeprefix("WARNING Qt: ") in ended.stderr) is not bool(streams)


def test_where_the_system_ends_it_the_stacks_are_in_the_log(home):
    run_program("import ctypes; ctypes.string_at(0)")

    text = log.path().read_text("utf-8")
    assert "Fatal Python error" in text or "fatal exception" in text
    assert "in trouble" in text


def test_a_start_that_fails_is_told_and_written_down(home):
    code = (
        "from mnistpad.ui import app; from PySide6.QtCore import QTimer; from PySide6.QtWidgets import QApplication;"
        "from mnistpad.ui.window.pages.crash import CrashDialog;"
        "app.MainWindow = lambda settings, **_: 1 / 0; open_ = CrashDialog.open;"
        "CrashDialog.open = lambda self: (open_(self), QTimer.singleShot(0, self.reject));"
        "import sys; sys.exit(app.run())"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == 1
    assert "ZeroDivisionError" in log.path().read_text("utf-8")


def test_a_folder_that_cannot_be_written_costs_only_the_log(home):
    (home / "log").write_text("a file where the folder would be")

    ended = run_program("pass")

    assert ended.returncode == 0, ended.stderr


@pytest.fixture
def lines(tmp_path: Path):
    """Writes to a small log."""
    file = LogFile(tmp_path / "log" / "some.log", most=1000)
    logger = logging.getLogger("test of the log")
    logger.propagate = False
    logger.addHandler(file)
    yield logger
    logger.removeHandler(file)
    file.close()


def test_the_log_stays_small_and_keeps_the_newest(lines, tmp_path):
    for number in range(1000):
        lines.error("line %d of many", number)

    files = sorted((tmp_path / "log").iterdir())
    assert [path.name for path in files] == ["some.log", "some.log.1"]
    assert all(path.stat().st_size <= 1100 for path in files)
    whole = files[1].read_text() + files[0].read_text()
    kept = [int(line.split()[1]) for line in whole.splitlines()]
    assert kept == list(range(kept[0], 1000))


def test_any_text_and_any_thread_may_write(lines, tmp_path):
    threads = [threading.Thread(target=lines.error, args=("\udcff × %d", number)) for number in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    text = (tmp_path / "log" / "some.log").read_text("utf-8")
    assert sorted(text.splitlines()) == [f"\\udcff × {number}" for number in range(8)]


def test_a_log_that_cannot_be_written_is_not_the_next_thing_that_fails(lines, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(log.shutil, "copyfile", refuse)

    for _ in range(100):
        lines.error("this goes on")
