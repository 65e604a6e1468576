import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mnistpad.nn import cross_entropy, one_hot, softmax

logits = hnp.arrays(np.float64, st.tuples(st.integers(2, 10), st.integers(1, 5)), elements=st.floats(-1e4, 1e4))


@given(logits)
def test_softmax_gives_probabilities_for_any_finite_logits(Z):
    A = softmax(Z)

    assert (A >= 0).all()
    np.testing.assert_allclose(A.sum(axis=0), 1, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", [1e4, 1e30])
def test_softmax_and_loss_are_stable_far_out(dtype, size):
    Z = np.array([[size], [-size], [0]], dtype)

    assert softmax(Z).ravel().tolist() == [1, 0, 0]
    assert cross_entropy(Z, one_hot(np.array([0]), 3, dtype=dtype)) == 0
    assert cross_entropy(Z, one_hot(np.array([1]), 3, dtype=dtype)) == pytest.approx(2 * size, rel=1e-6)


@given(hnp.arrays(np.float64, (4, 3), elements=st.floats(-20, 20)))
def test_cross_entropy_is_the_textbook_formula(Z):
    Y = one_hot(np.array([0, 3, 1]), 4, dtype="float64")
    probabilities = np.exp(Z) / np.exp(Z).sum(axis=0)

    assert cross_entropy(Z, Y) == pytest.approx(-(Y * np.log(probabilities)).sum() / 3, rel=1e-9, abs=1e-12)


def test_guessing_costs_the_logarithm_of_ten():
    assert cross_entropy(np.zeros((10, 4)), one_hot(np.arange(4))) == pytest.approx(np.log(10))


def test_one_hot_puts_a_one_in_the_row_of_the_label():
    assert one_hot(np.array([2, 0]), 3).T.tolist() == [[0, 0, 1], [1, 0, 0]]


def test_label_smoothing_spreads_a_part_over_all_classes():
    np.testing.assert_allclose(one_hot(np.array([1]), 4, smoothing=0.2).ravel(), [0.05, 0.85, 0.05, 0.05], rtol=1e-6)
