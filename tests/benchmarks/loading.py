"""Loading MNIST's 60,000 images, and 10,000 more, against unpacking their files; and the memory of training on them.

    MNISTPAD_DATA_DIR=… python -m tests.benchmarks.loading [ROUNDS]

Floor and loading take turns; their times are of the CPU, so that a busy machine changes neither. Memory is what was
resident at most in a process of its own that loads MNIST, trains `quick` for an epoch and keeps no window open.
"""

import json
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mnistpad.data import mnist, sources
from tests.end_to_end.files.mutated import most_resident

RATIO = 2.0
MEMORY = 350.0  # MB


def seconds(work: Callable[[], object]) -> float:
    """Return how long the CPU worked on it."""
    start = time.process_time()
    work()
    return time.process_time() - start


def read(paths: list[Path]) -> list[bytes]:
    """The floor: read and unpack, and look at nothing."""
    return [zlib.decompress(path.read_bytes(), wbits=31) for path in paths]


def train() -> None:
    """Load MNIST and learn for an epoch; print the most memory so far, in MB: at first, when loaded, in the end."""
    from mnistpad.training import begin, preset
    from mnistpad.training import train as learn

    figures = [most_resident() / 1e6]
    data = sources.load_all(["mnist"], 0)
    figures.append(most_resident() / 1e6)
    state = begin(replace(preset("quick"), epochs=1), data)
    for _ in learn(state, data):
        pass
    print(json.dumps([*figures, most_resident() / 1e6]))


def rows(rounds: int) -> list[dict[str, object]]:
    """Return the measurements: names, medians, spreads, ratios, goals."""
    folder = mnist.find()
    if folder is None:
        sys.exit("Set MNISTPAD_DATA_DIR to a folder that holds mnist/.")
    names = [name for pair in mnist.find_pairs(folder) for name in (pair.images, pair.labels)]
    floors, loads = [], []
    for _ in range(rounds):
        floors.append(seconds(lambda: read(names)))
        loads.append(seconds(lambda: mnist.load_folder(folder)))
    ratios = [load / floor for load, floor in zip(loads, floors, strict=True)]
    command = [sys.executable, "-m", "tests.benchmarks.loading", "--train"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bare, loaded, trained = json.loads(told)
    return [
        {
            "name": "load MNIST, s of CPU; floor: read and unpack it",
            "median": statistics.median(loads),
            "spread": max(loads) - min(loads),
            "ratio": statistics.median(ratios),
            "goal": RATIO,
            "met": statistics.median(ratios) <= RATIO,
        },
        {
            "name": f"memory of training on 60,000 images, MB ({bare:.0f} before loading, {loaded:.0f} when loaded)",
            "median": trained,
            "spread": 0.0,
            "ratio": trained / MEMORY,
            "goal": MEMORY,
            "met": trained <= MEMORY,
        },
    ]


def main() -> None:
    """Print the figures."""
    if "--train" in sys.argv:
        train()
        return
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 9):
        print("{name}\n    median {median:.3f}, spread {spread:.3f}, ratio {ratio:.2f}, goal {goal}".format(**row))


if __name__ == "__main__":
    main()
