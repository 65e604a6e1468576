"""A folder of pictures on the command line: what was left out is told beside every result."""

import numpy as np
import pytest
from PIL import Image

LEFT_OUT = "photos: 1 of 41 pictures could not be read as digits, and left out: 3/bad.png."


@pytest.fixture
def photos(tmp_path):
    """Forty pictures, and one that is none."""
    for number in range(40):
        folder = tmp_path / "photos" / str(number % 10)
        folder.mkdir(parents=True, exist_ok=True)
        paper = np.full((30, 30), 250, np.uint8)
        paper[4:26, 12 : 14 + number % 10] = 10
        Image.fromarray(paper).save(folder / f"{number}.png")
    (tmp_path / "photos" / "3" / "bad.png").write_text("no picture")
    return tmp_path / "photos"


def test_data_show_lists_what_was_left_out(run, photos):
    assert LEFT_OUT.removeprefix("photos: ") in run("data", "show", photos).out
    assert run("data", "show", photos, "--json").lines[0]["notes"] == [LEFT_OUT.removeprefix("photos: ")]


def test_training_and_evaluating_tell_it_on_standard_error(run, photos):
    trained = run("train", "--data", photos, "--hidden", "4", "--epochs", 1, "--out", "m.npz", "--json")
    evaluated = run("evaluate", "m.npz", "--data", photos, "--json")

    for ended in (trained, evaluated):
        assert ended.status == 0
        assert LEFT_OUT in ended.err.splitlines()
        assert "left out" not in ended.out
