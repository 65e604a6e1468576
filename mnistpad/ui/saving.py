"""Asks a person where a file is to be."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from mnistpad.errors import MnistPadError


def ask_where_to_save(parent: QWidget | None, title: str, suggestion: Path, filters: str) -> Path | None:
    """Let the person choose a file; the system's dialog asks before it replaces one.

    Parameters
    ----------
    suggestion
        Where the dialog begins. A name that is given without an ending gets the one of this.

    Returns
    -------
    Path or None
        None where the person thought better of it.

    Raises
    ------
    MnistPadError
        If with its ending the name is another file's, of which the dialog did not ask.
    """
    name, _ = QFileDialog.getSaveFileName(parent, title, str(suggestion), filters)
    if not name or Path(name).suffix:
        return Path(name) if name else None
    path = Path(name + "".join(suggestion.suffixes))
    if path.exists():
        msg = f"{path.name} is there already. Save under its full name to replace it."
        raise MnistPadError(msg)
    return path
