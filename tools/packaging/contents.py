"""What may lie in what people are given. Anything else stops the build: nothing slips in unseen."""

import re
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

_RESOURCES = r"icons/[\w-]+\.svg|models/([\w-]+/)?[\w-]+\.(npz|toml)"

WHEEL = (
    r"mnistpad/([a-z_]+/)*[a-z_]+\.py",
    r"mnistpad/py\.typed",
    rf"mnistpad/_resources/({_RESOURCES})",
    r"mnistpad-[\w.]+\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt|licenses/LICENSE)",
)
SDIST = (
    r"(PKG-INFO|LICENSE|README\.md|CHANGELOG\.md|Makefile|pyproject\.toml|\.gitignore)",
    r"(mnistpad|tests|tools)/([a-z_]+/)*[a-z_]+\.(py|sh)",
    r"mnistpad/py\.typed",
    rf"resources/({_RESOURCES})",
    r"resources/pictures/[\w-]+\.(png|svg)",
    r"resources/packaging/[\w.-]+\.(spec|py|desktop|xml|in|overrides)",
    r"resources/packaging/licences/[\w.-]+\.txt",
    r"tests/benchmarks/latest\.json",
)
_LIBRARY = r"\.(so|dll|dylib|pyd)[\d.]*"
FROZEN = (
    r"mnistpad|MnistPad\.exe|mnistpad-console\.exe",
    r"base_library\.zip",
    rf"resources/({_RESOURCES})",
    r"licences/.+",
    rf"(lib)?(python3|ssl|crypto|ffi|bz2|lzma|xcb-|xkbcommon-x11)[\w.-]*{_LIBRARY}",
    r"(api-ms-win-|ucrtbase|VCRUNTIME140|MSVCP140|msvcp140|vcruntime140|zlib|sqlite3)[\w.-]*\.dll",  # Windows's
    rf"(python3[\d.]*/lib-dynload/)?[\w-]+(\.[\w-]+)?{_LIBRARY}",
    rf"PySide6/(Qt/lib/)?(lib)?(Qt|pyside6|icu)[\w.]*{_LIBRARY}",
    r"PySide6/(\w+140\w*\.dll|__init__\.py|_config\.py|_git_pyside_version\.py)",
    rf"(PySide6/)?shiboken6/(lib)?(Shiboken|shiboken6|\w+140)[\w.]*{_LIBRARY}",
    rf"PySide6/(Qt/)?plugins/[\w-]+/[\w-]+{_LIBRARY}",
    r"(PySide6/Qt/lib/)?Qt[A-Z]\w+\.framework/.*|Python(\.framework/.*)?",  # the Mac's
    rf"numpy/(_core|fft|linalg|random)/[\w.-]+{_LIBRARY}",
    rf"PIL/_(imaging|imagingmath|imagingmorph|imagingft|webp)[\w.-]*{_LIBRARY}",
    rf"(numpy|pillow)\.libs/[\w.+-]+{_LIBRARY}(\.\d+)*",
    rf"(numpy|PIL)/\.dylibs/[\w.+-]+{_LIBRARY}",
    r"pyqtgraph/(colors|icons|Qt)/.+\.(csv|svg|txt|hex|md|png|ico|py)",
    r"(Info\.plist|PkgInfo|mnistpad\.icns|_CodeSignature/.*)",
)
FORBIDDEN = re.compile(
    r"__pycache__|\.pyc$|/tests?/|(^|/)(torch|sklearn|scipy|matplotlib|pytest|_pytest|hypothesis|setuptools|pip|cryptography"
    r"|_?tkinter|_?tcl|_?tk)(/|$|\.|8)|Qt\d?(Quick|Qml|WebEngine|Pdf|Designer|Sql|VirtualKeyboard)|\.(pdb|debug|log|checkpoint)$"
)


class ForeignFileError(Exception):
    """Something is in a package that has no business there."""


def foreign(names: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Return the names of files that no pattern allows, or that are forbidden whatever allows them."""
    pattern = re.compile("|".join(f"(?:{each})" for each in allowed))
    return sorted(name for name in names if FORBIDDEN.search(name) or not pattern.fullmatch(name))


def files_of_wheel(path: Path) -> list[str]:
    """Return the names in a wheel."""
    with zipfile.ZipFile(path) as wheel:
        return [name for name in wheel.namelist() if not name.endswith("/")]


def files_of_sdist(path: Path) -> list[str]:
    """Return the names in an sdist, below its one folder."""
    with tarfile.open(path) as sdist:
        return [member.name.partition("/")[2] for member in sdist.getmembers() if not member.isdir()]


def files_of_folder(folder: Path) -> list[str]:
    """Return the names below a frozen program's folder, without the inner folder that differs by system.

    Links to what is in the folder itself are left out. The Mac's applications have no dots in folders' names.
    """
    paths = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    own = folder.resolve()
    names = (
        path.relative_to(folder).as_posix()
        for path in paths
        if not path.is_symlink() or not path.resolve().is_relative_to(own)
    )
    inner = re.compile(r"^(_internal|Contents/(MacOS|Frameworks|Resources)|Contents)/")
    return [inner.sub("", name).replace("__dot__", ".") for name in names]


def check_folder(folder: Path) -> None:
    """See that a frozen program holds nothing foreign.

    Raises
    ------
    ForeignFileError
        Names what is.
    """
    _refuse(foreign(files_of_folder(folder), FROZEN), folder)


def check_index(wheel: Path, sdist: Path) -> None:
    """See that what goes to the Python index holds nothing foreign.

    Raises
    ------
    ForeignFileError
        Names what is.
    """
    _refuse(foreign(files_of_wheel(wheel), WHEEL), wheel)
    _refuse(foreign(files_of_sdist(sdist), SDIST), sdist)


def _refuse(names: list[str], where: Path) -> None:
    if names:
        few = ", ".join(names[:12])
        raise ForeignFileError(
            f"{where.name} holds {len(names)} files that are not expected there: {few}. Leave them out "
            "(tools/packaging/frozen/wanted.py), or allow them (tools/packaging/contents.py)."
        )
