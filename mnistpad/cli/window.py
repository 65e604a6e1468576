"""The commands that need Qt, and the versions of everything."""

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

from mnistpad.errors import ScreenError, UsageError

if TYPE_CHECKING:
    import argparse


def run(arguments: "argparse.Namespace") -> int:
    """Open the window, with a file if one is named; or print the versions."""
    if arguments.version:
        from mnistpad.cli.output import print_line
        from mnistpad.ui.program.versions import versions

        print_line("\n".join(versions()))
        return 0
    path = None if arguments.file is None else Path(arguments.file)
    if path is not None and not path.exists():
        msg = f"There is no file or command called {arguments.file}. See `mnistpad --help`."
        raise UsageError(msg)
    return open_window(path, new=arguments.new_window)


def open_window(path: Path | None = None, *, new: bool = False) -> int:
    """Open the window, or hand over to the one that is open unless it shall be a new one."""
    # A start makes many objects and drops few: looking for those again and again took a twentieth of it.
    gc.disable()
    from mnistpad.ui.program import screen

    screen.check()
    if not new:
        import mnistpad.ui.program.qt  # noqa: F401
        from mnistpad.ui.program import single

        if single.hand_over([] if path is None else [str(path)]):
            return 0
    from mnistpad.ui import app

    return app.run(None if path is None else str(path))


def run_smoke_test(arguments: "argparse.Namespace") -> int:
    """Try the real window and a run; exit status 1 if anything is not as it should be."""
    from mnistpad.ui.program import screen

    try:
        screen.check()
    except ScreenError:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        screen.check()
    from mnistpad.cli.output import print_json, print_line
    from mnistpad.ui import smoke_test

    result = smoke_test.run()
    if arguments.json:
        print_json(result.to_dict())
    else:
        print_line(result.in_words())
    return 0 if result.is_good else 1
