"""The table of the benchmarks says what it should; no figure is measured here."""

from dataclasses import replace

import pytest

from tests.benchmarks.suite import table
from tests.benchmarks.suite.table import Row, against, fallen, is_met, limited, skipped

FAST = Row("epoch; PyTorch", 0.3, 0.05, 1.6, "at least 1.5", met=True)
SMALL = Row("memory, MB", 120.0, 0.0, 0.8, "at most 1 (150)", met=True)


@pytest.mark.parametrize(
    ("ratio", "goal", "met"),
    [
        (1.5, "at least 1.5", True),
        (1.4, "at least 1.5", False),
        (2.6, "at most 2.5", False),
        (0.9, "at most 1 (8)", True),
        (3.0, "", None),
    ],
)
def test_a_goal_is_met_in_its_own_direction(ratio, goal, met):
    assert is_met(ratio, goal) is met


def test_a_row_is_the_median_of_its_rounds_and_the_spread_of_its_ratio():
    row = against("epoch", [0.3, 0.5, 0.4], [1.0, 2.0, 3.0], "at least 1.5")

    assert (row.median, row.ratio, row.spread, row.met) == (0.4, 2.0, 0.5, True)
    assert limited("p99", [4.0], 8).ratio == 0.5


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "latest.json"
    rows = [FAST, SMALL, skipped("epoch; scikit-learn", "no index is reachable")]

    table.write(rows, table.conditions(2, {"torch": "2.13.0"}), path)

    assert table.read(path) == rows
    assert table.read(tmp_path / "none.json") == []


def test_a_ratio_that_fell_by_more_than_its_spread_is_named():
    slower, larger = replace(FAST, ratio=1.3), replace(SMALL, ratio=0.9)

    lines = fallen([slower, larger], [FAST, SMALL])

    assert [line.split(":")[0] for line in lines] == [FAST.name, SMALL.name]


def test_a_ratio_that_rose_or_moved_within_its_spread_is_not_named():
    rows = [replace(FAST, ratio=1.55), replace(SMALL, ratio=0.5), skipped(FAST.name, "gone"), replace(FAST, name="new")]

    assert not fallen(rows, [FAST, SMALL])


def test_every_row_is_printed_also_one_without_figures(capsys):
    table.show([FAST, replace(SMALL, met=False), skipped("epoch; scikit-learn", "no index is reachable")])

    told = capsys.readouterr().out
    assert "1.60  at least 1.5  met" in told
    assert "MISSED" in told
    assert "skipped: no index is reachable" in told
