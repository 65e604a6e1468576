"""The process that distorts images for a run. No command for people: `--help` does not name it."""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from mnistpad.errors import UsageError


def run(argv: Sequence[str]) -> int:
    """Distort what the run hands over on standard input, after all that is more urgent, until it ends.

    Parameters
    ----------
    argv
        The file descriptor of the memory that is shared.
    """
    if len(argv) != 1 or not argv[0].isdecimal():
        msg = "--distort-apart is for MnistPad itself, to start a run's helper with. See `mnistpad --help`."
        raise UsageError(msg)
    # Before NumPy is imported, which takes long enough to be hit. Ctrl-C is for the run, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(5)
    from mnistpad.data.augment.serving import serve

    with suppress(OSError):
        serve(int(argv[0]), line=0)
    return 0
