"""Varied images are still handwriting, and the same chance varies them in the same way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.augment import Augmentation, bends

ROWS, COLUMNS = np.mgrid[:28, :28]
EVERYTHING = {
    "shift": 0.5,
    "rotation": 10.0,
    "scale": 0.05,
    "stretch": 0.1,
    "shear": 0.1,
    "elastic": 30.0,
    "thickness": 0.5,
}


def stroke_images(count: int, seed: int = 0) -> np.ndarray:
    """Soft slanting bars through the middle, in as many directions."""
    angle = np.random.default_rng(seed).uniform(0, np.pi, (count, 1, 1))
    x, y = COLUMNS - 14, ROWS - 14
    across = np.abs(x * np.sin(angle) - y * np.cos(angle))
    along = np.abs(x * np.cos(angle) + y * np.sin(angle))
    ink = np.clip(2.2 - across, 0, 1) * np.clip(10.5 - along, 0, 1)
    return (255 * ink).astype(np.uint8).reshape(count, 784)


def centres(images: np.ndarray) -> np.ndarray:
    """Where the ink balances, (n, 2), as (column, row)."""
    ink = images.reshape(-1, 28, 28)
    total = ink.sum(axis=(1, 2))
    return np.stack([(ink * COLUMNS).sum(axis=(1, 2)) / total, (ink * ROWS).sum(axis=(1, 2)) / total], axis=1)


def slants(images: np.ndarray) -> np.ndarray:
    """The direction of each image's longest extent, in degrees from 0 to 180."""
    ink = images.reshape(-1, 28, 28)
    x, y = centres(images).T[:, :, None, None]
    xx, yy, xy = (
        (ink * a * b).sum(axis=(1, 2)) for a, b in ((COLUMNS - x,) * 2, (ROWS - y,) * 2, (COLUMNS - x, ROWS - y))
    )
    return np.degrees(0.5 * np.arctan2(2 * xy, xx - yy)) % 180


def test_nothing_varied_is_the_image_itself():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 784), dtype=np.uint8)

    images = Augmentation().apply(pixels, np.random.default_rng(1))

    assert images.dtype == np.float32
    np.testing.assert_array_equal(images, (pixels / np.float32(255)).astype(np.float32))


def test_the_same_chance_gives_the_same_images():
    pixels = stroke_images(130)

    first, again = (Augmentation.strong().apply(pixels, np.random.default_rng([7, 2, 5])) for _ in range(2))
    other = Augmentation.strong().apply(pixels, np.random.default_rng([7, 2, 6]))

    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.5


def test_the_originals_stay_as_they_are():
    pixels = stroke_images(10)
    before = pixels.copy()
    pixels.flags.writeable = False

    Augmentation.default().apply(pixels, np.random.default_rng(0))

    np.testing.assert_array_equal(pixels, before)


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_each_kind_of_variation_varies(name):
    pixels = stroke_images(40)
    alone = Augmentation(**{name: EVERYTHING[name]})

    images = alone.apply(pixels, np.random.default_rng(0))

    assert np.abs(images - pixels / 255).max() > 0.1
    assert images.min() >= 0
    assert images.max() <= 1


@given(
    st.integers(0, 70),
    st.integers(0, 2**32),
    st.builds(Augmentation, **{k: st.floats(0, v) for k, v in EVERYTHING.items()}),
)
def test_images_are_always_ink_between_nothing_and_all(count, seed, augmentation):
    pixels = np.random.default_rng(seed).integers(0, 256, (count, 784), dtype=np.uint8)

    images = augmentation.apply(pixels, np.random.default_rng(seed))

    assert images.shape == (count, 784)
    assert images.dtype == np.float32
    assert np.isfinite(images).all()
    assert not count or (images.min() >= 0 and images.max() <= 1)


def test_blank_paper_stays_blank():
    images = Augmentation.strong().apply(np.zeros((3, 784), np.uint8), np.random.default_rng(0))

    assert not images.any()


def test_shift_moves_the_centre_by_as_much_as_it_says():
    pixels = stroke_images(300)

    moved = centres(Augmentation(shift=2).apply(pixels, np.random.default_rng(0))) - centres(pixels / 255)

    assert np.abs(moved).max() <= 2.01
    assert moved.std(axis=0) == pytest.approx([2 / np.sqrt(3)] * 2, rel=0.1)


def test_rotation_turns_by_as_much_as_it_says():
    pixels = stroke_images(300)

    turned = slants(Augmentation(rotation=20).apply(pixels, np.random.default_rng(0))) - slants(pixels / 255)
    turned = (turned + 90) % 180 - 90

    assert np.abs(turned).max() <= 20.6
    assert turned.std() == pytest.approx(20 / np.sqrt(3), rel=0.1)


@pytest.mark.parametrize("name", ["rotation", "scale", "stretch", "shear", "elastic"])
def test_only_shift_moves_the_centre_of_the_ink(name):
    pixels = stroke_images(300)

    moved = centres(Augmentation(**{name: EVERYTHING[name]}).apply(pixels, np.random.default_rng(0)))
    moved -= centres(pixels / 255)

    assert np.abs(moved.mean(axis=0)).max() < 0.1
    assert moved.std(axis=0).max() < 0.6


def test_bends_move_pixels_as_far_as_the_smoothed_noise_of_the_literature_does():
    rng = np.random.default_rng(0)
    alpha, sigma = 36.0, 5.5
    away = np.arange(-28, 29)
    kernel = np.exp(-(away**2) / (2 * sigma**2))
    kernel /= kernel.sum()
    noise = rng.uniform(-1, 1, (1500, 57, 57))
    expected = alpha * np.einsum("nij,i,j->n", noise, kernel, kernel).std()

    shapes = bends.bend_shapes(sigma)
    moved = alpha * np.sqrt((shapes.astype(float) ** 2).sum(axis=0))

    assert moved.mean() == pytest.approx(expected, rel=0.05)


def test_a_thicker_pen_leaves_more_ink_and_a_thinner_one_less_but_not_fainter():
    pixels = stroke_images(200)

    images = Augmentation(thickness=0.5).apply(pixels, np.random.default_rng(0))
    change = images.sum(axis=1) / (pixels / 255).sum(axis=1)

    assert change.min() < 0.8
    assert change.max() > 1.25
    np.testing.assert_allclose(images.max(axis=1), pixels.max(axis=1) / 255, atol=1e-6)


def test_times_scales_every_range_but_not_the_smoothness_of_the_bends():
    double = Augmentation(shift=1, elastic=10, elastic_sigma=4).times(2)

    assert double == Augmentation(shift=2, elastic=20, elastic_sigma=4)


@pytest.mark.parametrize(
    "wrong", [{"shift": -1}, {"rotation": float("nan")}, {"scale": 0.6, "stretch": 0.5}, {"thickness": 2}]
)
def test_ranges_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        Augmentation(**wrong)


def test_real_digits_keep_their_amount_of_ink(shared_data):
    from mnistpad.data import idx

    folder = shared_data / "mnist"
    digits = idx.read_lot(folder / "t10k-images-idx3-ubyte.gz", folder / "t10k-labels-idx1-ubyte.gz")
    pixels = digits.pixels.reshape(-1, 784)

    images = Augmentation.default().apply(pixels[:2000], np.random.default_rng(0))

    assert images.mean() == pytest.approx(pixels[:2000].mean() / 255, rel=0.06)
    assert np.median(images.max(axis=1)) > 0.97
