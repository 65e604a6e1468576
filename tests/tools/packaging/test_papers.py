"""What a desktop reads of the program: menu entry, metainfo, MIME types, manual, changelog, copyright, control."""

import gzip
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mnistpad.cli import arguments
from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing
from tools.packaging import facts, licences
from tools.packaging.debian import libraries, manual, package, papers

CHANGELOG = """# Changelog

## [Unreleased]

### Added

- Draws *by itself*, with
  `mnistpad`.

## [0.1.0] - 2026-12-24

### Added

- The first.
"""


@pytest.fixture(scope="module", autouse=True)
def day():
    """One time for all files, whatever is committed meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1800000000")
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The files of the package beside the program itself."""
    folder = tmp_path_factory.mktemp("root")
    package.add_desktop_files(folder)
    return folder


def tool(name):
    found = shutil.which(name)
    if not found:
        pytest.skip(f"needs {name}")
    return found


def run(*command, **options):
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def test_the_menu_entry_is_valid_and_its_icon_is_there(root):
    said = run(tool("desktop-file-validate"), root / "usr/share/applications/mnistpad.desktop")

    assert said == ""
    assert (root / "usr/share/icons/hicolor/48x48/apps/mnistpad.png").read_bytes().startswith(b"\x89PNG")
    assert (root / "usr/share/icons/hicolor/scalable/apps/mnistpad.svg").is_file()


def test_appstream_accepts_the_metainfo(root):
    (path,) = (root / "usr/share/metainfo").iterdir()

    assert "Validation was successful" in run(tool("appstreamcli"), "validate", "--no-net", "--pedantic", path)


def test_the_metainfo_says_what_the_other_papers_say():
    metainfo = ET.fromstring(papers.metainfo())
    entry = (facts.SOURCES / "mnistpad.desktop").read_text(encoding="utf-8")
    mime = ET.parse(facts.SOURCES / "mnistpad.xml").getroot()
    kinds = {each.get("type") for each in mime}

    assert metainfo.findtext("id") == facts.IDENTIFIER
    assert metainfo.findtext("summary") == facts.SUMMARY
    assert f"Comment={facts.SUMMARY}\n" in entry
    assert {each.text for each in metainfo.iter("mediatype")} == kinds
    assert f"MimeType={';'.join(sorted(kinds))};\n" in entry
    assert metainfo.find("releases/release").get("version") == facts.VERSION


def test_nothing_names_an_address_that_the_project_does_not_have(root):
    texts = [path.read_text(encoding="utf-8") for path in (root / "usr/share").rglob("*.xml")]
    texts += [papers.changelog(), papers.control("amd64", ["libc6"], 1)]
    known = ("http://www.freedesktop.org/standards/shared-mime-info",)

    found = {url for text in texts for url in re.findall(r"https?://[^\s\"<>]+", text) if url not in known}

    assert found == ({facts.HOMEPAGE} if facts.HOMEPAGE else set())


@pytest.fixture
def mime_home(tmp_path):
    """A place where our types are known, beside the system's."""
    if not Path("/usr/share/mime/packages/freedesktop.org.xml").exists():
        pytest.skip("needs shared-mime-info")
    packages = tmp_path / "share/mime/packages"
    packages.mkdir(parents=True)
    shutil.copy(facts.SOURCES / "mnistpad.xml", packages)
    run(tool("update-mime-database"), tmp_path / "share/mime")
    return tmp_path


def kind_of(path, home):
    places = {
        "XDG_DATA_HOME": str(home / "share"),
        "XDG_DATA_DIRS": "/usr/share",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
    }
    said = run(tool("gio"), "info", "-a", "standard::content-type", path, env=os.environ | places)
    return said.rpartition("standard::content-type: ")[2].strip()


def test_a_drawing_is_known_by_its_name_and_by_what_it_holds(mime_home):
    named, unnamed = mime_home / "seven.ink.json", mime_home / "seven"
    for path in (named, unnamed):
        drawing_file.save(path, [Drawing([], 7)])

    assert kind_of(named, mime_home) == facts.DRAWING_TYPE
    assert kind_of(unnamed, mime_home) == facts.DRAWING_TYPE


