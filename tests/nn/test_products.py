import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.nn import products
from mnistpad.nn.products import pieces, product, way, with_room

THIN = [(10, 784, 128), (10, 784, 512), (10, 784, 96), (10, 128, 784), (10, 1024, 784), (3, 784, 1000), (32, 784, 60)]


@pytest.mark.parametrize(("rows", "inner", "columns"), THIN)
@pytest.mark.parametrize("stored", ["as rows", "as columns"])
def test_a_product_in_pieces_is_the_product(rows, inner, columns, stored):
    rng = np.random.default_rng(0)
    A = rng.normal(size=(rows, inner)).astype(np.float32)
    B = rng.normal(size=(columns, inner)).astype(np.float32).T
    if stored == "as rows":
        B = np.ascontiguousarray(B)
    out = np.full((rows, columns), np.nan, np.float32)

    returned = product(A, B, out)

    assert returned is out
    np.testing.assert_allclose(out, A.astype(np.float64) @ B, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("neurons", [33, 128, 800])
def test_the_products_of_a_small_last_layer_may_be_taken_the_other_way_round(neurons):
    rng = np.random.default_rng(0)
    dZ, A = (rng.normal(size=(rows, 128)).astype(np.float32) for rows in (10, neurons))
    dW = np.full((10, neurons), np.nan, np.float32)

    product(dZ, A.T, out=dW)

    np.testing.assert_allclose(dW, dZ.astype(np.float64) @ A.T, rtol=1e-4, atol=1e-4)


@given(st.integers(1, 40), st.integers(1, 1200), st.integers(1, 1200))
def test_pieces_are_equal_and_small_or_there_is_one(rows, inner, columns):
    parts = pieces(rows, inner, columns)

    assert columns % parts == 0
    assert parts == 1 or rows * inner * columns / parts <= products.SMALL


@pytest.mark.parametrize("shape", [(128, 784, 128), (800, 784, 128), (800, 10, 128)])
def test_large_products_are_left_to_blas(shape):
    assert pieces(*shape) == 1


def test_the_textbooks_first_layer_is_cut_in_two():
    assert pieces(10, 784, 128) == 2


@given(st.integers(1, 64))
def test_few_rows_get_zeros_below_them_until_there_are_whole_fours(rows):
    room = with_room(rows, 3, "float64")

    assert room.dtype == np.float64
    assert not room.any()
    assert len(room) == (4 * -(-rows // 4) if rows <= products.FEW_ROWS else rows)


@pytest.mark.parametrize("piece", [slice(None), slice(0, 640)])
def test_matrices_that_do_not_lie_in_one_piece_are_not_copied(piece):
    rng = np.random.default_rng(0)
    A, B = (rng.normal(size=(rows, 784)).astype(np.float32)[:, piece] for rows in (64, 128))
    out = np.full((64, 200), np.nan, np.float32)

    taken = product(A, B.T, out[:, :128])

    assert way(A, B.T, taken) is not np.dot
    assert (way(A, B.T, np.empty((64, 128), np.float32)) is np.dot) is (piece == slice(None))
    np.testing.assert_allclose(taken, A.astype(np.float64) @ B.T, rtol=1e-4, atol=1e-4)
    assert np.isnan(out[:, 128:]).all()
