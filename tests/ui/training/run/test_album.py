import numpy as np
import pytest

from mnistpad.nn import Network
from mnistpad.ui.training.run import album as albums
from mnistpad.ui.training.run.album import Album
from mnistpad.ui.training.run.mailbox import Snapshot


def snapshot(step):
    network = Network((784, 10))
    network.biases[0][step % 10] = 3
    return Snapshot(step, step / 100, network)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(albums, "MOST_PAGES", 10)
    return Album(1000)


def test_an_album_keeps_the_first_and_the_newest_and_stays_small(small):
    for step in range(0, 5000, 7):
        small.add(snapshot(step))
        pages = [page.step for page in small.pages]
        assert len(pages) <= 11
        assert pages[0] == 0
        assert pages[-1] == step
        assert pages == sorted(set(pages))


def test_the_pages_lie_at_even_distances(small):
    for step in range(1000):
        small.add(snapshot(step))

    gaps = np.diff([page.step for page in small.pages])[:-1]
    assert gaps.max() <= 2 * gaps.min()
    assert len(small.pages) >= 5


def test_a_run_that_goes_back_forgets_what_came_after(small):
    for step in (0, 10, 20, 30):
        small.add(snapshot(step))

    small.add(snapshot(20))

    assert [page.step for page in small.pages] == [0, 10, 20]


def test_looking_back_finds_the_last_network_before(small):
    for step in (0, 10, 20):
        small.add(snapshot(step))

    assert [small.at(step).step for step in (-5, 0, 9, 10, 19.9, 99)] == [0, 0, 0, 10, 10, 20]


def test_an_image_is_read_as_each_network_read_it(small):
    for step in (0, 3, 8):
        small.add(snapshot(step))

    steps, probabilities = small.readings(np.zeros((28, 28), np.float32))

    assert steps.tolist() == [0, 3, 8]
    assert probabilities.argmax(axis=0).tolist() == [0, 3, 8]


def test_an_empty_album_reads_nothing():
    assert Album(1000).at(3) is None
    assert Album(1000).readings(np.zeros((28, 28), np.float32))[1].shape == (10, 0)


def test_large_networks_get_fewer_pages():
    large = Album(50 << 20)
    for step in range(100):
        large.add(snapshot(step))

    assert len(large.pages) <= 9


def test_a_network_that_knows_what_is_no_digit_is_shown_by_its_ten_digits(small):
    network = Network((784, 11))
    network.biases[0][:] = [[0.0]] * 3 + [[2.0]] + [[0.0]] * 6 + [[50.0]]
    small.add(Snapshot(1, 0.1, network))

    _, probabilities = small.readings(np.zeros((28, 28), np.float32))

    assert probabilities.shape == (10, 1)
    assert probabilities.sum() == pytest.approx(1)
    assert probabilities[3, 0] == pytest.approx(np.exp(2) / (np.exp(2) + 9))
