import re
from importlib import metadata

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

import mnistpad
from mnistpad.ui.program import log
from mnistpad.ui.window.pages import crash
from mnistpad.ui.window.pages.crash import CrashDialog
from mnistpad.ui.window.pages.help import LICENCES, PRIVACY, licences


class Desktop(QObject):
    """Takes the place of the program that shows folders and pages."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def show_url(self, url: QUrl) -> None:
        self.shown.append(url.toLocalFile() or url.toString())


@pytest.fixture
def desktop(qapp):
    desktop = Desktop()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, desktop, "show_url")
    yield desktop
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def words_of(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_about_names_versions_scores_licences_and_what_is_private(window):
    window.actions_.about.trigger()

    words = words_of(window.findChild(QWidget, "aboutPage"))
    assert PRIVACY in words
    assert window.session.shipped.description in words
    assert re.search(r"MnistPad \d.*\nPython \d.*\nQt \d.*\nNumPy \d.*\nBLAS \w+", words)
    assert licences() in words
    assert "http" not in words


def test_the_licence_of_everything_that_is_installed_with_it_is_named():
    needed = [re.split(r"[^\w.-]", line)[0] for line in metadata.requires("mnistpad") or () if "extra ==" not in line]

    assert {name.lower() for name in (*needed, "shiboken6")} <= {name.lower() for name in LICENCES}
    assert all(f"{name} {metadata.version(name)} (".lower() in licences().lower() for name in needed)


def test_the_licences_are_named_where_no_metadata_are(monkeypatch):
    def know_nothing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", know_nothing)

    assert "numpy (BSD, with the OpenBLAS in it)" in licences()
    assert "colorama" not in licences()


def test_the_frozen_program_shows_the_folder_of_licences(window, desktop, monkeypatch, tmp_path):
    (tmp_path / "licences").mkdir()
    model = window.session.shipped.path
    assert model is None
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)

    window.actions_.about.trigger()
    window.findChild(QPushButton, "licencesButton").click()

    assert desktop.shown == [str(tmp_path / "licences")]


def test_show_log_opens_its_folder_and_says_where_it_is(window, desktop):
    log.path().parent.mkdir()

    window.actions_.show_log.trigger()

    assert desktop.shown == [str(log.path().parent)]
    assert window.desk.strip.message.text == f"The log is {log.path()}."


def test_without_a_log_there_is_nothing_to_show(window, desktop):
    window.actions_.show_log.trigger()

    assert desktop.shown == []
    assert window.desk.strip.message.text == "There is no log yet."


def test_show_me_around_brings_the_first_page_back_from_any_page(window):
    window.look.show_story()
    window.actions_.data.trigger()
    window.actions_.about.trigger()

    window.actions_.first_page.trigger()

    assert window.look.is_first_page
    assert window.tabs.currentWidget() is window.look
    assert window.look.isVisible()


@pytest.fixture
def dialog(qapp):
    """A crash dialog with its words; closed in the end."""
    shown: list[CrashDialog] = []

    def show() -> CrashDialog:
        shown.append(CrashDialog("Traceback: it broke"))
        return shown[-1]

    yield show
    for one in shown:
        one.deleteLater()
    QApplication.processEvents()


def test_a_mistake_can_be_reported_though_the_project_is_nowhere_yet(dialog, desktop):
    one = dialog()

    assert mnistpad.HOMEPAGE == ""
    assert "send it to whoever gave you MnistPad" in words_of(one)
    assert one.findChild(QPushButton, "crashReportButton") is None
    one.findChild(QPushButton, "crashLogButton").click()
    assert desktop.shown == [str(log.path().parent)]


def test_a_mistake_is_reported_where_the_project_is_once_it_is_somewhere(dialog, desktop, monkeypatch):
    monkeypatch.setattr(crash.mnistpad, "HOMEPAGE", "https://example.invalid/mnistpad/")
    one = dialog()

    one.findChild(QPushButton, "crashReportButton").click()

    assert desktop.shown == ["https://example.invalid/mnistpad/issues"]
    assert "paste it at https://example.invalid/mnistpad/issues" in words_of(one)
