"""What the window says about data, and the commands that do the same."""

import shlex
from pathlib import Path


def data_sentence(path: Path) -> str:
    """Say what labelled images can be used for."""
    return f"{path.name} is data to learn from."


def train_command(path: Path | None = None) -> str:
    """Return the command that trains on a source."""
    return f"mnistpad train --data {shlex.quote(str(path)) if path else 'builtin'} --out my-model.npz"


def show_command(path: Path | None = None) -> str:
    """Return the command that describes a source."""
    return f"mnistpad data show {shlex.quote(str(path)) if path else 'builtin'}"
