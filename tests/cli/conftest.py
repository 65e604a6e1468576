"""What the tests of the command line share: a small source, a small model, and a way to run a command."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnistpad.cli import main
from mnistpad.data import idx
from tests import PROJECT


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON Lines, with nothing that JSON does not know."""

        def refuse(constant: str) -> None:
            raise AssertionError(constant)

        return [json.loads(line, parse_constant=refuse) for line in self.out.splitlines()]

    @property
    def complaint(self) -> str:
        """The one line of a failure."""
        assert self.err.startswith("mnistpad: ")
        assert self.err.count("\n") == 1
        return self.err.removeprefix("mnistpad: ")


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MNISTPAD_DATA_DIR", raising=False)

    def run(*words: object) -> Ended:
        capsys.readouterr()
        status = main([str(word) for word in words])
        return Ended(status, *capsys.readouterr())

    return run


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in this process with one thread, as `start` does: runs are compared, and other threads give other bits."""
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setattr("mnistpad.training.feed.threads._allowed", lambda: 1)


@pytest.fixture
def start(tmp_path: Path, spawn: "Callable[..., subprocess.Popen[str]]") -> Callable[..., "subprocess.Popen[str]"]:
    """Start a command as a process of its own."""

    def start(*words: object, **options: Any) -> "subprocess.Popen[str]":
        environment = os.environ | {"PYTHONPATH": str(PROJECT), "OPENBLAS_NUM_THREADS": "1"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        command = [sys.executable, "-m", "mnistpad", *map(str, words)]
        return spawn(command, cwd=tmp_path, env=environment, text=True, **pipes)

    return start


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of IDX files, 600 images to learn and 100 to test: each digit lights rows of its own, in noise."""
    folder = tmp_path_factory.mktemp("data") / "stripes"
    for stem, count in (("train", 600), ("t10k", 100)):
        write_stripes(folder, stem, count, ".gz")
    return folder


def write_stripes(folder: Path, stem: str, count: int, ending: str = "") -> Path:
    """Write such images and their labels as a pair of IDX files; return the folder."""
    folder.mkdir(exist_ok=True)
    pixels, labels = stripes(count)
    idx.write(folder / f"{stem}-images-idx3-ubyte{ending}", pixels)
    idx.write(folder / f"{stem}-labels-idx1-ubyte{ending}", labels)
    return folder


def stripes(count: int) -> tuple[Any, Any]:
    """Return images, (count, 28, 28) uint8, that tell their labels plainly."""
    rng = np.random.default_rng(count)
    labels = (np.arange(count) % 10).astype(np.uint8)
    pixels = rng.integers(0, 60, (count, 28, 28), dtype=np.uint8)
    for image, label in zip(pixels, labels, strict=True):
        image[4 + 2 * label : 6 + 2 * label] += 150
    return pixels, labels


@pytest.fixture
def model(run: Run, digits: Path, tmp_path: Path) -> Path:
    """A model that reads the stripes."""
    assert run("train", "--data", digits, "--hidden", "16", "--epochs", 2, "--out", "model.npz").status == 0
    return tmp_path / "model.npz"
