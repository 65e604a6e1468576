import os
import subprocess
import sys

import pytest

from tests.cli.conftest import PROJECT


def imported_by(code: str) -> set[str]:
    """Return what a fresh Python has imported after some code."""
    code = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return set(ended.stderr.split())


def test_help_is_there_at_once_and_loads_no_numpy():
    modules = imported_by("from mnistpad.cli import main; main(['train', '--help'])")

    assert not modules & {"numpy", "PySide6", "mnistpad.training"}


@pytest.mark.parametrize("module", ["training", "evaluating", "predicting", "data", "window"])
def test_no_command_loads_qt_before_it_needs_a_window(module):
    modules = imported_by(f"import mnistpad.cli.{module}")

    assert not modules & {"PySide6", "pyqtgraph", "mnistpad.ui"}


def test_an_unknown_flag_is_one_line_and_status_2(run):
    ended = run("train", "--colour", "red", "--out", "m.npz")

    assert ended.status == 2
    assert ended.complaint == "Unrecognized arguments: --colour red. See `mnistpad train --help`.\n"


def test_a_mistyped_command_is_no_file_either(run):
    ended = run("trian")

    assert ended.status == 2
    assert "no file or command called trian" in ended.complaint


def test_a_number_that_is_none_is_named(run):
    ended = run("train", "--epochs", "many", "--out", "m.npz")

    assert ended.status == 2
    assert "--epochs" in ended.complaint
    assert "many" in ended.complaint


def test_help_names_every_command(capsys):
    from mnistpad.cli import main

    with pytest.raises(SystemExit) as left:
        main(["--help"])

    assert left.value.code == 0
    out = capsys.readouterr().out
    assert all(f"\n  {command} " in out for command in ("train", "evaluate", "predict", "data", "smoke-test"))


def test_the_version_names_what_a_bug_may_depend_on(run):
    ended = run("--version")

    assert ended.status == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == ["MnistPad", "Python", "Qt", "NumPy", "BLAS"]
    assert "unknown" not in ended.out


def test_without_a_screen_the_window_is_refused_in_one_sentence(run, monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)

    ended = run()

    assert ended.status == 2
    assert "There is no screen" in ended.complaint


def test_too_little_memory_is_no_traceback(run, monkeypatch, digits):
    def starve(*_):
        raise MemoryError

    monkeypatch.setattr("mnistpad.data.sources.read", starve)

    ended = run("data", "show", digits)

    assert ended.status == 1
    assert "not enough memory" in ended.complaint
