import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad import model_file
from mnistpad.answer import Verdict
from mnistpad.data.dataset import Images, empty
from mnistpad.data.mixture import NamedImages, combine
from mnistpad.model_file import Header, Model
from mnistpad.nn import Network
from mnistpad.recognizer import Recognizer
from mnistpad.training.judging.declining import STOPS, fit_thresholds
from tests.training.conftest import dataset, images
from tests.training.test_loop import SMALL
from tests.training.test_no_digit import finished, strangers


@pytest.fixture(scope="module")
def both():
    return combine([(dataset(), 1.0), (strangers(), 1.0)])


@pytest.fixture(scope="module")
def state(both):
    return finished(SMALL, both)


@pytest.fixture(scope="module")
def thresholds(state, both):
    return fit_thresholds(state.network, 1.3, both.validation)


def test_no_more_digits_are_called_none_than_the_stop_allows(state, both, thresholds):
    reader = Recognizer(Model(state.network, Header(temperature=1.3, thresholds=thresholds)))
    pictures = (both.validation.pixels / np.float32(255)).reshape(-1, 28, 28)

    for stop, (unlike, _) in STOPS.items():
        verdicts = [reader.read_image(picture, stop).verdict for picture in pictures]
        assert verdicts.count(Verdict.NOT_A_DIGIT) / len(verdicts) <= unlike + 0.01
        # One image at a time may round otherwise at the very threshold.
        named = verdicts.count(Verdict.DIGIT) / len(verdicts)
        assert named == pytest.approx(thresholds[stop].digits_named, abs=0.011)


def test_the_surer_stop_names_fewer_digits_and_declines_more_of_the_rest(thresholds):
    balanced, sure = thresholds["balanced"], thresholds["sure"]

    assert balanced.likeness <= sure.likeness
    assert balanced.probability < sure.probability
    assert balanced.digits_named >= sure.digits_named
    assert balanced.others_declined <= sure.others_declined


def test_what_was_learned_by_heart_is_not_asked(state):
    assert fit_thresholds(state.network, 1.0, empty()) == {}


def test_a_network_of_ten_classes_has_no_thresholds():
    assert fit_thresholds(Network((784, 10), rng=np.random.default_rng(1)), 1.0, images(50, 1)) == {}


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 20), st.integers(1, 60))
def test_whatever_the_network_thresholds_are_shares_that_a_file_may_hold(seed, temperature, count):
    network = Network((784, 11), rng=np.random.default_rng(seed))
    network.parameters *= 30

    fitted = fit_thresholds(network, temperature, images(count, seed=3))

    assert set(fitted) == set(model_file.STOPS)
    for threshold in fitted.values():
        shares = [share for share in vars(threshold).values() if share is not None]
        assert all(type(share) is float and 0 <= share <= 1 for share in shares)


def test_a_model_carries_its_thresholds_and_what_they_were_fitted_on(state, both, tmp_path):
    model_file.save(state.model(both, "Mine"), tmp_path / "mine.npz")

    header = model_file.load(tmp_path / "mine.npz").header

    assert header.thresholds == fit_thresholds(state.best_network(), header.temperature, both.validation)
    (record,) = header.calibrated_on
    assert (record["name"], record["images"]) == ("toy digits", 100)
    assert len(record["sha256"]) == 64


def test_other_digits_may_be_given_where_a_run_holds_none_out(both):
    whole = combine([(dataset(), 1.0), (strangers(), 1.0)], validation=0)
    state = finished(SMALL, whole)

    alone = state.model(whole).header
    kept = state.model(whole, kept=[NamedImages("kept digits", "folder/kept", both.test)]).header

    assert (alone.thresholds, alone.temperature, alone.calibrated_on) == ({}, 1.0, [])
    assert kept.thresholds == fit_thresholds(state.network, kept.temperature, both.test)
    assert kept.calibrated_on[0]["key"] == "kept"


def test_likeness_without_any_digit_named_has_no_share_of_right_ones():
    doubtful = Network((784, 11))  # all logits 0: each of ten digits is as probable as the others
    lot = Images(np.full((5, 784), 9, np.uint8), np.zeros(5, np.uint8))

    balanced = fit_thresholds(doubtful, 1.0, lot)["balanced"]

    assert (balanced.digits_named, balanced.right, balanced.others_declined) == (0.0, None, 1.0)
