"""What every test may ask for."""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# Set before anything imports Qt: no test needs a screen, and none may reach a person's own data.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["MNISTPAD_HOME"] = tempfile.mkdtemp(prefix="mnistpad-tests-")  # for what is set up before a test
atexit.register(shutil.rmtree, os.environ["MNISTPAD_HOME"], ignore_errors=True)


Widget = TypeVar("Widget", bound="QWidget")
PATIENCE = 60_000  # ms that a test waits for what will come: a machine may be slow, and others may use it, too


class PatientBot(QtBot):
    """Waits longer than five seconds where a test does not say how long."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **options: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)

    def present(self, widget: Widget, width: int = 0, height: int = 0) -> Widget:
        """Put a widget on the screen, as large as told, until the test is over; return it."""
        self.addWidget(widget)
        if width:
            widget.resize(width, height)
        with self.waitExposed(widget):
            widget.show()
        return widget

    def settle(self) -> None:
        """Let all that has been posted happen, and what that posts in turn: until layouts have found their places."""
        from PySide6.QtCore import QCoreApplication

        for _ in range(10):
            QCoreApplication.sendPostedEvents()
            QCoreApplication.processEvents()


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> PatientBot:
    """The hand and the eyes of pytest-qt, for machines of any speed."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's data folder of the test's own."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MNISTPAD_HOME", str(folder))
    return folder


@pytest.fixture
def shared_data() -> Path:
    """The folder with the real MNIST and pen strokes; skips where it is missing."""
    folder = os.environ.get("MNISTPAD_DATA_DIR")
    if not folder or not (Path(folder) / "mnist").is_dir():
        pytest.skip("needs real MNIST: set MNISTPAD_DATA_DIR to a folder that holds mnist/ and pendigits/")
    return Path(folder)


@pytest.fixture
def spawn() -> "Iterator[Callable[..., subprocess.Popen[Any]]]":
    """Start processes as `Popen` does; when the test is over, however it ends, so are they and their pipes."""
    with ExitStack() as ends:

        def spawn(*arguments: Any, **options: Any) -> "subprocess.Popen[Any]":
            process = subprocess.Popen(*arguments, **options)
            ends.callback(_end, process)
            return process

        yield spawn


def _end(process: "subprocess.Popen[Any]") -> None:
    with process:  # which closes its pipes and waits
        process.kill()


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until a test moves it."""
    return Clock()


@pytest.fixture
def long_run(request: pytest.FixtureRequest) -> bool:
    """Whether this is `make test-long`."""
    return bool(request.config.getoption("--long"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests that take minutes")


def pytest_configure(config: pytest.Config) -> None:
    # The same examples every time, so that a change that breaks nothing never fails; the long form looks for new ones.
    # No example may be too slow: a machine may be, and others may use it, too.
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("searching", patient)
    settings.register_profile("seeded", patient, derandomize=True, database=None)
    settings.load_profile("searching" if config.getoption("--long") else "seeded")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="takes minutes: run it with `make test-long`")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)
