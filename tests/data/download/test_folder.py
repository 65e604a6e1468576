"""The disk and the folder, and others who want them at the same time."""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mnistpad.data.download import Stage, turn
from mnistpad.errors import DownloadError
from tests.data.download import server as manners
from tests.data.download.conftest import FILES, LARGE, PROXIES

AS_A_PROCESS = """
    import sys
    from pathlib import Path
    from mnistpad.data.download import Patience, RemoteFile, fetch
    from mnistpad.errors import DownloadError
    {before}
    url, folder, *files = sys.argv[1:]
    wanted = [RemoteFile(name, int(size), sha) for name, size, sha in (file.split(":") for file in files)]
    try:
        fetch(wanted, [url], Path(folder), progress=lambda _: None, cancelled=lambda: False, patience=Patience(5, 5))
    except DownloadError as error:
        sys.exit(str(error))
"""
SMALL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"


def command(server, folder: Path, before: str = "") -> list[str]:
    files = [f"{file.name}:{file.size}:{file.sha256}" for file in FILES]
    program = textwrap.dedent(AS_A_PROCESS).format(before=before)
    return [sys.executable, "-c", program, server.url, str(folder), *files]


ENVIRONMENT = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}


def test_a_folder_that_takes_no_more_is_told(getter, server):
    pytest.importorskip("resource")

    ended = subprocess.run(
        command(server, getter.folder, SMALL_DISK), env=ENVIRONMENT, capture_output=True, text=True, check=False
    )

    assert ended.stderr.strip() == (
        f"MNIST does not fit into {getter.folder}: the disk is full. Free some space and try again, use files that you "
        "already have, or go on with the built-in digits."
    )
    assert not getter.folder.exists()


def test_a_disk_that_is_too_small_is_told_before_anything_is_asked(getter, server, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))

    with pytest.raises(DownloadError, match="the disk is full"):
        getter.get(server)

    assert server.asked == []
    assert not getter.folder.exists()


@pytest.mark.parametrize("depth", [0, 1])
def test_a_file_in_the_folders_place_is_told(getter, server, depth):
    in_the_way = [getter.folder, *getter.folder.parents][depth]
    in_the_way.parent.mkdir(exist_ok=True)
    in_the_way.write_text("not a folder")

    with pytest.raises(DownloadError) as error:
        getter.get(server)

    assert str(error.value).startswith(f"MNIST cannot be kept in {getter.folder}: ")
    assert str(error.value).endswith("use files that you already have, or go on with the built-in digits.")
    assert in_the_way.read_text() == "not a folder"
    assert server.asked == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(getter, server):
    getter.folder.mkdir(parents=True)
    getter.folder.chmod(0o500)

    with pytest.raises(DownloadError, match="cannot be kept"):
        getter.get(server)


def test_a_folder_in_the_files_place_is_told(getter, server):
    (getter.folder / LARGE.name / "inside").mkdir(parents=True)

    with pytest.raises(DownloadError, match="cannot be kept"):
        getter.get(server)

    assert getter.names == [LARGE.name]


def test_a_folder_that_vanishes_meanwhile_is_told(getter, server):
    def vanish(handler, contents):
        shutil.rmtree(getter.folder)
        manners.well(handler, contents)

    server.behave(vanish)

    with pytest.raises(DownloadError, match="cannot be kept"):
        getter.get(server)


def test_two_processes_fetch_each_file_once(getter, server, spawn):
    both = [spawn(command(server, getter.folder), env=ENVIRONMENT) for _ in range(2)]

    assert [process.wait(60) for process in both] == [0, 0]
    assert getter.holds(*FILES)
    assert sorted(server.asked) == sorted(file.name for file in FILES)


def test_a_second_window_waits_for_the_first_and_says_so(getter, server):
    server.behave(manners.silent, LARGE.name)
    told = []

    def tell(progress):
        told.append(progress.stage)
        if len(told) == 2:
            server.behave(manners.well, LARGE.name)
            server.go_on.set()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(getter.get, server)
        assert server.reached.wait(10)
        getter.get(server, progress=tell)
        with contextlib.suppress(DownloadError):  # its server hung up on it
            first.result(10)

    assert told[0] is Stage.WAITING
    assert getter.holds(*FILES)


def test_a_killed_process_gives_its_turn_back(getter, server, spawn):
    server.behave(manners.stalled)
    process = spawn(command(server, getter.folder), env=ENVIRONMENT)
    assert server.reached.wait(30)
    process.kill()
    process.wait()
    server.manners.clear()

    getter.get(server)

    assert getter.holds(*FILES)


def test_a_disk_without_locks_is_no_hindrance(getter, server, monkeypatch):
    def unknown(_handle):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(turn, "_take", unknown)

    getter.get(server)

    assert getter.holds(*FILES)
