"""The digits that a person kept: what they are now, and the acts that change them."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mnistpad import resources
from mnistpad.data.dataset import DIGITS
from mnistpad.data.own import records
from mnistpad.data.own.journal import Journal
from mnistpad.data.own.ledger import Ledger, new_era
from mnistpad.data.own.records import Changes, Damaged, Kept
from mnistpad.errors import DataError
from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing

ME = "Me"
FILE = "my-digits.jsonl"
MOST_BYTES = drawing_file.MOST_BYTES
MOST_DIGITS = drawing_file.MOST_DRAWINGS
FINEST = "milliseconds"


@dataclass(frozen=True)
class Change:
    """What one act made of some digits, so that it can be undone.

    Parameters
    ----------
    digits
        As they are since.
    before
        As they were; those that were not there are `deleted`.
    era
        The file's; a file that was deleted and begun anew has another one.
    """

    digits: tuple[Kept, ...]
    before: tuple[Kept, ...]
    era: str


@dataclass(frozen=True)
class Imported:
    """What came of a drawing file."""

    change: Change | None
    unlabelled: int  # left out: nobody says what they are
    known: int  # left out: they are kept already

    @property
    def persons(self) -> tuple[str, ...]:
        """Who drew what was taken."""
        return tuple(dict.fromkeys(kept.person for kept in self.change.digits)) if self.change else ()

    @property
    def count(self) -> int:
        """How many were taken."""
        return len(self.change.digits) if self.change else 0


class OwnDigits:
    """The kept digits of one folder. Several windows and threads may have it open.

    Parameters
    ----------
    folder
        Where the file is; need not exist. The user's data folder by default.
    now
        The time.
    """

    def __init__(self, folder: Path | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._journal = Journal((folder or resources.user_data_dir() / "digits") / FILE, _is_record)
        self._now = now
        self._lock = threading.RLock()
        self._ledger = Ledger(self.path)

    # What there is

    @property
    def path(self) -> Path:
        """The file; need not be there."""
        return self._journal.path

    @property
    def damaged(self) -> int:
        """How many lines could not be read."""
        return len(self._ledger.damaged)

    def refresh(self) -> bool:
        """Read what came from elsewhere; return whether anything did.

        Raises
        ------
        DataError
            If the file is newer than this program, is none of its own, or cannot be read.
        """
        with self._lock:
            try:
                news = self._journal.news(MOST_BYTES)
            except OSError as error:
                msg = f"Your own digits in {self.path} cannot be read: {error.strerror or error}. Look at the file."
                raise DataError(msg) from error
            if news is None:
                return False
            if news.anew:
                self._ledger = Ledger(self.path)
            try:
                self._ledger.take(news.lines)
            except DataError:
                self._begin_anew()
                raise
            return True

    def _begin_anew(self) -> None:
        self._journal.forget()
        self._ledger = Ledger(self.path)

    def all(self, person: str | None = None) -> tuple[Kept, ...]:
        """Return the digits of a person or of everybody, in the order in which they were kept."""
        with self._lock:
            return tuple(kept for kept in self._ledger.alive() if person in (None, kept.person))

    def counts(self, person: str | None = None) -> tuple[int, ...]:
        """Return how many there are of each digit."""
        counts = [0] * DIGITS
        for kept in self.all(person):
            counts[kept.label] += 1
        return tuple(counts)

    def persons(self) -> dict[str, int]:
        """Return who kept digits and how many, in the order in which they began."""
        persons: dict[str, int] = {}
        for kept in self.all():
            persons[kept.person] = persons.get(kept.person, 0) + 1
        return persons

    def find(self, key: str) -> Kept | None:
        """Return one digit, unless it is deleted or was never there."""
        return self._ledger.find(key)

    def same(self, drawing: Drawing) -> Kept | None:
        """Return the digit that was kept of the very same strokes, whatever its label."""
        return self._ledger.same(drawing)

    # What a person does. Each act is on the disk when it returns.

    def keep(self, drawing: Drawing, label: int, person: str = ME) -> Change:
        """Keep a drawing.

        Raises
        ------
        DataError
            If it is blank or has too many points, there are too many digits, or they cannot be written.
        """
        return self._keep([(drawing.labelled(label), person)])

    def relabel(self, keys: Iterable[str], label: int) -> Change:
        """Say that digits are another one.

        Raises
        ------
        DataError
            If they cannot be written.
        """
        return self._change({key: {"label": label} for key in keys})

    def give_to(self, keys: Iterable[str], person: str) -> Change:
        """Say that somebody else drew digits.

        Raises
        ------
        DataError
            If the name is blank, or they cannot be written.
        """
        name = _named(person)
        return self._change({key: {"person": name} for key in keys})

    def rename(self, person: str, name: str) -> Change:
        """Give a person another name; of two with the same name, one is made.

        Raises
        ------
        DataError
            As `give_to`.
        """
        self.refresh()
        return self.give_to([kept.key for kept in self.all(person)], name)

    def delete(self, keys: Iterable[str]) -> Change:
        """Put digits aside; `undo` brings them back, `tidy` makes it final.

        Raises
        ------
        DataError
            If they cannot be written.
        """
        return self._change({key: {"deleted": True} for key in keys})

    def undo(self, change: Change) -> Change | None:
        """Make digits again what they were before a change; None if all were deleted for good since.

        Raises
        ------
        DataError
            If they cannot be written.
        """
        with self._alone():
            if change.era != self._ledger.era:
                return None
            lost = [kept for kept in change.before if kept.key not in self._ledger.kept and not kept.deleted]
            lines = [records.kept_line(kept) for kept in lost]
            changes = {kept.key: _fields(kept) for kept in change.before if kept.key in self._ledger.kept}
            return self._write(lines, changes, change.before)

    def delete_all(self) -> None:
        """Delete the file of everybody's digits. This cannot be undone.

        Raises
        ------
        DataError
            If it cannot be deleted.
        """
        with self._lock:
            try:
                with self._journal.alone():
                    self._journal.remove()
            except OSError as error:
                msg = f"Your own digits could not be deleted: {error.strerror or error}. Delete {self.path} yourself."
                raise DataError(msg) from error
            self._begin_anew()

    def tidy(self) -> None:
        """Write the file anew without what was deleted or changed since; lines that cannot be read stay.

        Raises
        ------
        DataError
            If it cannot be written; then nothing has changed.
        """
        with self._lock:
            self.refresh()
            if not self._ledger.spare:
                return
        with self._alone():
            self._journal.rewrite(self._ledger.tidied())
            self.refresh()

    # Drawing files

    def export(self, path: str | Path, digits: Sequence[Kept], *, with_names: bool = True) -> None:
        """Write digits as a drawing file.

        Who is "Me" is another one on every computer, so that name is never written.

        Parameters
        ----------
        path
            The file.
        digits
            What to write.
        with_names
            Whether to write who drew each.

        Raises
        ------
        DrawingError
            If there are none, or the file cannot be written.
        """
        persons = [kept.person if with_names and kept.person != ME else "" for kept in digits]
        drawing_file.save(path, [kept.drawing for kept in digits], persons)

    def import_(self, path: str | Path, person: str = ME) -> Imported:
        """Keep the labelled drawings of a drawing file that are not kept already.

        Parameters
        ----------
        path
            The file.
        person
            Who drew those of which the file does not say it.

        Raises
        ------
        DrawingError
            If it is no drawing file.
        DataError
            If there would be too many, or they cannot be written.
        """
        drawings: dict[Drawing, str] = {}
        for drawing, name in drawing_file.load_with_persons(path):
            if not drawing.is_blank:
                drawings.setdefault(drawing, records.clean_name(name) or person)
        labelled = [(drawing, name) for drawing, name in drawings.items() if drawing.label is not None]
        self.refresh()
        new = [(drawing, name) for drawing, name in labelled if self.same(drawing) is None]
        change = self._keep(new) if new else None
        return Imported(change, len(drawings) - len(labelled), len(labelled) - len(new))

    # How it is done

    def _keep(self, drawings: Sequence[tuple[Drawing, str]]) -> Change:
        _check([drawing for drawing, _ in drawings])
        time = self._now().isoformat(timespec=FINEST)
        new = tuple(Kept(os.urandom(8).hex(), drawing, _named(person), time) for drawing, person in drawings)
        with self._alone():
            if len(self._ledger.kept) + len(new) > MOST_DIGITS:
                msg = f"{MOST_DIGITS:,} digits of your own are the most. Export some, and delete them here."
                raise DataError(msg)
            before = tuple(replace(kept, deleted=True) for kept in new)
            return self._write([records.kept_line(kept) for kept in new], {}, new, before)

    def _change(self, wanted: Changes) -> Change:
        with self._alone():
            changes = {key: fields for key, fields in wanted.items() if self.find(key)}
            before = tuple(self._ledger.kept[key] for key in changes)
            return self._write([], changes, before, before)

    def _write(
        self, lines: list[bytes], changes: Changes, touched: tuple[Kept, ...], before: tuple[Kept, ...] | None = None
    ) -> Change:
        """Append lines and changes, and take them in; return how the digits touched are since."""
        if before is None:
            before = tuple(self._ledger.kept.get(kept.key, replace(kept, deleted=True)) for kept in touched)
        lines = lines + records.change_lines(changes)
        if lines:
            self._append(lines)
        after = tuple(self._ledger.kept[kept.key] for kept in touched if kept.key in self._ledger.kept)
        return Change(after, before, self._ledger.era)

    def _append(self, lines: list[bytes]) -> None:
        if self._ledger.is_new:
            self._journal.rewrite([records.header_line(new_era()), *lines])
        else:
            self._check_room(sum(map(len, lines)))
            self._journal.append(lines)
        self.refresh()

    def _check_room(self, more: int) -> None:
        if self._journal.size + more > MOST_BYTES:
            msg = (
                f"{self.path} would have more than {MOST_BYTES // 10**6} MB. Export some digits, and delete them here."
            )
            raise DataError(msg)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and windows out, knowing what they did."""
        with self._lock:
            try:
                with self._journal.alone():
                    self.refresh()
                    yield
            except OSError as error:
                msg = (
                    f"Your own digits in {self.path} could not be changed: {error.strerror or error}. "
                    "Free some space, or let MnistPad write there."
                )
                raise DataError(msg) from error


def _is_record(line: bytes) -> bool:
    for read in (records.read, records.read_header):
        try:
            read(line)
        except Damaged:
            continue
        return True
    return False


def _fields(kept: Kept) -> dict[str, object]:
    return {"label": kept.label, "person": kept.person, "deleted": kept.deleted}


def _named(person: str) -> str:
    name = records.clean_name(person)
    if not name:
        msg = "A person needs a name. Write one."
        raise DataError(msg)
    return name


def _check(drawings: Sequence[Drawing]) -> None:
    for drawing in drawings:
        if drawing.is_blank:
            msg = "A blank drawing cannot be kept. Draw first."
            raise DataError(msg)
        if len(drawing.points) > drawing_file.MOST_POINTS:
            msg = f"A drawing of more than {drawing_file.MOST_POINTS:,} points cannot be kept. Draw it with fewer."
            raise DataError(msg)
