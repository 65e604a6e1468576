import numpy as np
import pytest

from mnistpad.ink.image import to_image
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.model_file import Header, Model
from mnistpad.nn import Network
from mnistpad.recognizer import Recognizer


@pytest.fixture
def recognizer():
    return Recognizer(Model(Network((784, 20, 10), rng=np.random.default_rng(0))))


def bar():
    return Drawing((Stroke(np.array([[3.0, 0.0], [2.0, 9.0]])),))


def test_a_blank_pad_names_no_digit(recognizer):
    answer = recognizer.read(Drawing())

    assert answer.digit is None
    assert answer.blank
    assert not answer.image.any()


def test_a_dot_is_no_digit_and_not_blank(recognizer):
    answer = recognizer.read(Drawing((Stroke(np.array([[5.0, 5.0]])),)))

    assert answer.digit is None
    assert not answer.blank
    assert answer.image.any()


def test_a_drawing_gets_the_most_probable_digit_of_its_image(recognizer):
    answer = recognizer.read(bar())

    expected = recognizer.model.network.predict(to_image(bar()).reshape(784, 1)).ravel()
    assert answer.digit == expected.argmax()
    np.testing.assert_allclose(answer.probabilities, expected, atol=1e-6)
    np.testing.assert_array_equal(answer.image, to_image(bar()))


def test_a_temperature_cools_the_probabilities_and_leaves_the_ranking(recognizer):
    warm = Recognizer(Model(recognizer.model.network, Header(temperature=2.0))).read(bar())

    plain = recognizer.read(bar())

    roots = np.sqrt(plain.probabilities)
    np.testing.assert_allclose(warm.probabilities, roots / roots.sum(), atol=1e-12)
    assert warm.ranking == plain.ranking


def test_probabilities_sum_to_one_in_every_digit(recognizer):
    assert recognizer.read(bar()).probabilities.sum() == pytest.approx(1, abs=1e-15)


def test_the_ranking_begins_with_the_answer(recognizer):
    answer = recognizer.read(bar())

    assert answer.ranking[0] == answer.digit
    assert sorted(answer.ranking) == list(range(10))
    ordered = answer.probabilities[list(answer.ranking)]
    assert (np.diff(ordered) <= 0).all()


def test_a_shortest_digit_has_enough_ink_to_be_read(recognizer):
    assert recognizer.read(Drawing((Stroke(np.array([[0.0, 0.0], [0.0, 1.0]])),))).digit is not None
