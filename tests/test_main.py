"""A program without a console, as on Windows, has no standard output and no standard error."""

import os
import subprocess
import sys

import pytest

from tests import PROJECT

WITHOUT = """
import sys
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None
sys.argv = ["mnistpad", *{words}]
from mnistpad.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--version"], 0), (["--help"], 0), (["data", "list"], 0), (["data", "list", "--json"], 0),
        (["no such thing"], 2), (["train"], 2), (["predict", "no such file"], 2),
    ],
)  # fmt: skip
def test_without_a_console_every_command_ends_as_it_would_with_one(words, status, home):
    around = os.environ | {"PYTHONPATH": str(PROJECT)}
    code = WITHOUT.format(words=words)

    ended = subprocess.run([sys.executable, "-c", code], env=around, capture_output=True, timeout=120, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (status, b"", b"")


def test_no_subcommand_asks_a_window_or_reaches_for_qt(home):
    code = (
        "import sys; from mnistpad.cli import main; main(['data', 'list']); main(['predict', 'no such file']);"
        "main(['--version']); print(*[name for name in sys.modules if 'QtNetwork' in name or 'program.single' in name])"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)

    assert ended.stdout.splitlines()[-1] == ""
