"""No network without a click: a session that looks at everything and trains opens no socket but its own front door."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests import PROJECT
from tests.training.conftest import images

# Python tells an audit hook of everything it does with sockets; what Qt does is seen in what the system lists.
WATCHED = """
import json, os, sys
from pathlib import Path
told = []
sys.addaudithook(lambda event, _args: told.append(event) if event.startswith(("socket.", "urllib.")) else None)
from mnistpad.ui.main_window import MainWindow
from tests.end_to_end.process import program
close = MainWindow.closeEvent
def owned():
    tables = [Path("/proc/net") / name for name in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")]
    inodes = {line.split()[9] for table in tables if table.exists() for line in table.read_text().splitlines()[1:]}
    handles = [os.readlink(handle) for handle in Path("/proc/self/fd").iterdir() if handle.is_symlink()]
    return [handle for handle in handles if handle[len("socket:["):-1] in inodes]
def close_and_count(window, event):
    program.say(json.dumps({"told": told, "owned": owned(), "libraries": [n for n in sys.modules if n == "urllib3"]}))
    close(window, event)
MainWindow.closeEvent = close_and_count
sys.exit(program.main("look"))
"""


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux lists a process's sockets as files")
def test_a_session_without_a_click_on_get_mnist_reaches_for_no_network(tmp_path, monkeypatch):
    learned = images(600, 1)
    np.savez(tmp_path / "learned.npz", x_train=learned.pixels.reshape(-1, 28, 28), y_train=learned.labels)
    monkeypatch.delenv("MNISTPAD_DATA_DIR", raising=False)
    around = os.environ | {"PYTHONPATH": str(PROJECT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", WATCHED]

    ended = subprocess.run(command, cwd=tmp_path, env=around, capture_output=True, text=True, timeout=200, check=False)

    assert ended.returncode == 0, ended.stderr
    (line,) = (line for line in ended.stdout.splitlines() if line.startswith("{"))
    assert json.loads(line) == {"told": [], "owned": [], "libraries": []}
