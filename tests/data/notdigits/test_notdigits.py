import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data import builtin, drawn, notdigits, sources
from mnistpad.data.builtin import kept
from mnistpad.data.builtin.hand import moments, write, writers
from mnistpad.data.builtin.inked import render
from mnistpad.data.dataset import NO_DIGIT, from_lot
from mnistpad.data.mixture import combine
from mnistpad.data.notdigits import characters, generator, scribbles, source, spoiled
from mnistpad.ink.image import to_image

CHARACTERS = (*characters.learned(), *characters.held_out())


@pytest.fixture(scope="module")
def lot():
    return notdigits.lot(1500, seed=3)


@pytest.fixture
def few(monkeypatch):
    """A source of 60 images, and how often they were drawn."""
    drawn = []

    def draw(count, seed):
        drawn.append(count)
        return generator.lot(count, seed)

    monkeypatch.setattr(source, "COUNT", 60)
    monkeypatch.setattr(source, "SHA256", source.load.__wrapped__().sha256)
    monkeypatch.setattr(source, "lot", draw)
    return drawn


def size(drawing):
    return np.ptp(drawing.points, axis=0)


# What is drawn


def test_the_same_seed_draws_the_same_and_another_seed_does_not():
    one, same, other = (notdigits.lot(80, seed) for seed in (5, 5, 6))

    assert one.drawings == same.drawings
    assert one.drawings != other.drawings
    np.testing.assert_array_equal(one.pens, same.pens)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_lot_may_be_small(count):
    assert len(notdigits.lot(count, 1).drawings) == count


def test_each_kind_is_as_common_as_it_should_be(lot):
    expected = {kind: share / sum(generator.SHARES.values()) for kind, share in generator.SHARES.items()}

    for kind, share in expected.items():
        assert lot.kinds.count(kind) / 1500 == pytest.approx(share, abs=0.04)


def test_every_learned_character_and_every_scribble_occurs():
    names = set(notdigits.lot(6000, seed=1).names)

    assert {shape.name for shape in characters.learned()} <= names
    assert {kind.__name__ for kind, _ in scribbles.KINDS} <= names


def test_drawings_lie_on_the_pad_and_leave_ink(lot):
    for drawing, pen in zip(lot.drawings, lot.pens, strict=True):
        assert drawing.label is None
        assert drawing.points.min() > 0.05
        assert drawing.points.max() < 0.95
        assert 0.45 < size(drawing).max() < 0.75
        assert 0.5 < pen < 2.5


def test_characters_are_as_large_in_the_image_as_digits(lot):
    for drawing in lot.drawings[:100]:
        rows, columns = np.nonzero(to_image(drawing) > 0.02)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20, 21)


@pytest.mark.parametrize("shape", CHARACTERS, ids=lambda shape: shape.name)
def test_every_character_can_be_written(shape):
    rng = np.random.default_rng(0)

    strokes = write(shape, moments(writers(5, rng), np.arange(5), rng), rng)

    assert shape.digit == NO_DIGIT
    assert all(np.isfinite(stroke).all() and len(stroke) == 5 for stroke in strokes)


@given(st.integers(0, 2**32 - 1), st.sampled_from([kind for kind, _ in scribbles.KINDS]))
def test_a_scribble_is_finite_and_spread_out_whatever_the_chance(seed, scribble):
    strokes = scribble(np.random.default_rng(seed))

    assert strokes
    points = np.concatenate(strokes)
    assert points.shape[1] == 2
    assert np.isfinite(points).all()
    assert np.ptp(points, axis=0).max() > 0


@given(st.integers(0, 2**32 - 1))
def test_a_dash_lies_so_that_it_is_no_one(seed):
    width, height = np.ptp(np.concatenate(scribbles.dash(np.random.default_rng(seed))), axis=0)

    assert height < 0.6 * width


@given(st.integers(0, 2**32 - 1), st.sampled_from([scribbles.zigzag, scribbles.wave, scribbles.loops]))
def test_a_scribble_like_a_fat_line_does_not_stand_like_a_one(seed, scribble):
    (path,) = scribble(np.random.default_rng(seed))

    assert not scribbles.is_upright_line(path)


@pytest.mark.parametrize(("angle", "stands"), [(90, True), (60, True), (30, True), (15, False), (0, False)])
def test_a_line_stands_unless_it_is_nearly_level(angle, stands):
    along = np.linspace(0, 1, 20)[:, None] * [np.cos(np.radians(angle)), np.sin(np.radians(angle))]

    assert scribbles.is_upright_line(along) == stands


