"""The table of the benchmarks says what it should; no figure is measured here."""

import json
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests import PROJECT
from tests.benchmarks.suite import __main__ as suite
from tests.benchmarks.suite import table
from tests.benchmarks.suite.epochs import awake
from tests.benchmarks.suite.table import LESS, MORE, Row, against, fallen, is_met, limited, skipped, whatever_happens

FAST = Row("epoch; PyTorch", 0.3, 0.05, 1.6, "at least 1.5", met=True)
SMALL = Row("memory, MB", 120.0, 0.0, 0.8, "at most 1 (150)", met=True)


@pytest.mark.parametrize(
    ("ratio", "goal", "met"),
    [
        (1.5, "at least 1.5", True),
        (1.4, "at least 1.5", False),
        (2.6, "at most 2.5", False),
        (0.9, "at most 1 (8)", True),
        (3.0, "more is better", None),
    ],
)
def test_a_goal_is_met_in_its_own_direction(ratio, goal, met):
    assert is_met(ratio, goal) is met


def test_epochs_just_after_a_pause_do_not_count():
    took = iter([0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 9.0])

    assert awake(lambda: next(took)) == pytest.approx(0.1)
    assert next(took) == 9.0


@pytest.mark.parametrize("seconds", [1.4, 0.0])
def test_of_a_long_epoch_the_second_counts_and_one_that_is_not_there_is_not_waited_for(seconds):
    took = iter([2 * seconds, seconds, 9.0])

    assert awake(lambda: next(took)) == seconds
    assert next(took) == 9.0


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


def test_where_nothing_is_asked_the_row_says_which_way_is_better():
    floor, copying = replace(FAST, goal=MORE, met=None), replace(SMALL, goal=LESS, met=None)

    assert len(fallen([replace(floor, ratio=1.2), replace(copying, ratio=1.2)], [floor, copying])) == 2
    assert len(fallen([replace(floor, ratio=2.4), replace(copying, ratio=1.2)], [floor, copying])) == 1
    assert not fallen([replace(floor, ratio=2.4), replace(copying, ratio=0.4)], [floor, copying])


def test_a_ratio_that_rose_or_moved_within_its_spread_is_not_named():
    rows = [replace(FAST, ratio=1.55), replace(SMALL, ratio=0.5), skipped(FAST.name, "gone"), replace(FAST, name="new")]

    assert not fallen(rows, [FAST, SMALL])


def test_every_row_is_printed_also_one_without_figures(capsys):
    table.show([FAST, replace(SMALL, met=False), skipped("epoch; scikit-learn", "no index is reachable")])

    told = capsys.readouterr().out
    assert "1.60  at least 1.5  met" in told
    assert "MISSED" in told
    assert "skipped: no index is reachable" in told


def test_a_row_that_cannot_be_measured_costs_no_other(capsys):
    def rows():
        yield FAST
        msg = "no such luck\nand more"
        raise ArithmeticError(msg)

    assert list(whatever_happens("epochs", rows)) == [FAST, skipped("epochs", "no such luck")]
    assert "ArithmeticError" in capsys.readouterr().err


@pytest.fixture
def measured(monkeypatch, tmp_path):
    """Stands for all measuring: a list of rows, and what ends it."""
    told = SimpleNamespace(rows=[FAST, SMALL], ends=None)

    def measure_apart(_group, _arguments, rows):
        rows += told.rows
        if told.ends:
            raise told.ends

    monkeypatch.setattr(suite, "GROUPS", ("engine",))
    monkeypatch.setattr(suite, "measure_apart", measure_apart)
    monkeypatch.setattr(suite, "peer_versions", lambda: {"torch": "2.13.0"})
    monkeypatch.setattr(table, "LATEST", tmp_path / "latest.json")
    monkeypatch.setattr(sys, "argv", ["make bench"])
    monkeypatch.setenv("MNISTPAD_DATA_DIR", str(tmp_path))
    return told


def test_the_table_is_written_with_its_conditions_and_the_next_one_compared_with_it(measured, capsys):
    suite.main()
    assert "Fallen" not in capsys.readouterr().out

    measured.rows = [replace(FAST, ratio=1.2), SMALL]
    suite.main()

    assert f"Fallen: {FAST.name}: 1.60 became 1.20, worse by 33 %" in capsys.readouterr().out
    written = json.loads(table.LATEST.read_text())
    assert [row["ratio"] for row in written["rows"]] == [1.2, 0.8]
    assert {"cores", "BLAS", "threads", "versions", "date", "rounds", "load_before"} <= set(written["conditions"])


def test_without_data_nothing_is_measured_and_the_last_table_stays(measured, monkeypatch):
    suite.main()
    before = table.LATEST.read_bytes()
    monkeypatch.delenv("MNISTPAD_DATA_DIR")

    with pytest.raises(SystemExit, match="Set MNISTPAD_DATA_DIR"):
        suite.main()

    assert table.LATEST.read_bytes() == before


def test_a_process_that_failed_is_told_without_its_command(capsys):
    def rows():
        raise subprocess.CalledProcessError(3, ["/home/somebody/python", "-c", "import this"])
        yield

    assert list(whatever_happens("memory", rows)) == [skipped("memory", "its process ended with 3")]
    assert "somebody" in capsys.readouterr().err


def test_what_was_measured_before_ctrl_c_is_printed_and_not_written(measured, capsys):
    measured.ends = KeyboardInterrupt()

    suite.main()

    assert FAST.name in capsys.readouterr().out
    assert not table.LATEST.exists()


@pytest.mark.parametrize("argument", [["--quick"], ["--only", "engine"]])
def test_a_part_or_a_quick_look_leaves_the_last_table(measured, monkeypatch, argument):
    monkeypatch.setattr(sys, "argv", ["make bench", *argument])

    suite.main()

    assert not table.LATEST.exists()


def test_the_readme_shows_the_table_that_was_measured_last():
    rows = table.read()
    if not rows:
        pytest.skip("no table has been measured yet")

    readme = (PROJECT / "README.md").read_text(encoding="utf-8")

    assert table.as_markdown(rows) in readme
    assert json.loads(table.LATEST.read_text(encoding="utf-8"))["conditions"]["date"] in readme


def test_a_row_that_could_not_be_measured_says_so_in_the_readme():
    told = table.as_markdown([replace(FAST, met=False), skipped("epoch; scikit-learn", "no index is reachable")])

    assert "| epoch; PyTorch | 0.3 | 1.60 | at least 1.5 | **missed** |" in told
    assert "| epoch; scikit-learn | | | skipped: no index is reachable | |" in told
