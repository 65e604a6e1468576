import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.nn import ACTIVATIONS

TEXTBOOK = {
    "relu": lambda z: max(0.0, z),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": lambda z: 2 / (1 + np.exp(-2 * z)) - 1,
}


def apply(name, z, dtype="float64"):
    return ACTIVATIONS[name].function(np.array([z], dtype))


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=st.floats(-30, 30))
def test_each_activation_is_the_textbook_formula(name, z):
    assert apply(name, z)[0] == pytest.approx(TEXTBOOK[name](z), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=st.floats(-8, 8).filter(lambda z: abs(z) > 1e-3))
def test_each_derivative_is_the_slope(name, z):
    h = 1e-6
    slope = (apply(name, z + h) - apply(name, z - h)) / (2 * h)

    derivative = ACTIVATIONS[name].derivative(apply(name, z), np.empty(1))

    assert derivative[0] == pytest.approx(slope[0], rel=1e-5, abs=1e-8)


def test_the_slope_of_relu_at_zero_is_zero():
    assert ACTIVATIONS["relu"].derivative(np.zeros(1), np.empty(1))[0] == 0


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_enormous_inputs_neither_overflow_nor_warn(name, dtype):
    low, high = apply(name, -1e30, dtype)[0], apply(name, 1e30, dtype)[0]

    assert np.isfinite([low, high]).all()
    if name != "relu":
        assert (low, high) == pytest.approx((-1 if name == "tanh" else 0, 1), abs=1e-30)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_batch_allocates_nothing(name):
    Z, slope = np.ones((3, 4), np.float32), np.empty((3, 4), np.float32)

    A = ACTIVATIONS[name].function(Z)
    returned = ACTIVATIONS[name].derivative(A, slope)

    assert A is Z
    assert returned is slope
