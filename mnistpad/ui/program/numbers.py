"""Imports NumPy, before anybody else does and for no more than that, without tidying what nobody reads here.

NumPy takes the indentation out of the docstrings of all that it has in C, each time that it is imported. That took a
fiftieth of the start.
"""

import inspect

_tidied = inspect.cleandoc


def _as_it_stands(doc: str) -> str:
    return doc


inspect.cleandoc = _as_it_stands
try:
    import numpy as np  # noqa: F401
finally:
    inspect.cleandoc = _tidied
