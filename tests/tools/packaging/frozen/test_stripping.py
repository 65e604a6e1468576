"""What is done to Linux's binaries leaves them loadable."""

import ctypes
import shutil
import subprocess
import sys

import pytest

from tools.packaging.frozen import stripping

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ELF is Linux's format")


def compiled(path, *options):
    compiler = shutil.which("gcc")
    if not compiler:
        pytest.skip("needs gcc")
    source = path.with_suffix(".c")
    source.write_text("int seven(void) { return 7; }\n")
    subprocess.run([compiler, "-shared", "-fPIC", "-g", "-o", path, source, *options], check=True)
    return path


def test_a_stripped_library_is_smaller_and_still_loads(tmp_path):
    (tmp_path / "lib").mkdir()
    library = compiled(tmp_path / "lib" / "seven.so")
    before = library.stat().st_size

    stripping.strip(tmp_path)

    assert library.stat().st_size < before
    assert ctypes.CDLL(str(library)).seven() == 7


def test_a_library_forgets_where_the_builder_kept_others(tmp_path):
    library = compiled(tmp_path / "seven.so", "-Wl,-rpath,/home/somebody/lib")
    assert "/home/somebody" in headers(library)

    stripping.forget_search_path(library)

    assert "/home/somebody" not in headers(library)
    assert ctypes.CDLL(str(library)).seven() == 7


def test_a_library_keeps_where_its_own_neighbours_are(tmp_path):
    library = compiled(tmp_path / "seven.so", "-Wl,-rpath,$ORIGIN/../numpy.libs")

    stripping.forget_search_path(library)

    assert "$ORIGIN/../numpy.libs" in headers(library)


def test_a_segment_that_no_page_can_hold_is_noticed(tmp_path):
    library = compiled(tmp_path / "seven.so")
    content = bytearray(library.read_bytes())
    first = int.from_bytes(content[32:40], "little")
    assert stripping.is_loadable(library)

    content[first + 8] ^= 1  # the first segment's place in the file
    library.write_bytes(content)

    assert not stripping.is_loadable(library)


def headers(library):
    return subprocess.check_output(["objdump", "-p", library], text=True)
