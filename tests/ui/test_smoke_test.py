import sys
from dataclasses import replace

import numpy as np
import pytest

from mnistpad import resources
from mnistpad.cli import main
from mnistpad.data import builtin
from mnistpad.ui import smoke_test
from mnistpad.ui.smoke_test import WIDGETS, SmokeTest

GOOD = SmokeTest(3, 3, 0.95, resumed_equal=True, threads_left=0, files_left=0, widgets=WIDGETS)


@pytest.mark.parametrize(
    "change",
    [
        {"answer": None},
        {"answer": 8},
        {"accuracy": 0.5},
        {"resumed_equal": False},
        {"threads_left": 1},
        {"files_left": 1},
        {"widgets": WIDGETS[1:]},
    ],
)
def test_anything_that_is_wrong_fails_it(change):
    assert GOOD.is_good
    assert not replace(GOOD, **change).is_good


def test_the_exit_status_says_whether_all_is_well(monkeypatch, capsys):
    monkeypatch.setattr(smoke_test, "run", lambda: replace(GOOD, answer=None))

    assert main(["smoke-test"]) == 1
    assert "Something is wrong." in capsys.readouterr().out


def test_what_a_slot_raises_is_not_hidden():
    error = ZeroDivisionError("in a slot")

    with pytest.raises(ZeroDivisionError), smoke_test._no_hidden_errors():
        sys.excepthook(type(error), error, None)


@pytest.mark.skipif(not resources.shipped_model().exists(), reason="no model is shipped yet")
def test_all_is_well_in_the_window_as_it_is(qapp):
    result = smoke_test.run()

    assert result.is_good, result.in_words()
    assert result.accuracy > 0.9


def test_a_file_that_has_no_business_there_is_counted(home):
    run = home / "runs" / "2026"
    run.mkdir(parents=True)
    for path in (home / "settings.ini", run / "run.json", run / "run.checkpoint"):
        path.write_bytes(b"")
    assert smoke_test._files_left(home) == 0

    (run / ".run.json.x.part").write_bytes(b"")

    assert smoke_test._files_left(home) == 1


def test_the_digit_that_it_draws_is_the_same_everywhere():
    once, twice = (builtin.sample(3, np.random.default_rng(0)) for _ in range(2))

    assert once == twice
