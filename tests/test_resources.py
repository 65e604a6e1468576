import sys
from pathlib import Path

import pytest

from mnistpad import resources
from tests import PROJECT


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installed package."""
    folder = tmp_path / "site-packages" / "mnistpad"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", folder)
    return folder


def test_a_checkout_keeps_resources_beside_the_package():
    assert resources.path("icons") == PROJECT / "resources" / "icons"


def test_an_installed_package_carries_its_own_resources(package):
    (package / "_resources").mkdir()

    assert resources.path("icons", "pen.svg") == package / "_resources" / "icons" / "pen.svg"


def test_a_frozen_program_looks_where_it_was_unpacked(package, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "bundle"), raising=False)

    assert resources.shipped_model() == tmp_path / "bundle" / "resources" / "models" / "mnistpad.npz"


def test_mnistpad_home_names_the_folder_for_a_persons_own_files(tmp_path, monkeypatch):
    monkeypatch.setenv("MNISTPAD_HOME", str(tmp_path / "mine"))

    assert resources.user_data_dir() == tmp_path / "mine"


def test_a_relative_mnistpad_home_stays_where_it_was_meant(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNISTPAD_HOME", "mine")

    assert resources.user_data_dir() == tmp_path / "mine"


def test_without_mnistpad_home_the_platform_decides(tmp_path, monkeypatch):
    monkeypatch.delenv("MNISTPAD_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    folder = resources.user_data_dir()

    assert folder.name == "MnistPad"
    assert not folder.exists()
