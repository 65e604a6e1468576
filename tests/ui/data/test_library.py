import json

import pytest

from mnistpad.data.sources import SourceInfo
from mnistpad.ui.data.library import MOST, Library
from mnistpad.ui.settings import Settings


class Known:
    def __init__(self) -> None:
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return [SourceInfo("MNIST", "mnist", True, "/there", "free", 70_000)]


@pytest.fixture
def known():
    return Known()


def library(known):
    return Library(Settings(), known)


def test_named_sources_come_first_and_looking_is_done_once(known, tmp_path):
    shelf = library(known)
    shelf.remember(str(tmp_path / "mine.csv"))

    assert [each.key for each in shelf.sources()] == ["mnist", str(tmp_path / "mine.csv")]
    assert [each.name for each in shelf.sources()] == ["MNIST", "mine.csv"]
    assert known.asked == 1


def test_opened_files_are_there_at_the_next_start(known, tmp_path):
    path = tmp_path / "mine.csv"
    path.touch()
    first = library(known)
    first.remember(f"{path}#transposed")
    first._settings.save()

    source = library(known).find(f"{path}#transposed")

    assert source.available
    assert source.name == "mine.csv"
    assert source.where == str(path)


def test_a_file_that_went_away_is_still_listed_but_not_available(known, tmp_path):
    shelf = library(known)
    shelf.remember(str(tmp_path / "gone.csv"))

    assert not shelf.find(str(tmp_path / "gone.csv")).available


def test_the_same_file_opened_in_another_way_takes_the_place_of_the_first(known, tmp_path):
    shelf = library(known)
    shelf.remember(str(tmp_path / "mine.csv"))
    shelf.remember(f"{tmp_path / 'mine.csv'}#transposed")

    assert shelf.opened == (f"{tmp_path / 'mine.csv'}#transposed",)


def test_what_is_forgotten_is_gone_and_the_file_stays(known, tmp_path):
    path = tmp_path / "mine.csv"
    path.touch()
    shelf = library(known)
    shelf.remember(str(path))

    shelf.forget(str(path))

    assert shelf.opened == ()
    assert path.exists()


def test_files_of_one_name_are_told_apart_by_their_folders(known, tmp_path):
    shelf = library(known)
    for name in ("4a/train.csv", "4b/train.csv", "4b/test.csv"):
        shelf.remember(str(tmp_path / name))

    names = [each.name for each in shelf.sources()[-3:]]

    assert names == ["4a/train.csv", "4b/train.csv", "test.csv"]
    assert shelf.find(str(tmp_path / "4b/train.csv")).name == "4b/train.csv"


def test_only_so_many_are_remembered(known, tmp_path):
    shelf = library(known)
    for number in range(MOST + 5):
        shelf.remember(str(tmp_path / f"{number}.csv"))

    assert len(shelf.opened) == MOST
    assert shelf.opened[-1].endswith(f"{MOST + 4}.csv")


def test_changes_are_told_once(known, qtbot, tmp_path):
    shelf = library(known)

    with qtbot.waitSignal(shelf.changed):
        shelf.remember(str(tmp_path / "mine.csv"))
    with qtbot.assertNotEmitted(shelf.changed):
        shelf.remember(str(tmp_path / "mine.csv"))


@pytest.mark.parametrize("text", ["[", "7", '{"a": 1}', json.dumps([1, None, ""]), "[" * 5000])
def test_damaged_settings_mean_no_opened_files(known, text):
    settings = Settings()
    settings.put("data/opened", text)

    assert Library(settings, known).opened == ()
