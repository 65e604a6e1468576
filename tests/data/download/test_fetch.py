"""Files come whole and right, or not at all, whatever a server does."""

import tracemalloc

import pytest

from mnistpad.data.download import MNIST_FILES, MNIST_MIRRORS, Stage
from mnistpad.errors import DownloadError
from tests.data.download import server as manners
from tests.data.download.conftest import CONTENTS, FILES, LARGE, SMALL, TINY

WAY_ON = "use files that you already have, or go on with the built-in digits."


def test_the_shipped_table_is_as_the_files_were_published():
    table = {file.name: (file.size, file.sha256) for file in MNIST_FILES}

    assert table == {
        "train-images-idx3-ubyte.gz": (
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        "train-labels-idx1-ubyte.gz": (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        "t10k-images-idx3-ubyte.gz": (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        "t10k-labels-idx1-ubyte.gz": (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    }
    assert MNIST_MIRRORS == (
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    )


def test_files_come_whole_and_nothing_else_is_left(getter, server):
    getter.get(server)

    assert getter.holds(*FILES)
    assert server.asked == [file.name for file in FILES]


def test_what_is_there_is_never_fetched_again(getter, server):
    getter.get(server)
    server.asked.clear()

    getter.get(server)

    assert server.asked == []
    assert getter.holds(*FILES)


def test_only_what_is_missing_is_fetched(getter, server):
    getter.get(server, files=[SMALL])
    server.asked.clear()

    getter.get(server)

    assert server.asked == [LARGE.name, TINY.name]
    assert getter.told[-1].total == LARGE.size + TINY.size
    assert getter.holds(*FILES)


@pytest.mark.parametrize("damaged", [b"", b"x", CONTENTS[SMALL.name][:-1], bytes(SMALL.size)])
def test_a_damaged_file_is_fetched_anew(getter, server, damaged):
    getter.get(server)
    (getter.folder / SMALL.name).write_bytes(damaged)
    server.asked.clear()

    getter.get(server)

    assert server.asked == [SMALL.name]
    assert getter.holds(*FILES)


def test_a_persons_own_file_stays(getter, server):
    getter.folder.mkdir(parents=True)
    (getter.folder / SMALL.name).write_bytes(b"my own")

    getter.get(server, is_own=lambda path: path.read_bytes() == b"my own")

    assert server.asked == [LARGE.name, TINY.name]
    assert (getter.folder / SMALL.name).read_bytes() == b"my own"


def test_what_a_killed_process_left_is_swept_away(getter, server):
    getter.folder.mkdir(parents=True)
    (getter.folder / f".{LARGE.name}.abc.part").write_bytes(b"half")
    (getter.folder / ".download.lock").write_bytes(b"")

    getter.get(server)

    assert getter.holds(*FILES)


@pytest.mark.parametrize("manner", [manners.without_length, manners.chunked, manners.called_gzip])
def test_every_honest_way_to_send_a_file_will_do(getter, server, manner):
    getter.get(server.behave(manner))

    assert getter.holds(*FILES)


BAD_MANNERS = {
    "403": (manners.status(403), "refuses to give it out (403)"),
    "404": (manners.status(404), "does not have it (404)"),
    "429": (manners.status(429), "has been asked too often (429)"),
    "503": (manners.status(503), "has trouble of its own (503)"),
    "204": (manners.status(204), "answers with something unexpected (204)"),
    "reset in the middle": (manners.reset, "breaks off in the middle of it"),
    "reset at once": (manners.reset_at_once, "breaks off in the middle of it"),
    "stalled": (manners.stalled, "stops sending in the middle of it"),
    "dripping": (manners.dripping, "stops sending in the middle of it"),
    "silent": (manners.silent, "does not answer"),
    "too short": (manners.too_short, "breaks off in the middle of it"),
    "too short without a length": (manners.short_without_length, "breaks off in the middle of it"),
    "too short and says so": (manners.honestly_short, "has something else in its place"),
    "too long and says so": (manners.honestly_long, "has something else in its place"),
    "too long without a length": (manners.long_without_length, "sends more than the file has"),
    "endless": (manners.endless, "sends more than the file has"),
    "wrong bytes": (manners.wrong_bytes, "sends it with other contents than it should have"),
    "gzip bomb": (manners.bomb, "sends it with other contents than it should have"),
    "zipped once more": (manners.bomb_of_right_bytes, ""),
    "gibberish": (manners.gibberish, "breaks off in the middle of it"),
    "bad chunks": (manners.bad_chunks, "breaks off in the middle of it"),
    "redirect to itself": (manners.elsewhere("/mnist/large.gz"), "sends us round in circles"),
    "redirect to a file": (manners.elsewhere("file:///etc/passwd"), "sends us to an address that is not safe"),
    "redirect to nothing": (manners.elsewhere("http://[::bad"), ""),
    "a page to log in": (manners.log_in_first, "has something else in its place"),
}


@pytest.mark.parametrize("name", BAD_MANNERS)
def test_a_misbehaving_server_leaves_nothing_behind_but_a_sentence(getter, server, name):
    manner, said = BAD_MANNERS[name]
    server.behave(manner, LARGE.name)

    with pytest.raises(DownloadError) as error:
        getter.get(server)

    sentence = str(error.value)
    assert said in sentence
    assert sentence.startswith(f"MNIST's large.gz could not be downloaded: 127.0.0.1:{server.server_port} ")
    assert sentence.endswith(WAY_ON)
    assert "\n" not in sentence
    assert not getter.folder.exists()
    assert not getter.folder.parent.exists()


@pytest.mark.parametrize("name", BAD_MANNERS)
def test_the_next_mirror_is_tried(getter, start, name):
    bad, good = start().behave(BAD_MANNERS[name][0]), start()

    getter.get(bad, good)

    assert getter.holds(*FILES)
    assert len(bad.asked) <= 6
    assert set(bad.asked) == {LARGE.name}, "the mirror that served the first file is asked first for the others"


def test_a_refused_connection_is_told_and_the_next_mirror_is_tried(getter, server):
    getter.get("http://127.0.0.1:9/", server)

    assert getter.holds(*FILES)


def test_nobody_there_asks_whether_the_computer_is_online(getter):
    with pytest.raises(DownloadError) as error:
        getter.get("http://127.0.0.1:9/", "http://mirror.invalid/mnist/")

    assert str(error.value) == (
        "MNIST's large.gz could not be downloaded: 127.0.0.1:9 refuses the connection, and mirror.invalid cannot be "
        "found. Check that this computer is online and try again, use files that you already have, or go on with the "
        "built-in digits."
    )


def test_a_sentence_tells_of_each_mirror(getter, start):
    one, two, three = (start().behave(manners.status(number)) for number in (403, 404, 503))

    with pytest.raises(DownloadError) as error:
        getter.get(one, two, three)

    assert f"{one.server_port} refuses to give it out (403), 127.0.0.1:{two.server_port} does not" in str(error.value)
    assert f"(404), and 127.0.0.1:{three.server_port} has trouble of its own (503). Try again later" in str(error.value)


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(getter, start, number):
    here, there = start(), start()
    here.behave(manners.elsewhere(there.url + LARGE.name, number), LARGE.name)

    getter.get(here)

    assert getter.holds(*FILES)
    assert there.asked == [LARGE.name]


def test_a_file_that_failed_leaves_those_that_came_whole(getter, server):
    server.behave(manners.reset, TINY.name)

    with pytest.raises(DownloadError):
        getter.get(server)

    assert getter.holds(LARGE, SMALL)


def test_a_file_that_came_wrong_leaves_the_damaged_one_as_it_was(getter, server):
    getter.get(server)
    (getter.folder / LARGE.name).write_bytes(b"damaged")
    server.behave(manners.wrong_bytes)

    with pytest.raises(DownloadError):
        getter.get(server)

    assert (getter.folder / LARGE.name).read_bytes() == b"damaged"
    assert len(getter.names) == 3


def test_a_bomb_takes_no_memory(getter, server):
    server.behave(manners.bomb)
    tracemalloc.start()
    with pytest.raises(DownloadError):
        getter.get(server)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 60e6  # the server's own 17 MB among them


def test_progress_goes_from_connecting_to_all_bytes(getter, server):
    getter.get(server)

    assert getter.told[0].stage is Stage.CONNECTING
    assert getter.told[0].fraction == 0
    assert {told.server for told in getter.told} == {f"127.0.0.1:{server.server_port}"}
    assert [told.done for told in getter.told] == sorted(told.done for told in getter.told)
    assert getter.told[-1].done == getter.told[-1].total == sum(file.size for file in FILES)
    assert getter.told[-1].fraction == 1


def test_the_request_says_who_asks_and_nothing_more(getter, server):
    getter.get(server, files=[TINY])

    (headers,) = server.headers
    assert headers["user-agent"].startswith("MnistPad/")
    assert headers["accept-encoding"] == "identity"
    assert set(headers) == {"", "host", "user-agent", "accept-encoding"}


def test_a_proxy_of_the_environment_is_asked(getter, server, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")

    getter.get("http://mirror.invalid/mnist/")

    assert getter.holds(*FILES)
    assert server.headers[0][""] == "http://mirror.invalid/mnist/large.gz"


@pytest.mark.parametrize("exception", ["127.0.0.1", "*"])
def test_no_proxy_is_asked_for_an_address_that_is_excepted(getter, server, monkeypatch, exception):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", exception)

    getter.get(server)

    assert getter.holds(*FILES)


def test_a_proxy_that_is_gone_is_named_as_such(getter, server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    with pytest.raises(DownloadError, match="cannot be reached through this network's proxy"):
        getter.get(server)
