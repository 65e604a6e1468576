"""Where icons and models are, and where a person's own files go. Opens none of them."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    """Return the folder that holds icons/ and models/, however the program was installed."""
    frozen = getattr(sys, "_MEIPASS", None)  # PyInstaller unpacks beside this
    if frozen:
        return Path(frozen) / "resources"
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def path(*parts: str) -> Path:
    """Return the path of a file that came with the program, such as ``path("icons", "pen.svg")``."""
    return _root().joinpath(*parts)


def shipped_model() -> Path:
    """Return the path of the model that every start begins with."""
    return path("models", "mnistpad.npz")


def licences() -> Path | None:
    """Return the folder with the licences of all that is bundled; None where nothing is: pip keeps each by itself."""
    frozen = getattr(sys, "_MEIPASS", None)
    folder = Path(frozen) / "licences" if frozen else None
    return folder if folder is not None and folder.is_dir() else None


def user_data_dir() -> Path:
    """Return the folder for this person's digits, runs and settings; it need not exist yet.

    ``MNISTPAD_HOME`` overrides the platform's own place.
    """
    override = os.environ.get("MNISTPAD_HOME")
    if override:
        return Path(override).expanduser().absolute()
    import platformdirs  # whoever says where needs none of it

    return Path(platformdirs.user_data_dir("MnistPad", appauthor=False))
