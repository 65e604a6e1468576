from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data.dataset import PARTS
from mnistpad.data.mixture import combine
from mnistpad.ui.data.contents import words
from mnistpad.ui.data.contents.contents import survey
from tests.training.conftest import dataset


def test_every_digit_of_every_part_is_counted(contents, toys):
    for part in PARTS:
        assert contents.counts_of(part).tolist() == np.bincount(toys.part(part).labels, minlength=10).tolist()
    assert contents.counts_of("all").sum() == len(toys)


@pytest.mark.parametrize("part", [*PARTS, "all"])
def test_the_mean_of_a_digit_is_the_mean_of_its_images(contents, toys, part):
    images = toys.part(part)

    means = contents.means_of(part)

    for digit in range(10):
        expected = images.pixels[images.labels == digit].astype(np.float64).mean(axis=0)
        assert np.abs(means[digit] - expected).max() <= 0.51


def test_a_digit_that_is_missing_has_a_blank_mean(toys):
    some = replace(toys, train=toys.train.take(toys.train.labels != 3))

    assert not survey(some).means_of("train")[3].any()


def test_pictures_hang_in_the_order_of_their_source_and_the_test_images_last():
    toys = dataset("toy digits").with_validation(60)
    contents = survey(toys)

    numbers = [contents.about(picture).number for picture in contents.pictures().tolist()]

    assert numbers[: len(toys.train) + len(toys.validation)] == sorted(numbers[:-100])
    assert numbers[-100:] == list(range(100))


def test_a_picture_is_the_same_alone_and_among_others(contents):
    some = np.array([699, 3, 500, 42])

    pixels = contents.pixels(some)

    for row, picture in zip(pixels, some.tolist(), strict=True):
        assert (row == contents.about(picture).pixels).all()


@pytest.mark.parametrize("part", [*PARTS, "all"])
def test_a_filter_shows_one_digit_of_one_part_and_all_of_it(contents, part):
    pictures = contents.pictures(4, part)

    about = [contents.about(picture) for picture in pictures.tolist()]
    assert {each.label for each in about} == {4}
    assert part == "all" or {each.part for each in about} == {part}
    assert len(about) == contents.counts_of(part)[4]


def test_a_picture_says_whether_the_run_learned_it(contents, toy_data):
    learned = [contents.about(picture, toy_data).learned for picture in range(len(contents))]
    parts = [contents.about(picture).part for picture in range(len(contents))]

    assert learned == [part == "train" for part in parts]


def test_a_run_over_other_images_learned_none_of_these(contents):
    other = combine([(dataset("others", seed=40), 1.0)])

    assert not any(contents.about(picture, other).learned for picture in range(0, 700, 7))


def test_the_badge_names_source_number_and_label(toys):
    mnist = survey(replace(toys, name="MNIST", key="mnist"))

    first, last = mnist.about(0), mnist.about(len(mnist) - 1)

    assert first.badge == f"MNIST image 0, labelled {first.label}"
    assert last.badge == f"MNIST test image 99, labelled {last.label}"


def test_the_badge_says_that_this_run_learned_the_image(toys, toy_data):
    contents = survey(toys)
    learned = next(p for p in range(700) if contents.about(p).part == "train")

    assert contents.about(learned, toy_data).badge.endswith("; this run learned this image")


def test_a_picture_comes_to_the_pad_as_the_very_pixels(contents):
    about = contents.about(5)

    picture = about.piece.content.picture

    assert np.array_equal(np.rint(picture.image * 255), about.pixels.reshape(28, 28))
    assert picture.badge == about.badge


def test_the_overview_counts_the_parts(contents):
    assert words.overview(contents) == "700 images: 500 to learn, 100 held out and 100 for the final exam"


@pytest.mark.parametrize(
    ("where", "licence", "says"),
    [
        ("/data/mnist", "free", "In /data/mnist · free"),
        ("/data/mnist", "", "In /data/mnist"),
        ("made by MnistPad itself", "MIT", "Made by MnistPad itself · MIT"),
    ],
)
def test_the_origin_says_where_it_lies_and_its_licence(where, licence, says):
    assert words.origin(where, licence) == says


def test_the_table_has_a_row_a_digit_and_the_sums(contents):
    table = words.table_of(contents, "toy digits")

    assert table.columns == ("Label", "To learn", "Held out", "Final exam", "All")
    assert [row[0] for row in table.rows] == [*map(str, range(10)), "All"]
    assert table.rows[-1] == ("All", "500", "100", "100", "700")
