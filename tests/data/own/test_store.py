"""Whatever a person did to their digits is there again when the program starts anew."""

import json
from datetime import UTC, datetime

import pytest

from mnistpad.data.own import OwnDigits
from mnistpad.errors import DataError, DrawingError
from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing


def test_a_kept_drawing_is_there_after_a_restart(store, draw, reopened):
    change = store.keep(draw(1), 7, "Anna")

    (kept,) = reopened().all()
    assert kept == change.digits[0]
    assert (kept.drawing, kept.label, kept.person) == (draw(1).labelled(7), 7, "Anna")


def test_nothing_is_written_before_the_first_is_kept(store):
    store.refresh()

    assert store.all() == ()
    assert not store.path.parent.exists()


def test_each_says_when_it_was_kept(tmp_path, draw):
    store = OwnDigits(tmp_path, now=lambda: datetime(2026, 11, 22, 16, 7, tzinfo=UTC))

    (kept,) = store.keep(draw(1), 7).digits

    assert kept.time == "2026-11-22T16:07:00.000+00:00"


def test_a_line_holds_what_the_drawing_file_holds(store, draw):
    store.keep(draw(1), 7)

    header, line = map(json.loads, store.path.read_text().splitlines())
    assert (header["format"], header["version"]) == ("mnistpad-own-digits", 1)
    assert drawing_file.from_values(line) == draw(1).labelled(7)


def test_relabelling_counts_after_a_restart(store, draw, reopened):
    keys = [store.keep(draw(number), 7).digits[0].key for number in range(3)]

    store.relabel(keys[:2], 1)

    assert [kept.label for kept in reopened().all()] == [1, 1, 7]
    assert reopened().counts() == (0, 2, 0, 0, 0, 0, 0, 1, 0, 0)


def test_what_was_deleted_comes_back_to_its_place(store, draw, reopened):
    keys = [store.keep(draw(number), number).digits[0].key for number in range(4)]

    change = store.delete(keys[1:3])
    assert [kept.label for kept in reopened().all()] == [0, 3]

    store.undo(change)
    assert [kept.label for kept in reopened().all()] == [0, 1, 2, 3]


def test_an_undone_undo_is_the_act_again(store, draw):
    change = store.keep(draw(1), 7)

    undone = store.undo(change)
    assert store.all() == ()

    store.undo(undone)
    assert store.all() == change.digits


def test_each_of_several_gets_its_own_label_back(store, draw):
    keys = [store.keep(draw(number), number).digits[0].key for number in range(3)]

    store.undo(store.relabel(keys, 9))

    assert [kept.label for kept in store.all()] == [0, 1, 2]


def test_two_persons_are_kept_apart_and_can_become_one(store, draw):
    store.keep(draw(1), 1, "Anna")
    store.keep(draw(2), 2)
    assert store.persons() == {"Anna": 1, "Me": 1}
    assert store.counts("Anna") == (0, 1, 0, 0, 0, 0, 0, 0, 0, 0)

    change = store.rename("Me", "  Anna ")
    assert store.persons() == {"Anna": 2}

    store.undo(change)
    assert store.persons() == {"Anna": 1, "Me": 1}


@pytest.mark.parametrize("name", ["", "  ", "\n\t", "\x00"])
def test_a_person_without_a_name_is_refused(store, draw, name):
    with pytest.raises(DataError, match="A person needs a name"):
        store.keep(draw(1), 1, name)

    assert store.all() == ()


def test_a_name_is_one_line_of_at_most_forty_letters(store, draw):
    store.keep(draw(1), 1, "Anna\nBert " + "x" * 99)

    assert list(store.persons()) == ["Anna Bert " + "x" * 30]


def test_a_blank_drawing_is_refused(store):
    with pytest.raises(DataError, match="Draw first"):
        store.keep(Drawing(), 1)

    assert not store.path.exists()


def test_the_very_same_strokes_are_known_again(store, draw):
    (kept,) = store.keep(draw(1), 7).digits

    assert store.same(draw(1).labelled(3)) == kept
    assert store.same(draw(2)) is None

    store.delete([kept.key])
    assert store.same(draw(1)) is None


def test_what_another_window_did_is_seen_and_kept(store, draw, reopened):
    other = reopened()
    mine = store.keep(draw(1), 1).digits[0]

    theirs = other.keep(draw(2), 2).digits[0]
    other.delete([mine.key])
    store.relabel([theirs.key, mine.key], 5)

    assert [kept.label for kept in store.all()] == [5]
    assert [kept.key for kept in other.all()] == [theirs.key]
    assert other.refresh()
    assert other.all() == store.all() == reopened().all()
    assert not other.refresh()


def test_tidying_leaves_what_there_is_and_nothing_else(store, draw, reopened):
    keys = [store.keep(draw(number), number).digits[0].key for number in range(5)]
    store.delete(keys[:2])
    store.relabel(keys[2:], 9)
    other, before = reopened(), store.all()

    store.tidy()

    assert store.all() == reopened().all() == before
    assert len(store.path.read_text().splitlines()) == 1 + 3
    other.keep(draw(8), 8)
    assert len(reopened().all()) == 4


def test_a_tidy_file_is_not_written_again(store, draw):
    store.keep(draw(1), 1)
    before = store.path.stat()

    store.tidy()

    assert store.path.stat().st_ino == before.st_ino


