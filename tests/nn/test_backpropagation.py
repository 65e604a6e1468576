import numpy as np
import pytest

from mnistpad.nn import ACTIVATIONS, Backpropagation, Network, cross_entropy, one_hot
from mnistpad.nn.backpropagation import add_l2, hits
from mnistpad.nn.products import Corner

SHAPES = [(6, 4), (6, 5, 4), (6, 7, 5, 4), (3, 4, 4, 4, 3)]


def problem(sizes, m=9, dtype="float64", activation="relu"):
    rng = np.random.default_rng(7)
    network = Network(sizes, activation, rng, dtype)
    for b in network.biases:
        b[:] = rng.normal(0, 0.3, b.shape)
    X = rng.normal(0, 1, (sizes[0], m)).astype(dtype)
    Y = one_hot(rng.integers(0, sizes[-1], m), sizes[-1], dtype=dtype)
    return network, X, Y


def central_differences(network, loss, h=1e-6):
    slopes = np.empty_like(network.parameters)
    for i, value in enumerate(network.parameters.copy()):
        network.parameters[i] = value + h
        above = loss()
        network.parameters[i] = value - h
        slopes[i] = (above - loss()) / (2 * h)
        network.parameters[i] = value
    return slopes


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", SHAPES)
def test_every_gradient_is_the_slope_of_the_loss(sizes, activation):
    network, X, Y = problem(sizes, activation=activation)
    back = Backpropagation(network)

    loss, _ = back.batch(X, Y)

    slopes = central_differences(network, lambda: cross_entropy(network.logits(X), Y))
    np.testing.assert_allclose(back.gradients, slopes, rtol=1e-5, atol=1e-8)
    assert loss == pytest.approx(cross_entropy(network.logits(X), Y), rel=1e-12)


