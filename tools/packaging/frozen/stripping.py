"""Takes the symbols for debuggers out of Linux's binaries: Python's own library has 17 MB of them."""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

_LOADED = 1  # PT_LOAD: a segment that is mapped into memory
_PAGE = 0x1000
_DYNAMIC, _STRINGS, _SEARCH_PATHS = 2, 5, {15, 29}  # PT_DYNAMIC; DT_STRTAB; DT_RPATH, DT_RUNPATH
_64_BITS = (1 << 64) - 1


def strip(folder: Path) -> None:
    """Strip all ELF files of a folder, but for those that would not load any more."""
    if not shutil.which("strip"):
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and is_elf(path) and path.parent != folder:
            _strip(path)
            forget_search_path(path)


def _strip(path: Path) -> None:
    stripped = path.with_name(f"{path.name}.stripped")
    command: list[str | Path] = ["strip", "--strip-unneeded", "-o", stripped, path]
    done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    # auditwheel's patchelf moves parts of NumPy's libraries, and strip then puts them where no page begins.
    if done and is_loadable(stripped) and stripped.stat().st_size < path.stat().st_size:
        shutil.copymode(path, stripped)
        os.replace(stripped, path)  # noqa: PTH105
    stripped.unlink(missing_ok=True)


def is_elf(path: Path) -> bool:
    """Return whether a file is a Linux program or library."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def is_loadable(path: Path) -> bool:
    """Return whether each segment of a 64-bit ELF file begins where the loader can map it (ELF-64 specification)."""
    content = path.read_bytes()
    start, size, count = struct.unpack_from("<32xQ14xHH", content)
    headers = (struct.unpack_from("<I4xQQ", content, start + nth * size) for nth in range(count))
    return all(kind != _LOADED or (offset - address) % _PAGE == 0 for kind, offset, address in headers)


def forget_search_path(path: Path) -> None:
    """Take the build machine's folders out of a library that looks for others there, as a self-made Python's do.

    In the dynamic section (pairs of tag and value, ended by a null tag) the entry goes, and the rest moves up.
    """
    content = bytearray(path.read_bytes())
    for offset, length in [(start, size) for kind, start, size in _segments(content) if kind == _DYNAMIC]:
        entries = [struct.unpack_from("<qQ", content, at) for at in range(offset, offset + length, 16)]
        strings = _in_file(content, next(value for tag, value in entries if tag == _STRINGS))
        kept = [(tag, at) for tag, at in entries if tag not in _SEARCH_PATHS or content[strings + at] != ord("/")]
        kept += [(0, 0)] * (len(entries) - len(kept))
        numbers = (number & _64_BITS for entry in kept for number in entry)
        struct.pack_into(f"<{2 * len(kept)}Q", content, offset, *numbers)
    path.write_bytes(content)


def _in_file(content: bytes | bytearray, address: int) -> int:
    """Return where in the file a memory address lies."""
    headers = struct.unpack_from("<32xQ14xHH", content)
    for nth in range(headers[2]):
        kind, start, memory, size = struct.unpack_from("<I4xQQ8xQ", content, headers[0] + nth * headers[1])
        if kind == _LOADED and memory <= address < memory + size:
            return int(start + address - memory)
    raise RuntimeError("A library's dynamic section names an address that is not in it.")


def _segments(content: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """Return kind, place in the file and length of each segment."""
    start, size, count = struct.unpack_from("<32xQ14xHH", content)
    for nth in range(count):
        yield struct.unpack_from("<I4xQ16xQ", content, start + nth * size)
