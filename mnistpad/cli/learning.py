"""The process that takes half of each step of a run. No command for people: `--help` does not name it."""

import os
import signal
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress

from mnistpad.errors import UsageError


def run(argv: Sequence[str]) -> int:
    """Learn with the run that is at the other end of standard input, until it ends.

    Parameters
    ----------
    argv
        No more words.
    """
    if argv or sys.stdin is None or not stat.S_ISSOCK(os.fstat(0).st_mode):
        msg = "--learn-apart is for MnistPad itself, to start a run's partner with. See `mnistpad --help`."
        raise UsageError(msg)
    # Before NumPy is imported, which takes long enough to be hit. What is sent to all processes is for the run, which
    # keeps what it learned and then ends this one.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # A window's thread goes first. At 0, while one drew and a network trained, the slowest of a hundred moves of the
    # mouse took 23 and 19 ms to the bars, and 16 and 12 ms with one process; at 15 they take 18 and 14 ms.
    os.nice(15)
    from mnistpad.training.step.serving import serve

    with suppress(OSError):
        serve(line=0)
    return 0
