"""The pages behind the Help menu. The keys are read off the actions themselves."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

import mnistpad
from mnistpad import resources
from mnistpad.ui import theme
from mnistpad.ui.actions import Actions, key_text
from mnistpad.ui.program import log
from mnistpad.ui.program.versions import version_of, versions
from mnistpad.ui.session import Reader
from mnistpad.ui.window.menus.menus import menus
from mnistpad.ui.window.pages.page import Page

# What widgets do by themselves, so that no action knows of it.
WIDGET_KEYS = {
    "Everywhere": (
        ("Tab", "Go on to the next control; Shift goes back"),
        ("Esc", "Drop the stroke under the pen, or leave full screen, a mode or this page"),
    ),
    "On the pad": (
        ("Arrow keys", "Move the crosshair; with Shift further"),
        ("Space", "Put the pen down or up"),
        ("0 to 9", "Keep the drawing as that digit; another digit says that it was that one"),
        ("Enter", "Keep the drawing as the digit that is asked for, while digits are collected"),
    ),
    "On the ribbon below the pad": (
        ("← and →", "Look at the drawing as it was when the answer changed"),
        ("Home and End", "Look at the first change, or at the drawing as it is"),
    ),
    "On curves, and on the strip below them": (
        ("← and →", "Move the crosshair, or look back; with Shift further"),
        ("+ and −", "Look closer, or from further away"),
        ("Home", "Follow the run again; on the strip, look at its beginning"),
        ("End", "On the strip, return to now"),
    ),
    "On tables, walls of pictures and the ten columns": (
        ("Arrow keys", "Go from one to the next"),
        ("Page Up, Page Down, Home and End", "Go further, or to an end"),
        ("Enter or Space", "Open a cell, bring a picture to the pad, or show one digit only"),
        ("Delete", "Delete the run"),
    ),
    "On my digits": (
        ("0 to 9", "Say which digit the chosen ones are"),
        ("Delete", "Delete the chosen ones"),
        ("Ctrl+Z", "Undo that"),
        ("Enter", "Bring the digit to the pad"),
    ),
}
PRIVACY = "Nothing you draw leaves this computer."
QUIET = "MnistPad reaches for the network only when you press Get MNIST."
LICENCES = {
    "PySide6-Essentials": "LGPL 3, as is the Qt in it",
    "shiboken6": "LGPL 3",
    "numpy": "BSD, with the OpenBLAS in it",
    "pyqtgraph": "MIT",
    "pillow": "MIT-CMU",
    "platformdirs": "MIT",
    "threadpoolctl": "BSD",
    "urllib3": "MIT",
    "truststore": "MIT",
    "colorama": "BSD",
}
"""Of what is installed with MnistPad; of that, the page shows what there is."""


class HelpPage(Page):
    """A page in place of the tabs, until it is closed."""

    closed = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self.close_button = QPushButton("Close this page")
        self.close_button.setObjectName(f"{name}CloseButton")
        self.close_button.setAccessibleName("Close this page")
        self.close_button.clicked.connect(self.closed)

    def end(self) -> None:
        """Put the button below what was added."""
        self.rows.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addStretch(1)


def shortcuts_page(actions: Actions) -> HelpPage:
    """Return the page of all keys."""
    page = HelpPage("shortcutsPage", "Keyboard shortcuts")
    for title, rows in shortcut_groups(actions).items():
        page.add_label(title, "headline")
        page.rows.addWidget(_key_table(rows))
    page.end()
    return page


def _key_table(rows: list[tuple[str, str]]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.GAP_COLUMNS)
    grid.setVerticalSpacing(theme.GAP_INSIDE)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 2)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
    return table


def shortcut_groups(actions: Actions) -> dict[str, list[tuple[str, str]]]:
    """Return each key and what it does, by menu, then by the thing that must have the focus."""
    groups = {
        title.replace("&", ""): [
            (key_text(action), action.statusTip()) for action in _actions_of(entries) if key_text(action)
        ]
        for title, entries in menus(actions).items()
    }
    return groups | {title: list(rows) for title, rows in WIDGET_KEYS.items()}


def _actions_of(entries: list[QAction | QActionGroup | None]) -> list[QAction]:
    lists = [entry.actions() if isinstance(entry, QActionGroup) else [entry] for entry in entries if entry is not None]
    return [action for some in lists for action in some]


def about_page(reader: Reader | None) -> HelpPage:
    """Return the page of versions, scores and licences."""
    page = HelpPage("aboutPage", "About MnistPad")
    page.add_label(PRIVACY)
    page.add_label(QUIET)
    if mnistpad.HOMEPAGE:
        page.add_label(mnistpad.HOMEPAGE)
    if reader is not None:
        page.add_label(reader.description)
    page.add_command("versions", "\n".join(versions()))
    page.add_label(licences(), "note")
    folder = resources.licences()
    if folder is not None:
        page.add_label(f"Their full texts are in {folder}.", "note")
        page.rows.addWidget(_folder_button(folder), 0, Qt.AlignmentFlag.AlignLeft)
    page.end()
    return page


def _folder_button(folder: Path) -> QPushButton:
    button = QPushButton("Show the licences")
    button.setObjectName("licencesButton")
    button.setAccessibleName("Show the folder of licences")
    button.clicked.connect(lambda: show_folder(folder))
    return button


def licences() -> str:
    """Return what MnistPad stands on and under which licence each may be used, in one paragraph."""
    parts = [f"{name} {version_of(name)} ({licence})" for name, licence in LICENCES.items() if _is_here(name)]
    return f"MnistPad: MIT licence. It stands on Python (PSF licence), {', '.join(parts)}.".replace("  ", " ")


def _is_here(name: str) -> bool:
    # Only Windows has colorama, for terminals; the frozen program leaves out what names the version of some others.
    return name != "colorama" or bool(version_of(name))


def show_log() -> str:
    """Open the folder of the log, and return a sentence that says where it is."""
    path = log.path()
    if not path.parent.is_dir():
        return "There is no log yet."
    show_folder(path.parent)
    return f"The log is {path}."


def show_folder(folder: Path) -> None:
    """Open a folder in the desktop's own program for folders."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
