"""One window for each person, and nothing is lost: with real processes, real sockets and `kill -9`."""

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mnistpad.ui.program.sitting import BACK
from tests import PROJECT

PATIENCE = 120  # seconds for a process to say something

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL, and no socket in a folder")


class Process:
    """The program, and what it said."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.seen = b""

    @property
    def lines(self) -> list[str]:
        return self.seen.decode().splitlines()

    def wait_for(self, words: str) -> "Process":
        """Read lines as they come until one begins like this."""
        while not any(line.startswith(words) for line in self.lines[: self.seen.count(b"\n")]):
            assert select.select([self.process.stdout], [], [], PATIENCE)[0], (words, self.seen)
            read = os.read(self.process.stdout.fileno(), 4096)
            assert read, (words, self.seen, self.process.stderr.read())
            self.seen += read
        return self

    def end(self) -> int:
        """Read all that it says until it ends; return how it ended."""
        out, err = self.process.communicate(timeout=PATIENCE)
        self.seen += out
        self.errors = err.decode()
        return self.process.returncode

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.end()


Start = Callable[..., Process]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the processes work; sockets go into a folder of the test's own."""
    for name in ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"):
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory(prefix="mp-") as runtime:  # a socket's name is short
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        (tmp_path / "run").symlink_to(runtime)
        yield tmp_path


@pytest.fixture
def start(folder: Path, spawn: "Callable[..., subprocess.Popen[Any]]") -> Start:
    def start(act: str, *words: object, **environment: str) -> Process:
        command = [sys.executable, "-m", "tests.end_to_end.process.program", act, *map(str, words)]
        around = os.environ | {"PYTHONPATH": str(PROJECT), "OPENBLAS_NUM_THREADS": "1"} | environment
        return Process(spawn(command, cwd=folder, env=around, stdout=subprocess.PIPE, stderr=subprocess.PIPE))

    return start


@pytest.fixture
def picture(folder: Path) -> Path:
    """A picture of a stroke."""
    path = folder / "stroke.png"
    image = Image.new("L", (100, 100), 255)
    image.paste(0, (40, 10, 55, 90))
    image.save(path)
    return path


def test_a_second_start_hands_its_file_to_the_window_that_is_open(start, picture):
    first = start("wait").wait_for("here")

    second = start("wait", picture.name, XDG_ACTIVATION_TOKEN="let-me")

    assert second.end() == 0
    assert second.lines == []
    first.wait_for("opened")
    assert first.lines[-2:] == ["visited let-me", "opened stroke.png"]


def test_a_second_start_without_a_file_calls_the_window_that_is_open(start):
    first = start("wait").wait_for("here")

    second = start("wait")

    assert second.end() == 0
    assert second.lines == []
    assert first.wait_for("visited").lines[-1] == "visited"


def test_another_data_folder_and_who_asks_for_it_get_a_window_of_their_own(start, folder):
    start("wait").wait_for("here")

    asked = start("close", "--new-window")
    other = start("close", MNISTPAD_HOME=str(folder / "elsewhere"))

    assert asked.end() == other.end() == 0
    assert asked.lines[-1] == "here, in private"
    assert other.lines[-1] == "here"


def test_what_a_killed_window_left_bars_nobody(start, picture):
    start("wait").wait_for("here").kill()
    assert list((picture.parent / "run").iterdir())

    second = start("wait").wait_for("here")
    third = start("wait", picture)

    assert second.lines[-1] == "here"
    assert third.end() == 0
    second.wait_for("opened")


def test_a_closed_window_leaves_no_socket(start, folder):
    assert start("close").end() == 0

    assert list((folder / "run").iterdir()) == []


def test_a_window_that_does_not_answer_is_not_waited_for_long(start, picture):
    first = start("hang").wait_for("here")

    second = start("close", "--impatient", picture)

    assert second.end() == 0
    assert second.lines[-1] == "here, in private"
    assert "visited" not in first.lines


def test_a_window_of_another_version_is_left_alone(start, picture):
    first = start("wait", "--older").wait_for("here")

    second = start("close", picture)

    assert second.end() == 0
    assert second.lines[-1] == "here, in private"
    assert not any(line.startswith("visited") for line in first.lines)


def test_a_stranger_who_listens_at_the_address_is_believed_nothing(start, folder, picture):
    first = start("wait").wait_for("here")
    (address,) = (folder / "run").iterdir()
    first.kill()
    address.unlink()
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(str(address))
        stranger.listen()
        second = start("close", "--impatient", picture)
        line, _ = stranger.accept()
        line.sendall(b'["nonsense", 1e999]\n')

        assert second.end() == 0
        line.close()

    assert second.lines[-1] == "here, in private"


def test_a_visitor_who_talks_nonsense_does_no_harm(start, folder, picture):
    first = start("wait").wait_for("here")
    (address,) = (folder / "run").iterdir()
    for words in (b"\xff\n", b"{}\n{}\n", b'{"paths": ["/etc/passwd"]}\n', b"[" * 200_000, b'{"mnistpad"'):
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(str(address))
            stranger.sendall(words)

    assert start("wait", picture).end() == 0

    first.wait_for("opened")
    assert [line for line in first.lines if line.startswith("visited")] == ["visited"]


# Nothing is lost


def test_a_drawing_is_back_on_the_pad_after_a_kill(start):
    start("draw").wait_for("kept").kill()

    again = start("wait").wait_for("here")

    assert again.lines[:2] == ["pad 3, recent 0", f"strip {BACK}"]


def test_a_drawing_is_among_the_recent_ones_after_a_proper_end(start):
    assert start("draw-close").end() == 0

    again = start("wait").wait_for("here")

    assert again.lines[:2] == ["pad blank, recent 1", "strip empty"]


def test_two_windows_that_are_killed_lose_nothing(start):
    first = start("draw").wait_for("kept")
    second = start("draw", "--new-window").wait_for("kept")
    second.kill()
    first.kill()

    again = start("close").wait_for("here")

    assert again.lines[0] in ("pad 3, recent 0", "pad 3, recent 1")  # the same 3 twice is one recent drawing
    assert again.end() == 0
    assert start("close").wait_for("here").lines[0] == "pad blank, recent 1"
