"""A file that only grows, line by line, each on the disk before its writer goes on. Knows nothing of what lines say.

What a killed process or a full disk left of a line is not read, and goes with the next write. Readers need no lock.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from mnistpad import files
from mnistpad.data.own.lock import locked, settle_folder

HEAD = 256  # bytes: the first line and more


class News(NamedTuple):
    """What a file holds that was not read before."""

    anew: bool  # it is another file than before: what was read earlier counts no more
    lines: list[bytes]  # without their ends


class Journal:
    """One such file.

    Parameters
    ----------
    path
        Where it is, or will be.
    is_whole
        Whether a last line without its end is all there, as editors leave them.
    """

    def __init__(self, path: Path, is_whole: Callable[[bytes], bool]) -> None:
        self.path = path
        self._is_whole = is_whole
        self._file: tuple[int, int] | None = None  # which one was read
        self._at = 0  # bytes of it that were read: all but a torn end
        self._head = b""  # the first of them: a deleted file's number on the disk may be given to its successor

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer out, and the folder there."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self.path.with_suffix(".lock")):
            yield

    def news(self, most_bytes: int) -> News | None:
        """Return the lines that came since the last time; None if there are none.

        Raises
        ------
        OSError
            If the file is there and cannot be read, or is larger than allowed.
        """
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return self._gone()
        with file:
            state = os.fstat(file.fileno())
            if state.st_size > most_bytes:
                raise OSError(0, f"it has more than {most_bytes // 10**6} MB")
            is_same = (state.st_dev, state.st_ino) == self._file and state.st_size >= self._at
            anew = not is_same or file.read(len(self._head)) != self._head
            if not anew and state.st_size == self._at:
                return None
            self._file, self._at = (state.st_dev, state.st_ino), 0 if anew else self._at
            file.seek(self._at)
            lines = self._whole_lines(file.read(state.st_size - self._at))
            file.seek(0)
            self._head = file.read(min(self._at, HEAD))
        return News(anew, lines) if lines or anew else None

    def _gone(self) -> News | None:
        was_there = self._file is not None
        self.forget()
        return News(anew=True, lines=[]) if was_there else None

    def _whole_lines(self, data: bytes) -> list[bytes]:
        """Return the lines that are all there; if a file has none, what it has, which nobody may write over."""
        end = data.rfind(b"\n") + 1
        if end < len(data) and (not self._at + end or self._is_whole(data[end:])):
            end = len(data)
        self._at += end
        return [line for line in data[:end].split(b"\n") if line]

    def forget(self) -> None:
        """Let `news` read all from the beginning."""
        self._file, self._at, self._head = None, 0, b""

    @property
    def size(self) -> int:
        """Bytes that were read."""
        return self._at

    def append(self, lines: Iterable[bytes]) -> None:
        """Write lines, each with its end, behind what `news` last read. Only while `alone`.

        Raises
        ------
        OSError
            If the disk does not take all of it; then none of it is there.
        """
        with self.path.open("rb+", buffering=0) as file:
            end = self._mend(file)
            try:
                _write(file, b"".join(lines))
            except BaseException:
                with contextlib.suppress(OSError):
                    file.truncate(end)
                raise

    def _mend(self, file: IO[bytes]) -> int:
        """Take the rest of a torn line away, end a whole one, and return where the next begins."""
        if file.seek(0, os.SEEK_END) > self._at:
            file.truncate(self._at)
        file.seek(max(0, self._at - 1))
        if file.read(1) not in (b"\n", b""):
            _write(file, b"\n")
        return file.seek(0, os.SEEK_END)

    def rewrite(self, lines: Iterable[bytes]) -> None:
        """Replace the file as a whole, or make it. Only while `alone`.

        Raises
        ------
        OSError
            If the disk does not take it; then the old file is there as it was.
        """
        files.sweep(self.path)
        with files.replacing(self.path) as file:
            file.writelines(lines)
        settle_folder(self.path.parent)

    def remove(self) -> None:
        """Delete the file, and what killed processes left beside it. Only while `alone`.

        Raises
        ------
        OSError
            If it cannot be deleted.
        """
        files.sweep(self.path)
        self.path.unlink(missing_ok=True)
        settle_folder(self.path.parent)


def _write(file: IO[bytes], data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]
    os.fsync(file.fileno())
