"""The sources as a row of buttons, and Open for a person's own."""

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QToolButton, QWidget

from mnistpad.data.sources import NAMED, SourceInfo
from mnistpad.ui import theme
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.training.setup.choices import DATA_FILTERS
from mnistpad.ui.widgets import discard

LONGEST = 24  # characters of a name


class SourceChips(QWidget):
    """One button a source; the chosen one is filled."""

    chosen = Signal(str)  # a SOURCE
    opened = Signal(str)  # the path of a file or folder

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sourceChips")
        self.setAccessibleName("Sources of images")
        self.follows: QWidget | None = None  # what has the focus before the sources when Tab is pressed
        self._keys: dict[str, QPushButton] = {}
        self._sources: list[SourceInfo] = []
        self._row = Flow(self, theme.GAP_INSIDE)
        self.open = QToolButton()
        self.open.setObjectName("openDataButton")
        self.open.setText("Open…")
        self.open.setAccessibleName("Open images of your own")
        self.open.setToolTip("Open digits of your own: a table, an archive, a folder of pictures or of IDX files")
        self.open.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.open.setProperty("boxed", True)
        self._menu = QMenu(self.open)
        self.open_file = self._menu.addAction("File…")
        self.open_folder = self._menu.addAction("Folder…")
        self.open.setMenu(self._menu)
        self.open_file.triggered.connect(self.ask_for_file)
        self.open_folder.triggered.connect(self.ask_for_folder)
        self._row.addWidget(self.open)
        theme.theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def buttons(self) -> dict[str, QPushButton]:
        """The button of each SOURCE."""
        return self._keys

    def offer(self, sources: list[SourceInfo]) -> None:
        """Offer other sources."""
        if sources == self._sources:
            return
        self._sources = list(sources)
        for button in self._keys.values():
            self._row.removeWidget(button)
            discard(button)
        self._row.removeWidget(self.open)
        self._keys = {}
        for each in sources:
            self._keys[each.key] = self._button(each)
        self._row.addWidget(self.open)
        parts: list[QWidget] = [*self._keys.values(), self.open]
        if self.follows is not None:
            parts.insert(0, self.follows)
        for before, after in pairwise(parts):
            QWidget.setTabOrder(before, after)
        self._restyle()

    def show_chosen(self, key: str) -> None:
        """Fill the button of a source; none for one that has no button."""
        for each, button in self._keys.items():
            button.setChecked(each == key)

    def ask_for_file(self) -> None:
        """Let the person choose a file."""
        name, _ = QFileDialog.getOpenFileName(self.window(), "Open images to learn from", "", DATA_FILTERS)
        if name:
            self.opened.emit(name)

    def ask_for_folder(self) -> None:
        """Let the person choose a folder."""
        name = QFileDialog.getExistingDirectory(self.window(), "Open a folder of images to learn from")
        if name:
            self.opened.emit(name)

    def _button(self, source: SourceInfo) -> QPushButton:
        name = short_name(source)
        button = QPushButton(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")
        button.setCheckable(True)
        button.setObjectName(f"source{len(self._keys)}Button")
        button.setAccessibleName(name)
        button.setToolTip(source.where if source.available else f"{name} is not on this computer yet")
        button.setProperty("tight", True)
        button.clicked.connect(lambda: self.chosen.emit(source.key))
        self._row.addWidget(button)
        return button

    def _restyle(self) -> None:
        self.open.setMinimumHeight(max(theme.px(theme.BUTTON_HEIGHT), theme.BUTTON_HEIGHT))


def short_name(source: SourceInfo) -> str:
    """Return a source's name for a button: "Built-in digits"."""
    if source.key not in NAMED:
        return source.name
    name = source.name.partition(" (")[0]
    return name[:1].upper() + name[1:]
