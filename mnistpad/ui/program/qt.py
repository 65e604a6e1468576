"""Imports Qt, first of all and for no more than that, without what PySide6 does for others than us, or does each time.

It puts a hook into Python's import, which reads the source of every module that is imported from then on, to find
those that want PySide6's Python-like names by ``from __feature__ import``. Nothing here does, and it took a tenth of
the start.

And it brings some modules as source that is compiled anew each time. Two of them write its type stubs; with all that
they import they took as long again, and nothing here writes stubs. The others tell what went wrong in a call. They are
kept as Python keeps its own modules, compiled, which is another twelfth of the start.
"""

import builtins
import contextlib
import marshal
import sys
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path
from types import CodeType
from typing import Any

_PARTS = ("signature_bootstrap.py", "shibokensupport/")
_WRITERS = {f"shibokensupport/signature/lib/{name}.py" for name in ("pyi_generator", "enum_sig")}
_import, _compile = builtins.__import__, builtins.compile


class Compiled:
    """Code that was compiled at an earlier start, believed as Python believes its own: by the hash of the source.

    Parameters
    ----------
    path
        Where it is kept; a folder that is not there, or that cannot be written, costs each start its time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._codes = _codes_at(path)
        self._has_new = False

    def code(self, source: bytes, filename: str) -> CodeType:
        """Return the code of a module."""
        mark = source_hash(source)
        known, code = self._codes.get(filename, (b"", None))
        if code is None or known != mark:
            code = _compile(source, filename, "exec")
            self._codes[filename] = mark, code
            self._has_new = True
        return code

    def keep(self) -> None:
        """Write down what was not known before, where Python may write what it compiles."""
        if not self._has_new or sys.dont_write_bytecode or not self._path.parent.is_dir():
            return
        from mnistpad import files

        with contextlib.suppress(OSError), files.replacing(self._path) as file:
            file.write(MAGIC_NUMBER + marshal.dumps(self._codes))


def _codes_at(path: Path) -> dict[str, tuple[bytes, CodeType]]:
    """Return hash and code by the name of a file; nothing where another Python wrote it, or nobody."""
    try:
        written = path.read_bytes()
        return dict(marshal.loads(written.removeprefix(MAGIC_NUMBER))) if written.startswith(MAGIC_NUMBER) else {}  # noqa: S302
    except (OSError, EOFError, TypeError, ValueError):
        return {}


_compiled = Compiled(Path(cache_from_source(str(Path(__file__).with_name("pyside6.py")))))


def _compile_what_is_used(source: Any, filename: Any, *args: Any, **options: Any) -> Any:
    if filename in _WRITERS:
        return _compile("", filename, *args, **options)
    if isinstance(source, bytes) and str(filename).startswith(_PARTS) and args == ("exec",) and not options:
        return _compiled.code(source, filename)
    return _compile(source, filename, *args, **options)


builtins.compile = _compile_what_is_used
try:
    import PySide6.QtCore  # noqa: F401
finally:
    builtins.compile, builtins.__import__ = _compile, _import
_compiled.keep()
