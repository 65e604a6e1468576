import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mnistpad.ui.training.curves.data.span import NARROWEST, Span

logs = st.booleans()


@st.composite
def spans(draw) -> Span:
    lo = draw(st.floats(0, 1e6))
    return Span(lo, lo + draw(st.floats(NARROWEST, 1e6)), 100, log=draw(logs))


@given(span=spans(), columns=st.integers(1, 2000), count=st.integers(0, 1_500_000))
def test_there_are_no_more_points_than_pixel_columns(span, columns, count):
    edges = span.edges(columns, count)

    assert len(edges) <= columns + 3
    assert (np.diff(edges) > 0).all()
    assert not edges.size or (edges[0] >= 0 and edges[-1] <= count)


@given(span=spans(), columns=st.integers(1, 2000))
def test_every_visible_batch_is_in_a_column(span, columns):
    count = int(span.hi)
    assume(count > span.lo)

    edges = span.edges(columns, count)

    assert edges[0] <= span.lo
    assert edges[-1] == count


@given(lo=st.integers(0, 100_000), width=st.integers(8, 100_000), columns=st.integers(10, 1000))
def test_a_linear_curve_that_moves_on_keeps_its_columns(lo, width, columns):
    before = Span(lo, lo + width).edges(columns, lo + width)
    after = Span(lo + 1, lo + 1 + width).edges(columns, lo + 1 + width)

    assert set(before[1:-1]) - {0} <= set(after) | {before[1], *range(lo + 1)}


@given(span=spans(), fraction=st.floats(0, 1))
def test_a_place_is_found_again(span, fraction):
    assert float(span.fraction(span.step_at(fraction))) == pytest.approx(fraction, abs=1e-6)


@given(span=spans(), moves=st.lists(st.tuples(logs, st.floats(0.3, 3), st.floats(0, 1)), max_size=12))
def test_no_panning_or_zooming_leaves_the_run(span, moves):
    newest = span.hi

    for is_zoom, amount, at in moves:
        span = span.zoomed(amount, at, newest) if is_zoom else span.panned(at - 0.5, newest)

        assert 0 <= span.lo < span.hi <= newest * (1 + 1e-9) + 1e-9
        assert span.hi - span.lo >= NARROWEST * 0.99


def test_zooming_leaves_the_step_under_the_mouse_where_it_is():
    span = Span(0, 1000)

    near = span.zoomed(0.5, 0.25, 1000)

    assert (near.lo, near.hi) == pytest.approx((125, 625))
