"""`kill -9` of `mnistpad train` at a random moment: `--resume` ends with the same weights."""

import random
import signal
import sys
import time

import numpy as np
import pytest

from mnistpad import model_file
from mnistpad.data import sources
from mnistpad.training import load_checkpoint
from tests.cli.conftest import digits, one_thread, run, start

__all__ = ["digits", "one_thread", "run", "start"]

ENDLESS = 100_000  # epochs: no machine is through with them before it is killed
FLAGS = ("--hidden", "16", "--batch-size", "20", "--json", "--epochs")
RESUMED = ("--resume", "m.npz.checkpoint", "--json", "--epochs")
PATIENCE = 60  # seconds for a process to say something or to end

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


def wait_for(path):
    """Wait until a run has written its first checkpoint."""
    until = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.005)


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGKILL


def test_a_killed_run_is_resumed_to_the_same_weights_and_curves(run, start, digits, tmp_path, one_thread):
    dice, checkpoint = random.Random(5), tmp_path / "m.npz.checkpoint"
    process = start("train", "--data", digits, *FLAGS, ENDLESS, "--out", "m.npz")
    wait_for(checkpoint)
    time.sleep(dice.uniform(0, 1))
    kill(process)
    process = start("train", "--data", digits, *RESUMED, ENDLESS, "--out", "m.npz")
    process.stdout.readline()  # it goes on
    time.sleep(dice.uniform(0, 0.5))
    kill(process)
    epochs = load_checkpoint(checkpoint).epoch + 50

    assert run("train", "--data", digits, *RESUMED, epochs, "--out", "m.npz").status == 0
    assert run("train", "--data", digits, *FLAGS, epochs, "--out", "whole.npz").status == 0

    one, other = (model_file.load(tmp_path / name) for name in ("m.npz", "whole.npz"))
    assert np.array_equal(one.network.parameters, other.network.parameters)
    assert [vars(score) for score in one.header.scores] == [vars(score) for score in other.header.scores]


def test_a_run_that_is_killed_at_once_is_resumed_instead_of_the_one_before_it(run, start, digits, tmp_path):
    checkpoint = tmp_path / "m.npz.checkpoint"
    checkpoint.write_bytes(b"of an earlier run")
    process = start("train", "--data", digits, *FLAGS, ENDLESS, "--out", "m.npz")
    process.stdout.readline()
    kill(process)

    assert load_checkpoint(checkpoint).config.epochs == ENDLESS


def test_halves_that_a_killed_run_left_are_swept(run, digits, tmp_path):
    for name in (".m.npz.x1.part", ".m.npz.checkpoint.x1.part"):
        (tmp_path / name).write_bytes(b"half")

    assert run("train", "--data", digits, *FLAGS, 1, "--out", "m.npz").status == 0

    assert [path.name for path in tmp_path.iterdir()] == ["m.npz"]


def test_ctrl_c_while_the_images_are_loaded_is_one_line_and_status_130(run, digits, tmp_path, monkeypatch):
    def press_ctrl_c(*_arguments):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(sources, "load_all", press_ctrl_c)

    ended = run("train", "--data", digits, *FLAGS, 3, "--out", "m.npz")

    assert ended.status == 130
    assert ended.complaint == "Interrupted.\n"
    assert list(tmp_path.iterdir()) == []
