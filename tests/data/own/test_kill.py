"""`kill -9` while digits are kept: whatever was confirmed is there."""

import random
import signal
import subprocess
import sys
import time

import pytest

from mnistpad.data.own import OwnDigits

from .conftest import drawing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
CODE = "import sys; from tests.data.own.keeping import keep; keep(sys.argv[1], 7, 100_000)"


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 22))])
def test_all_that_was_confirmed_is_there(tmp_path, seed):
    process = subprocess.Popen([sys.executable, "-c", CODE, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.1))

    process.send_signal(signal.SIGKILL)
    confirmed = 1 + len(process.stdout.read().splitlines())
    process.wait()
    process.stdout.close()

    store = OwnDigits(tmp_path)
    store.keep(drawing(1), 1)
    kept = store.all()
    assert confirmed <= len(kept) - 1 <= confirmed + 1  # the last may be there without having been confirmed
    assert [one.drawing for one in kept[:-1]] == [drawing(7000 + nth).labelled(7) for nth in range(len(kept) - 1)]
    assert store.damaged == 0
