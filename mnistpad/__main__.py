"""The `mnistpad` command, also as `python -m mnistpad`."""

import io
import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command line and leave with its exit status."""
    # A program without a console, as on Windows, has none; what is written to it is then for nobody.
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    from mnistpad import cli

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no × still gets its line
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
