"""Imports Qt, first of all and for no more than that, without two things that PySide6 does for others than us.

It puts a hook into Python's import, which reads the source of every module that is imported from then on, to find
those that want PySide6's Python-like names by ``from __feature__ import``. Nothing here does, and it took a tenth of
the start.

And it brings what writes its type stubs as source that is compiled anew each time; with all that this imports, that
took as long again. Nothing here writes stubs.
"""

import builtins
from typing import Any

_WRITERS = {f"shibokensupport/signature/lib/{name}.py" for name in ("pyi_generator", "enum_sig")}
_import, _compile = builtins.__import__, builtins.compile


def _compile_what_is_used(source: Any, filename: Any, *args: Any, **options: Any) -> Any:
    return _compile("" if filename in _WRITERS else source, filename, *args, **options)


builtins.compile = _compile_what_is_used
try:
    import PySide6.QtCore  # noqa: F401
finally:
    builtins.compile, builtins.__import__ = _compile, _import
