import os
import subprocess
import sys
import threading

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from threadpoolctl import threadpool_info, threadpool_limits

from mnistpad.errors import ScreenError
from mnistpad.ui import app
from mnistpad.ui.program import screen
from mnistpad.ui.window.pages.crash import CrashDialog


@pytest.fixture
def reporter(qapp):
    reporter = app.Reporter(qapp)
    yield reporter
    reporter.setParent(None)


@pytest.fixture
def crash(qtbot, caplog, reporter):
    """Shows an error nobody caught; closes what it opened."""
    shown: list[CrashDialog] = []

    def show(error: Exception) -> CrashDialog | None:
        reporter.report(type(error), error, None)
        dialogs = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashDialog)]
        shown.extend(dialogs)
        return dialogs[-1] if dialogs else None

    yield show
    for dialog in shown:
        dialog.reject()


def test_without_a_screen_the_window_does_not_reach_qt(monkeypatch):
    def no_screen() -> None:
        msg = "There is no screen."
        raise ScreenError(msg)

    monkeypatch.setattr(screen, "check", no_screen)
    monkeypatch.setattr(app, "application", lambda: pytest.fail("Qt was asked"))

    with pytest.raises(ScreenError):
        app.run(None)


def test_the_application_has_its_name(qapp):
    dressed = app.application()

    assert dressed.applicationName() == "MnistPad"
    assert QGuiApplication.desktopFileName() == "mnistpad"


def test_an_error_of_the_program_is_shown_and_can_be_copied(crash):
    dialog = crash(ZeroDivisionError("nothing by nothing"))

    dialog.findChild(QPushButton, "crashCopyButton").click()

    copied = QGuiApplication.clipboard().text()
    assert "ZeroDivisionError: nothing by nothing" in copied
    assert copied.startswith("MnistPad ")


def test_an_error_that_repeats_opens_one_dialog(crash):
    first = crash(ValueError("once"))

    second = crash(ValueError("twice"))

    assert first is second


def test_an_error_in_another_thread_is_shown_by_the_window(qtbot, reporter, caplog, monkeypatch):
    threads: list[threading.Thread] = []
    monkeypatch.setattr(CrashDialog, "show_text", lambda text: threads.append(threading.current_thread()))

    worker = threading.Thread(target=lambda: reporter.report(ValueError, ValueError("far away"), None))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(threads))

    assert threads == [threading.main_thread()]


def test_the_window_starts_without_pyqtgraph_pillow_or_the_built_in_digits():
    code = (
        "import sys; from mnistpad.ui import app; a = app.application(); w = app.MainWindow(); w.show();"
        "a.processEvents(); app.begin(w, None);"
        "print(*[name for name in ('pyqtgraph', 'PIL', 'mnistpad.data.builtin') if name in sys.modules]); w.close()"
    )

    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert child.stdout.strip() == ""


def test_the_window_leaves_a_core_free_and_waits_for_no_thread_long(qapp):
    before = sys.getswitchinterval()

    with threadpool_limits(8, user_api="blas"):
        app.share_the_machine()
        used = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    waits, _ = sys.getswitchinterval(), sys.setswitchinterval(before)
    assert waits <= 0.001
    assert used == [max(1, os.cpu_count() - 1)] * len(used)
    assert used