def test_what_was_deleted_comes_back_after_the_file_was_tidied(store, draw, reopened):
    keys = [store.keep(draw(number), number).digits[0].key for number in range(3)]
    change = store.delete(keys[:1])
    reopened().tidy()

    store.undo(change)

    assert sorted(kept.label for kept in reopened().all()) == [0, 1, 2]


def test_deleting_all_leaves_no_file_and_no_way_back(store, draw, reopened):
    change = store.delete([store.keep(draw(1), 1).digits[0].key])
    left = store.path.with_name(f".{store.path.name}.abc.part")
    left.write_bytes(b"what a killed process left")
    other = reopened()

    store.delete_all()

    assert not store.path.exists()
    assert not left.exists()
    assert store.undo(change) is None
    assert other.refresh()
    assert other.all() == store.all() == ()
    store.keep(draw(2), 2)
    assert other.undo(change) is None
    assert [kept.label for kept in other.all()] == [2]


def test_an_export_can_be_imported_by_somebody_else(store, draw, tmp_path):
    for number in range(3):
        store.keep(draw(number), number)
    store.export(tmp_path / "mine.ink.json", store.all()[1:])

    there = OwnDigits(tmp_path / "elsewhere")
    imported = there.import_(tmp_path / "mine.ink.json", "Bert")

    assert imported.count == 2
    assert [kept.drawing for kept in there.all("Bert")] == [kept.drawing for kept in store.all()[1:]]


def test_an_export_keeps_who_drew_what(store, draw, tmp_path):
    for number, person in enumerate(("Anna", "Me", "Bert Ö.")):
        store.keep(draw(number), number, person)
    store.export(tmp_path / "class.ink.json", store.all())

    there = OwnDigits(tmp_path / "elsewhere")
    imported = there.import_(tmp_path / "class.ink.json", "Carla")

    # Whoever is "Me" on one computer is somebody else on another.
    assert imported.persons == ("Anna", "Carla", "Bert Ö.")
    assert [kept.person for kept in there.all()] == ["Anna", "Carla", "Bert Ö."]
    assert [kept.drawing for kept in there.all()] == [kept.drawing for kept in store.all()]


def test_names_can_be_left_out_of_an_export(store, draw, tmp_path):
    store.keep(draw(1), 1, "Anna")

    store.export(tmp_path / "class.ink.json", store.all(), with_names=False)

    assert "Anna" not in (tmp_path / "class.ink.json").read_text()


@pytest.mark.parametrize("person", ["7", "null", '["Anna"]', '""', '"\\n \\u0000"'])
def test_a_name_that_is_none_is_whoever_imports(store, draw, tmp_path, person):
    drawing_file.save(tmp_path / "odd.json", [draw(1).labelled(1)], ["Anna"])
    text = (tmp_path / "odd.json").read_text().replace('"Anna"', person)
    (tmp_path / "odd.json").write_text(text)

    store.import_(tmp_path / "odd.json", "Carla")

    assert store.persons() == {"Carla": 1}


def test_a_long_name_is_kept_as_far_as_names_go(store, draw, tmp_path):
    drawing_file.save(tmp_path / "long.json", [draw(1).labelled(1)], ["A" * 999])

    store.import_(tmp_path / "long.json")

    assert store.persons() == {"A" * 40: 1}


def test_an_import_takes_nothing_twice_and_nothing_without_a_label(store, draw, tmp_path):
    drawings = [draw(1).labelled(1), draw(2), draw(3).labelled(3), draw(3).labelled(3), Drawing((), 4)]
    drawing_file.save(tmp_path / "some.json", drawings)
    store.keep(draw(1), 1)

    imported = store.import_(tmp_path / "some.json")

    assert (imported.count, imported.unlabelled, imported.known) == (1, 1, 1)
    assert store.import_(tmp_path / "some.json").count == 0
    store.undo(imported.change)
    assert [kept.label for kept in store.all()] == [1]


def test_nothing_cannot_be_exported(store, tmp_path):
    with pytest.raises(DrawingError, match="no drawings"):
        store.export(tmp_path / "none.json", [])


def test_many_are_changed_at_once(store, draw, tmp_path, reopened, monkeypatch):
    monkeypatch.setattr("mnistpad.data.own.records.MOST_CHANGED", 7)
    drawing_file.save(tmp_path / "many.json", [draw(number).labelled(1) for number in range(30)])
    store.import_(tmp_path / "many.json")

    change = store.give_to([kept.key for kept in store.all()], "Ö" * 40)

    assert reopened().persons() == {"Ö" * 40: 30}
    store.undo(change)
    assert reopened().persons() == {"Me": 30}


def test_more_than_the_most_are_refused(store, draw, monkeypatch):
    monkeypatch.setattr("mnistpad.data.own.store.MOST_DIGITS", 2)
    store.keep(draw(1), 1)
    store.keep(draw(2), 2)

    with pytest.raises(DataError, match="2 digits of your own are the most"):
        store.keep(draw(3), 3)

    assert len(store.all()) == 2


def test_a_file_that_grows_too_large_is_refused_before_it_is_written(store, draw, monkeypatch):
    store.keep(draw(1), 1)
    monkeypatch.setattr("mnistpad.data.own.store.MOST_BYTES", store.path.stat().st_size + 100)

    with pytest.raises(DataError, match="Export some digits"):
        store.keep(draw(2), 2)

    assert len(store.all()) == 1
