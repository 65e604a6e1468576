"""The fast way in whole numbers gives what the plain way in floats gives."""

from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from mnistpad.data.augment import Augmentation, Distorter
from mnistpad.data.augment.bends import bend_shapes
from tests.data.augment.test_augmenting import COLUMNS, ROWS, stroke_images

EVERYTHING = Augmentation.strong()


def plainly(pixels: np.ndarray, augmentation: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Vary the images one by one and pixel by pixel, in floats, as the formulas are written."""
    affine, bends, edges, sigma = augmentation.draw(len(pixels), rng)
    shapes = bend_shapes(sigma)[: bends.shape[2]].astype(np.float64)
    usual = np.exp(-(((COLUMNS - 14) / 4.5) ** 2) / 2 - ((ROWS - 14) / 5.5) ** 2 / 2).reshape(784)
    images = []
    for image, edge, draw in zip(pixels / 255, edges, draw_of_each(len(pixels)), strict=True):
        to_original, amounts = affine[draw], bends[draw]
        field = amounts @ shapes
        field -= (field @ usual)[:, None] / usual.sum()
        grid = np.stack([COLUMNS - 14, ROWS - 14, np.ones((28, 28))]).reshape(3, 784)
        x, y = to_original @ grid + field + 14
        images.append(bilinear(with_pen(image.reshape(28, 28), edge), x, y))
    return np.array(images)


def draw_of_each(m: int) -> list[int]:
    """The number of the draw that each image shares with three others: a chunk shows its draws four times over."""
    chunks = [(first, min(128, m - first)) for first in range(0, m, 128)]
    return [first // 4 + i % -(-size // 4) for first, size in chunks for i in range(size)]


def with_pen(image: np.ndarray, edge: float) -> np.ndarray:
    paper = np.pad(image, 1)
    around = np.stack([paper[1:-1, 1:-1], paper[:-2, 1:-1], paper[2:, 1:-1], paper[1:-1, :-2], paper[1:-1, 2:]])
    other = around.max(axis=0) if edge > 0 else around.min(axis=0)
    mixed = (1 - abs(edge)) * image + abs(edge) * other
    return mixed * image.max() / mixed.max() if mixed.any() else mixed


def bilinear(image: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    paper = np.pad(image, 2)
    x, y = np.clip(x + 2, 0, 30 - 1e-9), np.clip(y + 2, 0, 30 - 1e-9)
    column, row = x.astype(int), y.astype(int)
    right, down = x - column, y - row
    upper = (1 - right) * paper[row, column] + right * paper[row, column + 1]
    lower = (1 - right) * paper[row + 1, column] + right * paper[row + 1, column + 1]
    return (1 - down) * upper + down * lower


@pytest.mark.parametrize(
    "augmentation",
    [
        Augmentation(shift=0.7, rotation=15, scale=0.1, stretch=0.1, shear=0.2),
        Augmentation(elastic=36),
        Augmentation(shift=8, elastic=90),  # off the paper, too
        EVERYTHING,
    ],
    ids=["affine", "bends", "far", "everything"],
)
def test_whole_numbers_give_the_images_that_floats_give(augmentation):
    pixels = stroke_images(150)

    images = augmentation.apply(pixels, np.random.default_rng(3))
    expected = plainly(pixels, augmentation, np.random.default_rng(3))

    difference = np.abs(images - expected)
    assert difference.max() < 4 / 255
    assert difference.mean() < 0.3 / 255
    assert (images - expected).mean() == pytest.approx(0, abs=0.05 / 255)


def test_arrays_that_are_used_again_leave_no_trace():
    distorter, rng = Distorter(), np.random.default_rng
    busy, few = stroke_images(130, seed=1), stroke_images(3, seed=2)

    for pixels in (busy, np.full((64, 784), 255, np.uint8), few, busy, few):
        again = EVERYTHING.apply(pixels, rng(5), distorter=distorter)

        np.testing.assert_array_equal(again, EVERYTHING.apply(pixels, rng(5)))


def test_the_pen_of_one_image_leaves_the_others_alone():
    pixels = stroke_images(64)
    far = Augmentation(shift=25, thickness=0.5)  # so far that paper beyond the image is seen

    images = far.apply(pixels, np.random.default_rng(0))

    np.testing.assert_allclose(images, plainly(pixels, far, np.random.default_rng(0)), atol=4 / 255)


def test_images_are_written_where_they_are_wanted_in_either_precision():
    pixels, out = stroke_images(70), np.empty((70, 784), np.float64)

    images = EVERYTHING.apply(pixels, np.random.default_rng(1), out)

    assert images is out
    np.testing.assert_allclose(out, EVERYTHING.apply(pixels, np.random.default_rng(1)), atol=1e-6)


def test_an_image_is_varied_alike_at_any_place_in_its_batch():
    pixels = np.repeat(stroke_images(1), 200, axis=0)
    one, out = EVERYTHING.draw(1, np.random.default_rng(0)), np.empty((200, 784), np.float32)
    affine, bends, edges = (
        np.repeat(each, times, 0) for each, times in ((one.affine, 50), (one.bends, 50), (one.edges, 200))
    )

    Distorter().distort(pixels, one._replace(affine=affine, bends=bends, edges=edges), out)

    np.testing.assert_allclose(out, out[:1].repeat(200, axis=0), atol=2 / 255)


@pytest.mark.parametrize(("count", "draws"), [(0, 0), (1, 1), (4, 1), (5, 2), (128, 32), (130, 33), (300, 75)])
def test_four_images_share_the_places_that_they_are_fetched_from_but_not_the_pen(count, draws):
    pixels = np.repeat(stroke_images(1), count, axis=0)

    alike = replace(EVERYTHING, thickness=0).apply(pixels, np.random.default_rng(1))
    other = EVERYTHING.apply(pixels, np.random.default_rng(1))

    assert len(np.unique(alike, axis=0)) == draws
    assert len(np.unique(other, axis=0)) >= 0.9 * count
    for image, draw in zip(alike, draw_of_each(count), strict=True):
        np.testing.assert_array_equal(image, alike[draw_of_each(count).index(draw)])


@pytest.mark.parametrize("threads", [2, 3, 4])
def test_the_number_of_threads_that_blas_has_changes_no_bit(threads):
    pixels, rng = stroke_images(770), np.random.default_rng

    with threadpool_limits(1, user_api="blas"):
        alone = [EVERYTHING.apply(pixels[:m], rng(m)) for m in (3, 128, 770)]
    with threadpool_limits(threads, user_api="blas"):
        shared = [EVERYTHING.apply(pixels[:m], rng(m)) for m in (3, 128, 770)]

    for one, other in zip(alone, shared, strict=True):
        np.testing.assert_array_equal(one, other)
