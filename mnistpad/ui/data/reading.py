"""Reads what the tab shows, beside the window: a file that was looked into is not read again when it is taken."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from mnistpad.data.dataset import Dataset, NoLabelsError
from mnistpad.ui.training.setup.shelf import Shelf

if TYPE_CHECKING:
    from mnistpad.data.sources import Preview
    from mnistpad.ui.data.contents.contents import Contents


class _Seen(NamedTuple):
    """What was looked into last."""

    key: str
    stamp: object  # of the file, before it was read
    dataset: Dataset


class Reading:
    """Both ways to read a source; called in another thread than the window's.

    Parameters
    ----------
    shelf
        Keeps what can be learned from, and shares it with the run.
    look_into
        Returns samples of a SOURCE and what was noticed.
    """

    def __init__(self, shelf: Shelf, look_into: "Callable[[str], Preview]") -> None:
        self._shelf = shelf
        self._look_into = look_into
        self._seen: _Seen | None = None

    def look_into(self, key: str) -> "Preview":
        """Return a source to be asked about.

        Raises
        ------
        MnistPadError
            If it cannot be read.
        """
        stamp = self._shelf.stamp(key)
        preview = self._look_into(key)
        self._seen = _Seen(preview.dataset.key, stamp, preview.dataset)
        return preview

    def forget(self) -> None:
        """Let go what was looked into: it was not taken."""
        self._seen = None

    def survey(self, key: str) -> "Contents":
        """Return a source to be shown; also one without labels, which can only be looked at.

        Raises
        ------
        MnistPadError
            If it cannot be read.
        """
        # The page is imported here, too, beside the window: it is needed as soon as this is done.
        import_module("mnistpad.ui.data.contents.page")
        from mnistpad.ui.data.contents.contents import survey

        return survey(self._dataset(key))

    def _dataset(self, key: str) -> Dataset:
        seen, self._seen = self._seen, None
        if seen is not None and (seen.key, seen.stamp) == (key, self._shelf.stamp(key)):
            return self._shelf.put(key, seen.dataset, seen.stamp) if seen.dataset.is_labelled else seen.dataset
        try:
            return self._shelf.load((key,), None).shares[0].dataset
        except NoLabelsError as error:
            return error.dataset
