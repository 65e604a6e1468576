"""Which of the system's libraries the frozen program loads, and which Debian packages bring them."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tools.packaging.frozen import stripping

PACKAGES = {
    "ld-linux-x86-64.so.2": "", "ld-linux-aarch64.so.1": "", "libc.so.6": "libc6", "libm.so.6": "libc6",
    "libdl.so.2": "libc6", "libpthread.so.0": "libc6", "librt.so.1": "libc6", "libutil.so.1": "libc6",
    "libresolv.so.2": "libc6", "libgcc_s.so.1": "libgcc-s1", "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g", "libzstd.so.1": "libzstd1",
    # Debian 13 and Ubuntu 24.04 renamed it when they widened time_t.
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libGL.so.1": "libgl1", "libEGL.so.1": "libegl1", "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1", "libfreetype.so.6": "libfreetype6",
    "libbrotlicommon.so.1": "libbrotli1", "libbrotlidec.so.1": "libbrotli1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2", "libX11.so.6": "libx11-6", "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0", "libxcb.so.1": "libxcb1", "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0", "libxcb-render.so.0": "libxcb-render0", "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0", "libxcb-sync.so.1": "libxcb-sync1", "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}  # fmt: skip


def depends(folder: Path) -> list[str]:
    """Return the Debian packages that a frozen program needs, as a control file names them.

    Raises
    ------
    RuntimeError
        If it needs a library that is neither in the folder nor in `PACKAGES`.
    """
    binaries = [path for path in folder.rglob("*") if path.is_file() and stripping.is_elf(path)]
    inside = {path.name for path in folder.rglob("*")}
    said = [_headers(path) for path in binaries if not path.is_symlink()]
    needed = {library for text in said for library in re.findall(r"NEEDED +(\S+)", text)} - inside
    unknown = sorted(needed - PACKAGES.keys())
    if unknown:
        raise RuntimeError(
            f"The program loads {', '.join(unknown)}, which is neither in it nor known to belong to a package. "
            "Put it into tools/packaging/frozen/wanted.py, or into tools/packaging/debian/libraries.py."
        )
    packages = sorted({package for library in needed if (package := PACKAGES[library])} - {"libc6"})
    return [f"libc6 (>= {newest_glibc(said)})", *packages]


def newest_glibc(headers: Iterable[str]) -> str:
    """Return the newest version of the C library that binaries ask for."""
    versions: set[str] = {version for text in headers for version in re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)", text)}
    return max(versions or {"2.17"}, key=lambda version: tuple(map(int, version.split("."))))


def _headers(path: Path) -> str:
    return subprocess.check_output(["objdump", "-p", path], text=True)
