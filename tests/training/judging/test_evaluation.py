import numpy as np
import pytest

from mnistpad.data.dataset import empty
from mnistpad.errors import DataError
from mnistpad.nn import Network, cross_entropy, one_hot
from mnistpad.training import evaluate
from tests.training.conftest import images


@pytest.fixture
def network():
    return Network((784, 10), rng=np.random.default_rng(3))


def test_loss_and_accuracy_are_those_of_all_images_at_once(network):
    lot = images(2345, seed=9)
    X = lot.pixels.T / np.float32(255)

    result = evaluate(network, lot)

    assert result.images == 2345
    assert result.accuracy == (network.predict(X).argmax(axis=0) == lot.labels).mean()
    assert result.loss == pytest.approx(cross_entropy(network.logits(X), one_hot(lot.labels)), rel=1e-5)
    np.testing.assert_allclose(result.probabilities, network.predict(X), atol=1e-6)


@pytest.mark.parametrize("count", [1, 1000, 2345, 5000])
def test_several_threads_find_the_same_bits(network, count):
    lot = images(count, seed=9)

    alone, together = evaluate(network, lot), evaluate(network, lot, threads=3)

    assert together.loss == alone.loss
    np.testing.assert_array_equal(together.probabilities, alone.probabilities)
    np.testing.assert_array_equal(together.confusion, alone.confusion)


def test_threads_are_as_quiet_as_the_one_that_asks(network, recwarn):
    network.parameters *= 1e38

    with np.errstate(all="ignore"):
        evaluate(network, images(2345, seed=9), threads=2)

    assert not recwarn.list


def test_the_confusion_matrix_has_a_row_for_each_label(network):
    lot = images(500, seed=9)

    result = evaluate(network, lot)

    assert result.confusion.sum(axis=1).tolist() == lot.counts.tolist()
    assert np.trace(result.confusion) / 500 == result.accuracy
    read = result.probabilities.argmax(axis=0)
    assert result.confusion[3, 5] == ((lot.labels == 3) & (read == 5)).sum()


def test_a_hopeless_network_has_a_large_loss_and_not_an_infinite_one(network):
    network.parameters *= 1e6

    assert 1e3 < evaluate(network, images(100, seed=9)).loss < 1e12


def test_no_images_are_no_score(network):
    with pytest.raises(DataError, match="no images to evaluate"):
        evaluate(network, empty())
