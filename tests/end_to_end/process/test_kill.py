"""`kill -9` at any moment of a run in the window: the next start offers to continue, and nothing is lost.

python -m pytest tests/end_to_end/process/test_kill.py           three random moments, and those that must be met
python -m pytest tests/end_to_end/process/test_kill.py --long    twenty random moments more
"""

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from mnistpad.data import sources
from mnistpad.training import TrainingConfig, TrainingState, load_checkpoint, preset, train
from mnistpad.ui.training.run.store import RunStore
from tests import PROJECT
from tests.training.conftest import images

from .killed import PLAN

EPOCHS = 40
PATIENCE = 120  # seconds for a process to say something
PACE = 200  # batches a second, of 2,400: the run still goes on when a kill comes, however slow this machine is
PAUSED_AT = 40  # batches
LATEST = {"PREPARING": 0.2, "RUNNING": 0.5}  # seconds after a phase began at which a random kill comes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """A file of images that are learned within a second."""
    learned, tested = images(1200, 1), images(200, 2)
    path = tmp_path_factory.mktemp("data") / "marks.npz"
    np.savez(
        path,
        x_train=learned.pixels.reshape(-1, 28, 28),
        y_train=learned.labels,
        x_test=tested.pixels.reshape(-1, 28, 28),
        y_test=tested.labels,
    )
    return path


@pytest.fixture(scope="module")
def uninterrupted(source: Path) -> TrainingState:
    """The same run, without a window and without a stop."""
    settings = preset("quick").to_dict() | PLAN | {"epochs": EPOCHS}
    config = TrainingConfig.from_dict(settings)
    data = sources.load_all([str(source)], config.validation)
    state = TrainingState(config, data.sha256)
    for _ in train(state, data):
        pass
    return state


@dataclass
class Program:
    """The program, started again and again over one folder."""

    home: Path
    source: Path
    spawn: "Callable[..., subprocess.Popen[bytes]]"

    @property
    def store(self) -> RunStore:
        return RunStore(self.home / "runs")

    def start(self, *moment: object) -> "subprocess.Popen[bytes]":
        environment = os.environ | {"MNISTPAD_HOME": str(self.home), "QT_QPA_PLATFORM": "offscreen"}
        words = [sys.executable, "-m", "tests.end_to_end.process.killed", self.source, EPOCHS, *moment]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return self.spawn([str(word) for word in words], cwd=PROJECT, env=environment, **pipes)

    def kill_when(self, words: str, seconds: float = 0.0) -> None:
        """Start, wait for a line and then some time, and kill; the run is not offered elsewhere while it goes on."""
        process = self.start(*(("pause", PAUSED_AT) if words == "PAUSED" else ("slow", PACE)))
        read_until(process, words)
        assert self.store.unfinished() is None
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        self._bury(process)

    def kill_at_random(self, dice: random.Random) -> None:
        words = dice.choice(["PREPARING", "RUNNING", "RUNNING"])
        self.kill_when(words, dice.uniform(0, LATEST[words]))

    def let_die(self, *moment: object) -> None:
        """Start, and wait until it has killed itself."""
        self._bury(self.start(*moment))

    def _bury(self, process: "subprocess.Popen[bytes]") -> None:
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == -signal.SIGKILL, (out, err)
        self.check_store()

    def check_store(self) -> None:
        """Whatever there is can be read, and the run is offered."""
        (kept,) = self.store.all()
        assert self.store.unfinished() == kept
        if self.store.checkpoint(kept.key).exists():
            assert self.store.load(kept.key).step % 1 == 0

    def finish(self) -> TrainingState:
        """Continue to the end, and return what was kept."""
        process = self.start()
        out, err = process.communicate(timeout=PATIENCE)
        lines = out.decode().splitlines()
        assert process.returncode == 0, err
        assert lines[0].startswith("offered: Quick, 16 hidden")
        assert lines[1:] == ["PREPARING", "RUNNING", "FINISHED"]
        (kept,) = self.store.all()
        assert not kept.interrupted
        assert kept.epoch == EPOCHS
        folder = self.store.folder / kept.key
        assert sorted(path.name for path in folder.iterdir()) == ["run.checkpoint", "run.json"]
        return load_checkpoint(self.store.checkpoint(kept.key))


def read_until(process: "subprocess.Popen[bytes]", words: str) -> None:
    """Read lines from the process as they come."""
    seen = b""
    while words.encode() not in seen.split(b"\n"):
        assert select.select([process.stdout], [], [], PATIENCE)[0], seen
        read = os.read(process.stdout.fileno(), 4096)
        assert read, (seen, process.stderr.read())
        seen += read


@pytest.fixture
def program(tmp_path: Path, source: Path, spawn: "Callable[..., subprocess.Popen[bytes]]") -> Program:
    return Program(tmp_path / "home", source, spawn)


def assert_same(state: TrainingState, whole: TrainingState) -> None:
    assert np.array_equal(state.network.parameters, whole.network.parameters)
    assert state.history == whole.history
    assert np.array_equal(state.best.parameters, whole.best.parameters)


def test_a_run_that_is_killed_wherever_it_hurts_ends_as_if_nothing_had_been(program, uninterrupted):
    program.kill_when("PREPARING", 0.05)  # while the data is loaded, the first time
    program.let_die("write", 2)  # the first checkpoint; the run's card is the first file
    program.let_die("write", 5)
    program.kill_when("PREPARING", 0.05)  # while the data is loaded again
    program.let_die("epoch", 4)
    program.kill_when("PAUSED")

    assert_same(program.finish(), uninterrupted)


def test_a_run_that_is_killed_at_random_moments_ends_as_if_nothing_had_been(program, uninterrupted):
    dice = random.Random(3)
    for _ in range(3):
        program.kill_at_random(dice)

    assert_same(program.finish(), uninterrupted)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_a_run_that_is_killed_at_many_moments_ends_as_if_nothing_had_been(program, uninterrupted, seed):
    dice = random.Random(100 + seed)
    for _ in range(4):
        program.kill_at_random(dice)

    assert_same(program.finish(), uninterrupted)


def test_a_run_that_is_killed_as_it_begins_leaves_nothing_that_grows(program):
    for _ in range(2):
        program.start("write", 1).communicate(timeout=PATIENCE)

    assert program.store.all() == []
    program.store.tidy()
    assert list(program.store.folder.iterdir()) == []
