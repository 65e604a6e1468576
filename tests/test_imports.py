"""The import rule, and that it still covers every room: `lint-imports` itself runs with `make lint`."""

import ast
import sys
import tomllib
from pathlib import Path

from tests import PROJECT

RULES = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
FILES = sorted((PROJECT / "mnistpad").rglob("*.py"))


def imported_by(path: Path) -> set[str]:
    """Return the first name of every module that a file imports, at any depth."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


def rooms() -> set[str]:
    """Return the modules and packages right under mnistpad."""
    found = {path.stem if path.is_file() else path.name for path in (PROJECT / "mnistpad").iterdir()}
    return {f"mnistpad.{name}" for name in found if name not in ("__init__", "__pycache__", "py", "_resources")}


def test_every_room_has_its_storey():
    layers = {name.strip() for layer in RULES["contracts"][0]["layers"] for name in layer.split("|")}

    assert layers == rooms()


def test_every_room_but_the_windows_is_kept_from_the_toolkits():
    kept = set(RULES["contracts"][1]["source_modules"])

    assert kept == rooms() - {"mnistpad.ui", "mnistpad.__main__"}


def test_only_ui_names_the_toolkits():
    others = [path for path in FILES if (PROJECT / "mnistpad" / "ui") not in path.parents]

    assert [path for path in others if imported_by(path) & {"PySide6", "pyqtgraph", "shiboken6"}] == []


def test_nothing_is_imported_that_is_not_declared():
    declared = {"numpy", "PySide6", "shiboken6", "pyqtgraph", "PIL", "platformdirs", "threadpoolctl", "mnistpad"}
    declared |= {"urllib3", "truststore"}
    foreign = set().union(*map(imported_by, FILES)) - set(sys.stdlib_module_names) - {"__future__"}

    assert foreign <= declared
