"""`mnistpad data fetch mnist` from a server on this computer."""

import os
import signal
import subprocess
import sys

import pytest

from mnistpad import resources
from mnistpad.data.download import ready
from tests.data.download import server as manners
from tests.data.download.conftest import CONTENTS, FILES, PROXIES
from tests.data.download.server import Server


@pytest.fixture
def mirror(monkeypatch):
    """A mirror of three small files, which pass for MNIST's here."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(ready.fetch_mnist, "__kwdefaults__", ready.fetch_mnist.__kwdefaults__ | {"files": FILES})
    server = Server(CONTENTS)
    yield server
    server.close()


def test_mnist_is_fetched_and_nothing_but_the_result_is_on_standard_output(run, mirror):
    ended = run("data", "fetch", "mnist", "--mirror", mirror.url, "--json")

    assert ended.status == 0
    folder = resources.user_data_dir() / "mnist"
    assert ended.lines == [{"source": "mnist", "folder": str(folder), "downloaded": sum(file.size for file in FILES)}]
    assert "Asking 127.0.0.1" in ended.err
    assert sorted(path.name for path in folder.iterdir()) == sorted(CONTENTS)


def test_what_is_here_is_not_fetched_again(run, mirror):
    run("data", "fetch", "mnist", "--mirror", mirror.url)
    mirror.asked.clear()

    ended = run("data", "fetch", "mnist", "--mirror", mirror.url)

    assert (ended.status, ended.err, mirror.asked) == (0, "", [])
    assert ended.out == f"MNIST is here already, in {resources.user_data_dir() / 'mnist'}.\n"


def test_a_failure_is_one_line_and_status_1(run, mirror):
    ended = run("data", "fetch", "mnist", "--mirror", mirror.behave(manners.status(503)).url, "--json")

    assert ended.status == 1
    assert ended.out == ""
    said = ended.err.splitlines()[-1]
    assert said.startswith("mnistpad: MNIST's large.gz could not be downloaded: 127.0.0.1:")
    assert said.endswith("use files that you already have, or go on with the built-in digits.")


def test_the_next_mirror_is_asked(run, mirror):
    ended = run("data", "fetch", "mnist", "--mirror", "http://127.0.0.1:9/", "--mirror", mirror.url)

    assert ended.status == 0


@pytest.mark.parametrize("words", [("fetch",), ("fetch", "builtin"), ("fetch", "mnist", "--mirror")])
def test_what_cannot_be_fetched_is_status_2(run, words):
    ended = run("data", *words)

    assert ended.status == 2
    assert ended.complaint


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a process of its own group there")
def test_ctrl_c_ends_it_with_status_130_and_nothing_left(home, mirror):
    mirror.behave(manners.stalled)
    folder = home / "mnist"
    command = [sys.executable, "-m", "mnistpad", "data", "fetch", "mnist", "--mirror", mirror.url]
    environment = {key: value for key, value in os.environ.items() if key != "MNISTPAD_DATA_DIR"}
    mirror.contents["train-images-idx3-ubyte.gz"] = bytes(9_912_422)
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    with process:
        try:
            assert mirror.reached.wait(60)
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=20)[1]
        finally:
            process.kill()

    assert process.returncode == 130
    assert said.splitlines()[-1] == "mnistpad: Interrupted."
    assert not folder.exists()
