"""The `mnistpad` command, also as `python -m mnistpad`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    from mnistpad import cli

    sys.exit(cli.main())


if __name__ == "__main__":
    main()
