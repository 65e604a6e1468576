"""The pages behind the Help menu. The keys are read off the actions themselves."""

import platform

import numpy as np
import PySide6
from PySide6.QtCore import Qt, Signal, qVersion
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

import mnistpad
from mnistpad.ui import theme
from mnistpad.ui.actions import Actions, key_text
from mnistpad.ui.session import Reader
from mnistpad.ui.window.pages.page import Page

# What widgets do by themselves, so that no action knows of it.
_PAD_KEYS = (
    ("Move the crosshair on the pad; with Shift further", "Arrow keys"),
    ("Put the pen down or up", "Space"),
    ("Keep the drawing as that digit, while the pad has the focus", "0 to 9"),
    ("Drop the stroke under the pen, or leave full screen, a mode or this page", "Esc"),
    ("Go on to the next control; Shift goes back", "Tab"),
)
PRIVACY = "Nothing you draw leaves this computer."
_LICENCES = (
    "MnistPad: MIT. Python: PSF. Qt and PySide6: LGPL 3. NumPy: BSD. Pillow: MIT-CMU. pyqtgraph: MIT. "
    "platformdirs: MIT. threadpoolctl: BSD."
)


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
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.GAP_COLUMNS)
    grid.setVerticalSpacing(theme.GAP_INSIDE)
    grid.setColumnStretch(1, 1)
    for row, (what, keys) in enumerate(shortcut_rows(actions)):
        words = QLabel(what)
        words.setWordWrap(True)
        grid.addWidget(QLabel(keys), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, row, 1)
    table = QWidget()
    table.setLayout(grid)
    page.rows.addWidget(table)
    page.end()
    return page


def shortcut_rows(actions: Actions) -> list[tuple[str, str]]:
    """Return what each key does, and the key."""
    of_actions = [(action.statusTip(), key_text(action)) for action in actions if key_text(action)]
    return [*of_actions, *_PAD_KEYS]


def about_page(reader: Reader | None) -> HelpPage:
    """Return the page of versions, scores and licences."""
    page = HelpPage("aboutPage", "About MnistPad")
    page.add_label(PRIVACY)
    if reader is not None:
        page.add_label(reader.description)
    versions = f"MnistPad {mnistpad.__version__} · Python {platform.python_version()} · Qt {qVersion()}"
    page.add_label(f"{versions} · PySide6 {PySide6.__version__} · NumPy {np.__version__}", "note")
    page.add_label(_LICENCES, "note")
    page.end()
    return page
