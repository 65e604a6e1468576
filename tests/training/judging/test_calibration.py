from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mnistpad import model_file
from mnistpad.data import sources
from mnistpad.data.dataset import empty
from mnistpad.nn import Network, cross_entropy, one_hot, softmax
from mnistpad.recognizer import Recognizer
from mnistpad.training import TrainingState, evaluate, preset, train
from mnistpad.training.judging.calibration import expected_calibration_error, fit_temperature, network_temperature
from mnistpad.training.judging.evaluation import to_columns
from tests.training.test_loop import SMALL, run


def drawn(n, seed, sharpness=1.0):
    """Logits of which softmax is the plain truth, and labels drawn by it; then made `sharpness` times too sure."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (10, n))
    labels = (softmax(logits).cumsum(axis=0) < rng.random(n)).sum(axis=0).clip(0, 9)
    return sharpness * logits, labels


def loss(logits, labels, temperature=1.0):
    return cross_entropy(logits / temperature, one_hot(labels, dtype="float64"))


@pytest.mark.parametrize("sharpness", [0.2, 1, 3, 8])
def test_a_network_that_is_too_sure_by_a_factor_gets_that_factor(sharpness):
    assert fit_temperature(*drawn(20_000, 0, sharpness)) == pytest.approx(sharpness, rel=0.03)


@given(st.integers(1, 60), st.integers(0, 2**32 - 1), st.floats(0.01, 30))
def test_fitting_never_raises_the_loss(n, seed, sharpness):
    logits, labels = drawn(n, seed, sharpness)

    temperature = fit_temperature(logits, labels)

    assert 0.05 <= temperature <= 20
    assert loss(logits, labels, temperature) <= loss(logits, labels) + 1e-12


@given(st.integers(20, 80), st.integers(0, 2**32 - 1), st.floats(0.1, 10))
def test_logits_that_are_scaled_scale_the_temperature(n, seed, factor):
    logits, labels = drawn(n, seed)
    temperature = fit_temperature(logits, labels)
    assume(0.06 < temperature < 19 and 0.06 < factor * temperature < 19)

    assert fit_temperature(factor * logits, labels) == pytest.approx(factor * temperature, rel=1e-6)


@given(st.integers(0, 2**32 - 1))
def test_no_other_temperature_is_better(seed):
    logits, labels = drawn(50, seed, 2)

    best = loss(logits, labels, fit_temperature(logits, labels))

    assert best <= min(loss(logits, labels, t) for t in np.geomspace(0.05, 20, 200)) + 1e-12


def test_answers_that_are_all_right_say_nothing_of_how_sure_is_too_sure():
    logits, _ = drawn(100, 0)

    assert fit_temperature(logits, logits.argmax(axis=0)) == 1


@pytest.mark.parametrize(("labels", "bound"), [("wrong", 20.0), ("but one", 0.05)])
def test_the_temperature_stays_within_what_a_file_may_hold(labels, bound):
    logits, _ = drawn(100, 0, 100 if labels == "wrong" else 1)
    right = logits.argmax(axis=0)
    if labels == "wrong":
        given = logits.argmin(axis=0)
    else:
        logits, given = np.eye(10)[:, right] * 0.01, right.copy()
        given[0] = (right[0] + 1) % 10

    assert fit_temperature(logits, given) == pytest.approx(bound, rel=1e-3)


def test_enormous_logits_overflow_nothing():
    logits, labels = drawn(100, 0, 1e30)

    assert fit_temperature(logits.astype(np.float32), labels) == pytest.approx(20)


def test_probabilities_that_come_true_have_no_calibration_error():
    logits, labels = drawn(100_000, 1)

    assert expected_calibration_error(softmax(logits), labels) < 0.006
    assert expected_calibration_error(softmax(3 * logits), labels) > 0.1


def test_the_calibration_error_is_the_gap_of_each_bin_weighted_by_its_images():
    P = np.array([[0.9, 0.9, 0.9, 0.9, 0.6, 0.6], [0.1, 0.1, 0.1, 0.1, 0.4, 0.4]])
    labels = np.array([0, 0, 1, 1, 0, 0])

    assert expected_calibration_error(P, labels) == pytest.approx((4 * 0.4 + 2 * 0.4) / 6)


def test_certainty_of_exactly_one_has_a_bin():
    assert expected_calibration_error(np.array([[1.0, 1.0], [0.0, 0.0]]), np.array([0, 1])) == 0.5


def test_a_network_without_held_out_images_keeps_its_probabilities():
    assert network_temperature(Network((784, 10)), empty()) == 1


def test_a_persons_own_model_is_calibrated_on_its_held_out_images(data, tmp_path):
    state, _ = run(replace(SMALL, epochs=1), data)

    model_file.save(state.model(data, "Mine"), tmp_path / "mine.npz")
    model = model_file.load(tmp_path / "mine.npz")

    logits = state.best_network().logits(to_columns(data.validation.pixels))
    assert model.header.temperature == pytest.approx(fit_temperature(logits, data.validation.labels))
    image = (data.validation.pixels[0] / np.float32(255)).reshape(28, 28)
    expected = softmax(logits[:, :1].astype(np.float64) / model.header.temperature).ravel()
    np.testing.assert_allclose(Recognizer(model).read_image(image).probabilities, expected, atol=1e-5)


def test_scores_stay_those_of_the_curves(data):
    state, _ = run(replace(SMALL, epochs=1), data)

    assert state.model(data).header.scores[0].loss == pytest.approx(state.history.evaluations[-1].loss)


@pytest.mark.long
def test_an_overfitted_network_is_calibrated_to_under_one_percent_on_images_that_the_fit_never_saw(shared_data):
    data = sources.load_all(["mnist"])
    state = TrainingState(replace(preset("quick"), epochs=20), data.sha256, 1)
    list(train(state, data))
    fitted, judged = data.validation.take(np.arange(5000)), data.validation.take(np.arange(5000, 10_000))
    logits = state.network.logits(to_columns(judged.pixels)).astype(np.float64)

    temperature = network_temperature(state.network, fitted)

    before = expected_calibration_error(evaluate(state.network, judged).probabilities, judged.labels)
    after = expected_calibration_error(softmax(logits / temperature), judged.labels)
    assert temperature > 1.2
    assert after < 0.01
    assert after < before
