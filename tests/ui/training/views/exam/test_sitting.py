import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.mixture import combine
from mnistpad.errors import DataError
from mnistpad.model_file import Header, Model, Score
from mnistpad.training import evaluate
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.views.exam.comparison import SEEN
from mnistpad.ui.training.views.exam.sitting import Candidate, Looks, margin, sit, warning, with_margin
from tests.training.conftest import dataset
from tests.ui.training.views.runs.conftest import state_after

BOTH = combine([(dataset("MNIST"), 1.0), (dataset("my digits", test=50, seed=7), 1.0)])


@pytest.fixture(scope="module")
def state():
    return state_after(2)


@pytest.fixture
def looks(tmp_path):
    return Looks(Settings(tmp_path / "settings.ini"))


def test_each_source_has_a_figure_of_its_own(state):
    results = sit(Candidate("key", "epoch 2", state.network, BOTH))

    assert [(r.score.images, r.score.part, r.score.count) for r in results] == [("MNIST", "test", 100),
                                                                               ("my digits", "test", 50)]  # fmt: skip
    expected = evaluate(state.network, BOTH.shares[1].dataset.test)
    assert (results[1].score.accuracy, results[1].score.loss) == (expected.accuracy, expected.loss)


def test_the_test_images_alone_are_read(state, monkeypatch):
    touched = []
    monkeypatch.setattr(
        "mnistpad.ui.training.views.exam.sitting.evaluate",
        lambda network, images: touched.append(images) or evaluate(network, images),
    )

    sit(Candidate("key", "epoch 2", state.network, BOTH))

    assert [images.pixels.tobytes() for images in touched] == [d.test.pixels.tobytes() for d, _ in BOTH.shares]


def test_the_shipped_model_sits_beside_on_images_that_neither_learned(state):
    shipped = Model(state.network, Header(data=BOTH.record))

    result = sit(Candidate("key", "epoch 2", state.network, BOTH, shipped))[0]

    assert result.shipped == result.score
    assert result.comparison.startswith("Shipped model on the same images: ")


def test_a_shipped_model_that_has_seen_the_images_is_not_compared(state):
    seen = Header(data=[record | {"sha256": "0" * 64, "has_parts": False} for record in BOTH.record])

    result = sit(Candidate("key", "epoch 2", state.network, BOTH, Model(state.network, seen)))[0]

    assert result.shipped is None
    assert result.comparison == SEEN == "Not comparable: the shipped model has seen these images."


def test_an_exam_without_images_is_refused(state):
    nothing = combine([(dataset(test=0), 1.0)])

    assert sit(Candidate("key", "epoch 2", state.network, nothing)) == []
    with pytest.raises(DataError):
        evaluate(state.network, nothing.test)


def test_the_candidate_is_the_best_epoch_or_the_last(state):
    best, last = (Candidate.of("key", state, BOTH, last=last) for last in (False, True))

    np.testing.assert_array_equal(best.network.parameters, state.best.parameters)
    np.testing.assert_array_equal(last.network.parameters, state.network.parameters)
    assert best.network.parameters is not state.best.parameters
    assert best.key != last.key


def test_the_margin_is_that_of_wilson():
    assert margin(0.978, 10_000) == pytest.approx(0.0028802, abs=1e-7)  # by hand
    assert with_margin(Score("MNIST", "test", 10_000, 0.978, 0.1)) == "97.8 % ± 0.3"


@given(st.floats(0, 1), st.integers(1, 10**6))
def test_no_figure_is_without_a_doubt(accuracy, count):
    assert 0 < margin(accuracy, count) <= 0.5
    assert "± 0.0" not in with_margin(Score("MNIST", "test", count, accuracy, 0.1))


@pytest.mark.parametrize("accuracy", [0.5, 0.9, 0.99])
def test_nineteen_of_twenty_intervals_hold_the_truth(accuracy):
    rng = np.random.default_rng(1)
    found = rng.binomial(500, accuracy, 4000) / 500
    middle = (found + 1.96**2 / 1000) / (1 + 1.96**2 / 500)  # Wilson's interval lies around this

    held = [abs(m - accuracy) <= margin(float(a), 500) for m, a in zip(middle, found, strict=True)]

    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_looks_are_counted_for_each_test_set_and_between_starts(looks, tmp_path):
    looks.note(["a" * 64, "b" * 64])
    looks.note(["a" * 64])

    again = Looks(Settings(tmp_path / "settings.ini"))
    assert [again.count([each * 64]) for each in "abc"] == [2, 1, 0]
    assert again.count(["b" * 64, "a" * 64]) == 2


def test_from_the_third_look_on_the_figure_flatters():
    assert [warning(looks) for looks in (0, 1, 2)] == ["", "", ""]
    assert warning(3) == "You have looked 3 times; the figure now flatters."
