"""What Windows and the Mac want to know of a program: its version resource, its Info.plist."""

import re
from pathlib import Path
from typing import Any

from tools.packaging import facts

_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0),
  kids=[
    StringFileInfo([StringTable('040904B0', [
{strings}
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ],
)
"""


def write_version_resource(path: Path) -> None:
    """Write what Windows shows under Properties, Details, in PyInstaller's notation."""
    told = {
        "CompanyName": facts.AUTHORS,
        "FileDescription": facts.TITLE,
        "FileVersion": facts.VERSION,
        "InternalName": facts.NAME,
        "LegalCopyright": f"© {facts.AUTHORS}. MIT License.",
        "OriginalFilename": f"{facts.TITLE}.exe",
        "ProductName": facts.TITLE,
        "ProductVersion": facts.VERSION,
    }
    strings = "\n".join(f"      StringStruct({key!r}, {value!r})," for key, value in told.items())
    path.write_text(_RESOURCE.format(numbers=numbers(), strings=strings), encoding="utf-8")


def numbers(version: str = facts.VERSION) -> tuple[int, int, int, int]:
    """Return a version as four numbers: "1.2.0rc1" is (1, 2, 0, 0)."""
    parts = [int(re.match(r"\d*", part)[0] or 0) for part in version.split(".")]  # type: ignore[index]
    first, second, third, fourth = [*parts, 0, 0, 0, 0][:4]
    return first, second, third, fourth


def mac_properties() -> dict[str, Any]:
    """Return what the Mac's Info.plist says beside what PyInstaller writes: which files are MnistPad's."""
    return {
        "CFBundleDisplayName": facts.TITLE,
        "CFBundleShortVersionString": ".".join(map(str, numbers()[:3])),
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"© {facts.AUTHORS}. MIT License.",
        "CFBundleDocumentTypes": [
            _document("MnistPad drawing", f"{facts.IDENTIFIER}.drawing", "Owner"),
            _document("MnistPad model", f"{facts.IDENTIFIER}.model", "Alternate"),
            _document("Picture", "public.image", "Alternate"),
        ],
        "UTExportedTypeDeclarations": [_type("MnistPad drawing", "drawing", "public.json", "ink.json")],
        # .npz is NumPy's own, and another program may have a better claim to it.
        "UTImportedTypeDeclarations": [_type("MnistPad model", "model", "public.zip-archive", "npz")],
    }


def _document(name: str, kind: str, rank: str) -> dict[str, Any]:
    role = "Viewer" if rank == "Alternate" else "Editor"
    return {"CFBundleTypeName": name, "CFBundleTypeRole": role, "LSHandlerRank": rank, "LSItemContentTypes": [kind]}


def _type(name: str, kind: str, parent: str, suffix: str) -> dict[str, Any]:
    return {
        "UTTypeIdentifier": f"{facts.IDENTIFIER}.{kind}",
        "UTTypeDescription": name,
        "UTTypeConformsTo": [parent],
        "UTTypeTagSpecification": {"public.filename-extension": [suffix]},
    }
