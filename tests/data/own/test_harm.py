"""What a killed process, a full disk, another program or a newer version did to the file."""

import random
import resource
import subprocess
import sys
import threading

import pytest

from mnistpad.data.own import OwnDigits
from mnistpad.data.own.lock import locked
from mnistpad.errors import DataError, MnistPadError


@pytest.fixture
def three(store, draw):
    """Three digits that were kept: 0, 1 and 2."""
    for number in range(3):
        store.keep(draw(number), number)
    return store


def test_a_torn_last_line_is_not_read_and_goes_with_the_next_write(three, draw, reopened):
    whole = three.path.read_bytes()
    for cut in (1, 2, 50, len(whole.splitlines(keepends=True)[-1]) - 1):
        three.path.write_bytes(whole[:-cut] if cut > 1 else whole + b'{"id":"ab')

        other = reopened()
        expected = [0, 1, 2] if cut == 1 else [0, 1]
        assert [kept.label for kept in other.all()] == expected
        other.keep(draw(9), 9)

        assert [kept.label for kept in reopened().all()] == [*expected, 9]
        assert reopened().damaged == 0


def test_a_last_line_without_its_end_counts_as_editors_leave_it(three, draw, reopened):
    three.path.write_bytes(three.path.read_bytes()[:-1])

    other = reopened()
    assert [kept.label for kept in other.all()] == [0, 1, 2]
    other.keep(draw(9), 9)

    assert [kept.label for kept in reopened().all()] == [0, 1, 2, 9]


def test_a_damaged_line_costs_itself_and_is_never_lost(three, draw, reopened):
    lines = three.path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"strokes":', b'"strikes":')
    three.path.write_bytes(b"".join(lines))

    other = reopened()
    assert [kept.label for kept in other.all()] == [0, 2]
    assert other.damaged == 1
    other.delete([other.all()[0].key])
    other.tidy()

    assert lines[2] in three.path.read_bytes()
    assert [kept.label for kept in reopened().all()] == [2]
    assert reopened().damaged == 1


def test_what_was_done_to_a_damaged_line_waits_for_its_repair(three, reopened):
    keys = [kept.key for kept in three.all()]
    three.relabel(keys[:2], 8)
    three.relabel(keys[:1], 5)
    whole = three.path.read_bytes()
    three.path.write_bytes(whole.replace(b'"id":"' + keys[1].encode(), b'"it":"' + keys[1].encode()))

    reopened().tidy()
    mended = three.path.read_bytes().replace(b'"it"', b'"id"')
    three.path.write_bytes(mended)

    assert sorted(kept.label for kept in reopened().all()) == [2, 5, 8]


def test_a_damaged_first_line_costs_no_digit(three, draw, reopened):
    three.path.write_bytes(b"?" + three.path.read_bytes())

    other = reopened()
    other.keep(draw(9), 9)
    other.tidy()

    assert [kept.label for kept in reopened().all()] == [0, 1, 2, 9]


def test_a_missing_first_line_costs_no_digit(three, draw, reopened):
    three.path.write_bytes(three.path.read_bytes().split(b"\n", 1)[1])

    reopened().keep(draw(9), 9)

    assert [kept.label for kept in reopened().all()] == [0, 1, 2, 9]


@pytest.mark.parametrize(
    "content", [b"\xff\xd8 a picture", b"a text\nof two lines\n", bytes(999), b"{}", b"[[[[" * 9999]
)
def test_a_file_of_something_else_is_refused_and_left_alone(store, draw, content):
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(content)

    for act in (store.refresh, lambda: store.keep(draw(1), 1), store.tidy):
        with pytest.raises(DataError, match="not a file of kept digits"):
            act()

    assert store.path.read_bytes() == content


def test_an_empty_file_is_begun_anew(store, draw, reopened):
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(b"")

    store.keep(draw(1), 1)

    assert len(reopened().all()) == 1


def test_a_newer_file_is_refused_and_left_alone(three, draw):
    newer = three.path.read_bytes().replace(b'"version":1', b'"version":2')
    three.path.write_bytes(newer)
    three = OwnDigits(three.path.parent)

    for act in (three.refresh, lambda: three.keep(draw(9), 9), three.tidy):
        with pytest.raises(DataError, match="newer MnistPad"):
            act()

    assert three.path.read_bytes() == newer


def test_a_file_in_the_place_of_the_same_name_and_number_is_read_anew(three, draw, reopened):
    other = reopened()
    content = three.path.read_bytes()

    three.path.write_bytes(content.replace(b'"era":', b'"err":'))  # in place, so that its number stays
    other.refresh()

    assert other.damaged == 1  # its first line
    assert len(other.all()) == 3


