"""The command line. A command is imported when it runs: `mnistpad train` needs no screen, and `--help` no NumPy."""

import contextlib
import os
import sys
from collections.abc import Sequence

from mnistpad.errors import DownloadError, MnistPadError, TrainingError

FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    0 done, 1 the work failed, 2 the arguments or files are unusable, 130 interrupted by Ctrl-C.
    """
    try:
        status = _run(sys.argv[1:] if argv is None else argv)
        if sys.stdout is not None:  # a program without a console has none
            sys.stdout.flush()
    except BrokenPipeError:
        _close_quietly()
        return FAILED
    except KeyboardInterrupt:
        return _fail("Interrupted.", INTERRUPTED)
    except MemoryError:
        return _fail("There is not enough memory for this. Use a smaller network, batch or file.", FAILED)
    except MnistPadError as error:
        return _fail(str(error), FAILED if isinstance(error, (TrainingError, DownloadError)) else UNUSABLE)
    return status


def _run(argv: Sequence[str]) -> int:
    if not argv:  # as the desktop starts it: there is nothing to understand, and that alone took 8 ms
        from mnistpad.cli import window

        return window.open_window()
    if argv[0] == "--distort-apart":  # a run's helper process, for which each import counts
        from mnistpad.cli import distorting

        return distorting.run(argv[1:])
    if argv[0] == "--learn-apart":
        from mnistpad.cli import learning

        return learning.run(argv[1:])
    from mnistpad.cli.arguments import parse

    arguments = parse(argv)
    return int(arguments.run(arguments))


def _fail(sentence: str, status: int) -> int:
    if sys.stderr is not None:
        with contextlib.suppress(BrokenPipeError):
            sys.stderr.write(f"mnistpad: {' '.join(sentence.split())}\n")
    return status


def _close_quietly() -> None:
    """Let nothing more be written: Python would complain about the lost reader once again on its way out."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
