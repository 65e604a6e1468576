"""What the window says about things that the command line does today."""

import shlex
from pathlib import Path


def data_sentence(path: Path) -> str:
    """Say what labelled images can be used for."""
    return f"{path.name} is data to learn from. Today the command line trains on it; the Data tab shows how."


def train_command(path: Path | None = None) -> str:
    """Return the command that trains on a source."""
    return f"mnistpad train --data {shlex.quote(str(path)) if path else 'builtin'} --out my-model.npz"


def show_command(path: Path | None = None) -> str:
    """Return the command that describes a source."""
    return f"mnistpad data show {shlex.quote(str(path)) if path else 'builtin'}"
