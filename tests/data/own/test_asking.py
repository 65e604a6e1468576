"""Digits are asked for so that there are equally many of each."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.own import next_round

COUNTS = st.lists(st.integers(0, 12), min_size=10, max_size=10)
SEEDS = st.integers(0, 99)


@given(seed=SEEDS)
def test_an_even_start_asks_for_each_once(seed):
    asked = next_round([5] * 10, np.random.default_rng(seed))

    assert sorted(asked) == list(range(10))


@given(counts=COUNTS, seed=SEEDS)
def test_no_round_makes_the_gap_wider(counts, seed):
    after = np.array(counts)

    for digit in next_round(counts, np.random.default_rng(seed)):
        assert after[digit] == after.min()
        after[digit] += 1


@given(seed=SEEDS, last=st.integers(0, 9))
def test_nothing_is_asked_for_twice_in_a_row_where_another_will_do(seed, last):
    asked = [last, *next_round([0] * 10, np.random.default_rng(seed), last)]

    assert all(first != second for first, second in pairwise(asked))


def test_the_order_is_another_one_each_time():
    rng = np.random.default_rng(1)

    assert next_round([0] * 10, rng) != next_round([0] * 10, rng)
