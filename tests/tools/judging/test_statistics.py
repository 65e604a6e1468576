"""Intervals and ranks, against figures that others published or that can be counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.judging.statistics import Tally, auroc, over_people, tally, wilson


# Newcombe (1998), Statistics in Medicine 17, table I: method 3, the score interval without continuity correction.
@pytest.mark.parametrize(
    ("good", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_as_published(good, count, low, high):
    assert wilson(good, count) == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_anything_may_be_true():
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 5000).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_the_interval_holds_the_part_and_mirrors(pair):
    good, count = pair

    low, high = wilson(good, count)

    assert 0 <= low <= good / count + 1e-12
    assert good / count - 1e-12 <= high <= 1
    assert wilson(count - good, count) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
)
def test_auroc_counts_the_pairs(above, below):
    pairs = [(a > b) + (a == b) / 2 for a in above for b in below]

    area = auroc(np.array(above, float), np.array(below, float))

    assert area == pytest.approx(sum(pairs) / len(pairs))


def test_people_who_all_read_alike_leave_no_doubt():
    alike = [Tally(str(number), 9, 10) for number in range(5)]

    assert over_people(alike, np.random.default_rng(0)) == (0.9, 0.9)


def test_people_who_differ_make_the_interval_wider_than_their_drawings_would():
    differing = [Tally(str(number), 100 if number % 2 else 60, 100) for number in range(8)]

    low, high = over_people(differing, np.random.default_rng(0))

    assert low < wilson(640, 800)[0] < 0.8 < wilson(640, 800)[1] < high


def test_a_tally_counts():
    counted = tally("seven", np.array([True, True, False, True]))

    assert (counted.name, counted.good, counted.count, counted.part) == ("seven", 3, 4, 0.75)
    assert counted.interval == wilson(3, 4)


def test_a_tally_of_nothing_has_no_part():
    assert np.isnan(tally("none", np.zeros(0, bool)).part)
