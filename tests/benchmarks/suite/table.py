"""Rows of the table, what it looks like, and how it compares with the last one."""

import json
import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

LATEST = Path(__file__).parents[1] / "latest.json"
AT_LEAST, AT_MOST = "at least", "at most"


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
        be. The reason where a row was skipped, empty where nothing is asked.
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
        "versions": own | versions,
        "date": date.today().isoformat(),
    }


def write(rows: Sequence[Row], told: dict[str, Any], path: Path = LATEST) -> None:
    """Write the table."""
    table = {"conditions": told, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path = LATEST) -> list[Row]:
    """Return the rows of the table that was written last; none if there is none."""
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
        worse = old.ratio / row.ratio - 1 if row.goal.startswith(AT_LEAST) else row.ratio / old.ratio - 1
        if worse > max(row.spread or 0, old.spread or 0):
            lines.append(f"{row.name}: {old.ratio:.2f} became {row.ratio:.2f}, worse by {100 * worse:.0f} %")
    return lines


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    width = max(len(row.name) for row in rows)
    print(f"\n{'what':{width}}  {'median':>10} {'spread':>7} {'ratio':>7}  goal")
    for row in rows:
        figures = (
            [f"{row.median:10.4g}", f"{100 * row.spread:5.0f} %", f"{row.ratio:7.2f}"] if row.ratio else [" " * 26]
        )
        met = {True: "met", False: "MISSED", None: ""}[row.met]
        print(f"{row.name:{width}}  {' '.join(figures)}  {row.goal}  {met}".rstrip())
    sys.stdout.flush()
