"""Rows of the table, what it looks like, and how it compares with the last one."""

import json
import os
import platform
import statistics
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_info

LATEST = Path(__file__).parents[1] / "latest.json"
AT_LEAST, AT_MOST = "at least", "at most"
MORE, LESS = "more is better", "less is better"  # where nothing is asked
LEAST_FALL = 0.01  # of a ratio: less is a matter of rounding where all rounds were alike


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes
    ----------
    name
        What was measured, in which unit, and against what.
    median
        Of the rounds, in the unit that the name gives; None where it could not be measured.
    spread
        From the first quartile of the ratio to the third, as a part of the median ratio.
    ratio
        Against the peer or the floor, the median of the rounds' ratios.
    goal
        What the ratio is to be: "at least 1.5", "at most 2.5"; for figures without a peer, the ratio to what they may
        be; or only which way is better. The reason where a row was skipped.
    met
        Whether it is; None where it could not be measured, or nothing is asked.
    """

    name: str
    median: float | None
    spread: float | None
    ratio: float | None
    goal: str
    met: bool | None


def against(name: str, ours: Sequence[float], ratios: Sequence[float], goal: str) -> Row:
    """Return the row of some rounds."""
    low, middle, high = np.percentile(ratios, [25, 50, 75])
    return Row(name, statistics.median(ours), float((high - low) / middle), float(middle), goal, is_met(middle, goal))


def limited(name: str, figures: Sequence[float], most: float) -> Row:
    """Return the row of figures that may be so large."""
    return against(name, figures, [each / most for each in figures], f"{AT_MOST} 1 ({most:g})")


def skipped(name: str, reason: str) -> Row:
    """Return the row of something that could not be measured."""
    return Row(name, None, None, None, f"skipped: {reason}", None)


class Measure(NamedTuple):
    """Some rows that are measured together."""

    name: str
    rows: Callable[[], Iterable[Row]]


def whatever_happens(name: str, rows: Callable[[], Iterable[Row]]) -> Iterator[Row]:
    """Yield the rows of a measure, and one that says what went wrong in the end, if anything did."""
    try:
        yield from rows()
    except subprocess.CalledProcessError as error:
        traceback.print_exc()
        yield skipped(name, f"its process ended with {error.returncode}")
    except Exception as error:
        traceback.print_exc()
        reason = str(error).strip().splitlines() or [type(error).__name__]
        yield skipped(name, reason[0])


def is_met(ratio: float, goal: str) -> bool | None:
    """Return whether a ratio is what the goal asks for; None where it asks for nothing."""
    if goal.startswith(AT_LEAST):
        return bool(ratio >= float(goal.removeprefix(AT_LEAST).split()[0]))
    if goal.startswith(AT_MOST):
        return bool(ratio <= float(goal.removeprefix(AT_MOST).split()[0]))
    return None


def conditions(threads: int, versions: dict[str, str]) -> dict[str, Any]:
    """Return what the table depends on besides the code."""
    blas = next((pool for pool in threadpool_info() if pool["user_api"] == "blas"), {})
    own = {"python": platform.python_version(), "numpy": np.__version__}
    return {
        "cores": os.cpu_count(),
        "BLAS": " ".join(str(blas.get(key, "")) for key in ("internal_api", "version", "architecture")),
        "threads": threads,
        "platform": f"{platform.system()} {platform.machine()}, Qt on {os.environ.get('QT_QPA_PLATFORM', 'a screen')}",
        "versions": own | versions,
        "date": date.today().isoformat(),
    }


def write(rows: Sequence[Row], told: dict[str, Any], path: Path | None = None) -> None:
    """Write the table."""
    table = {"conditions": told, "rows": [asdict(row) for row in rows]}
    (path or LATEST).write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path | None = None) -> list[Row]:
    """Return the rows of the table that was written last; none if there is none."""
    path = path or LATEST
    if not path.exists():
        return []
    return [Row(**row) for row in json.loads(path.read_text(encoding="utf-8"))["rows"]]


def fallen(rows: Sequence[Row], before: Sequence[Row]) -> list[str]:
    """Return a line for each ratio that is worse than it was by more than its spread, then or now."""
    earlier = {row.name: row for row in before}
    lines = []
    for row in rows:
        old = earlier.get(row.name)
        if old is None or old.ratio is None or row.ratio is None:
            continue
        is_more = row.goal.startswith((AT_LEAST, MORE))
        worse = old.ratio / row.ratio - 1 if is_more else row.ratio / old.ratio - 1
        if worse > max(row.spread or 0, old.spread or 0, LEAST_FALL):
            lines.append(f"{row.name}: {old.ratio:.2f} became {row.ratio:.2f}, worse by {100 * worse:.0f} %")
    return lines


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    width = max((len(row.name) for row in rows), default=0)
    print(f"\n{'what':{width}}  {'median':>10} {'spread':>7} {'ratio':>7}  goal")
    for row in rows:
        figures = (
            [" " * 26]
            if row.ratio is None
            else [f"{row.median:10.4g}", f"{100 * (row.spread or 0):5.0f} %", f"{row.ratio:7.2f}"]
        )
        met = {True: "met", False: "MISSED", None: ""}[row.met]
        print(f"{row.name:{width}}  {' '.join(figures)}  {row.goal}  {met}".rstrip())
    sys.stdout.flush()


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the table as the README shows it."""
    lines = ["| what; against what | median | ratio | goal | |", "|---|---|---|---|---|"]
    for row in rows:
        figures = ["", ""] if row.median is None else [_three_digits(row.median), f"{row.ratio:.2f}"]
        met = {True: "met", False: "**missed**", None: ""}[row.met]
        lines.append("|".join(f" {cell} " if cell else " " for cell in (row.name, *figures, row.goal, met)).join("||"))
    return "\n".join(lines) + "\n"


def _three_digits(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.3g}"