def test_a_model_is_known_by_what_it_holds_and_other_archives_are_left_alone(mime_home):
    import numpy as np

    model, other = mime_home / "model.npz", mime_home / "other.npz"
    shutil.copy(facts.PROJECT / "resources/models/mnistpad.npz", model)
    np.savez(other, x_train=np.zeros(3))

    assert kind_of(model, mime_home) == facts.MODEL_TYPE
    assert kind_of(other, mime_home) == "application/zip"


def test_the_manual_page_names_every_command_and_every_option_of_help():
    text = manual.manual().replace("\\-", "-")

    for name, parser in arguments.parsers().items():
        assert f".SS mnistpad {name}\n" in text or not name
        for option in re.findall(r"--[a-z-]+", parser.format_help()):
            assert option in text or option == "--help"


def test_man_finds_nothing_to_complain_about(root):
    page = root / "usr/share/man/man1/mnistpad.1.gz"

    said = run(
        tool("man"),
        "--warnings",
        "-l",
        page,
        env=os.environ | {"LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"},
    )

    assert "warning" not in said
    assert "MNISTPAD(1)" in said


def test_what_is_not_released_yet_is_the_version_that_is_built():
    first, second = facts.releases(CHANGELOG, version="0.2.0", now=1_800_000_000)

    assert (first.version, first.day) == ("0.2.0", date(2027, 1, 15))
    assert first.changes == (("Added", ("Draws by itself, with mnistpad.",)),)
    assert (second.version, second.day) == ("0.1.0", date(2026, 12, 24))


def test_a_released_version_leaves_out_what_is_not_released():
    (only,) = facts.releases(CHANGELOG, version="0.1.0", now=1_800_000_000)

    assert only.version == "0.1.0"


def test_notes_are_what_the_changelog_says_of_the_version(monkeypatch):
    monkeypatch.setattr(facts, "VERSION", "0.1.0")

    assert facts.notes(CHANGELOG, "v0.1.0") == "### Added\n\n- The first.\n"


@pytest.mark.parametrize(("version", "tag"), [("0.1.0", "v0.2.0"), ("0.2.0", "v0.2.0")])
def test_a_tag_of_another_version_or_of_none_in_the_changelog_is_refused(monkeypatch, version, tag):
    monkeypatch.setattr(facts, "VERSION", version)

    with pytest.raises(ValueError, match=re.escape(version)):
        facts.notes(CHANGELOG, tag)


def test_debian_reads_the_changelog(root, tmp_path):
    path = root / "usr/share/doc/mnistpad/changelog.gz"
    plain = tmp_path / "changelog"
    plain.write_bytes(gzip.decompress(path.read_bytes()))

    said = run(tool("dpkg-parsechangelog"), "-l", plain)

    assert f"Version: {facts.VERSION}\n" in said
    assert "warning" not in said


def test_the_same_commit_gives_the_same_files(root, tmp_path):
    package.add_desktop_files(tmp_path)

    files = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    assert [name for name in files if (root / name).read_bytes() != (tmp_path / name).read_bytes()] == []


def test_the_copyright_file_names_everything_that_is_bundled():
    text = papers.copyright()

    for folder in ("numpy", "PySide6", "PySide6/Qt", "shiboken6", "pyqtgraph", "PIL", "libpython"):
        assert f"/_internal/{folder}" in text
    for name, version in licences.distributions().items():
        assert f"the authors of {name} {version}\n" in text


def test_the_newest_c_library_that_is_asked_for_is_found():
    assert libraries.newest_glibc(["GLIBC_2.4 00 GLIBC_2.34", "0x09691a75 0x00 03 GLIBC_2.2.5"]) == "2.34"


def test_the_packages_are_those_that_the_program_names_when_a_library_is_missing():
    from mnistpad.ui.program import screen

    named = screen._LIBRARIES | screen._PLATFORM_LIBRARIES["xcb"] | screen._PLATFORM_LIBRARIES["wayland"]
    shared = named.keys() & libraries.PACKAGES.keys()

    assert len(shared) > 15
    assert all(named[library] in libraries.PACKAGES[library].split(" | ") for library in shared)
