"""Nothing foreign in what people are given."""

import subprocess
import sys

import pytest

from tools.packaging import contents, facts
from tools.packaging.frozen import freeze


def build(target, folder):
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    ended = subprocess.run(command, cwd=facts.PROJECT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return next(folder.iterdir())


def test_the_wheel_holds_nothing_but_what_is_allowed(tmp_path):
    names = contents.files_of_wheel(build("wheel", tmp_path))

    assert "mnistpad/py.typed" in names
    assert f"mnistpad-{facts.VERSION}.dist-info/licenses/LICENSE" in names
    assert contents.foreign(names, contents.WHEEL) == []


def test_the_sdist_holds_nothing_but_what_is_allowed(tmp_path):
    names = contents.files_of_sdist(build("sdist", tmp_path))

    assert {"LICENSE", "PKG-INFO", "mnistpad/py.typed", "resources/packaging/mnistpad.spec"} <= set(names)
    assert contents.foreign(names, contents.SDIST) == []


@pytest.mark.parametrize(
    "name",
    [
        "mnistpad/__pycache__/cli.cpython-311.pyc",
        "mnistpad/notes.txt",
        "tests/test_files.py",
        "mnistpad/_resources/models/mine.npz.checkpoint",
        "mnistpad/_resources/icons/.pen.svg.swp",
        ".env",
    ],
)
def test_what_slips_into_a_wheel_is_named(name):
    assert contents.foreign(["mnistpad/cli/data.py", name], contents.WHEEL) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "torch/lib/libtorch_cpu.so",
        "sklearn/_isotonic.cpython-311-x86_64-linux-gnu.so",
        "cryptography/hazmat/bindings/_rust.abi3.so",
        "numpy/_core/tests/_natype.so",
        "numpy/random/__pycache__/x.pyc",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/lib/libQt6WebEngineCore.so.6",
        "PySide6/Qt/translations/qtbase_de.qm",
        "tcl86t.dll",
        "_tkinter.cpython-311-x86_64-linux-gnu.so",
        "setuptools/_vendor/jaraco/text/Lorem ipsum.txt",
        "mnistpad.log",
        "resources/models/mine.npz.checkpoint",
        "libgtk-3.so.0/readme",
    ],
)
def test_what_slips_into_the_frozen_program_is_named(name):
    assert contents.foreign(["base_library.zip", name], contents.FROZEN) == [name]


def test_a_foreign_file_stops_the_build(tmp_path):
    (tmp_path / "_internal" / "torch").mkdir(parents=True)
    (tmp_path / "_internal" / "torch" / "version.py").touch()
    (tmp_path / "mnistpad").touch()

    with pytest.raises(
        contents.ForeignFileError, match=r"holds 1 files that are not expected there: torch/version\.py"
    ):
        contents.check_folder(tmp_path)


def test_the_macs_application_is_looked_through_and_its_own_links_are_no_strangers(tmp_path):
    app = tmp_path / "MnistPad.app"
    inner = app / "Contents" / "Frameworks"
    (inner / "numpy" / "__dot__dylibs").mkdir(parents=True)
    (inner / "numpy" / "__dot__dylibs" / "libgfortran.5.dylib").touch()
    (inner / "numpy" / ".dylibs").symlink_to("__dot__dylibs")
    (app / "Contents" / "Resources").mkdir()
    (app / "Contents" / "Resources" / "numpy").symlink_to("../Frameworks/numpy")
    (inner / "stranger").symlink_to("/usr/lib")

    assert contents.foreign(contents.files_of_folder(app), contents.FROZEN) == ["stranger"]


@pytest.mark.long
def test_the_frozen_program_holds_nothing_but_what_is_allowed_and_works(tmp_path):
    packaging = [sys.executable, "tools/packaging/venv.py"]

    subprocess.run([*packaging, "freeze"], cwd=facts.PROJECT, check=True)
    subprocess.run([*packaging, "smoke"], cwd=facts.PROJECT, check=True)

    folder = freeze.program_folder()
    size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
    model = (facts.PROJECT / "resources" / "models" / "mnistpad.npz").stat().st_size
    assert contents.foreign(contents.files_of_folder(folder), contents.FROZEN) == []
    assert size - model < 190_000_000
