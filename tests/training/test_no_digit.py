"""A run whose data also holds what is no digit: eleven classes to learn, and scores of the ten as ever."""

from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data.augment import Augmentation
from mnistpad.data.dataset import NO_DIGIT, Dataset, Images, content_hash, empty
from mnistpad.data.mixture import combine
from mnistpad.errors import DataError, TrainingError
from mnistpad.nn import Backpropagation, Network, cross_entropy, one_hot, softmax
from mnistpad.training import TrainingState, evaluate, load_checkpoint, save_checkpoint, train
from mnistpad.training.judging.calibration import fit_temperature, network_temperature
from mnistpad.training.judging.evaluation import to_columns
from tests.training.conftest import dataset
from tests.training.test_checkpoint import stop_at
from tests.training.test_loop import SMALL


def strangers(count=120):
    """Noise without any of the ten marks, as a source that has a training part alone."""
    ink = np.random.default_rng(8).random((count, 784)) > 0.85
    lot = Images((200 * ink).astype(np.uint8), np.full(count, NO_DIGIT, np.uint8))
    return Dataset("strangers", "strangers", lot, empty(), empty(), content_hash(lot), has_parts=True)


@pytest.fixture(scope="module")
def both():
    return combine([(dataset(), 1.0), (strangers(), 1.0)])


def begin(config, data):
    return TrainingState(config, data.sha256, threads=1, classes=data.classes)


def finished(config, data):
    state = begin(config, data)
    list(train(state, data))
    return state


def test_a_run_has_eleven_classes_only_if_its_data_holds_what_is_no_digit(data, both):
    assert (data.classes, both.classes) == (10, 11)
    assert begin(SMALL, data).network.sizes == (784, 16, 10)
    assert begin(SMALL, both).network.sizes == (784, 16, 11)


def test_the_network_learns_to_tell_digits_from_the_rest(both):
    state = finished(replace(SMALL, epochs=8), both)

    read = state.network.predict(to_columns(both.pixels)).argmax(axis=0)

    assert (read[both.labels == NO_DIGIT] == NO_DIGIT).mean() > 0.95
    assert evaluate(state.network, both.validation).accuracy > 0.95


def test_the_first_step_is_gradient_descent_over_eleven_classes(both):
    config = replace(SMALL, batch_size=None, epochs=1, dtype="float64", learning_rate=0.5, label_smoothing=0.1)
    network = Network((784, 16, 11), "relu", np.random.default_rng([0x1217, 0]), "float64")
    back = Backpropagation(network)
    back.batch(both.pixels.T / np.float64(255), one_hot(both.labels, 11, smoothing=0.1, dtype="float64"))

    state = finished(config, both)

    np.testing.assert_allclose(state.network.parameters, network.parameters - 0.5 * back.gradients, atol=1e-9)


@pytest.mark.parametrize("augmentation", [None, Augmentation.default()], ids=["plain", "distortion"])
def test_a_run_of_eleven_classes_goes_on_from_its_checkpoint_bit_for_bit(both, tmp_path, augmentation):
    config = replace(SMALL, augmentation=augmentation, optimizer="adam", learning_rate=0.002)
    whole = finished(config, both)

    state = begin(config, both)
    stop_at(7, state, both)
    save_checkpoint(state, tmp_path / "run.checkpoint")
    back = load_checkpoint(tmp_path / "run.checkpoint")
    list(train(back, both))

    np.testing.assert_array_equal(back.network.parameters, whole.network.parameters)


def test_a_run_of_ten_classes_refuses_what_is_no_digit(data, both):
    state = TrainingState(SMALL, both.sha256, 1)

    with pytest.raises(TrainingError, match="learned from other images"):
        list(train(state, both))


def test_what_is_no_digit_is_never_held_out():
    data = combine([(dataset(train=500, validation=0), 1.0), (strangers(), 2.0)], validation=100)

    assert len(data.validation) == 100
    assert data.validation.are_digits
    assert (data.labels == NO_DIGIT).sum() == 120


def test_a_lot_of_both_holds_out_digits_in_proportion():
    mixed = Images(np.zeros((150, 784), np.uint8), np.repeat(np.arange(11), [10] * 10 + [50]).astype(np.uint8))
    whole = Dataset("both", "both", mixed, empty(), empty(), content_hash(mixed), has_parts=False)

    cut = whole.with_validation(20)

    assert cut.validation.counts.tolist() == [2] * 10
    assert len(cut.validation) == 20
    assert (cut.train.labels == NO_DIGIT).sum() == 50


def test_what_is_no_digit_alone_teaches_nothing():
    with pytest.raises(DataError, match="strangers has no digits to learn from"):
        combine([(strangers(), 1.0)])


def test_scores_are_of_the_ten_digits_whatever_the_eleventh_output_says(both):
    network = Network((784, 11), rng=np.random.default_rng(3))
    network.biases[-1][NO_DIGIT] = 50
    ten = Network((784, 10))
    ten.weights[0][:], ten.biases[0][:] = network.weights[0][:10], network.biases[0][:10]

    result, plain = evaluate(network, both.validation), evaluate(ten, both.validation)

    # A product with another number of rows may round otherwise.
    np.testing.assert_allclose(result.probabilities, plain.probabilities, rtol=1e-5)
    np.testing.assert_array_equal(result.confusion, plain.confusion)
    assert result.loss == pytest.approx(plain.loss, rel=1e-6)
    logits = ten.logits(to_columns(both.validation.pixels))
    assert result.loss == pytest.approx(cross_entropy(logits, one_hot(both.validation.labels)), rel=1e-5)
    np.testing.assert_allclose(result.probabilities, softmax(logits), rtol=1e-4, atol=1e-7)


def test_the_temperature_is_fitted_over_the_ten_digits(both):
    network = finished(SMALL, both).network

    logits = network.logits(to_columns(both.validation.pixels))[:10]
    expected = fit_temperature(logits, both.validation.labels)
    assert network_temperature(network, both.validation) == pytest.approx(expected)


def test_no_score_is_made_of_what_is_no_digit(both):
    with pytest.raises(DataError, match="are no digits"):
        evaluate(Network((784, 11)), both.train)
