"""The commands that need Qt, and the versions of everything."""

import argparse
import os
import platform
import sys
from importlib import metadata
from pathlib import Path

import mnistpad
from mnistpad.cli.output import print_json, print_line
from mnistpad.errors import ScreenError, UsageError


def run(arguments: argparse.Namespace) -> int:
    """Open the window, with a file if one is named; or print the versions."""
    if arguments.version:
        print_line("\n".join(versions()))
        return 0
    path = None if arguments.file is None else Path(arguments.file)
    if path is not None and not path.exists():
        msg = f"There is no file or command called {arguments.file}. See `mnistpad --help`."
        raise UsageError(msg)
    from mnistpad.ui import screen

    screen.check()
    from mnistpad.ui import app

    return app.run(None if path is None else str(path))


def run_smoke_test(arguments: argparse.Namespace) -> int:
    """Try the real window and a run; exit status 1 if anything is not as it should be."""
    from mnistpad.ui import screen

    try:
        screen.check()
    except ScreenError:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        screen.check()
    from mnistpad.ui import smoke_test

    result = smoke_test.run()
    if arguments.json:
        print_json(result.to_dict())
    else:
        print_line(result.in_words())
    return 0 if result.is_good else 1


def versions() -> list[str]:
    """Return a line for each thing that a bug may depend on."""
    import numpy as np
    from threadpoolctl import threadpool_info

    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    blas = ", ".join(f"{pool['internal_api']} {pool['version']} ({pool['num_threads']} threads)" for pool in pools)
    return [
        f"MnistPad {mnistpad.__version__}",
        f"Python {platform.python_version()} on {platform.platform()}",
        f"Qt {_version_of('PySide6-Essentials', 'PySide6')} (PySide6)",
        f"NumPy {np.__version__}",
        f"BLAS {blas or 'unknown'}",
    ]


def _version_of(*names: str) -> str:
    for name in names:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    module = sys.modules.get(names[-1])
    return getattr(module, "__version__", "unknown")