def test_the_gradient_of_l2_is_the_slope_of_its_term_and_leaves_biases_alone():
    network, X, Y = problem((6, 5, 4), activation="tanh")
    back = Backpropagation(network)

    back.batch(X, Y)
    add_l2(network.weights, back.dW, 0.3)

    def loss():
        return cross_entropy(network.logits(X), Y) + 0.15 * sum((W**2).sum() for W in network.weights)

    np.testing.assert_allclose(back.gradients, central_differences(network, loss), rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_under_dropout_are_the_slopes_of_the_thinned_network(activation):
    network, X, Y = problem((6, 7, 5, 4), activation=activation)
    back = Backpropagation(network)

    def loss():
        return Backpropagation(network).batch(X, Y, dropout=0.4, rng=np.random.default_rng(3))[0]

    back.batch(X, Y, dropout=0.4, rng=np.random.default_rng(3))

    np.testing.assert_allclose(back.gradients, central_differences(network, loss), rtol=1e-5, atol=1e-8)


def test_one_step_written_out_from_the_textbook():
    network, X, Y = problem((784, 10, 10), m=5, activation="relu")
    (W1, W2), (b1, b2) = [W.copy() for W in network.weights], [b.copy() for b in network.biases]
    m, alpha = 5, 0.1

    Z1 = W1 @ X + b1
    A1 = np.maximum(0, Z1)
    Z2 = W2 @ A1 + b2
    A2 = np.exp(Z2) / np.sum(np.exp(Z2), axis=0)
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m

    back = Backpropagation(network)
    back.batch(X, Y)
    network.parameters -= alpha * back.gradients

    for ours, textbook in zip(
        [*network.weights, *network.biases],
        [W1 - alpha * dW1, W2 - alpha * dW2, b1 - alpha * db1, b2 - alpha * db2],
        strict=True,
    ):
        np.testing.assert_allclose(ours, textbook, rtol=1e-12, atol=1e-15)


def test_parts_of_a_batch_add_up_to_the_batch():
    network, X, Y = problem((6, 7, 4))
    whole, parts = Backpropagation(network), Backpropagation(network)

    loss, correct = whole.batch(X, Y)
    shares = [parts.add_share(X[:, cut], Y[:, cut], of=9) for cut in (slice(0, 4), slice(4, 8), slice(8, 9))]

    np.testing.assert_allclose(parts.gradients, whole.gradients, rtol=1e-12, atol=1e-15)
    assert sum(share[0] for share in shares) == pytest.approx(loss, rel=1e-12)
    assert sum(share[1] for share in shares) == correct


@pytest.mark.parametrize("sizes", [(6, 4), (6, 3, 4), (6, 7, 5, 4)])
def test_images_as_bytes_give_the_gradients_of_images_from_0_to_1(sizes):
    network, _, Y = problem(sizes)
    pixels = np.random.default_rng(5).integers(0, 256, (6, Y.shape[1])).astype(np.float64)
    scaled, stored = Backpropagation(network), Backpropagation(network, unit=1 / 255)
    before = network.parameters.copy()

    expected = scaled.batch(pixels / 255, Y)
    told = stored.batch(pixels, Y)

    np.testing.assert_allclose(stored.gradients, scaled.gradients, rtol=1e-12, atol=1e-15)
    assert told == pytest.approx(expected, rel=1e-12)
    np.testing.assert_array_equal(network.parameters, before)
    stored.add_share(pixels, Y, of=Y.shape[1])
    np.testing.assert_allclose(stored.gradients, 2 * scaled.gradients, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("unit", [1.0, 1 / 255])
@pytest.mark.parametrize("hidden", [4, 24, 40])
@pytest.mark.parametrize("blank", [1, 128, 784])
def test_inputs_that_are_0_in_the_whole_batch_need_not_be_there(hidden, unit, blank):
    network, X, Y = problem((784, hidden, 10), m=128)
    X[784 - blank :] = 0
    whole, shorter = Backpropagation(network, unit), Backpropagation(network, unit)
    shorter.batch(X + 1, Y)  # leaves gradients of all inputs behind

    expected, got = whole.batch(X, Y), shorter.batch(X[: 784 - blank], Y)

    assert got == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(shorter.gradients, whole.gradients, rtol=1e-9, atol=1e-12)
    assert (shorter.dW[0][:, 784 - blank :] == 0).all()


@pytest.mark.parametrize("unit", [1.0, 1 / 255])
@pytest.mark.parametrize("hidden", [4, 24, 40])
@pytest.mark.parametrize("corner", [(400, 96), (600, 128), (0, 5), (400, 0), (784, 96)])
def test_a_corner_of_the_images_that_is_0_need_not_be_looked_at(hidden, unit, corner):
    network, X, Y = problem((784, hidden, 10), m=128)
    inputs, images = corner
    X[inputs:, :images] = 0
    whole, beside = Backpropagation(network, unit), Backpropagation(network, unit)
    expected, Z = whole.batch(X, Y), whole.forward(X).copy()
    beside.batch(X + 1, Y)  # leaves other gradients behind

    X[inputs:, :images] = np.nan  # who looks there is found out
    np.testing.assert_allclose(beside.forward(X, corner=Corner(*corner)), Z, rtol=1e-9, atol=1e-12)
    got = beside.backward(X, Y, corner=Corner(*corner))

    assert got == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(beside.gradients, whole.gradients, rtol=1e-9, atol=1e-12)


def test_a_shorter_last_batch_does_not_disturb_the_next_full_one():
    network, X, Y = problem((6, 7, 4), dtype="float32")
    back = Backpropagation(network)
    back.batch(X, Y)
    before = back.gradients.copy()

    back.batch(X[:, :4], Y[:, :4])
    back.batch(X, Y)

    np.testing.assert_array_equal(back.gradients, before)


def test_images_may_be_a_transposed_view_of_stored_rows():
    network, X, Y = problem((6, 7, 4), dtype="float32")
    rows = np.ascontiguousarray(X.T)
    back, twin = Backpropagation(network), Backpropagation(network)

    back.batch(X, Y)
    twin.batch(rows.T, Y)

    np.testing.assert_allclose(twin.gradients, back.gradients, rtol=1e-5, atol=1e-7)


def test_correct_counts_the_images_whose_largest_logit_is_their_label():
    network, X, Y = problem((6, 7, 4), m=50)

    _, correct = Backpropagation(network).batch(X, Y)

    assert correct == (network.predict(X).argmax(axis=0) == Y.argmax(axis=0)).sum()
    assert 0 < correct < 50


@pytest.mark.parametrize("smoothing", [0.0, 0.3])
def test_hits_are_found_by_comparison_as_by_place(smoothing):
    rng = np.random.default_rng(0)
    Z = rng.normal(size=(10, 200)).astype(np.float32)
    Y = one_hot(rng.integers(0, 10, 200), smoothing=smoothing)

    found = hits(Z - Z.max(axis=0), Y)

    assert found == np.count_nonzero(Z.argmax(axis=0) == Y.argmax(axis=0))
    assert 0 < found < 200


def test_a_network_that_cannot_choose_is_right_where_the_first_class_is():
    Y = one_hot(np.arange(10))

    assert hits(np.zeros((10, 10), np.float32), Y) == 1


def test_dropout_silences_the_share_it_is_told_and_keeps_the_mean():
    network, X, Y = problem((6, 2000, 4), m=20, dtype="float32", activation="sigmoid")
    back = Backpropagation(network)

    back.batch(X, Y, dropout=0.25, rng=np.random.default_rng(0))

    silent = (back._workspaces[20].A[0] == 0).mean()
    assert silent == pytest.approx(0.25, abs=0.01)
