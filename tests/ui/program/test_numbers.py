"""NumPy comes without tidied docstrings, and everybody else tidies as before."""

import subprocess
import sys

CODE = """
import inspect, sys

calls = []
def tidy(text):
    calls.append(text)
    return text

inspect.cleandoc = tidy
import mnistpad.ui.app

assert not calls, calls
assert inspect.cleandoc is tidy, "a hook was left behind"
import numpy
assert numpy.add(1, 2) == 3
assert "Add arguments" in numpy.add.__doc__
"""


def test_nobody_waits_for_docstrings_to_be_tidied():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.returncode == 0
