"""Runs first in the frozen program: gives its children (a browser, a file manager) back the person's environment.

PyInstaller's loader and its hook for Qt point them to libraries and plugins of this program, which are strangers there.
"""

import os
import sys

if sys.argv[1:2] in (["--distort-apart"], ["--learn-apart"]):  # a run's helper; the next hook would load Qt: 20 MB more
    from mnistpad.__main__ import main

    main()

for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
    before = os.environ.pop(f"{name}_ORIG", None)
    os.environ.pop(name, None)
    if before:
        os.environ[name] = before
if sys.platform.startswith("linux"):  # Qt finds its plugins beside its libraries
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
        os.environ.pop(name, None)
