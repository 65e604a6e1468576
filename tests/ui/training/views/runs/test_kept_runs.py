import os
from datetime import datetime

import pytest

from mnistpad.training.checkpoint import load_history
from mnistpad.ui.training.views.runs.kept_runs import (
    FULL,
    NO_CURVES,
    OTHER_IMAGES,
    THIS_RUN,
    KeptRuns,
    begun_at,
    words_of,
)
from tests.ui.training.views.conftest import make_run


@pytest.fixture
def runs(store):
    return KeptRuns(store)


def behind(runs, present=None):
    return [row.key for row in runs.rows(present) if row.is_behind]


def test_runs_are_named_by_what_differs_or_by_the_person(runs, keep):
    keep(optimizer="momentum", learning_rate=0.3)
    keep(optimizer="momentum", learning_rate=0.01)
    keep(optimizer="momentum", name="For 9b")

    assert [row.name.rpartition(", ")[2] for row in runs.rows()] == ["For 9b", "α 0.01", "α 0.3"]


def test_of_runs_that_are_alike_each_keeps_its_name_when_another_begins(runs, keep):
    first, second = keep(), keep()
    before = {row.key: row.name for row in runs.rows()}

    third = keep()

    names = {row.key: row.name for row in runs.rows()}
    assert [names[key].rpartition(" ")[2] for key in (second, third)] == ["(2)", "(3)"]
    assert before == {first: names[first], second: names[second]}


def test_scores_on_other_images_stand_in_another_group(runs, keep):
    first = keep(count=100)
    other = keep(images="built-in digits", count=2000)
    fewer = keep(count=50)
    present = make_run(key=keep())

    rows = runs.rows(present)

    assert [row.key for row in rows] == [present.key, first, fewer, other]
    assert [row.images for row in rows] == [
        "100 held-out toy digits", "100 held-out toy digits", "50 held-out toy digits", "2,000 held-out built-in digits"
    ]  # fmt: skip


def test_the_newest_four_lie_behind_the_present_run(runs, keep):
    keys = [keep(seed=seed) for seed in range(5)]
    present = make_run(key=keep())

    assert behind(runs, present) == keys[:0:-1]
    assert {row.key: row.not_behind for row in runs.rows(present)}[keys[0]] == FULL
    assert {row.key: row.not_behind for row in runs.rows(present)}[present.key] == THIS_RUN
    assert len(runs.behind(present)) == 4


def test_taking_one_away_moves_no_other_up(runs, keep):
    keys = [keep(seed=seed) for seed in range(6)]

    runs.put_behind(keys[5], shown=False)

    assert behind(runs) == [keys[4], keys[3], keys[2]]
    runs.put_behind(keys[0], shown=True)
    assert behind(runs) == [keys[4], keys[3], keys[2], keys[0]]


def test_a_new_run_takes_the_place_of_the_oldest(runs, keep):
    keys = [keep(seed=seed) for seed in range(4)]
    runs.put_behind(keys[2], shown=False)
    runs.put_behind(keys[2], shown=True)

    newest = keep(seed=9)

    assert behind(runs) == [newest, *keys[:0:-1]]


def test_curves_on_other_images_cannot_lie_behind(runs, keep, present):
    other = keep(count=50)

    row = next(row for row in runs.rows(present) if row.key == other)

    assert (row.is_behind, row.not_behind) == (False, OTHER_IMAGES)


def test_the_curves_behind_are_those_of_the_checkpoints(runs, keep, present, two_epochs):
    keep(name="An earlier one")

    (curve,) = runs.behind(present)

    assert (curve.name, curve.batches) == ("An earlier one", 10)
    assert curve.history == two_epochs.history


def test_curves_are_read_once(runs, keep, monkeypatch):
    keep()
    runs.behind()
    monkeypatch.setattr("mnistpad.ui.training.views.runs.kept_runs.load_history", None)

    assert len(runs.behind()) == 1


def test_a_list_of_many_runs_reads_few_checkpoints(runs, keep, monkeypatch):
    for seed in range(12):
        keep(seed=seed)
    read = []
    monkeypatch.setattr(
        "mnistpad.ui.training.views.runs.kept_runs.load_history", lambda path: read.append(path) or load_history(path)
    )

    runs.rows()

    assert len(read) == 4


def test_a_damaged_checkpoint_costs_the_curves_and_not_the_list(runs, keep, store):
    key = keep()
    store.checkpoint(key).write_bytes(b"no archive")

    (row,) = runs.rows()

    assert row.not_behind == NO_CURVES
    assert runs.behind() == []


def test_a_run_that_had_no_curves_yet_gets_its_box_when_it_went_on(runs, keep, store, two_epochs):
    key = keep()
    whole = store.checkpoint(key).read_bytes()
    store.checkpoint(key).write_bytes(b"no archive")
    runs.rows()

    store.checkpoint(key).write_bytes(whole)
    os.utime(store.checkpoint(key), (1, 1))

    assert runs.rows()[0].is_behind


def test_a_killed_run_is_known_by_its_checkpoint(runs, keep, two_epochs):
    keep(accuracy=None, images="", count=0, epoch=0, interrupted=True)

    (row,) = runs.rows()

    assert row.epochs_in_words == "was at epoch 2 of 4"
    assert row.accuracy == two_epochs.best.accuracy
    assert row.images == "100 held-out toy digits"


def test_a_run_says_how_far_it_came(runs, keep):
    keep(epoch=4)
    keep(epoch=2)
    present = make_run(key=keep())

    assert [row.epochs_in_words for row in runs.rows(present)] == ["this run: 0 of 10", "2 of 4", "4"]


def test_a_run_without_a_checkpoint_cannot_go_on(runs, keep, store):
    store.checkpoint(keep()).unlink()

    assert not runs.rows()[0].can_go_on


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        (("mnist",), "MNIST"),
        (("builtin", "mnist*0.5"), "built-in digits (synthetic) + MNIST × 0.5"),
        (("some/folder/my class.csv",), "my class.csv"),
    ],
)
def test_sources_are_told_in_words(sources, words):
    assert words_of(sources) == words


def test_a_run_began_when_its_folder_says():
    assert begun_at("2026-03-01-103000-1") == datetime(2026, 3, 1, 10, 30)
    assert begun_at("somebody's folder") is None
