"""The kept digits as the window knows them: who draws now, what can be undone, and word of every change."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from mnistpad.data import own
from mnistpad.data.own import Change, Imported, Kept, OwnDigits
from mnistpad.errors import MnistPadError
from mnistpad.ink.stroke import Drawing
from mnistpad.ui.settings import Settings

MOST_UNDOABLE = 100
_PERSON = "own/person"
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Deed:
    """Something that can be undone, in words: "deleting 3 digits"."""

    words: str
    change: Change


class DigitBox(QObject):
    """One for a window. Nothing is read from the disk before somebody asks.

    Parameters
    ----------
    settings
        Remembers who draws.
    store
        Returns where the digits are, without reading them.
    """

    changed = Signal()  # the digits, whoever changed them
    person_changed = Signal(str)
    deeds_changed = Signal()
    failed = Signal(str)  # why an act was not done

    def __init__(
        self, settings: Settings, store: Callable[[], OwnDigits] = own.collection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._find_store = store
        self._person = own.clean_name(settings.text(_PERSON, 4 * own.LONGEST_NAME)) or own.ME
        self._deeds: list[Deed] = []
        self._is_tidy = False
        self._has_acted = False
        self.trouble = ""  # why the digits cannot be shown

    # Who

    @property
    def person(self) -> str:
        """Who draws now."""
        return self._person

    @person.setter
    def person(self, name: str) -> None:
        name = own.clean_name(name) or own.ME
        if name != self._person:
            self._person = name
            self._settings.put(_PERSON, name)
            self.person_changed.emit(name)

    def persons(self) -> dict[str, int]:
        """Return who has kept how many; who draws now is among them."""
        persons = self._store.persons()
        return persons if self._person in persons else {**persons, self._person: 0}

    # What there is

    @property
    def _store(self) -> OwnDigits:
        return self._find_store()

    @property
    def path(self) -> Path:
        """Where they are."""
        return self._store.path

    @property
    def damaged(self) -> int:
        """How many lines of the file could not be read."""
        return self._store.damaged

    def refresh(self) -> None:
        """Look whether another window did something."""
        store = self._store
        before = self.trouble
        try:
            is_news = store.refresh()
            self.trouble = ""
        except MnistPadError as error:
            self.trouble, is_news = str(error), False
        if not self._is_tidy and not self.trouble:
            self._is_tidy = True
            with suppress(MnistPadError):  # they can be read, and that is all that was asked
                store.tidy()
        if is_news or before != self.trouble:
            self.changed.emit()

    def all(self, person: str | None = None) -> tuple[Kept, ...]:
        """Return the digits of a person or of everybody."""
        return self._store.all(person)

    def counts(self, person: str | None = None) -> tuple[int, ...]:
        """Return how many there are of each digit."""
        return self._store.counts(person)

    def find(self, key: str) -> Kept | None:
        """Return one digit if it is there."""
        return self._store.find(key)

    def same(self, drawing: Drawing) -> Kept | None:
        """Return what was kept of the very same strokes."""
        return self._store.same(drawing)

    # What a person does. None where it failed, and `failed` said why.

    def keep(self, drawing: Drawing, label: int) -> Change | None:
        """Keep a drawing of who draws now."""
        return self._do(f"keeping {one(label)}", lambda: self._store.keep(drawing, label, self._person))

    def relabel(self, keys: Sequence[str], label: int) -> Change | None:
        """Say that digits are another one."""
        return self._do(f"relabelling {digits(len(keys))}", lambda: self._store.relabel(keys, label))

    def give_to(self, keys: Sequence[str], person: str) -> Change | None:
        """Say that somebody else drew digits."""
        return self._do(f"giving {digits(len(keys))} to {person}", lambda: self._store.give_to(keys, person))

    def rename(self, person: str, name: str) -> Change | None:
        """Give a person another name."""
        change = self._do(f"renaming {person}", lambda: self._store.rename(person, name))
        if change is not None and person == self._person:
            self.person = name
        return change

    def delete(self, keys: Sequence[str]) -> Change | None:
        """Put digits aside."""
        return self._do(f"deleting {digits(len(keys))}", lambda: self._store.delete(keys))

    def take_imported(self, imported: Imported) -> None:
        """Let what was imported in another thread be undone, too."""
        if imported.change is not None:
            self._note(Deed(f"importing {digits(imported.count)}", imported.change))
        self.changed.emit()

    def import_from(self, path: Path, person: str) -> Imported:
        """Keep the drawings of a file, those that do not say whose as this person's; may be called from any thread.

        Raises
        ------
        MnistPadError
            If the file cannot be read, or the digits cannot be kept.
        """
        return self._store.import_(path, person)

    def export(self, path: Path, kept: Sequence[Kept], *, with_names: bool = True) -> None:
        """Write digits as a drawing file; may be called from any thread.

        Raises
        ------
        MnistPadError
            If it cannot be written.
        """
        self._store.export(path, kept, with_names=with_names)

    def delete_all(self) -> bool:
        """Delete everybody's digits for good; return whether it was done."""
        if self._try(self._store.delete_all) is _FAILED:
            return False
        self._deeds.clear()
        self.trouble = ""
        self.deeds_changed.emit()
        self.changed.emit()
        return True

    def close(self) -> None:
        """Make what was deleted final."""
        if self._has_acted and not self.trouble:
            self._try(self._store.tidy)

    # Undo

    @property
    def last_deed(self) -> Deed | None:
        """What `undo_last` would take back."""
        return self._deeds[-1] if self._deeds else None

    def undo_last(self) -> Deed | None:
        """Take the last act back, and return it; None if there was none."""
        deed = self.last_deed
        if deed is not None:
            self.undo(deed.change)
        return deed

    def undo(self, change: Change) -> bool:
        """Make digits again what they were before a change; return whether that could be done."""
        undone = self._try(lambda: self._store.undo(change))
        if undone is not _FAILED:
            self._deeds = [deed for deed in self._deeds if deed.change is not change]
            self.deeds_changed.emit()
            self.changed.emit()
        return isinstance(undone, Change)

    def _do(self, words: str, act: Callable[[], Change]) -> Change | None:
        change = self._try(act)
        if not isinstance(change, Change):
            return None
        if change.digits:
            self._note(Deed(words, change))
        self.changed.emit()
        return change

    def _note(self, deed: Deed) -> None:
        self._deeds = [*self._deeds, deed][-MOST_UNDOABLE:]
        self.deeds_changed.emit()

    def _try(self, act: Callable[[], _Result]) -> "_Result | _Failed":
        self._has_acted = True
        try:
            return act()
        except MnistPadError as error:
            self.failed.emit(str(error))
            return _FAILED


class _Failed:
    pass


_FAILED = _Failed()


def digits(count: int) -> str:
    """Return "1 digit" or "3 digits"."""
    return "1 digit" if count == 1 else f"{count:,} digits"


def one(digit: int) -> str:
    """Return "a 7" or "an 8"."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def keys_of(kept: Iterable[Kept]) -> list[str]:
    """Return their keys."""
    return [each.key for each in kept]
