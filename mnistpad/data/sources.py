"""From the word after `--data` to a Dataset: `builtin`, `mnist`, `my-digits`, or a path."""

from collections.abc import Iterable
from pathlib import Path

from mnistpad.data import mnist
from mnistpad.data.dataset import Dataset
from mnistpad.data.mixture import MAX_WEIGHT, TrainingData, combine
from mnistpad.errors import DataError, UsageError

KINDS = "a folder of IDX files"


def parse(spec: str) -> tuple[str, float]:
    """Return the source and the weight in SOURCE or SOURCE*WEIGHT; the weight is 1 where none is given.

    Raises
    ------
    UsageError
        If the weight is not above 0 and at most 100.
    """
    source, _, tail = spec.rpartition("*")
    weight = _number(tail)
    if not source or weight is None or Path(spec).exists():
        return spec, 1.0
    if not 0 < weight <= MAX_WEIGHT:
        msg = f"The weight in {spec} is {tail}. Give one above 0 and at most {MAX_WEIGHT:g}."
        raise UsageError(msg)
    return source, weight


def load_all(specs: Iterable[str], validation: int | None = None) -> TrainingData:
    """Return what a run learns from: each SOURCE or SOURCE*WEIGHT loaded and all combined.

    Raises
    ------
    DataError, UsageError
        As `parse`, `load` and `mixture.combine`.
    """
    parsed = [parse(spec) for spec in specs]
    return combine([(load(source), weight) for source, weight in parsed], validation)


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


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
