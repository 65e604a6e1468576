"""From the word after `--data` to a Dataset: `builtin`, `mnist`, `my-digits`, or a path."""

from pathlib import Path

from mnistpad.data import mnist
from mnistpad.data.dataset import Dataset
from mnistpad.errors import DataError

KINDS = "a folder of IDX files"


def load(source: str) -> Dataset:
    """Return the dataset that a SOURCE names, a part of it held out for validation.

    Parameters
    ----------
    source
        `builtin`, `mnist`, `my-digits`, or a path.

    Raises
    ------
    DataError
        If there is no such source, or it cannot be read; the sentence says what to do.
    """
    if source == "mnist":
        return mnist.load()
    if source == "builtin":
        from mnistpad.data import builtin

        return builtin.load()
    if source == "my-digits":
        msg = "None of your own digits are kept yet. Use builtin or mnist."
        raise DataError(msg)
    return _load_path(source)


def _load_path(source: str) -> Dataset:
    path = Path(source).expanduser()
    if path.is_dir():
        return mnist.load_folder(path)
    if not path.exists():
        msg = (
            f"There is no source or file called {source}. Sources are builtin, mnist, my-digits, and paths to {KINDS}."
        )
        raise DataError(msg)
    msg = f"{source} is not a kind of file that MnistPad reads digits from. It reads {KINDS}."
    raise DataError(msg)
