"""Imports Qt, first of all and for no more than that, without the hook that it puts into Python's import.

The hook reads the source of every module that is imported from then on, to find those that want PySide6's Python-like
names by ``from __feature__ import``. Nothing here does, and it took a tenth of the start.
"""

import builtins

_plain = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _plain