def test_what_is_left_of_a_digit_is_too_wide_for_a_one_or_a_seven(lot):
    parts = [drawing for drawing, kind in zip(lot.drawings, lot.kinds, strict=True) if kind == "half-drawn digit"]

    assert len(parts) > 90
    for part in parts:
        width, height = size(part)
        assert width >= 0.95 * spoiled.FLAT * height


def test_a_digit_is_never_doubled_over_itself():
    rng = np.random.default_rng(0)
    digits = builtin.digits(100, 1)
    threes, others = ([each for each in digits if (each.label == 3) == is_three] for is_three in (True, False))

    with pytest.raises(StopIteration):
        spoiled.overlapping(iter(threes), rng)
    assert len(spoiled.overlapping(iter([threes[0], *others]), rng)) >= 2


def test_several_digits_are_wider_than_one_or_stand_below_each_other(lot):
    for drawing, kind in zip(lot.drawings, lot.kinds, strict=True):
        if kind == "digits":
            width, height = size(drawing)
            assert width > 0.6 * height or len(drawing.strokes) > 1


# What is held out


def test_what_is_held_out_is_never_learned():
    names = set(notdigits.lot(6000, seed=1).names)

    assert names.isdisjoint(notdigits.HELD_OUT)
    letters = {name[0].upper() for name in notdigits.HELD_OUT if len(name.split(",")[0]) == 1}
    assert letters == set("EHKMPRWX")
    assert not {shape.name[0] for shape in characters.learned() if len(shape.name) == 1} & set("EHKMPRWXehkmprwx")


def test_what_is_held_out_comes_in_turn():
    images, names = notdigits.judging(45, seed=2)

    assert names[:20] == list(notdigits.HELD_OUT)
    assert names[20:40] == names[:20]
    assert set(images.labels.tolist()) == {NO_DIGIT}
    assert images.pixels.max(axis=1).min() > 100


# As a source


def test_the_source_is_synthetic_and_has_a_training_part_alone(few):
    dataset = source.load.__wrapped__()

    assert "synthetic" in dataset.name
    assert "MIT" in dataset.licence
    assert (dataset.key, dataset.has_parts) == ("not-digits", True)
    assert set(dataset.train.labels.tolist()) == {NO_DIGIT}
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (60, 0, 0)


def test_its_images_are_known_by_their_name_on_the_command_line(few, monkeypatch):
    dataset = source.load.__wrapped__()
    monkeypatch.setattr(notdigits, "load", lambda: dataset)

    assert sources.load("not-digits") is dataset
    assert "not-digits" in sources.NAMED


def test_it_is_mixed_with_digits_and_held_out_of_nothing(few):
    digits = from_lot(drawn.images(builtin.digits(210, 1)), name="digits", key="digits", sha256="ab" * 32)

    both = combine([(source.load.__wrapped__(), 1.5), (digits, 1.0)], validation=50)

    assert both.classes == 11
    assert both.epoch_size == 90 + 130  # a seventh of the digits is for testing
    assert len(both.validation) == 50
    assert both.validation.are_digits


def test_a_second_start_draws_nothing(few, home):
    first = source.load.__wrapped__()
    few.clear()

    second = source.load.__wrapped__()

    assert few == []
    assert second.sha256 == first.sha256
    assert [path.name for path in home.iterdir()] == ["no-digits.z"]


def test_a_damaged_file_is_drawn_anew_without_a_word(few):
    whole = source.load.__wrapped__()
    kept.path(source.FILE).write_bytes(b"no archive")
    few.clear()

    assert source.load.__wrapped__().sha256 == whole.sha256
    assert few == [60]


def test_ink_pens_and_places_vary_as_much_as_those_of_digits(lot):
    pixels = render(lot.drawings, lot.pens, 1) / 255

    assert pixels.mean() == pytest.approx(0.1307, rel=0.15)  # MNIST's
    assert pixels.mean(axis=1).std() > 0.04


def test_the_generator_draws_what_it_drew_when_the_source_was_pinned():
    written = notdigits.lot(300, 9)
    pixels = render(written.drawings, written.pens, 9)

    # If this changes on purpose, so must source.SHA256: the long form of these tests says what it is then.
    assert hashlib.sha256(pixels.tobytes()).hexdigest()[:16] == "1a3a97e27b355993"


@pytest.mark.long
def test_they_are_the_very_images_that_the_program_knows():
    assert source.load.__wrapped__().sha256 == source.SHA256
