"""Measure everything, print the table, compare it with the last one, and write it down.

    python -m tests.benchmarks.suite [--quick] [--only GROUP ...] [--threads N] [--rounds N]
    python -m tests.benchmarks.suite --markdown

Each group runs in a process of its own, since what one leaves in memory or in BLAS would change the next. What goes
wrong is a row that says so, and costs no other row; Ctrl+C ends the measuring, and prints what there is.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict

from tests.benchmarks.suite import table
from tests.benchmarks.suite.peers import NEEDED, PeerError, python
from tests.benchmarks.suite.table import Row

GROUPS = ("epochs", "engine", "start", "loaded", "windows")
ROUNDS, QUICK = 7, 1
LONGEST = 900.0  # seconds that a group may take: the slowest takes three minutes on two cores
MARK = "row: "


def main() -> int:
    """Do what the arguments say; 0 also where a goal is missed: the table tells."""
    arguments = parsed()
    if arguments.markdown:
        print(table.as_markdown(table.read()), end="")
        return 0
    if arguments.group:
        measure(arguments.group, arguments.rounds, arguments.threads)
        return 0
    if "MNISTPAD_DATA_DIR" not in os.environ:  # or a table without half of its rows would replace a whole one
        sys.exit("Set MNISTPAD_DATA_DIR to a folder that holds mnist/ and pendigits/.")
    before, rows, begin, load = table.read(), [], time.monotonic(), os.getloadavg()[0]
    whole = not arguments.quick and not arguments.only
    try:
        for group in arguments.only or GROUPS:
            measure_apart(group, arguments, rows)
    except KeyboardInterrupt:
        whole = False
    table.show(rows)
    for line in table.fallen(rows, before):
        print(f"Fallen: {line}")
    told = table.conditions(arguments.threads, peer_versions())
    told |= {"rounds": arguments.rounds, "load_before": load, "minutes": round((time.monotonic() - begin) / 60, 1)}
    print(json.dumps(told))
    if whole:
        table.write(rows, told)
    print(f"Written to {table.LATEST}" if whole else "Not the whole, or a quick look: latest.json is left as it was.")
    return 0


def parsed() -> argparse.Namespace:
    """Return the arguments."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one round of each, and nothing is written")
    parser.add_argument("--only", nargs="+", choices=GROUPS, help="measure these alone, and write nothing")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="for us and for the peers")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--markdown", action="store_true", help="print what was measured last, as the README shows it")
    parser.add_argument("--group", choices=GROUPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.rounds = QUICK
    return arguments


def measure(group: str, rounds: int, threads: int) -> None:
    """Measure a group in this process, and print its rows, each as soon as it is known."""
    for name, rows in importlib.import_module(f"tests.benchmarks.suite.{group}").measures(rounds, threads):
        for row in table.whatever_happens(name, rows):
            print(MARK + json.dumps(asdict(row)), flush=True)


def measure_apart(group: str, arguments: argparse.Namespace, rows: list[Row]) -> None:
    """Measure a group in a process of its own, and add its rows; what went wrong is a row, too."""
    command = [sys.executable, "-m", "tests.benchmarks.suite", "--group", group]
    command += ["--rounds", str(arguments.rounds), "--threads", str(arguments.threads)]
    # Nobody told BLAS how many threads to take: that is the suite's to say, row by row.
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    watch = threading.Timer(LONGEST, process.kill)
    watch.start()
    try:
        for line in process.stdout:
            if line.startswith(MARK):
                rows.append(Row(**json.loads(line.removeprefix(MARK))))
                told = rows[-1].goal if rows[-1].ratio is None else f"{rows[-1].ratio:.2f}"
                print(f"{rows[-1].name}: {told}", flush=True)
    finally:
        watch.cancel()
        process.terminate()  # it has ended by itself, unless Ctrl+C was pressed
        ended = process.wait()
    if ended:
        rows.append(table.skipped(f"the rest of {group}", f"its process ended with {ended}"))


def peer_versions() -> dict[str, str]:
    """Return the versions of the peers; none where they could not be had."""
    script = "import json, sklearn, torch; print(json.dumps([sklearn.__version__, torch.__version__]))"
    try:
        told = subprocess.run([str(python()), "-c", script], capture_output=True, text=True, check=True).stdout
    except (PeerError, subprocess.CalledProcessError):
        return dict.fromkeys(NEEDED, "not there")
    return dict(zip(("scikit-learn", "torch"), json.loads(told), strict=True))


if __name__ == "__main__":
    sys.exit(main())
