from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.ui.training.curves.data.series import Series, SmoothedSeries

losses = st.lists(st.floats(0, 100), min_size=1, max_size=600)


@given(values=losses, data=st.data())
def test_the_mean_of_any_stretch_is_the_mean_of_its_values(values, data):
    series = Series()
    cut = data.draw(st.integers(0, len(values)))
    edges = data.draw(st.lists(st.integers(0, len(values)), min_size=2, max_size=20, unique=True).map(sorted))

    series.extend(values[:cut])
    series.extend(values[cut:])

    naive = [np.mean(values[a:b]) for a, b in pairwise(edges)]
    assert series.means(np.array(edges)) == pytest.approx(naive, rel=1e-9, abs=1e-9)


@given(values=losses, batches=st.sampled_from([2, 10, 100, 1000]), data=st.data())
def test_smoothing_is_the_bias_corrected_moving_average_however_the_values_come(values, batches, data):
    series = SmoothedSeries(batches)
    cut = data.draw(st.integers(0, len(values)))

    series.extend(values[:cut])
    series.extend(values[cut:])

    beta, average, naive = 1 - 1 / batches, 0.0, []
    for t, value in enumerate(values, 1):
        average = beta * average + (1 - beta) * value
        naive.append(average / (1 - beta**t))
    assert series.means(np.arange(len(values) + 1)) == pytest.approx(naive, rel=1e-6, abs=1e-9)


def test_a_constant_stays_itself_when_smoothed():
    series = SmoothedSeries(100)

    series.extend([0.7] * 1000)

    assert series.means(np.arange(1001)) == pytest.approx(np.full(1000, 0.7))


def test_a_million_values_keep_their_digits():
    values = np.random.default_rng(1).random(1_000_000)
    series = Series()

    for start in range(0, len(values), 1000):
        series.extend(values[start : start + 1000])

    assert series.means(np.array([999_990, 999_991]))[0] == pytest.approx(values[999_990], abs=1e-8)
