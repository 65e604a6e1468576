import numpy as np
import pytest

from mnistpad.nn import OPTIMIZERS, optimizers


def run(name, steps=5, alpha=0.05, dtype="float64"):
    theta = np.array([1.0, -2.0, 3.0], dtype)
    optimizer = OPTIMIZERS[name](theta)
    gradients = []
    for step in range(steps):
        gradients.append(np.array([0.5, -1.0, 2.0], dtype) * (step + 1) - 0.1)
        optimizer.step(gradients[-1].copy(), alpha)
    return theta, gradients


def by_hand(name, gradients, alpha=0.05):
    theta, v, m = np.array([1.0, -2.0, 3.0]), np.zeros(3), np.zeros(3)
    for t, g in enumerate(gradients, 1):
        if name == "sgd":
            theta = theta - alpha * g
        elif name == "momentum":
            v = 0.9 * v + g
            theta = theta - alpha * v
        else:
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g**2
            theta = theta - alpha * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return theta


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_is_its_published_formula(name):
    theta, gradients = run(name)

    np.testing.assert_allclose(theta, by_hand(name, gradients), rtol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_stays_in_float32(name):
    theta, gradients = run(name, dtype="float32")

    assert theta.dtype == np.float32
    np.testing.assert_allclose(theta, by_hand(name, gradients), rtol=1e-5)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_finds_the_bottom_of_a_bowl(name):
    theta = np.array([3.0, -4.0])
    optimizer = OPTIMIZERS[name](theta)

    for _ in range(2000):
        optimizer.step(2 * theta, 0.01)

    np.testing.assert_allclose(theta, 0, atol=1e-3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_long_row_moves_in_pieces_as_it_does_at_once(name, monkeypatch):
    rng = np.random.default_rng(0)
    start, gradients = rng.normal(size=1000).astype(np.float32), rng.normal(size=(5, 1000)).astype(np.float32)
    ends = []

    for piece in (64, 999, 5000):
        monkeypatch.setattr(optimizers, "_PIECE", piece)
        theta = start.copy()
        optimizer = OPTIMIZERS[name](theta)
        for gradient in gradients:
            optimizer.step(gradient, 0.01)
        ends.append(theta)

    np.testing.assert_array_equal(ends[0], ends[2])
    np.testing.assert_array_equal(ends[1], ends[2])


def moved(name, steps):
    """Return the weights and the moments after gradients that become 0, each of another size."""
    theta = np.linspace(-1, 1, 500).astype(np.float32)
    optimizer = OPTIMIZERS[name](theta)
    gradient = np.logspace(-12, 2, 500).astype(np.float32)
    for step in range(steps):
        optimizer.step(gradient if step < 50 or step == 1000 else np.zeros_like(gradient), 0.01)
    return theta, list(optimizer.moments.values())


@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_moments_never_become_so_small_that_they_slow_the_processor_down(name):
    least = np.finfo(np.float32).tiny

    for moment in moved(name, 1600)[1]:
        assert not np.any((moment != 0) & (np.abs(moment) < least))


@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_forgetting_what_is_too_small_moves_no_weight(name, monkeypatch):
    forgetting, _ = moved(name, 1600)

    monkeypatch.setattr(optimizers, "_STEPS_BETWEEN", 10**9)
    remembering, moments = moved(name, 1600)

    assert any(np.any((moment != 0) & (np.abs(moment) < np.finfo(np.float32).tiny)) for moment in moments)
    np.testing.assert_array_equal(forgetting, remembering)
