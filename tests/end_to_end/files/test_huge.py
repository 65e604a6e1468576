"""A source that promises or unpacks to more than a computer has is refused, within 1 GiB."""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mnistpad.data import idx
from tests import PROJECT

MILLION = 1_000_000
Make = Callable[[Path], Path]


def gzipped(head: bytes, piece: bytes, count: int) -> bytes:
    """Return a gzip file of a head and so many pieces, without having them all."""
    packer = zlib.compressobj(1, wbits=31)
    return b"".join([packer.compress(head), *(packer.compress(piece) for _ in range(count)), packer.flush()])


def idx_of(shape: tuple[int, ...], values: int) -> Make:
    """A gzip bomb: so many values, whatever the header says."""

    def make(folder: Path) -> Path:
        head = bytes([0, 0, 8, len(shape)]) + b"".join(n.to_bytes(4, "big") for n in shape)
        (folder / "train-images-idx3-ubyte.gz").write_bytes(gzipped(head, bytes(MILLION), values // MILLION))
        idx.write(folder / "train-labels-idx1-ubyte", np.zeros(60, np.uint8))
        return folder

    return make


def table_of(head: bytes, piece: bytes, count: int, name: str = "digits.csv") -> Make:
    def make(folder: Path) -> Path:
        with (folder / name).open("wb") as file:
            if name.endswith(".gz"):
                file.write(gzipped(head, piece, count))
            else:
                file.writelines([head, *(piece for _ in range(count))])
        return folder / name

    return make


def archive_of(shape: tuple[int, ...], descr: str, megabytes: int) -> Make:
    """A zip bomb: an array of zeros, so many megabytes of it."""

    def make(folder: Path) -> Path:
        head = io.BytesIO()
        np.lib.format.write_array_header_1_0(head, {"descr": descr, "fortran_order": False, "shape": shape})
        with zipfile.ZipFile(folder / "digits.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with archive.open("data.npy", "w", force_zip64=True) as file:
                file.write(head.getvalue())
                for _ in range(megabytes):
                    file.write(bytes(MILLION))
            labels = io.BytesIO()
            np.save(labels, np.zeros(60, np.uint8))
            archive.writestr("target.npy", labels.getvalue())
        return folder / "digits.npz"

    return make


def sparse(name: str) -> Make:
    def make(folder: Path) -> Path:
        with (folder / name).open("wb") as file:
            file.truncate(2**40)
        return folder / name

    return make


ROW = b"1," + b",".join([b"0"] * 784) + b"\n"
LONG_ROW = b"1," + b",".join([b"0" * 60] * 784) + b"\n"  # a thirtieth of the numbers to read
HUGE = {
    "gzip bomb behind a small header": (idx_of((60, 28, 28), 300 * MILLION), "goes on after the 47,040 values"),
    "gzip bomb that is all promised": (idx_of((400_000, 28, 28), 314 * MILLION), "more than MnistPad reads"),
    "gzip bomb just small enough": (idx_of((300_000, 28, 28), 236 * MILLION), "goes on after the 235,200,000"),
    "zip bomb": (archive_of((700_000, 784), "|u1", 550), "promises more than there is or than MnistPad reads"),
    "zip bomb just small enough": (archive_of((60_000, 28, 28), "<f8", 377), "one label for each of data"),
    "array of 10^12 items": (archive_of((10**9, 1000), "<f8", 1), "promises more than there is"),
    "line of 100 MB": (table_of(ROW, b"1," * 500_000, 100), "it has a line that is too long"),
    "first line of 100 MB": (table_of(b"", b"1," * 500_000, 100), "it has a line that is too long"),
    "packed table without end": (table_of(LONG_ROW, LONG_ROW * 21, 340, "digits.csv.gz"), "it is too long"),
    "table of a terabyte": (sparse("digits.csv"), "larger than any such file"),
    "archive of a terabyte": (sparse("digits.npz"), "larger than any such file"),
    "UNIPEN file of a terabyte": (sparse("pens.unipen"), "larger than any such file"),
    "drawing file of a terabyte": (sparse("mine.ink.json"), "mine.ink.json"),
}


MOST_NUMBERS = {
    "packed table of the shortest numbers": (table_of(ROW, ROW * 640, 340, "digits.csv.gz"), "it is too long")
}


@pytest.mark.parametrize("what", [*HUGE, *(pytest.param(what, marks=pytest.mark.long) for what in MOST_NUMBERS)])
def test_what_would_burst_the_memory_is_refused(what, tmp_path):
    make, sentence = (HUGE | MOST_NUMBERS)[what]
    source = make(tmp_path)

    command = [sys.executable, "-W", "error", "-m", "tests.end_to_end.files.huge", str(source)]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert sentence in told["said"]
    assert told["said"].endswith((".", "?"))
    assert told["most"] < 2**30
