"""What there is to learn from: the sources that have a name, and the files that a person opened. Knows no widgets."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from mnistpad.data.sources import SourceInfo, path_of
from mnistpad.ui.settings import Settings

MOST = 24  # opened files that are remembered
_LONGEST = 4096  # characters of one
KnownSources = Callable[[], list[SourceInfo]]


class Library(QObject):
    """The sources by name. Files that were opened are remembered between starts, the newest last.

    Parameters
    ----------
    settings
        Where the opened files are remembered.
    known
        Returns the sources that have a name; looking costs half a second, so it is asked when somebody asks.
    """

    changed = Signal()

    def __init__(self, settings: Settings, known: KnownSources, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._known = known
        self._named: list[SourceInfo] | None = None
        self._opened = _restored(settings.text("data/opened", MOST * _LONGEST))

    def sources(self) -> list[SourceInfo]:
        """Return the sources that have a name, then the opened files."""
        if self._named is None:
            self._named = self._known()
        return [*self._named, *told_apart([info(key) for key in self._opened])]

    @property
    def opened(self) -> tuple[str, ...]:
        """The SOURCEs of the opened files."""
        return tuple(self._opened)

    def find(self, key: str) -> SourceInfo | None:
        """Return what is known of a source; None for one that is not in the library."""
        return next((each for each in self.sources() if each.key == key), None)

    def look_again(self) -> None:
        """Find out anew what is here, because something was downloaded, kept or deleted."""
        self._named = None
        self.changed.emit()

    def put(self, info: SourceInfo) -> None:
        """Know better of one source that has a name, without looking at the others, which takes long."""
        if self._named is None:
            return
        known = self.find(info.key)
        self._named = [info if each.key == info.key else each for each in self._named]
        if known is None or known.available != info.available:
            self.changed.emit()

    def remember(self, key: str) -> None:
        """Keep an opened file; the same file opened in another way takes the place of the first."""
        others = [each for each in self._opened if path_of(each) != path_of(key)]
        self._keep([*others, key][-MOST:])

    def forget(self, key: str) -> None:
        """Forget an opened file; the file itself stays where it is."""
        self._keep([each for each in self._opened if each != key])

    def _keep(self, opened: list[str]) -> None:
        if opened != self._opened:
            self._opened = opened
            self._settings.put("data/opened", json.dumps(opened) if opened else None)
            self.changed.emit()


def info(key: str) -> SourceInfo:
    """Return what is known of an opened file without reading it."""
    path = path_of(key)
    return SourceInfo(path.name or key, key, path.exists(), str(path), "", None)


def told_apart(opened: list[SourceInfo]) -> list[SourceInfo]:
    """Return the same, those of one name called by their folder, too: "4b/train.csv"."""
    several = {name for name, count in Counter(each.name for each in opened).items() if count > 1}
    return [
        replace(each, name=f"{path_of(each.key).parent.name}/{each.name}") if each.name in several else each
        for each in opened
    ]


def _restored(text: str) -> list[str]:
    try:
        keys = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    return [key for key in keys if isinstance(key, str) and 0 < len(key) <= _LONGEST] if isinstance(keys, list) else []
