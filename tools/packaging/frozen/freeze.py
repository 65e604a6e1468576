"""The frozen program: a folder that needs no Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.packaging import contents, facts
from tools.packaging.frozen import stripping

FOLDER = facts.BUILD / "frozen"


def freeze() -> Path:
    """Make the program's folder with PyInstaller, look that nothing foreign is in it, and return it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    command: list[str | Path] = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
        "--workpath", facts.BUILD / "work", "--distpath", FOLDER, facts.SOURCES / "mnistpad.spec",
    ]  # fmt: skip
    same = {"SOURCE_DATE_EPOCH": str(facts.epoch()), "PYTHONHASHSEED": "0", "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(command, cwd=facts.PROJECT, env=os.environ | same, check=True)
    program = program_folder()
    if sys.platform.startswith("linux"):
        stripping.strip(program)
    contents.check_folder(program)
    return program


def program_folder() -> Path:
    """Return the folder that people are given: on the Mac, the application."""
    return FOLDER / (f"{facts.TITLE}.app" if sys.platform == "darwin" else facts.NAME)


def program() -> Path:
    """Return the executable that answers on a terminal."""
    if sys.platform == "darwin":
        return program_folder() / "Contents" / "MacOS" / facts.NAME
    return program_folder() / (f"{facts.NAME}-console.exe" if os.name == "nt" else facts.NAME)
