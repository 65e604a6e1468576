"""Asks a person where a file is to be."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where_to_save(
    parent: QWidget | None, title: str, suggestion: Path, filters: str, complain: Callable[[str], object]
) -> Path | None:
    """Let the person choose a file; the system's dialog asks before it replaces one.

    Parameters
    ----------
    suggestion
        Where the dialog begins. A name that is given without an ending gets the one of this.
    complain
        Is told in a sentence if with its ending the name is another file's, of which the dialog did not ask.

    Returns
    -------
    Path or None
        None where the person thought better of it, or must choose again.
    """
    name, _ = QFileDialog.getSaveFileName(parent, title, str(suggestion), filters)
    if not name or Path(name).suffix:
        return Path(name) if name else None
    path = Path(name + "".join(suggestion.suffixes))
    if path.exists():
        complain(f"{path.name} is there already. Save under its full name to replace it.")
        return None
    return path