def test_all_can_be_deleted_whatever_the_file_holds(store):
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(b"something else")

    store.delete_all()

    assert not store.path.exists()


def test_a_file_in_the_folders_place_is_one_sentence(tmp_path, draw):
    (tmp_path / "digits").write_text("not a folder")
    store = OwnDigits(tmp_path / "digits")

    with pytest.raises(DataError, match="could not be changed"):
        store.keep(draw(1), 1)


def test_a_folder_in_the_files_place_is_one_sentence(store, draw):
    store.path.mkdir(parents=True)

    for act in (store.refresh, lambda: store.keep(draw(1), 1), store.delete_all):
        with pytest.raises(DataError, match=r"Look at the file|yourself"):
            act()


def test_a_full_disk_is_one_sentence_and_leaves_no_half(three, draw, reopened):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (three.path.stat().st_size + 100, hard))
    try:
        with pytest.raises(DataError, match="Free some space"):
            three.keep(draw(9), 9)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [kept.label for kept in three.all()] == [0, 1, 2]
    assert three.path.read_bytes().endswith(b"\n")
    three.keep(draw(9), 9)
    assert [kept.label for kept in reopened().all()] == [0, 1, 2, 9]


def test_a_line_that_did_not_reach_the_disk_is_taken_back(three, draw, reopened, monkeypatch):
    def fail(_handle):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("mnistpad.data.own.journal.os.fsync", fail)
    with pytest.raises(DataError, match="Input/output error"):
        three.keep(draw(9), 9)
    monkeypatch.undo()

    assert [kept.label for kept in three.all()] == [kept.label for kept in reopened().all()] == [0, 1, 2]


def test_a_full_disk_leaves_the_file_alone_that_was_to_be_tidied(three):
    three.delete([three.all()[0].key])
    before = three.path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(DataError, match="could not be changed"):
            three.tidy()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert three.path.read_bytes() == before
    assert not list(three.path.parent.glob(".*"))


def test_who_holds_the_lock_is_not_waited_for_for_ever(tmp_path):
    held, wanted = locked(tmp_path / "lock"), locked(tmp_path / "lock", patience=0.05)

    with held, pytest.raises(DataError, match="Another window"):
        wanted.__enter__()

    with locked(tmp_path / "lock"):
        pass


def test_threads_that_keep_at_once_lose_nothing(store, draw, reopened):
    stores = [store, reopened()]

    def keep(number: int) -> None:
        for nth in range(5):
            stores[number % 2].keep(draw(10 * number + nth), number)

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert reopened().counts() == (5, 5, 5, 5, 0, 0, 0, 0, 0, 0)
    assert reopened().damaged == 0


def test_processes_that_keep_at_once_lose_nothing(store, reopened):
    code = "import sys; from tests.data.own.keeping import keep; keep(sys.argv[1], int(sys.argv[2]), 10)"
    command = [sys.executable, "-c", code, str(store.path.parent)]

    processes = [subprocess.Popen([*command, str(label)]) for label in (3, 8)]
    assert [process.wait(60) for process in processes] == [0, 0]

    assert reopened().counts() == (0, 0, 0, 10, 0, 0, 0, 0, 10, 0)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes with something done to them."""
    at, length = rng.randrange(len(data)), rng.choice([1, 1, 1, 2, 9, 200])
    piece = data[at : at + length]
    other = rng.choice(
        [
            b"",
            bytes(rng.randrange(256) for _ in piece),
            piece * 2,
            b"\n",
            b"9" * 400,
            b"1e999",
            b"null",
            b"[" * 500,
            b'"',
        ]
    )
    return data[:at] + other + data[at + length * rng.choice([0, 1]) :]


@pytest.mark.parametrize("count", [150, pytest.param(2000, marks=pytest.mark.long)])
def test_a_mutated_file_is_read_or_refused_and_keeps_what_it_has(three, draw, count):
    three.relabel([three.all()[0].key], 5)
    whole, rng = three.path.read_bytes(), random.Random(count)
    for _ in range(count):
        harmed = whole
        for _ in range(rng.choice([1, 1, 3])):
            harmed = mutated(harmed, rng)
        three.path.write_bytes(harmed)
        store = OwnDigits(three.path.parent)
        try:
            store.refresh()
            before = store.all()
            store.keep(draw(9), 9)
            store.tidy()
        except MnistPadError:
            assert three.path.read_bytes() == harmed
            continue
        again = OwnDigits(three.path.parent)
        again.refresh()
        assert again.all()[: len(before)] == before
        assert again.same(draw(9)) is not None
