import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnistpad.answer import Verdict
from mnistpad.ink.image import to_image
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.model_file import Header, Model, Threshold
from mnistpad.nn import Network
from mnistpad.recognizer import Recognizer, steadied


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


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_weights_are_copied_only_where_they_are_too_wide(dtype):
    network = Network((784, 20, 10), rng=np.random.default_rng(0), dtype=dtype)

    recognizer = Recognizer(Model(network))

    assert recognizer._network.parameters.dtype == np.float32
    assert (recognizer._network is network) is (dtype == "float32")
    np.testing.assert_allclose(recognizer._network.parameters, network.parameters, rtol=1e-6)


def test_a_click_that_shook_is_the_dot_that_it_looks_like(recognizer):
    shaken = Stroke(np.array([[5.0, 5.0], [5.1, 5.3], [5.2, 5.4]]), width=1.0)

    answer = recognizer.read(Drawing((shaken,)))

    np.testing.assert_array_equal(answer.image, to_image(Drawing((Stroke(np.array([[5.0, 5.0]])),))))
    assert answer.verdict is Verdict.NOT_A_DIGIT


def test_dots_that_lie_on_one_another_are_one(recognizer):
    dots = [Stroke(np.array([[5.0, at]]), width=1.0) for at in (5.0, 5.2, 5.45)]

    assert recognizer.read(Drawing(dots)).verdict is Verdict.NOT_A_DIGIT


@pytest.mark.parametrize("width", [0.7, None])
def test_ink_that_is_long_for_its_pen_or_whose_pen_nobody_knows_is_read(recognizer, width):
    short = Drawing((Stroke(np.array([[5.0, 5.0], [5.2, 5.4]]), width=width),))

    answer = recognizer.read(short)

    np.testing.assert_array_equal(answer.image, to_image(short))
    assert answer.verdict is Verdict.DIGIT


def test_steadying_keeps_place_width_and_label():
    shaken = Drawing((Stroke(np.array([[5.0, 5.0], [5.2, 5.4]]), width=1.0),), label=1)

    assert steadied(shaken) == Drawing((Stroke(np.array([[5.1, 5.2]]), width=1.0),), label=1)
    assert steadied(Drawing()) == Drawing()
    assert steadied(bar()) == bar()


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


# Declining


def network_that_says(*logits):
    """A network that gives every image these logits: ten of the digits, and perhaps an eleventh of no digit."""
    network = Network((784, len(logits)))
    network.biases[0][:, 0] = logits
    return network


def reader(logits, **header):
    return Recognizer(Model(network_that_says(*logits), Header(**header)))


def test_likeness_is_what_the_eleventh_class_leaves():
    logits = np.linspace(-2, 3, 11)

    answer = reader(logits).read(bar())

    powers = np.exp(logits)
    assert answer.likeness == pytest.approx(powers[:10].sum() / powers.sum(), abs=1e-6)
    np.testing.assert_allclose(answer.probabilities, powers[:10] / powers[:10].sum(), atol=1e-6)


def test_a_temperature_is_for_the_ten_and_not_for_the_likeness():
    logits = np.linspace(-2, 3, 11)

    cool, warm = reader(logits).read(bar()), reader(logits, temperature=3.0).read(bar())

    assert warm.likeness == cool.likeness
    assert warm.probabilities.max() < cool.probabilities.max()


THRESHOLDS = {"balanced": Threshold(0.5, 0.6), "sure": Threshold(0.9, 0.95)}


@pytest.mark.parametrize(
    ("likeness", "probability", "balanced", "sure"),
    [
        (0.99, 0.99, Verdict.DIGIT, Verdict.DIGIT),
        (0.99, 0.8, Verdict.DIGIT, Verdict.EITHER),
        (0.8, 0.99, Verdict.DIGIT, Verdict.NOT_A_DIGIT),
        (0.99, 0.55, Verdict.EITHER, Verdict.EITHER),
        (0.2, 0.99, Verdict.NOT_A_DIGIT, Verdict.NOT_A_DIGIT),
        (0.2, 0.5, Verdict.NOT_A_DIGIT, Verdict.NOT_A_DIGIT),
    ],
)
def test_what_is_unlikely_a_digit_is_declined_and_what_could_be_two_is_either(likeness, probability, balanced, sure):
    ten = np.log([(1 - probability) / 9] * 3 + [probability] + [(1 - probability) / 9] * 6)
    recognizer = reader([*ten, np.log((1 - likeness) / likeness)], thresholds=THRESHOLDS)

    answers = [recognizer.read(bar(), unsure) for unsure in ("guess", "balanced", "sure")]

    assert [answer.verdict for answer in answers] == [Verdict.DIGIT, balanced, sure]
    assert [answer.guess for answer in answers] == [3, 3, 3]
    assert [answer.digit for answer in answers] == [3 if each is Verdict.DIGIT else None for each in
                                                    (Verdict.DIGIT, balanced, sure)]  # fmt: skip


def test_balanced_is_what_nobody_asked_for():
    recognizer = reader([0.0] * 10 + [9.0])

    assert recognizer.read(bar()).verdict is recognizer.read(bar(), "balanced").verdict is Verdict.NOT_A_DIGIT


def test_without_thresholds_an_eleventh_output_declines_what_is_more_likely_no_digit():
    sure_three = [0.0, 0.0, 0.0, 9.0] + [0.0] * 6

    assert reader([*sure_three, 8.0]).read(bar()).digit == 3
    assert reader([*sure_three, 10.0]).read(bar()).digit is None


@pytest.mark.parametrize("unsure", ["guess", "balanced", "sure"])
def test_a_network_that_has_only_seen_digits_cannot_decline(recognizer, unsure):
    answer = recognizer.read(bar(), unsure)

    assert not recognizer.can_decline
    assert answer.likeness is None
    assert answer.verdict is Verdict.DIGIT


@pytest.mark.parametrize("unsure", ["guess", "balanced", "sure"])
def test_the_blank_is_blank_however_sure_one_wants_to_be(unsure):
    recognizer = reader([9.0] + [0.0] * 10)

    answer = recognizer.read(Drawing(), unsure)

    assert recognizer.can_decline
    assert (answer.verdict, answer.blank, answer.digit) == (Verdict.BLANK, True, None)


def test_a_dot_is_guessed_at_only_by_one_who_always_guesses(recognizer):
    dot = Drawing((Stroke(np.array([[5.0, 5.0]])),))

    assert recognizer.read(dot, "balanced").verdict is Verdict.NOT_A_DIGIT
    assert recognizer.read(dot, "guess").verdict is Verdict.DIGIT


@given(arrays(np.float32, 11, elements=st.floats(-80, 80, width=32)))
def test_whatever_the_logits_probabilities_and_likeness_are_shares(logits):
    answer = reader(logits).read(bar())

    assert answer.probabilities.sum() == pytest.approx(1, abs=1e-12)
    assert 0 <= answer.likeness <= 1
    assert answer.ranking[0] == answer.guess
