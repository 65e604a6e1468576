"""Archives that come out byte for byte the same, and the sums that go with them."""

import hashlib
import lzma
import os
import stat
import tarfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tools.packaging import facts


def write_tar_xz(folder: Path, path: Path, root: str) -> None:
    """Pack a folder's contents below `root`: sorted, of one time, owned by nobody in particular."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = facts.epoch()
        member.mode = 0o755 if member.isdir() or member.mode & stat.S_IXUSR else 0o644
        return member

    with lzma.open(path, "wb", preset=6) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for place in (folder, *sorted(folder.rglob("*"))):
            name = Path(root, place.relative_to(folder)).as_posix()
            archive.add(place, name, recursive=False, filter=plain)


def write_zip(folder: Path, path: Path, root: str) -> None:
    """Pack a folder's contents below `root`, links as links: the Mac's signatures depend on them."""
    day = max(time.gmtime(facts.epoch())[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for place in sorted(folder.rglob("*")):
            if place.is_dir() and not place.is_symlink():
                continue
            member = zipfile.ZipInfo(Path(root, place.relative_to(folder)).as_posix(), day)
            member.create_system = 3  # Unix, whose modes those below are
            member.compress_type = zipfile.ZIP_DEFLATED
            is_run = os.name == "posix" and place.lstat().st_mode & stat.S_IXUSR
            mode = stat.S_IFLNK | 0o777 if place.is_symlink() else stat.S_IFREG | (0o755 if is_run else 0o644)
            member.external_attr = mode << 16
            content = os.fsencode(place.readlink()) if place.is_symlink() else place.read_bytes()
            archive.writestr(member, content)


def write_sums(folder: Path) -> Path:
    """Write SHA256SUMS for all files beside it, as `sha256sum --check` reads them."""
    sums = folder / "SHA256SUMS"
    names = sorted(path for path in folder.iterdir() if path.is_file() and path.name != sums.name)
    sums.write_text("".join(f"{digest(path)}  {path.name}\n" for path in names), encoding="utf-8", newline="\n")
    return sums


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sizes(paths: Iterable[Path]) -> int:
    """Return how many bytes some files have."""
    return sum(path.lstat().st_size for path in paths)
