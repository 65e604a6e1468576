import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests import PROJECT

SCRIPT = PROJECT / "tools" / "set_up.py"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make is for Unix; Windows installs with pip")


class Shell:
    """Stands in for subprocess.run: notes what would run, and makes the .venv that venv would."""

    def __init__(self, venv: Path) -> None:
        self.venv = venv
        self.ran: list[str] = []
        self.fails: set[str] = set()
        self.lacking: list[str] = []

    def __call__(self, command, *, check=False, **_):
        line = " ".join(str(word) for word in command)
        if "-Sc" in line:
            return self._ended(line, 0 if self.venv.exists() else 1, "3.11\n" if self.venv.exists() else "", check)
        self.ran.append(line)
        if "-m venv" in line:
            (self.venv / "bin").mkdir(parents=True)
        if "missing_packages" in line:
            return self._ended(line, 0, " ".join(self.lacking), check)
        if "apt-get" in line and "install" in line:
            self.lacking = []
        return self._ended(line, int(any(word in line for word in self.fails)), "", check)

    def _ended(self, line, status, output, check):
        if status and check:
            raise subprocess.CalledProcessError(status, line)
        return subprocess.CompletedProcess(line, status, output, "")

    def count(self, word: str) -> int:
        return sum(word in line for line in self.ran)


@pytest.fixture
def set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, let loose on an empty project."""
    spec = importlib.util.spec_from_file_location("set_up", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    venv = tmp_path / ".venv"
    places = {
        "PROJECT": tmp_path,
        "VENV": venv,
        "VENV_PYTHON": venv / "bin" / "python",
        "STAMP": venv / "stamp.json",
        "UNFINISHED": tmp_path / ".venv.unfinished",
    }
    for name, value in places.items():
        monkeypatch.setattr(module, name, value)
    return module


@pytest.fixture
def shell(set_up, monkeypatch) -> Shell:
    shell = Shell(set_up.VENV)
    monkeypatch.setattr(subprocess, "run", shell)
    monkeypatch.setattr(sys, "version_info", (3, 11, 2, "final", 0))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    return shell


def test_the_first_run_makes_the_environment_without_ensurepip(set_up, shell):
    set_up.set_up({"test"}, "offscreen")

    assert shell.count("-m venv --without-pip") == 1
    assert shell.count("--editable .[test]") == 1
    assert not set_up.UNFINISHED.exists()


def test_the_second_run_does_nothing(set_up, shell):
    set_up.set_up({"test"}, "offscreen")
    shell.ran.clear()

    set_up.set_up({"test"}, "offscreen")
    set_up.set_up(set(), None)

    assert shell.ran == []


def test_running_after_testing_only_looks_at_qt(set_up, shell):
    set_up.set_up({"test"}, "offscreen")
    shell.ran.clear()

    set_up.set_up(set(), "xcb")

    assert len(shell.ran) == 1
    assert "missing_packages" in shell.ran[0]


def test_testing_after_running_adds_what_the_tests_need(set_up, shell):
    set_up.set_up(set(), "xcb")

    set_up.set_up({"test"}, "offscreen")

    assert shell.count("--editable .[test]") == 1
    assert shell.count("-m venv") == 1


@pytest.mark.parametrize("change", ["pyproject.toml", "folder"])
def test_what_the_installation_was_made_from_has_changed_so_it_is_done_again(set_up, shell, monkeypatch, change):
    set_up.set_up({"test"}, None)
    if change == "folder":
        monkeypatch.setattr(set_up, "facts", lambda: {"project": "/moved"})
    else:
        (set_up.PROJECT / "pyproject.toml").write_text("[project]\nname = 'other'\n")

    set_up.set_up(set(), None)

    assert shell.count("--editable") == 2
    assert shell.count("-m venv") == 1


def test_an_installation_that_broke_off_is_begun_again(set_up, shell):
    shell.fails.add("--editable")
    with pytest.raises(set_up.SetUpError, match=r"pip could not install .* Check the network"):
        set_up.set_up({"test"}, None)
    (set_up.VENV / "half a package").touch()
    shell.fails.clear()

    set_up.set_up({"test"}, None)

    assert not (set_up.VENV / "half a package").exists()
    assert shell.count("-m venv") == 2


def test_an_environment_of_another_python_is_left_alone(set_up, shell, monkeypatch):
    set_up.VENV.mkdir()
    monkeypatch.setattr(sys, "version_info", (3, 12, 0, "final", 0))

    with pytest.raises(set_up.SetUpError, match=r"has Python 3.11 and this is 3.12. `make clean`"):
        set_up.set_up(set(), None)

    assert set_up.VENV.exists()


def test_a_missing_pip_is_named_before_anything_is_made(set_up, shell):
    shell.fails.add("-m pip")

    with pytest.raises(set_up.SetUpError, match="apt-get install python3-pip"):
        set_up.set_up(set(), None)

    assert not set_up.VENV.exists()


def test_without_rights_the_exact_command_is_printed(set_up, shell):
    shell.lacking = ["libegl1", "libgl1"]
    shell.fails.add("sudo -n true")

    with pytest.raises(set_up.SetUpError) as said:
        set_up.set_up(set(), "xcb")

    assert "sudo apt-get update && sudo apt-get install --no-install-recommends libegl1 libgl1\n" in str(said.value)
    assert shell.count("apt-get") == 0


def test_without_sudo_root_is_asked_for(set_up, shell, monkeypatch):
    shell.lacking = ["libegl1"]
    monkeypatch.setattr("shutil.which", lambda name: None if name == "sudo" else name)

    with pytest.raises(set_up.SetUpError, match=r"Have root run this[^\n]*\n\n    apt-get update"):
        set_up.set_up(set(), "xcb")


@pytest.mark.parametrize(("user", "prefix"), [(0, "env "), (1000, "sudo -n env ")])
def test_who_may_install_gets_the_libraries_installed(set_up, shell, monkeypatch, user, prefix):
    shell.lacking = ["libegl1"]
    monkeypatch.setattr(os, "geteuid", lambda: user)

    set_up.set_up(set(), "xcb")

    installs = [line for line in shell.ran if line.endswith("libegl1")]
    assert installs == [
        f"{prefix}DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends libegl1"
    ]


def test_another_system_gets_the_names_at_least(set_up, shell, monkeypatch):
    shell.lacking = ["libegl1"]
    monkeypatch.setattr("shutil.which", lambda name: None)

    with pytest.raises(set_up.SetUpError, match=r"what your system calls these Debian packages: libegl1\."):
        set_up.set_up(set(), "xcb")


def test_an_old_python_is_refused_with_a_sentence():
    code = "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path(sys.argv[1], run_name='__main__')"

    ended = subprocess.run([sys.executable, "-c", code, SCRIPT], capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stderr.startswith("set-up: MnistPad needs Python 3.11 or newer, and this is 3.9.")


def test_make_knows_its_targets():
    for target in ("run", "test", "lint", "test-long", "clean"):
        ended = subprocess.run(["make", "-n", target], cwd=PROJECT, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
