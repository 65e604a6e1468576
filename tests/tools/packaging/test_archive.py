"""Archives and sums, read back by the ordinary tools."""

import subprocess
import tarfile
import zipfile

import pytest

from tools.packaging import archive


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    program = tmp_path / "program"
    (program / "lib").mkdir(parents=True)
    (program / "run").write_text("#!/bin/sh\necho it runs\n")
    (program / "run").chmod(0o700)
    (program / "lib" / "a").write_bytes(bytes(1000))
    (program / "lib" / "b").symlink_to("a")
    return program


def test_a_tar_unpacks_to_a_program_that_runs_and_belongs_to_nobody_here(folder, tmp_path):
    path = tmp_path / "program.tar.xz"

    archive.write_tar_xz(folder, path, "mnistpad-1")

    with tarfile.open(path) as packed:
        owners = {(member.uname, member.uid) for member in packed}
        packed.extractall(tmp_path / "out", filter="data")
    assert owners == {("root", 0)}
    assert subprocess.check_output([tmp_path / "out/mnistpad-1/run"], text=True) == "it runs\n"
    assert (tmp_path / "out/mnistpad-1/lib/b").is_symlink()


def test_a_zip_keeps_links_and_what_may_run(folder, tmp_path):
    path = tmp_path / "program.zip"

    archive.write_zip(folder, path, "MnistPad.app")

    with zipfile.ZipFile(path) as packed:
        modes = {member.filename: member.external_attr >> 16 for member in packed.infolist()}
        link = packed.read("MnistPad.app/lib/b")
    assert modes == {"MnistPad.app/run": 0o100755, "MnistPad.app/lib/a": 0o100644, "MnistPad.app/lib/b": 0o120777}
    assert link == b"a"


@pytest.mark.parametrize("write", [archive.write_tar_xz, archive.write_zip])
def test_the_same_files_make_the_same_archive_whenever_they_were_written(folder, tmp_path, write):
    write(folder, tmp_path / "one", "mnistpad")
    (folder / "lib" / "a").touch()

    write(folder, tmp_path / "two", "mnistpad")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_sums_are_as_sha256sum_checks_them(folder):
    archive.write_sums(folder)
    archive.write_sums(folder)  # which does not sum itself

    said = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert said.stdout == "run: OK\n"
