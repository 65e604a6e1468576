"""Folders of pictures by digit go the way of a dropped picture, all of them or none."""

import numpy as np
import pytest
from PIL import Image

from mnistpad.data import sources
from mnistpad.data.formats import pictures
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


def test_a_damaged_picture_is_named_with_its_folder(folder):
    (folder / "7" / "c.png").write_bytes(b"no picture")

    with pytest.raises(ImageError, match=r"7/c\.png"):
        sources.load(str(folder))


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
