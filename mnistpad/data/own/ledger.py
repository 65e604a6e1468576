"""What the lines of the file of kept digits come to."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mnistpad.data.own import records
from mnistpad.data.own.records import Changes, Damaged, Kept
from mnistpad.errors import DataError
from mnistpad.ink.stroke import Drawing


class Ledger:
    """All that was kept and done, up to the last line that was read.

    Parameters
    ----------
    path
        The file, for what is said of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.kept: dict[str, Kept] = {}  # the deleted ones, too, in the order of the file
        self.damaged: list[bytes] = []
        self.era = ""
        self.spare = 0  # lines that a tidy file would not have
        self._headed = False
        self._same: dict[Drawing, str] = {}
        self._orphans: list[Changes] = []  # of drawings whose lines are damaged

    @property
    def is_new(self) -> bool:
        """Whether there is no file yet, or an empty one."""
        return not self._headed and not self.damaged and not self.kept

    def alive(self) -> tuple[Kept, ...]:
        """Return what is not deleted."""
        return tuple(kept for kept in list(self.kept.values()) if not kept.deleted)

    def find(self, key: str) -> Kept | None:
        """Return one digit, unless it is deleted or was never there."""
        kept = self.kept.get(key)
        return None if kept is None or kept.deleted else kept

    def same(self, drawing: Drawing) -> Kept | None:
        """Return the digit of the very same strokes, whatever its label."""
        return self.find(self._same.get(drawing.labelled(None), ""))

    def take(self, lines: list[bytes]) -> None:
        """Read further lines. One that is damaged costs only itself.

        Raises
        ------
        DataError
            If the file is newer than this program, or nothing in it is a record.
        """
        for line in self._behind_the_header(lines) if self.is_new and lines else lines:
            try:
                self._note(records.read(line))
            except Damaged:
                self.damaged.append(line)
        if self.damaged and not self._headed and not self.kept:
            msg = f"{self._path} is not a file of kept digits. Move it elsewhere to begin a new one."
            raise DataError(msg)

    def tidied(self) -> Iterator[bytes]:
        """Yield a new file: what cannot be read, with what was done to it, and what there is."""
        yield records.header_line(self.era or new_era())
        yield from (line + b"\n" for line in self.damaged)
        for changes in self._orphans:
            yield from records.change_lines(changes)
        yield from map(records.kept_line, self.alive())

    def _behind_the_header(self, lines: list[bytes]) -> Iterable[bytes]:
        """Return the lines after the header; all of them where it is damaged."""
        try:
            version, self.era = records.read_header(lines[0])
        except Damaged:
            return lines
        if version > records.VERSION:
            msg = f"The digits in {self._path} were kept by a newer MnistPad. Update MnistPad to use them."
            raise DataError(msg)
        self._headed = True
        return lines[1:]

    def _note(self, said: Kept | Changes) -> None:
        if isinstance(said, Kept):
            self.spare += said.key in self.kept
            self._put(said)
            return
        self.spare += 1
        for key, fields in said.items():
            if key in self.kept:
                self._put(self.kept[key].changed(fields))
        orphans = {key: fields for key, fields in said.items() if key not in self.kept}
        if orphans and self.damaged:
            self._orphans.append(orphans)

    def _put(self, kept: Kept) -> None:
        self.kept[kept.key] = kept
        if not kept.deleted:
            self._same[kept.drawing.labelled(None)] = kept.key


def new_era() -> str:
    """Return what tells a file from one that was deleted with all that was in it."""
    return os.urandom(8).hex()
