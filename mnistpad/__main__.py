"""The `mnistpad` command, also as `python -m mnistpad`."""

import io
import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    from mnistpad import cli

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no × still gets its line
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
