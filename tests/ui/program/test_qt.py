"""Qt comes without what PySide6 does for others, and all that it does for us still works."""

import subprocess
import sys

CODE = """
import builtins, sys
compile_, import_ = builtins.compile, builtins.__import__

import mnistpad.ui.program.qt

assert (builtins.compile, builtins.__import__) == (compile_, import_), "a hook was left behind"
writer = sys.modules.get("shibokensupport.signature.lib.pyi_generator")
assert not hasattr(writer, "generate_all_pyi"), "what writes stubs was compiled"

from PySide6.QtCore import QObject, QTimer, Signal

class Bell(QObject):
    rung = Signal(int)

heard = []
bell = Bell()
bell.rung.connect(heard.append)
bell.rung.emit(3)
assert heard == [3]
try:
    QTimer().setInterval("soon")
except TypeError as error:
    assert "Supported signatures" in str(error), error
else:
    raise AssertionError("a wrong call was taken")
"""


def test_a_lean_qt_still_connects_and_complains():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.returncode == 0


def test_nothing_of_the_model_the_story_or_the_data_is_there_before_the_first_paint():
    code = "import sys, mnistpad.ui.app; print(*sorted(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    later = ("mnistpad.recognizer", "mnistpad.model_file", "mnistpad.nn", "mnistpad.data", "mnistpad.training")
    assert [name for name in loaded if name.startswith((*later, "mnistpad.ui.look.page", "pyqtgraph", "PIL"))] == []
    assert {"mnistpad.ui.pad.canvas", "mnistpad.ui.main_window"} <= set(loaded)
