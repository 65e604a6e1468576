"""Files of bytes, gzipped or not, read within bounds: nothing is unpacked that was not asked for."""

import stat
import zlib
from pathlib import Path
from typing import NamedTuple

from mnistpad.data.formats import watching
from mnistpad.errors import DataError

AGAIN = "Copy or download it again."
GZIP_MAGIC = b"\x1f\x8b"
_GZIP_MOST = 1032  # deflate never shrinks further than this
# Bytes at a time: zlib joins what it unpacked while no other thread can run, for 47 MB that is 30 ms and more.
_PIECE = 1 << 20


class Unpacked(NamedTuple):
    """The beginning of an unpacked file, or all of it."""

    data: bytes | bytearray
    ended: bool  # the packed file came to its proper end, checksum included; only asked beyond the data
    more: bool  # there is something behind the data


def read(path: Path, most: int, count: int = -1) -> bytes:
    """Return the first `count` bytes of a file as it lies on the disk, or all of them.

    Raises
    ------
    DataError
        If it cannot be read, is not a plain file, or has more than `most` bytes.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            msg = f"{path} is not a file. Choose a file of digits."
            raise DataError(msg)
        if status.st_size > most:
            msg = f"{path} is larger than any such file that MnistPad reads ({most:,} bytes). Is it the right file?"
            raise DataError(msg)
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror or error}. Check the file, or choose another."
        raise DataError(msg) from error


def at_most(raw: bytes) -> int:
    """Return a bound on the bytes that can come out, without unpacking them."""
    return len(raw) * (_GZIP_MOST if raw[:2] == GZIP_MAGIC else 1)


def unpack(path: Path, raw: bytes, count: int) -> Unpacked:
    """Return the first `count` bytes, fewer where the file ends; never unpacks more than one byte beyond.

    Parameters
    ----------
    path
        For the sentence, if something is wrong.
    raw
        The file as it lies on the disk.
    count
        At least 1.

    Raises
    ------
    DataError
        If it is a gzip file and damaged.
    """
    if raw[:2] != GZIP_MAGIC:
        return Unpacked(raw[:count], ended=True, more=len(raw) > count)
    unpacker, data = _Unpacker(raw), bytearray()
    try:
        while len(data) < count and (piece := unpacker.take(min(_PIECE, count - len(data)))):
            data += piece
            watching.step()
        # Asking for one byte more takes the unpacker over the checksum at the end.
        behind = unpacker.take(1)
    except zlib.error as error:
        msg = f"{path} is a damaged gzip file. {AGAIN}"
        raise DataError(msg) from error
    more = bool(behind) or unpacker.has_more
    return Unpacked(data, ended=unpacker.ended or bool(behind), more=more)


class _Unpacker:
    """Unpacks a gzip file piece by piece."""

    def __init__(self, raw: bytes) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self._left = memoryview(raw)

    @property
    def ended(self) -> bool:
        """Whether the proper end was reached."""
        return self._zlib.eof

    @property
    def has_more(self) -> bool:
        """Whether anything but zeros is behind that end."""
        return bool(self._zlib.unused_data.strip(b"\0") or (self.ended and bytes(self._left).strip(b"\0")))

    def take(self, most: int) -> bytes:
        """Return so many more bytes at most, and at least one; none where there are no more."""
        while not self._zlib.eof:
            packed: bytes | memoryview = self._zlib.unconsumed_tail
            if not packed:
                packed, self._left = self._left[:_PIECE], self._left[_PIECE:]
            piece = self._zlib.decompress(packed, most)
            if piece or not packed:
                return piece
        return b""


def read_text(path: Path, most: int) -> str:
    """Return the text of a file, gzipped or not, one character a byte.

    Raises
    ------
    DataError
        If it cannot be read, is damaged, or has more than `most` characters.
    """
    found = unpack(path, read(path, most), most)
    if not found.ended:
        msg = f"{path} ends too early: it is only part of a gzip file. {AGAIN}"
        raise DataError(msg)
    if found.more:
        msg = f"{path} is longer than any such file that MnistPad reads ({most:,} characters). Is it the right file?"
        raise DataError(msg)
    return found.data.decode("latin-1")
