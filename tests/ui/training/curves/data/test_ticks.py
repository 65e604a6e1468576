import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.ui.training.curves.data.span import Span
from mnistpad.ui.training.curves.data.ticks import accuracy_axis, loss_axis, x_ticks


@pytest.mark.parametrize(
    ("lowest", "start", "chip"), [(9.0, 0, ""), (59, 0, ""), (85, 80, "axis from 80 %"), (99.5, 98, "axis from 98 %")]
)
def test_an_accuracy_axis_that_does_not_start_at_0_says_so(lowest, start, chip):
    axis = accuracy_axis(np.array([lowest, 99.9]))

    assert (axis.lo, axis.hi, axis.chip) == (start, 100, chip)


@given(st.lists(st.floats(1e-6, 4.6), min_size=1))
def test_every_loss_fits_and_three_lines_lie_between_the_ends(losses):
    axis = loss_axis(np.array(losses))

    assert axis.lo == 0
    assert axis.hi >= max(losses) * (1 - 1e-9)
    assert len(axis.ticks) == 5


def test_one_wild_batch_does_not_flatten_the_curve_and_is_told():
    axis = loss_axis(np.array([2.3, 1.0, 0.5, 0.4, 80.0]))

    assert axis.hi < 5
    assert axis.chip == "cut off: up to 80"
    assert axis.fraction(80.0) == 1


def test_a_run_that_is_wild_throughout_is_shown_whole():
    axis = loss_axis(np.array([30.0, 40.0, 80.0]))

    assert axis.hi >= 80
    assert not axis.chip


@given(st.lists(st.floats(1e-5, 90), min_size=1))
def test_a_log_axis_holds_every_loss_with_few_numbers(losses):
    axis = loss_axis(np.array(losses), log=True)

    assert axis.lo <= min(losses) * (1 + 1e-6)
    assert axis.hi >= max(losses) * (1 - 1e-6)
    assert 2 <= len(axis.ticks) <= 6


@given(
    lo=st.floats(0, 1e5),
    width=st.floats(8, 1e6),
    batches=st.integers(1, 500),
    log=st.booleans(),
    most=st.integers(2, 20),
)
def test_ticks_are_whole_and_visible(lo, width, batches, log, most):
    span = Span(lo, lo + width, batches, log=log)

    unit, ticks = x_ticks(span, most)

    size = batches if unit == "epochs" else 1
    for step, text in ticks:
        assert step / size == pytest.approx(round(step / size))
        assert text == f"{round(step / size):,}"
        assert span.lo - 1e-6 * span.hi <= step <= span.hi * (1 + 1e-6)
    assert log or len(ticks) <= most + 1


def test_less_than_an_epoch_is_counted_in_batches():
    assert x_ticks(Span(0, 60, 100), 5)[0] == "batches"
    assert x_ticks(Span(0, 100, 100), 5) == ("epochs", [(0.0, "0"), (100.0, "1")])
