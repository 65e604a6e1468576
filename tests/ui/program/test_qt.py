"""Qt comes without what PySide6 does for others, and all that it does for us still works."""

import os
import subprocess
import sys
from importlib.util import MAGIC_NUMBER

import pytest

from mnistpad.ui.program.qt import Compiled

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


COUNTING = """
import builtins

compile_, compiled = builtins.compile, []

def watch(source, filename, *args, **options):
    compiled.append(str(filename))
    return compile_(source, filename, *args, **options)

builtins.compile = watch
import mnistpad.ui.program.qt
print(sum(name.startswith(("signature", "shiboken")) for name in compiled))
"""


def test_pyside_is_compiled_at_the_first_start_alone(tmp_path):
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    around["PYTHONPYCACHEPREFIX"] = str(tmp_path)

    first, second = (lines_of(COUNTING, around) for _ in range(2))

    assert int(first) > 5
    assert int(second) == 2  # the writers of stubs, of which nothing is left


@pytest.fixture
def place(tmp_path):
    return tmp_path / "pyside6.pyc"


@pytest.fixture
def kept(place, monkeypatch):
    """What an earlier start left: a module that says 1."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compiled = Compiled(place)
    compiled.code(b"says = 1", "module.py")
    compiled.keep()
    return place


def said(compiled, source):
    names = {}
    exec(compiled.code(source, "module.py"), names)
    return names["says"]


def test_code_that_was_kept_is_not_compiled_again(kept, monkeypatch):
    monkeypatch.setattr("mnistpad.ui.program.qt._compile", None)

    assert said(Compiled(kept), b"says = 1") == 1


def test_another_source_under_the_same_name_is_compiled_and_kept(kept, monkeypatch):
    again = Compiled(kept)
    assert said(again, b"says = 2") == 2
    again.keep()

    monkeypatch.setattr("mnistpad.ui.program.qt._compile", None)
    assert said(Compiled(kept), b"says = 2") == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda written: written[:-20],
        lambda written: b"another Python's" + written[len(MAGIC_NUMBER) :],
        lambda written: MAGIC_NUMBER + b"i\x01\x00\x00\x00",  # a number
        lambda written: b"",
    ],
)
def test_what_is_no_code_of_this_python_is_compiled_anew(kept, spoil):
    kept.write_bytes(spoil(kept.read_bytes()))

    assert said(Compiled(kept), b"says = 1") == 1


def test_nothing_is_written_where_python_may_not_write_or_keeps_nothing(place, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    forbidden = Compiled(place)
    forbidden.code(b"", "module.py")
    forbidden.keep()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    nowhere = Compiled(place.parent / "none" / "pyside6.pyc")
    nowhere.code(b"", "module.py")
    nowhere.keep()

    assert list(place.parent.iterdir()) == []


def lines_of(code, around):
    return subprocess.run([sys.executable, "-c", code], env=around, capture_output=True, text=True, check=True).stdout


def test_nothing_of_the_model_the_story_or_the_data_is_there_before_the_first_paint():
    code = "import sys, mnistpad.ui.app; print(*sorted(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    later = ("mnistpad.recognizer", "mnistpad.model_file", "mnistpad.nn", "mnistpad.data", "mnistpad.training")
    assert [name for name in loaded if name.startswith((*later, "mnistpad.ui.look.page", "pyqtgraph", "PIL"))] == []
    assert {"mnistpad.ui.pad.canvas", "mnistpad.ui.main_window"} <= set(loaded)


def test_few_dataclasses_are_made_before_the_first_paint():
    code = "import dataclasses as d; made = []; make = d._process_class\n"
    code += "def count(kind, *how): made.append(f'{kind.__module__}.{kind.__name__}'); return make(kind, *how)\n"
    code += "d._process_class = count; import mnistpad.ui.app; print(*made)"

    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert len(made) <= 10, f"A NamedTuple is made in a tenth of the time. These are dataclasses: {made}"
    assert "mnistpad.ink.stroke.Stroke" in made
