"""Which of the files that PyInstaller finds go into the frozen program. Qt brings four times what MnistPad uses."""

import re

# pyqtgraph's curves import QtOpenGL and QtOpenGLWidgets whether or not they use them.
_QT_LIBRARIES = {
    "Core", "DBus", "Gui", "Network", "OpenGL", "OpenGLWidgets", "Svg", "Test", "WaylandClient", "Widgets", "XcbQpa",
}  # fmt: skip
_PYSIDE_MODULES = {"QtCore", "QtGui", "QtNetwork", "QtOpenGL", "QtOpenGLWidgets", "QtSvg", "QtTest", "QtWidgets"}
_PLUGINS = {
    "platforms": {"xcb", "wayland", "offscreen", "windows", "cocoa"},
    "platformthemes": {"xdgdesktopportal"},  # the desktop's own file dialog, and whether it is dark
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "iconengines": {"svgicon"},
    "imageformats": {"svg", "ico", "icns", "jpeg", "gif", "webp", "tiff"},  # pasted pictures may be any of these
    "styles": {"modernwindowsstyle", "windowsvistastyle", "macstyle"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"adwaita", "bradient"},
}

# What PyInstaller copies from the build machine and many a desktop lacks; all else is every desktop's own, in its own
# version: libstdc++, for one, must be the one that the graphics driver wants. What lacks a package stops the build.
_LINUX_EXTRAS = re.compile(
    r"lib(python3|ssl|crypto|ffi|bz2|lzma|xcb-(cursor|icccm|image|keysyms|render-util|util|xkb)|xkbcommon-x11)\b.*"
)

EXCLUDED_MODULES = [
    "tkinter", "unittest", "doctest", "pdb", "lib2to3", "test", "curses", "readline", "sqlite3",
    "xmlrpc", "setuptools", "pkg_resources", "distutils", "_distutils_hack", "pip", "wheel", "packaging", "pytest",
    "_pytest", "hypothesis", "torch", "sklearn", "scipy", "matplotlib", "pandas", "h5py", "cupy", "numba", "IPython",
    "OpenGL", "colorcet", "cryptography", "cffi", "brotli", "zstandard", "h2", "urllib3.contrib.pyopenssl",
    "numpy.f2py", "numpy.distutils", "pyqtgraph.opengl", "pyqtgraph.examples",
    "pyqtgraph.jupyter", "PySide6.QtDBus", "PIL.ImageCms", "PIL.ImageTk", "PIL._avif",
    "PIL._imagingcms", "PIL._imagingtk", "PIL.AvifImagePlugin", "PIL.FpxImagePlugin", "PIL.MicImagePlugin",
    "PIL.PdfImagePlugin", "PIL.EpsImagePlugin", "PIL.WmfImagePlugin",
]  # fmt: skip
"""None of them is used, and some hook or `try: import` would bring them in wherever they are installed."""


def is_wanted(place: str, *, of_system: bool = False) -> bool:
    """Return whether a file goes in.

    Parameters
    ----------
    place
        Where it would lie in the program's folder, such as ``PySide6/Qt/plugins/platforms/libqxcb.so``.
    of_system
        Whether it is a library of the machine that builds, neither Python's nor a package's.
    """
    path = place.replace("\\", "/")
    if of_system:
        return bool(_LINUX_EXTRAS.fullmatch(_name(path)))
    if _is_left_out(path):
        return False
    if path.startswith(("PySide6/", "PyQt")) or re.match(r"(lib)?Qt\d?[A-Z]", _name(path)):
        return _of_qt(path)
    return True


def _is_left_out(path: str) -> bool:
    return bool(
        re.search(r"(^|/)(tests?|testing|__pycache__|examples)/|\.(pyi|pyx|pxd|h|c|a|lib|prl|debug)$", path)
        or re.match(r"pyqtgraph/icons/peegee/|pillow\.libs/lib(avif|lcms2)|PIL/_(avif|imagingcms|imagingtk)", path)
        or re.match(r"(numpy|setuptools)[^/]*\.dist-info/|setuptools/|lib(avif|lcms2)", path)
    )


def _of_qt(path: str) -> bool:
    if "/translations/" in path or "/qml/" in path:
        return False
    plugin = re.search(r"/plugins/([^/]+)/(?:lib)?q?([^/]+?)\.(?:so|dll|dylib)$", path)
    if plugin:
        return plugin[2] in _PLUGINS.get(plugin[1], set())
    if "/plugins/" in path:
        return False
    module = re.fullmatch(r"PySide6/(Qt\w+)\.(?:abi3\.so|pyd)", path)
    if module:
        return module[1] in _PYSIDE_MODULES
    framework = re.search(r"(?:^|/)Qt([A-Z]\w*)\.framework(?:/|$)|(?:^|/)Qt([A-Z]\w*)$", path)
    if framework:
        return (framework[1] or framework[2]) in _QT_LIBRARIES
    library = re.fullmatch(r"(?:lib)?Qt6?([A-Z]\w*)\.(?:so|dll|dylib)[\d.]*", _name(path))
    if library:
        return library[1] in _QT_LIBRARIES
    return _name(path) not in {"opengl32sw.dll", "d3dcompiler_47.dll"} and "qml" not in _name(path)


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]
