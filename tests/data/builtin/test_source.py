import zlib

import numpy as np
import pytest

from mnistpad.data import builtin, sources
from mnistpad.data.builtin import kept, source
from mnistpad.ink.image import PEN_RADIUS, centre_of_mass, penned, to_image


@pytest.fixture(scope="module")
def dataset():
    return builtin.load()


def test_the_built_in_digits_say_that_they_are_synthetic(dataset):
    assert dataset.name == builtin.NAME == "built-in digits (synthetic)"
    assert dataset.key == "builtin"
    assert dataset.has_parts
    assert len(dataset.sha256) == 64
    assert "MIT" in dataset.licence


def test_every_part_is_balanced_and_the_count_is_known_beforehand(dataset):
    for part in (dataset.train, dataset.validation, dataset.test):
        assert len(set(part.counts.tolist())) == 1

    assert len(dataset) == builtin.COUNT == 20_000


def test_nobody_writes_in_two_parts(dataset):
    people = [set(part.writers.tolist()) for part in (dataset.train, dataset.validation, dataset.test)]

    assert sum(map(len, people)) == len(set.union(*people))
    assert [len(group) for group in people] == [400, 50, 50]


def test_no_image_has_the_place_of_another(dataset):
    places = np.concatenate([part.places for part in (dataset.train, dataset.validation, dataset.test)])

    assert np.array_equal(np.sort(places), np.arange(20_000))


def test_the_digits_are_drawn_once(dataset):
    assert builtin.load() is dataset
    assert sources.load("builtin") is dataset


def test_ink_pens_and_places_vary_about_as_much_as_real_ones_do(dataset):
    pixels = dataset.train.pixels.reshape(-1, 28, 28) / 255
    centres = np.array([centre_of_mass(image) for image in pixels[:1000]])

    assert pixels.mean() == pytest.approx(0.1307, rel=0.1)  # MNIST's
    assert pixels.mean(axis=(1, 2)).std() == pytest.approx(0.0437, rel=0.3)  # MNIST's
    assert np.abs(centres - 14).max() < 1.2
    assert centres.std() > 0.25


def test_a_thicker_pen_leaves_more_ink_in_the_same_box():
    drawing = builtin.sample(8, np.random.default_rng(1), shape="two circles")

    images = [penned(drawing, pen_radius=radius) for radius in (0.8, PEN_RADIUS, 2.2)]

    assert images[0].sum() < images[1].sum() < images[2].sum()
    for image in images:
        rows, columns = np.nonzero(image > 0.02)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (20, 21)
        assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.05)


def test_the_constant_pen_is_one_of_them():
    drawing = builtin.sample(5, np.random.default_rng(1))

    assert np.array_equal(penned(drawing), to_image(drawing))


def test_an_offset_moves_the_image_off_the_middle():
    drawing = builtin.sample(5, np.random.default_rng(1))

    row, column = centre_of_mass(penned(drawing, offset=0.5 - 0.25j))

    assert (row, column) == pytest.approx((13.75, 14.5), abs=0.03)


# Kept on disk


@pytest.fixture
def drawn(monkeypatch):
    """Counts how often the digits are drawn; a fresh program each time that they are loaded."""
    parts = []

    def draw(count, seed):
        parts.append(count)
        part = {16_000: "train"}.get(count) or {2: "validation", 3: "test"}[seed]
        return getattr(whole, part).pixels

    whole = builtin.load()
    monkeypatch.setattr(source, "draw", draw)
    return parts


def load_afresh():
    return source.load.__wrapped__()


def test_they_are_the_very_digits_that_the_program_knows(dataset):
    assert dataset.sha256 == source.SHA256


def test_digits_and_writers_are_those_of_the_drawings(dataset):
    (count, seed) = source.PARTS["test"]
    written = builtin.lot(count, seed)

    assert dataset.test.labels.tolist() == [drawing.label for drawing in written.drawings]
    assert np.array_equal(dataset.test.writers, written.writers + 450)


def test_a_second_start_draws_nothing(drawn, home):
    first = load_afresh()
    drawn.clear()

    second = load_afresh()

    assert drawn == []
    assert second.sha256 == first.sha256
    assert [path.name for path in home.iterdir()] == ["built-in-digits.z"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:-1],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:5000] + b"?" + whole[5001:],
        lambda whole: b"no archive",
        lambda whole: zlib.compress(bytes(20_000 * 784), 1),
        lambda whole: zlib.compress(bytes(20_000 * 784 + 9), 1),
    ],
)
def test_a_damaged_file_is_drawn_anew_without_a_word(drawn, damage):
    load_afresh()
    path = kept.path()
    path.write_bytes(damage(path.read_bytes()))
    drawn.clear()

    assert load_afresh().sha256 == source.SHA256

    assert drawn == [16_000, 2_000, 2_000]
    assert kept.read(20_000) is not None


def test_a_place_that_cannot_be_written_is_no_error(drawn, home, monkeypatch):
    (home / "file").write_text("in the way")
    monkeypatch.setenv("MNISTPAD_HOME", str(home / "file"))

    assert load_afresh().sha256 == source.SHA256


def test_what_another_generator_draws_is_not_kept(drawn, home, monkeypatch):
    monkeypatch.setattr(source, "SHA256", "another")

    assert len(load_afresh()) == builtin.COUNT
    assert list(home.iterdir()) == []
