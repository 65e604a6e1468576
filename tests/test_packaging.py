"""What `pip install .` brings. tests/end_to_end/installing/wheel.sh installs it for real, which takes a minute."""

import subprocess
import sys
import tomllib
import zipfile

import pytest

from tests import PROJECT

CONFIG = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built here without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_every_module(wheel):
    modules = {str(path.relative_to(PROJECT)) for path in (PROJECT / "mnistpad").rglob("*.py")}

    assert modules <= set(wheel.namelist())


@pytest.mark.parametrize("room", ["icons", "models"])
def test_the_wheel_holds_every_icon_and_model(wheel, room):
    files = {str(path.relative_to(PROJECT / "resources")) for path in (PROJECT / "resources" / room).rglob("*.*")}

    assert files
    assert {f"mnistpad/_resources/{name}" for name in files} <= set(wheel.namelist())


def test_the_wheel_holds_nothing_else(wheel):
    foreign = [name for name in wheel.namelist() if not name.startswith("mnistpad")]

    assert not foreign
    assert not [name for name in wheel.namelist() if "__pycache__" in name or name.startswith("mnistpad/tests")]


def test_the_wheel_brings_the_command(wheel):
    name = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert "mnistpad = mnistpad.__main__:main" in wheel.read(name).decode()


def test_qt_is_pinned_to_versions_that_work():
    (pin,) = [each for each in CONFIG["project"]["dependencies"] if each.startswith("PySide6")]

    assert pin.startswith("PySide6-Essentials>=6.8,<6.12")
    assert "!=6.9.1" in pin
    assert "!=6.9.2" in pin


def test_the_changelog_has_a_place_for_what_is_new():
    lines = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()

    assert "## [Unreleased]" in lines
