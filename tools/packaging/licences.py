"""The licences of all that is in the frozen program, as files that go in with it."""

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from tools.packaging import facts

FOLDER = "licences"
_TOOLS = ("pyinstaller",)  # its loader is in the program
_SUFFIXES = {"", ".txt", ".md", ".rst", ".apache", ".bsd"}


def files() -> list[tuple[str, str]]:
    """Return pairs of a file and the folder that it goes to, as PyInstaller wants them."""
    found = [(str(facts.PROJECT / "LICENSE"), FOLDER)]
    found += [(str(text), f"{FOLDER}/Qt and PySide6") for text in sorted((facts.SOURCES / FOLDER).glob("*.txt"))]
    found += [(str(text), f"{FOLDER}/Python") for text in _of_python()]
    for name in sorted({*distributions(), *_TOOLS}, key=str.lower):
        found += _of_distribution(name)
    return found


def distributions() -> dict[str, str]:
    """Return what MnistPad needs to run, by the names on PyPI, with the versions that are installed."""
    names = [re.split(r"[^\w.-]", line)[0] for line in metadata.requires(facts.NAME) or () if "extra ==" not in line]
    names += ["shiboken6"]
    return {name: metadata.version(name) for name in names}


def of_libraries(libraries: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return entries for the copyright files of libraries that come from the machine's own packages (Debian's)."""
    if not sys.platform.startswith("linux") or not shutil.which("dpkg-query"):
        return []
    packages = sorted({package for library in libraries if (package := _package_of(library))})
    texts = [(name, Path("/usr/share/doc") / name / "copyright") for name in packages]
    return [(f"{FOLDER}/{name}/copyright", str(text.resolve()), "DATA") for name, text in texts if text.exists()]


def _package_of(library: str) -> str:
    for path in (Path(library).resolve(), Path("/usr") / library.lstrip("/"), library):
        answer = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return answer.stdout.split(":")[0]
    return ""


def _of_python() -> list[Path]:
    places = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    debian = Path("/usr/share/doc") / ("python%d.%d" % sys.version_info[:2]) / "copyright"
    return next(([place] for place in (*places, debian) if place.exists()), [])


def _of_distribution(name: str) -> list[tuple[str, str]]:
    entries = []
    for file in metadata.files(name) or ():
        inside = re.search(r"\.dist-info/(?:licen[cs]es/)?(.*)$", str(file).replace("\\", "/"), flags=re.IGNORECASE)
        is_text = re.search(r"(?:licen[cs]e|copying|notice)[^/]*$", str(file), flags=re.IGNORECASE)
        if inside and is_text and Path(inside[1]).suffix.lower() in _SUFFIXES:
            folder = Path(FOLDER, name, inside[1]).parent.as_posix()
            entries.append((str(file.locate()), folder))
    return entries
