"""The .deb: the frozen program, and how a desktop finds it."""

import gzip
import os
import shutil
import subprocess
from pathlib import Path

from tools.packaging import archive, facts, icons
from tools.packaging.debian import libraries, manual, papers

_SHARE = Path("usr/share")


def build(program: Path, folder: Path) -> Path:
    """Make the package of a frozen program and return its path."""
    root = facts.BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(program, root / "usr/lib" / facts.NAME, symlinks=True)
    add_desktop_files(root)
    (root / "usr/bin").mkdir()
    (root / "usr/bin" / facts.NAME).symlink_to(f"../lib/{facts.NAME}/{facts.NAME}")
    architecture = _said("dpkg", "--print-architecture").strip()
    files = [path for path in root.rglob("*") if path.is_file() or path.is_symlink()]
    depends = libraries.depends(root / "usr/lib" / facts.NAME)
    papers.write(root / "DEBIAN/control", papers.control(architecture, depends, archive.sizes(files)))
    papers.write(root / "DEBIAN/md5sums", _said("md5sum", *_plain_files(root), folder=root))
    _settle(root)
    path = folder / f"{facts.NAME}_{facts.VERSION}_{architecture}.deb"
    command: list[str | Path] = [
        "dpkg-deb",
        "--root-owner-group",
        "-Zxz",
        "-z6",
        "--threads-max=1",
        "--build",
        root,
        path,
    ]
    subprocess.run(command, env=_environment(), stdout=subprocess.DEVNULL, check=True)
    return path


def add_desktop_files(root: Path) -> None:
    """Write all that is not the program itself: menu entry, icons, MIME types, metainfo, manual, papers."""
    name, share = facts.NAME, root / _SHARE
    papers.write(share / f"applications/{name}.desktop", (facts.SOURCES / f"{name}.desktop").read_bytes())
    papers.write(share / f"mime/packages/{name}.xml", (facts.SOURCES / f"{name}.xml").read_bytes())
    papers.write(share / f"metainfo/{facts.IDENTIFIER}.metainfo.xml", papers.metainfo())
    for edge in icons.HICOLOR:
        papers.write(share / f"icons/hicolor/{edge}x{edge}/apps/{name}.png", icons.png(edge))
    papers.write(share / f"icons/hicolor/scalable/apps/{name}.svg", icons.DRAWING.read_bytes())
    papers.write(share / f"man/man1/{name}.1.gz", _packed(manual.manual()))
    papers.write(share / f"doc/{name}/copyright", papers.copyright())
    papers.write(share / f"doc/{name}/changelog.gz", _packed(papers.changelog()))
    papers.write(share / f"lintian/overrides/{name}", (facts.SOURCES / f"{name}.overrides").read_bytes())


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def _plain_files(root: Path) -> list[str]:
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path.relative_to(root).as_posix() for path in found if "DEBIAN" not in path.parts)


def _settle(root: Path) -> None:
    """Give everything the modes and the time that every build gives it."""
    binary = root / "usr/lib" / facts.NAME / facts.NAME
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == binary else 0o644)
        os.utime(path, (facts.epoch(), facts.epoch()), follow_symlinks=False)


def _said(*command: str, folder: Path | None = None) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def _environment() -> dict[str, str]:
    return os.environ | {"SOURCE_DATE_EPOCH": str(facts.epoch())}
