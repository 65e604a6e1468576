"""A file that is damaged anywhere is read or refused in one sentence: no crash, no hang, no memory beyond 1 GiB."""

import json
import subprocess
import sys

import pytest

from tests import PROJECT

KINDS = 12
MEMORY = 500_000_000  # bytes resident; good files of these sizes need 160 million


def outcomes(count: int, seed: int) -> dict:
    """Return what became of so many damaged files, read by a process of their own."""
    command = [sys.executable, "-W", "error", "-m", "tests.end_to_end.files.mutated", str(count), str(seed)]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize(
    ("count", "seed"), [(500, 0), pytest.param(5000, 1, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_damaged_files_are_read_or_refused(count, seed):
    told = outcomes(count, seed)

    most = told.pop("most")
    assert len(told) == KINDS
    assert sum(sum(each.values()) for each in told.values()) == count + KINDS
    assert all(each["refused"] > each["read"] / 4 for each in told.values())
    assert most < MEMORY
