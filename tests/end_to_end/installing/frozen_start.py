"""How long the frozen program takes to show its window, against the checkout, started in turn.

xvfb-run -a -s "-screen 0 1280x800x24" .venv/bin/python -m tests.end_to_end.installing.frozen_start [ROUNDS]

Counts from the start of the process until xdotool sees the window (it looks 30 times a second), and the processor's
time until then, which a busy machine falsifies less. Needs `make package` (or `freeze`) and xdotool.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.packaging.frozen import freeze

_TICKS = os.sysconf("SC_CLK_TCK")
_CHECKOUT = [sys.executable, "-m", "mnistpad"]


def main() -> None:
    """Print both medians and their ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    taken: dict[str, list[tuple[float, float]]] = {"frozen": [], "checkout": []}
    for nth in range(rounds + 1):
        for name, command in (("frozen", [str(freeze.program())]), ("checkout", _CHECKOUT)):
            measured = start(command)
            if nth:  # the first start of each reads from the disk
                taken[name].append(measured)
    for what, column in (("to the window", 0), ("processor's time", 1)):
        frozen, checkout = (statistics.median(each[column] for each in taken[name]) for name in ("frozen", "checkout"))
        sys.stdout.write(f"{what}: frozen {frozen:.2f} s, checkout {checkout:.2f} s, ratio {frozen / checkout:.2f}\n")


def start(command: list[str]) -> tuple[float, float]:
    """Return the seconds until the window is there, and those of the processor."""
    with tempfile.TemporaryDirectory() as home:
        began = time.perf_counter()
        with subprocess.Popen(command, env=os.environ | {"MNISTPAD_HOME": home}, stderr=subprocess.DEVNULL) as process:
            look = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "MnistPad"]
            subprocess.run(look, stdout=subprocess.DEVNULL, timeout=60, check=True)
            seconds = time.perf_counter() - began
            fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            process.terminate()
    time.sleep(0.3)  # until the X server has forgotten the window
    return seconds, (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    main()
