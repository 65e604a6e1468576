import numpy as np
import pytest

from mnistpad.data import builtin, mnist
from mnistpad.data.builtin.curve import curve_matrix
from mnistpad.data.builtin.hand import TRAITS, moments, writers
from mnistpad.errors import UsageError
from mnistpad.ink.image import to_image

SHAPES = [(digit, name) for digit in range(10) for name in builtin.shapes(digit)]


@pytest.fixture(scope="module")
def images():
    """Plain images of 2,000 digits and their labels, without the variety of pens and places."""
    drawings = builtin.digits(2000, seed=5)
    return np.array([to_image(drawing).ravel() for drawing in drawings]), np.array([d.label for d in drawings])


def nearest(centres, pixels):
    return ((centres**2).sum(axis=1) - 2 * pixels @ centres.T).argmin(axis=1)


def centres_of(pixels, labels):
    return np.array([pixels[labels == digit].mean(axis=0) for digit in range(10)])


@pytest.mark.parametrize(("digit", "name"), SHAPES)
def test_every_named_shape_is_written_with_ink_inside_the_pad(digit, name):
    rng = np.random.default_rng(0)

    drawings = [builtin.sample(digit, rng, shape=name) for _ in range(20)]

    for drawing in drawings:
        assert drawing.label == digit
        assert np.isfinite(drawing.points).all()
        assert drawing.points.min() > 0.05
        assert drawing.points.max() < 0.95
        assert to_image(drawing).sum() > 20


@pytest.mark.parametrize(
    ("digit", "name", "strokes"),
    [
        (0, "closed", 1),
        (0, "slashed", 2),
        (1, "flag and foot", 2),
        (4, "open", 2),
        (5, "two strokes", 2),
        (7, "barred", 2),
    ],
)
def test_a_shape_has_as_many_strokes_as_a_pen_would_make(digit, name, strokes):
    drawing = builtin.sample(digit, np.random.default_rng(1), shape=name)

    assert len(drawing.strokes) == strokes


def test_a_slash_crosses_the_zero():
    rng = np.random.default_rng(2)
    middle = (slice(12, 17), slice(12, 17))

    slashed = [to_image(builtin.sample(0, rng, shape="slashed"))[middle].sum() for _ in range(30)]
    plain = [to_image(builtin.sample(0, rng, shape="closed"))[middle].sum() for _ in range(30)]

    assert np.median(slashed) > 5 + np.median(plain)


def test_the_sevens_bar_is_a_second_stroke_across_the_stem():
    rng = np.random.default_rng(3)

    sevens = [builtin.sample(7, rng, shape="barred") for _ in range(30)]

    for stem, bar in (seven.strokes for seven in sevens):
        assert np.ptp(bar.points[:, 0]) > np.ptp(bar.points[:, 1])
        assert stem.points[:, 1].min() < bar.points[:, 1].mean() < stem.points[:, 1].max()


def test_points_are_evenly_timed_so_that_a_replay_does_not_jump():
    rng = np.random.default_rng(4)

    for digit, name in SHAPES:
        for stroke in builtin.sample(digit, rng, shape=name).strokes:
            assert len(stroke) >= 8
            assert np.linalg.norm(np.diff(stroke.points, axis=0), axis=1).max() < 0.15


def test_labels_are_balanced_at_any_count():
    for count in (0, 1, 7, 40, 333):
        labels = [drawing.label for drawing in builtin.digits(count, seed=1)]
        counts = np.bincount(np.array(labels, int), minlength=10)

        assert len(labels) == count
        assert np.ptp(counts) <= 1


def test_the_same_seed_draws_the_same_and_another_seed_does_not():
    assert builtin.digits(60, seed=7) == builtin.digits(60, seed=7)
    assert builtin.digits(60, seed=7) != builtin.digits(60, seed=8)
    assert builtin.sample(3, np.random.default_rng(9)) == builtin.sample(3, np.random.default_rng(9))


def test_all_shapes_occur_among_many_writers():
    written = builtin.lot(8000, seed=1)

    seen = {(drawing.label, name) for drawing, name in zip(written.drawings, written.shapes, strict=True)}

    assert seen == set(SHAPES)


def test_a_writer_is_recognisable_by_slant_pen_and_favourite_shapes():
    written = builtin.lot(4000, seed=1)
    pens = written.pens.reshape(-1, 40)
    favourites = [len(set(written.shapes[i : i + 40 : 10])) for i in range(0, 4000, 40)]

    assert pens.mean(axis=1).std() > 2 * pens.std(axis=1).mean()
    assert np.mean(favourites) < 2.5


def test_no_habit_goes_beyond_its_bounds():
    rng = np.random.default_rng(0)

    hand = moments(writers(500, rng), np.arange(500), rng)

    for name, trait in TRAITS.items():
        assert hand[name].shape == (500,)
        assert hand[name].min() >= trait.low
        assert hand[name].max() <= trait.high


def test_a_digit_or_shape_that_nobody_writes_is_refused_with_the_choice():
    rng = np.random.default_rng(0)

    with pytest.raises(UsageError, match="from 0 to 9"):
        builtin.shapes(10)
    with pytest.raises(UsageError, match="slashed inside"):
        builtin.sample(0, rng, shape="square")


def test_a_curve_meets_its_points_and_keeps_its_corners():
    points = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 100.0]])

    sharp = curve_matrix(points, np.array([False, True, False]), 100) @ points
    smooth = curve_matrix(points, np.array([False, False, False]), 100) @ points

    assert np.allclose(sharp[[0, -1]], points[[0, -1]])
    assert np.linalg.norm(sharp - [50, 0], axis=1).min() < 1.5
    assert np.linalg.norm(smooth - [50, 0], axis=1).min() < 1.5
    assert sharp[:, 0].max() <= 50.001 < smooth[:, 0].max()


def test_unseen_writers_are_read_by_the_mean_of_the_others(images):
    pixels, labels = images

    read = nearest(centres_of(pixels[:1600], labels[:1600]), pixels[1600:])

    assert (read == labels[1600:]).mean() > 0.65


@pytest.mark.parametrize(("digit", "name"), SHAPES)
def test_no_shape_is_commonly_taken_for_another_digit(images, digit, name):
    rng = np.random.default_rng(6)
    pixels, labels = images
    drawn = np.array([to_image(builtin.sample(digit, rng, shape=name)).ravel() for _ in range(40)])

    distances = (pixels**2).sum(axis=1) - 2 * drawn @ pixels.T
    order = np.argsort(distances, axis=1)[:, :7]
    votes = (labels[order] == digit).sum(axis=1)

    assert (votes >= 2).mean() > 0.6


def test_the_mean_digits_read_real_ones_far_above_chance(images, shared_data):
    pixels, labels = images
    real = mnist.load_folder(shared_data / "mnist").train.take(np.arange(2000))

    read = nearest(centres_of(pixels, labels), real.pixels / np.float32(255))

    assert (read == real.labels).mean() > 0.6
