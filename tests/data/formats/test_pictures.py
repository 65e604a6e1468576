"""Folders of pictures by digit go the way of a dropped picture, and those that cannot be read are named."""

import numpy as np
import pytest
from PIL import Image

from mnistpad.data import sources
from mnistpad.data.dataset import NoLabelsError
from mnistpad.data.formats import pictures
from mnistpad.data.formats.watching import LeftError, Watch, watched_by
from mnistpad.errors import DataError, ImageError
from mnistpad.ink.picture import picture_to_image


def draw_bar(path, size: int = 40, lean: int = 0) -> None:
    """Save a dark bar on light paper."""
    path.parent.mkdir(parents=True, exist_ok=True)
    paper = np.full((size, size), 250, np.uint8)
    for row in range(size // 5, size - size // 5):
        middle = size // 2 + lean * (row - size // 2) // size
        paper[row, middle - size // 16 : middle + size // 16 + 1] = 10
    Image.fromarray(paper).save(path)


@pytest.fixture
def folder(tmp_path):
    """Five pictures of ones and two of sevens, of several sizes and kinds."""
    for number in range(5):
        draw_bar(tmp_path / "mine" / "1" / f"{number}.png", 30 + 10 * number)
    draw_bar(tmp_path / "mine" / "7" / "b.JPG", 64, lean=20)
    draw_bar(tmp_path / "mine" / "7" / "a.bmp", 50, lean=15)
    return tmp_path / "mine"


def test_pictures_are_read_as_dropped_ones_are(folder):
    everything = sources.load(str(folder)).part("all")
    everything = everything.take(np.argsort(everything.places))

    assert everything.labels.tolist() == [1] * 5 + [7] * 2
    expected = picture_to_image(folder / "7" / "a.bmp").ravel()
    np.testing.assert_allclose(everything.pixels[5] / 255, expected, atol=0.5 / 255 + 1e-6)


def test_training_and_test_folders_stay_apart(folder, tmp_path):
    folder.rename(tmp_path / "train")
    draw_bar(tmp_path / "test" / "3" / "x.png")

    dataset = sources.load(str(tmp_path))

    assert dataset.has_parts
    assert dataset.test.labels.tolist() == [3]
    assert len(dataset.train) + len(dataset.validation) == 7


def test_what_is_no_picture_is_left_aside(folder):
    (folder / "1" / "Thumbs.db").write_bytes(b"x")
    (folder / "1" / "._1.png").write_bytes(b"x")
    (folder / "1" / "more.png").mkdir()
    (folder / "notes").mkdir()

    assert len(sources.load(str(folder))) == 7


def test_damaged_pictures_are_left_out_and_named_with_their_folders(folder):
    whole = sources.load(str(folder))
    (folder / "1" / "2b.png").write_bytes(b"no picture")
    Image.new("L", (40, 40), 250).save(folder / "7" / "blank.png")

    dataset = sources.load(str(folder))

    left_out = "2 of 9 pictures could not be read as digits, and left out: 1/2b.png, 7/blank.png."
    assert dataset.notes == (left_out,)
    assert dataset.sha256 == whole.sha256
    assert sources.preview(str(folder)).notes == (left_out,)


def test_of_many_damaged_pictures_some_are_named(folder):
    for number in range(5):
        (folder / "1" / f"x{number}.png").write_bytes(b"no picture")

    (words,) = sources.load(str(folder)).notes

    assert words.endswith("left out: 1/x0.png, 1/x1.png, 1/x2.png and 2 more.")


def test_a_folder_of_mostly_damaged_pictures_is_refused_before_all_are_tried(folder, monkeypatch):
    tried = []
    monkeypatch.setattr(pictures, "picture_to_image", lambda path, name: tried.append(path) or read(path, name))
    for number in range(40):
        (folder / "0").mkdir(exist_ok=True)
        (folder / "0" / f"{number:02}.png").write_bytes(b"no picture")

    with pytest.raises(DataError, match="at least 24 of 47 pictures could not be read as digits") as error:
        sources.load(str(folder))

    assert len(tried) == 24
    assert isinstance(error.value.__cause__, ImageError)


def read(path, name):
    return picture_to_image(path, name)


def test_the_only_picture_says_itself_why_it_cannot_be_read(tmp_path):
    (tmp_path / "4").mkdir()
    (tmp_path / "4" / "a.png").write_bytes(b"no picture")

    with pytest.raises(ImageError, match=r"4/a\.png is not a picture"):
        sources.load(str(tmp_path))


def test_pictures_in_no_folders_of_digits_can_be_looked_at(folder):
    (folder / "1" / "0.png").write_bytes(b"no picture")

    dataset = sources.read(str(folder / "1"))

    assert not dataset.is_labelled
    assert len(dataset.train) == 4
    assert dataset.remarks == ("1 of 5 pictures could not be read as digits, and left out: 0.png.",)
    with pytest.raises(NoLabelsError, match="1 has no labels.* Open mine instead, which has a folder for each digit"):
        sources.load(str(folder / "1"))


def test_pictures_in_any_folder_say_how_they_get_labels(folder):
    (folder / "1").rename(folder / "ones")

    with pytest.raises(NoLabelsError, match="ones has no labels.* Put the pictures into folders named 0 to 9"):
        sources.load(str(folder / "ones"))


def test_reading_tells_how_far_it_is_and_ends_when_it_is_left(folder):
    told = []
    watch = Watch(lambda done, total: told.append((done, total)) or (done == 3 and watch.leave()))

    with watched_by(watch), pytest.raises(LeftError):
        sources.load(str(folder))

    assert told == [(done, 7) for done in range(4)]


def test_folders_without_pictures_say_what_is_looked_for(tmp_path):
    (tmp_path / "4").mkdir()

    with pytest.raises(DataError, match="holds no pictures of digits"):
        sources.load(str(tmp_path))


def test_a_folder_of_anything_else_says_what_is_looked_for(tmp_path):
    with pytest.raises(DataError, match="neither IDX files .* nor folders of pictures"):
        sources.load(str(tmp_path))


def test_too_many_pictures_are_refused(folder, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PICTURES", 6)

    with pytest.raises(DataError, match="more than 6 pictures"):
        sources.load(str(folder))
