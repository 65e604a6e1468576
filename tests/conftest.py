"""What every test may ask for."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# Set before anything imports Qt: no test needs a screen, and none may reach a person's own data.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["MNISTPAD_HOME"] = tempfile.mkdtemp(prefix="mnistpad-tests-")  # for what is set up before a test
atexit.register(shutil.rmtree, os.environ["MNISTPAD_HOME"], ignore_errors=True)


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
def long_run(request: pytest.FixtureRequest) -> bool:
    """Whether this is `make test-long`."""
    return bool(request.config.getoption("--long"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests that take minutes")


def pytest_configure(config: pytest.Config) -> None:
    # The same examples every time, so that a change that breaks nothing never fails; the long form looks for new ones.
    settings.register_profile("seeded", derandomize=True, database=None)
    if not config.getoption("--long"):
        settings.load_profile("seeded")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="takes minutes: run it with `make test-long`")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)
