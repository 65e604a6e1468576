import pytest
from PySide6.QtWidgets import QFileDialog

from mnistpad.ui.saving import ask_where_to_save


@pytest.fixture
def complaints():
    """What a person was told."""
    return []


@pytest.fixture
def answer(monkeypatch, tmp_path, complaints):
    """Return a function that answers the system's dialog and returns what came of it."""

    def ask(name):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name) if name else "", ""))
        return ask_where_to_save(None, "Save", tmp_path / "drawing.ink.json", "", complaints.append)

    return ask


@pytest.mark.parametrize(("name", "saved"), [("three", "three.ink.json"), ("three.json", "three.json")])
def test_a_name_gets_the_ending_that_it_lacks(answer, tmp_path, name, saved):
    assert answer(name) == tmp_path / saved


def test_a_person_may_think_better_of_it(answer):
    assert answer("") is None


def test_a_file_that_the_dialog_did_not_ask_about_is_not_replaced(answer, complaints, tmp_path):
    (tmp_path / "three.ink.json").write_text("precious")

    assert answer("three") is None
    assert complaints == ["three.ink.json is there already. Save under its full name to replace it."]


def test_a_file_that_the_dialog_asked_about_may_be_replaced(answer, tmp_path):
    (tmp_path / "three.ink.json").write_text("old")

    assert answer("three.ink.json") == tmp_path / "three.ink.json"
