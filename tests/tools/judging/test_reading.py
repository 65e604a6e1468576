"""Many at once are read as one by one, and curves begin where nothing was changed."""

import numpy as np
import pytest

from mnistpad.ink.image import to_image
from mnistpad.model_file import Header, Model, Threshold
from mnistpad.nn import Network
from mnistpad.recognizer import Recognizer
from tools.judging import curves
from tools.judging.curves import WAYS, measured
from tools.judging.hand import crowd
from tools.judging.judgement import STOPS
from tools.judging.material import Drawn
from tools.judging.reading import Reader, rendered


@pytest.fixture(scope="module")
def drawings():
    some = [*crowd.digits(writers=1, each=1), *crowd.others(writers=1, letters=1, each=3)]
    return [sample.drawing for sample in some]


def model(outputs: int, **known) -> Model:
    network = Network((784, 12, outputs), rng=np.random.default_rng(5))
    network.parameters *= 3  # so that some answers are sure
    return Model(network, Header(temperature=1.3, **known))


@pytest.mark.parametrize("outputs", [10, 11])
@pytest.mark.parametrize(
    "known", [{}, {"thresholds": {"balanced": Threshold(0.97, 0.4), "sure": Threshold(0.99, 0.8)}}]
)
def test_many_images_are_read_as_the_recognizer_reads_one(drawings, outputs, known):
    reader, recognizer = Reader(model(outputs, **known)), Recognizer(model(outputs, **known))

    readings = reader.read(rendered(drawings))

    assert reader.can_decline == recognizer.can_decline
    for stop in STOPS:
        answers = [recognizer.read(drawing, stop) for drawing in drawings]
        assert [answer.digit is None for answer in answers] == readings.declined[stop].tolist()
    assert [answer.guess for answer in answers] == readings.guesses.tolist()
    assert np.allclose([answer.probabilities for answer in answers], readings.probabilities.T, atol=1e-5)
    if outputs == 11:
        assert np.allclose([answer.likeness for answer in answers], readings.likeness, atol=1e-5)


def test_the_test_above_saw_both_declined_and_named_drawings(drawings):
    declined = Reader(model(11)).read(rendered(drawings)).declined["balanced"]

    assert 0 < declined.sum() < len(drawings)


@pytest.fixture(scope="module")
def digits() -> Drawn:
    samples = tuple(crowd.digits(writers=1, each=1))
    return Drawn(samples, rendered(sample.drawing for sample in samples))


@pytest.mark.parametrize("name", WAYS)
def test_at_the_usual_value_a_drawing_is_as_it_was(digits, name):
    way, drawing = WAYS[name], digits.samples[4].drawing
    if way.change is None:
        assert way.usual == 1.0
        return

    changed = way.change(drawing, way.usual, np.random.default_rng(0))

    assert np.abs(to_image(changed) - to_image(drawing)).max() < (0.2 if name == "size" else 1e-6)
    assert changed.label == drawing.label


def test_a_curve_has_a_count_for_every_value(digits):
    reader = Reader(model(10))

    curve = measured(reader, digits, WAYS["slant"])

    plain = int((reader.read(digits.images).guesses == digits.labels).sum())
    assert len(curve.tallies) == len(WAYS["slant"].values)
    assert curve.tallies[4].good == plain
    assert {each.count for each in curve.tallies} == {len(digits.samples)}


def test_a_resized_drawing_has_the_size_in_whole_pixels(digits):
    small = curves.resized(digits.samples[0].drawing, 40, np.random.default_rng(0))

    left, top, right, bottom = small.bounds
    assert max(right - left, bottom - top) == pytest.approx(40, abs=1)
    assert (small.points % 1 == 0).all()


def test_a_slant_to_the_right_moves_the_top_to_the_right(digits):
    drawing = next(sample.drawing for sample in digits.samples if sample.name == "one, a bar")

    leaning = curves.slanted(drawing, 45, np.random.default_rng(0))

    before, after = (d.points[0, 0] - d.points[-1, 0] for d in (drawing, leaning))
    tall = drawing.points[-1, 1] - drawing.points[0, 1]
    assert after - before == pytest.approx(tall)
