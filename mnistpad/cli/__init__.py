"""The command line. Each command imports what it needs when it runs, so `mnistpad train` needs no screen."""

import argparse
import sys
from collections.abc import Sequence

import mnistpad
from mnistpad.errors import MnistPadError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 the work failed, 2 the arguments or files are unusable."""
    parser = argparse.ArgumentParser(prog="mnistpad", description=mnistpad.__doc__)
    parser.add_argument("file", nargs="?")
    arguments = parser.parse_args(argv)
    try:
        return _open_window(arguments.file)
    except MnistPadError as error:
        sys.stderr.write(f"mnistpad: {error}\n")
        return 2


def _open_window(file: str | None) -> int:
    from mnistpad.ui import screen

    screen.check()
    from mnistpad.ui import app  # type: ignore[attr-defined]

    return int(app.run(file))
