"""Loading MNIST, and the memory of training without a window: as `loading` measures them."""

from collections.abc import Iterator
from functools import partial

from tests.benchmarks import loading
from tests.benchmarks.suite.table import AT_MOST, Measure, Row


def measures(rounds: int, threads: int) -> Iterator[Measure]:
    """Yield what is measured."""
    yield Measure("load MNIST, and the memory of training on it", partial(_loaded, rounds))


def _loaded(rounds: int) -> Iterator[Row]:
    for row in loading.rows(rounds):
        # Its spread is in the unit of the figure, and the goal of memory in MB.
        median, ratio = float(row["median"]), float(row["ratio"])
        spread = float(row["spread"]) / median
        goal = float(row["goal"])
        asked = f"{AT_MOST} {goal:g}" if goal < 10 else f"{AT_MOST} 1 ({goal:g})"
        yield Row(str(row["name"]), median, spread, ratio, asked, bool(row["met"]))
