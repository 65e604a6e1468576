"""Whether Qt can open a window here, found out before Qt is asked: it aborts the process when it cannot."""

import ctypes
import importlib.util
import os
import re
import sys
from pathlib import Path

from mnistpad.errors import ScreenError

# What Qt's own binaries load from the system, and the Debian package that has it.
_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
_PLATFORM_LIBRARIES = {
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb.so.1": "libxcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-glx.so.0": "libxcb-glx0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}
_NEED_NO_SCREEN = {"offscreen", "minimal"}


def check() -> None:
    """Return if Qt can open a window (or was told to do without a screen).

    Raises
    ------
    ScreenError
        Says in a sentence why not, and what to install or set.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    platforms = [name.split(":")[0] for name in chosen.split(";") if name] or _platforms_of_session()
    if not platforms:
        if sys.platform == "linux":
            msg = (
                "There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
                "Start MnistPad in a desktop session."
            )
            raise ScreenError(msg)
        return
    obstacles = []
    for platform in platforms:
        obstacle = _obstacle(platform)
        if obstacle is None:
            return
        obstacles.append(obstacle)
    raise ScreenError(obstacles[-1])


def missing_packages(platform: str) -> list[str]:
    """Return the Debian packages that Qt's `platform` ("xcb", "wayland", "offscreen") lacks here, sorted."""
    wanted = _LIBRARIES | _PLATFORM_LIBRARIES.get(platform, {})
    return sorted({package for library, package in wanted.items() if not _loads(library)})


def has_fonts() -> bool:
    """Return whether the system has any font: without one, Qt draws no letters."""
    fontconfig = ctypes.CDLL("libfontconfig.so.1")
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)  # FcFontSet begins with the number of fonts
    fonts = fontconfig.FcConfigGetFonts(fontconfig.FcInitLoadConfigAndFonts(), 0)
    return bool(fonts) and fonts[0] > 0


def _platforms_of_session() -> list[str]:
    """Return the platforms that Qt tries by itself, in its order; none off Linux, where the system's own works."""
    if sys.platform != "linux":
        return []
    platforms = []
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland":
        platforms.append("wayland")
    if os.environ.get("DISPLAY"):
        platforms.append("xcb")
    return platforms


def _obstacle(platform: str) -> str | None:
    """Return why Qt's `platform` cannot open a window, or None if it can."""
    plugins = _plugins()
    plugin = plugins.get(platform) or next((path for name, path in plugins.items() if name.startswith(platform)), None)
    if plugins and plugin is None:
        names = ", ".join(sorted(plugins))
        return f"QT_QPA_PLATFORM asks for “{platform}”, which Qt does not have. Unset it, or choose one of: {names}."
    if plugin is None or platform not in {"xcb", "wayland", *_NEED_NO_SCREEN}:
        return _obstacle_met_by_a_child()
    if not _loads(str(plugin)):
        return _missing_library(platform, plugin)
    if platform == "xcb":
        return _obstacle_to_x()
    return _obstacle_to_wayland() if platform == "wayland" else None


def _plugins() -> dict[str, Path]:
    """Return Qt's platform plugins by name; empty where PySide6 was installed in another way than from PyPI."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        msg = "PySide6 is not installed, so no window can open. Install MnistPad again."
        raise ScreenError(msg)
    package = Path(spec.origin).parent
    files = [*package.glob("Qt/plugins/platforms/*"), *package.glob("plugins/platforms/*")]
    named = ((re.fullmatch(r"(?:lib)?q(.+)\.(?:so|dylib|dll)", file.name), file) for file in files)
    return {match[1]: file for match, file in named if match}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _missing_library(platform: str, plugin: Path) -> str:
    import shutil  # here and below: where there is a screen, the start need not wait for the import

    packages = missing_packages(platform)
    if packages and shutil.which("apt-get"):
        sudo = "sudo " if os.geteuid() else ""
        return f"Qt lacks system libraries to open a window. Install them: {sudo}apt-get install {' '.join(packages)}"
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return f"Qt lacks a system library to open a window: {error}. Install the package that holds it."
    return "Qt cannot load its window plugin. Install MnistPad again."


def _obstacle_to_x() -> str | None:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if not failed:
        return None
    display = os.environ.get("DISPLAY")
    if not display:
        return "DISPLAY is not set, so there is no screen to open a window on. Start MnistPad in a desktop session."
    return f"The screen that DISPLAY names, “{display}”, cannot be reached. Check that it runs and lets you in."


def _obstacle_to_wayland() -> str | None:
    import socket

    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    address = Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(address))
    except OSError:
        return (
            f"The screen that WAYLAND_DISPLAY names, “{name}”, cannot be reached. Check that it runs and lets you in."
        )
    return None


def _obstacle_met_by_a_child() -> str | None:
    """Let another process find out: slow (0.3 s), so only where the cheap facts do not decide."""
    import subprocess

    if getattr(sys, "frozen", False):
        return None
    code = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    if child.returncode == 0:
        return None
    said = next((line for line in child.stderr.splitlines() if line.strip()), "Qt stopped without a word")
    return f"Qt cannot open a window: {said.strip().rstrip('.')}. Unset QT_QPA_PLATFORM, or start from a desktop."
