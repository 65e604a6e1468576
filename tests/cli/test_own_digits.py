"""A person's own digits on the command line."""

from mnistpad.data import own
from tests.data.own.conftest import drawing


def keep(count: int) -> None:
    for number in range(count):
        own.default().keep(drawing(number), number % 10)


def test_own_digits_are_shown_with_their_counts(run):
    keep(20)

    ended = run("data", "show", "my-digits", "--json")

    assert ended.status == 0
    (record,) = ended.lines
    assert (record["name"], record["images"]) == ("my digits", 20)
    assert sum(record["digits"][part][7] for part in record["digits"]) == 2


def test_the_list_tells_how_many_are_kept(run):
    keep(20)

    lines = run("data", "list", "--json").lines

    mine = next(line for line in lines if line["key"] == "my-digits")
    assert (mine["available"], mine["images"]) == (True, 20)


def test_too_few_are_one_sentence(run):
    keep(3)

    ended = run("train", "--data", "my-digits", "--out", "mine.npz")

    assert ended.status == 2
    assert "3 are kept, and 10 are the fewest" in ended.complaint


def test_a_network_learns_from_them_and_its_scores_name_them(run):
    keep(30)

    trained = run("train", "--data", "my-digits*3", "--out", "mine.npz", "--epochs", "1", "--json")
    evaluated = run("evaluate", "mine.npz", "--data", "my-digits", "--json")

    assert trained.status == evaluated.status == 0
    assert "my digits" in run("evaluate", "mine.npz", "--data", "my-digits").out


def test_a_newer_file_is_one_sentence(run):
    keep(12)
    path = own.default().path
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2'))

    ended = run("data", "show", "my-digits")

    assert ended.status == 2
    assert "newer MnistPad" in ended.complaint
