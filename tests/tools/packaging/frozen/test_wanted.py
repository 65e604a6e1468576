"""What of Qt goes in, by the names that its wheels give its files on each system."""

import subprocess
import sys

import pytest

from tools.packaging import facts
from tools.packaging.frozen.wanted import EXCLUDED_MODULES, is_wanted

WANTED = [
    "PySide6/Qt/lib/libQt6Core.so.6",
    "PySide6/Qt/lib/libicudata.so.73",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/plugins/platforms/libqwayland.so",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
    "PySide6/QtWidgets.abi3.so",
    "PySide6/libpyside6.abi3.so.6.11",
    "libQt6Core.so.6",
    "PySide6/Qt6Core.dll",
    "PySide6/QtGui.pyd",
    "PySide6/msvcp140.dll",
    "PySide6/pyside6.abi3.dll",
    "PySide6\\plugins\\platforms\\qwindows.dll",
    "PySide6/plugins/styles/qmodernwindowsstyle.dll",
    "PySide6/plugins/imageformats/qsvg.dll",
    "PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore",
    "PySide6/Qt/lib/QtCore.framework/Resources/Info.plist",
    "PySide6/Qt/lib/QtCore.framework/Versions/Current",
    "QtWidgets",
    "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
    "PySide6/Qt/plugins/styles/libqmacstyle.dylib",
    "PySide6/libpyside6.abi3.6.11.dylib",
    "numpy/_core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so",
    "resources/models/mnistpad.npz",
]
UNWANTED = [
    "PySide6/Qt/lib/libQt6Quick.so.6",
    "PySide6/Qt/lib/libQt6Designer.so.6",
    "libQt6EglFSDeviceIntegration.so.6",
    "PySide6/Qt/plugins/platforms/libqvnc.so",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "PySide6/Qt/plugins/imageformats/libqpdf.so",
    "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
    "PySide6/Qt/plugins/qmltooling/libqmldbg_debugger.so",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
    "PySide6/Qt/translations/qtbase_de.qm",
    "PySide6/Qt/qml/QtQuick/qmldir",
    "PySide6/QtQml.abi3.so",
    "PySide6/libpyside6qml.abi3.so.6.11",
    "PySide6/Qt6Quick3D.dll",
    "PySide6/QtDesigner.pyd",
    "PySide6/opengl32sw.dll",
    "PySide6/translations/qt_de.qm",
    "PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml",
    "PySide6/Qt/lib/QtDesigner.framework/Resources/Info.plist",
    "QtQuick",
    "PIL/_avif.cpython-311-x86_64-linux-gnu.so",
    "pillow.libs/libavif-c6062d5f.so.16.4.2",
    "numpy/_core/tests/data/astype_copy.pkl",
    "numpy-2.4.6.dist-info/METADATA",
    "pyqtgraph/icons/peegee/peegee_512px@2x.png",
]


@pytest.mark.parametrize("name", WANTED)
def test_what_the_program_uses_goes_in(name):
    assert is_wanted(name)


@pytest.mark.parametrize("name", UNWANTED)
def test_the_rest_of_qt_and_of_others_stays_out(name):
    assert not is_wanted(name)


@pytest.mark.parametrize("name", ["libxcb-cursor.so.0", "libpython3.11.so.1.0", "libssl.so.3", "libxkbcommon-x11.so.0"])
def test_libraries_that_desktops_lack_come_along(name):
    assert is_wanted(name, of_system=True)


@pytest.mark.parametrize(
    "name", ["libstdc++.so.6", "libGL.so.1", "libglib-2.0.so.0", "libX11.so.6", "libreadline.so.8"]
)
def test_libraries_that_every_desktop_has_in_its_own_version_do_not(name):
    assert not is_wanted(name, of_system=True)


def test_nothing_that_the_program_imports_is_left_out():
    code = """
import importlib, pkgutil, sys
excluded = set(sys.argv[1:])
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in excluded:
            raise ModuleNotFoundError(name, name=name)
for name in excluded & set(sys.modules):
    del sys.modules[name]
sys.meta_path.insert(0, Absent())
import mnistpad
for module in pkgutil.walk_packages(mnistpad.__path__, "mnistpad."):
    importlib.import_module(module.name)
import pyqtgraph
from mnistpad.ink import picture
picture.Pillow.init()
print(*sorted(set(picture.FORMATS) - set(picture.Pillow.OPEN)))
"""
    command = [sys.executable, "-c", code, *EXCLUDED_MODULES]
    ended = subprocess.run(command, cwd=facts.PROJECT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["MPO"]  # which the JPEG plugin reads
