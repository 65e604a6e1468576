from datetime import datetime

import pytest

from mnistpad.errors import TrainingError
from mnistpad.ui.training.run.store import RunStore
from tests.ui.training.run.conftest import CONFIG


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs", now=lambda: datetime(2026, 5, 4, 10, 20, 30))


def test_a_run_comes_back_as_it_was(store):
    run = store.begin(CONFIG, ("mnist", "builtin*0.5"), "quick")
    store.write(run)

    assert store.all() == [run]
    assert store.find(run.key).config == CONFIG


def test_runs_of_the_same_second_do_not_share_a_folder(store):
    keys = [store.begin(CONFIG, ("mnist",)).key for _ in range(3)]

    assert len(set(keys)) == 3
    assert [run.key for run in store.all()] == sorted(keys, reverse=True)


def test_a_name_is_kept(store):
    run = store.begin(CONFIG, ("mnist",))

    store.change(run.key, name="Mine", hidden=True)

    assert store.find(run.key).name == "Mine"
    assert store.find(run.key).hidden


def test_a_run_that_was_interrupted_is_offered_until_it_is_concluded(store):
    run = store.begin(CONFIG, ("mnist",))
    store.release(run.key)
    assert store.unfinished() == run

    store.change(run.key, interrupted=False)

    assert store.unfinished() is None


def test_deleting_can_be_undone_until_it_is_purged(store):
    run = store.begin(CONFIG, ("mnist",))
    store.release(run.key)

    store.delete(run.key)
    assert store.all() == []
    store.restore(run.key)
    assert store.all() == [run]

    store.delete(run.key)
    store.purge()
    with pytest.raises(TrainingError, match="could not be moved"):
        store.restore(run.key)


@pytest.mark.parametrize(
    "card",
    ["", "[]", "{}", '{"sources": [], "config": {}}', '{"sources": ["mnist"], "config": {"epochs": -1}}', "[" * 9999],
)
def test_a_damaged_card_hides_no_other_run(store, card):
    good, bad = store.begin(CONFIG, ("mnist",)), store.begin(CONFIG, ("mnist",))
    (store.folder / bad.key / "run.json").write_text(card)

    assert store.all() == [good]


def test_a_folder_that_is_in_the_way_is_named(tmp_path):
    (tmp_path / "runs").write_text("a file")

    with pytest.raises(TrainingError, match="cannot be kept in .*runs"):
        RunStore(tmp_path / "runs").begin(CONFIG, ("mnist",))


# Two windows


@pytest.fixture
def other(store):
    """The same folder as another window sees it."""
    return RunStore(store.folder, now=lambda: datetime(2026, 5, 4, 10, 20, 30))


def test_a_run_that_is_going_on_elsewhere_is_not_offered_and_the_one_before_it_is(store, other):
    before = store.begin(CONFIG, ("mnist",))
    store.release(before.key)
    store.begin(CONFIG, ("mnist",))

    assert other.unfinished() == before


def test_a_run_that_is_going_on_elsewhere_is_neither_taken_nor_deleted(store, other):
    run = store.begin(CONFIG, ("mnist",))

    for does in (other.claim, other.delete):
        with pytest.raises(TrainingError, match="going on in another window"):
            does(run.key)

    store.release(run.key)
    other.claim(run.key)
    assert store.is_going_on(run.key)


def test_two_windows_that_begin_in_the_same_second_do_not_share_a_folder(store, other):
    assert store.begin(CONFIG, ("mnist",)).key != other.begin(CONFIG, ("mnist",)).key


# After a kill


def test_halves_of_files_are_swept_where_nobody_writes_them(store, other):
    dead, alive = (store.begin(CONFIG, ("mnist",)) for _ in range(2))
    store.release(dead.key)
    halves = [
        store.folder / run.key / f".{name}.x1.part" for run in (dead, alive) for name in ("run.json", "run.checkpoint")
    ]
    for half in halves:
        half.write_bytes(b"half")

    other.tidy()

    assert [half.exists() for half in halves] == [False, False, True, True]
    assert len(store.all()) == 2


def test_a_place_without_a_run_goes_and_what_is_not_ours_stays(store):
    run = store.begin(CONFIG, ("mnist",))
    (store.folder / "empty").mkdir()
    (store.folder / "photos").mkdir()
    (store.folder / "photos" / "one.png").write_bytes(b"picture")
    (store.folder / "note.txt").write_text("mine")

    store.tidy()

    assert sorted(path.name for path in store.folder.iterdir()) == [run.key, "note.txt", "photos"]


def test_tidying_a_folder_that_is_not_there_is_no_error(tmp_path):
    RunStore(tmp_path / "nowhere").tidy()
