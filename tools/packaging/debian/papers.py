"""What a Debian package tells of itself: control, changelog, copyright, metainfo."""

import re
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.packaging import facts, licences

_DESCRIPTION = """\
 MnistPad is one window with a pad to draw on. While you draw, a neural network
 reads the digit and shows how it sees the ink and how sure it is. It trains
 networks of one's own within seconds, with live curves, and lets them read the
 pad while they learn. Python and Qt are included; nothing is sent anywhere.
"""
_LICENCES = {
    "numpy": ("numpy", "BSD-3-clause"), "pyside6-essentials": ("PySide6", "LGPL-3"),
    "shiboken6": ("shiboken6", "LGPL-3"),
    "pillow": ("PIL", "HPND"), "pyqtgraph": ("pyqtgraph", "Expat"), "platformdirs": ("platformdirs", "Expat"),
    "threadpoolctl": ("threadpoolctl", "BSD-3-clause"), "urllib3": ("urllib3", "Expat"),
    "truststore": ("truststore", "Expat"),
}  # fmt: skip
"""Where in the program's folder each lies, as far as it is not among the compiled modules in the executable."""


def control(architecture: str, depends: list[str], size: int) -> str:
    """Return DEBIAN/control.

    Parameters
    ----------
    architecture
        As dpkg calls it, such as "amd64".
    depends
        The packages it needs.
    size
        Bytes installed.
    """
    fields = {
        "Package": facts.NAME,
        "Version": facts.VERSION,
        "Section": "education",
        "Priority": "optional",
        "Architecture": architecture,
        "Maintainer": facts.MAINTAINER,
        "Installed-Size": str(-(-size // 1024)),
        "Depends": ", ".join(depends),
        "Homepage": facts.HOMEPAGE,
        "Description": f"{facts.SUMMARY[0].lower()}{facts.SUMMARY[1:]}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value) + _DESCRIPTION


def changelog() -> str:
    """Return CHANGELOG.md as Debian writes changelogs."""
    parts = []
    for release in _releases():
        moment = datetime(release.day.year, release.day.month, release.day.day, tzinfo=UTC)
        items = [item for _, each in release.changes for item in each] or ["New version."]
        listed = "\n".join(_wrapped(item) for item in items)
        head = f"{facts.NAME} ({release.version}) stable; urgency=medium"
        parts.append(f"{head}\n\n{listed}\n\n -- {facts.MAINTAINER}  {format_datetime(moment)}\n")
    return "\n".join(parts)


def copyright() -> str:  # noqa: A001
    """Return the copyright file in Debian's machine-readable form (DEP 5)."""
    licence = (facts.PROJECT / "LICENSE").read_text(encoding="utf-8")
    holder = re.search(r"Copyright \(c\) (.*)", licence)
    mit = _indented(licence.partition("\n\n")[2].partition("\n\n")[2])
    inside = f"/usr/lib/{facts.NAME}/_internal/{licences.FOLDER}"
    head = (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: {facts.TITLE}\n"
        "Comment: The frozen program holds Python, Qt and the libraries listed here. The full\n"
        f" texts of their licences are in {inside}.\n"
    )
    own = f"Files: *\nCopyright: {holder[1] if holder else facts.AUTHORS}\nLicense: Expat\n{mit}"
    parts = [head, own]
    for name, version in licences.distributions().items():
        folder, licence = _LICENCES[name.lower()]
        parts.append(
            f"Files: usr/lib/{facts.NAME}/_internal/{folder}*\nCopyright: the authors of {name} {version}\n"
            f"License: {licence}\n See {inside}.\n"
        )
    parts.append(
        f"Files: usr/lib/{facts.NAME}/_internal/PySide6/Qt/*\nCopyright: The Qt Company Ltd. and others\n"
        "License: LGPL-3\n On Debian systems: /usr/share/common-licenses/LGPL-3.\n Qt's libraries are separate files,"
        " which may be replaced by others of the same version.\n"
    )
    parts.append(
        f"Files: usr/lib/{facts.NAME}/_internal/libpython* usr/lib/{facts.NAME}/_internal/base_library.zip\n"
        f"Copyright: Python Software Foundation\nLicense: PSF-2\n See {inside}/Python.\n"
    )
    return "\n".join(parts)


def metainfo() -> bytes:
    """Return the AppStream file with the releases filled in."""
    source = facts.SOURCES / f"{facts.NAME}.metainfo.xml"
    tree = ET.parse(source)  # noqa: S314, our own file
    root = tree.getroot()
    releases = root.find("releases")
    if releases is None:
        raise RuntimeError(f"{source.name} has no place for releases.")
    for release in _releases():
        entry = ET.SubElement(releases, "release", version=release.version, date=release.day.isoformat())
        items = [item for _, each in release.changes for item in each]
        if items:
            listed = ET.SubElement(ET.SubElement(entry, "description"), "ul")
            for item in items:
                ET.SubElement(listed, "li").text = item
    if facts.HOMEPAGE:
        ET.SubElement(root, "url", type="homepage").text = facts.HOMEPAGE
    ET.indent(tree)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _releases() -> list[facts.Release]:
    return facts.releases((facts.PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"))


def _wrapped(item: str) -> str:
    return textwrap.fill(item, 78, initial_indent="  * ", subsequent_indent="    ", break_on_hyphens=False)


def _indented(text: str) -> str:
    return "".join(f" {line}\n" if line.strip() else " .\n" for line in text.strip().splitlines())


def write(path: Path, content: str | bytes) -> None:
    """Write a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
