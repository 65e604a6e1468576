"""The two choices beside Start: what to learn from, and how."""

from pathlib import Path

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QSizePolicy, QWidget

from mnistpad.data.sources import SourceInfo
from mnistpad.training.naming import PRESET_NAMES
from mnistpad.ui import theme
from mnistpad.ui.training.setup import mixing
from mnistpad.ui.training.setup.plan import Plan

FILE, FOLDER = "\0file", "\0folder"
DATA_FILTERS = "Labelled images (*.csv *.npz *.unipen *.unipen.gz *.json);;All files (*)"
PRESETS = {
    "seed": "The textbook's run: a small network, every step sees all images; reads 93 % of MNIST's test images",
    "quick": "Good within seconds: the one to begin with",
    "best": "The recipe of the shipped model: large, distorted images, many epochs",
}


class Labelled(QWidget):
    """A control with its label at its left."""

    def __init__(self, words: str, control: QWidget) -> None:
        super().__init__()
        label = QLabel(words)
        label.setBuddy(control)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP_INSIDE)
        row.addWidget(label)
        row.addWidget(control, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class Choices(QObject):
    """Data and Preset."""

    def __init__(self, plan: Plan, bar: QWidget) -> None:
        super().__init__(bar)
        self._plan = plan
        self._bar = bar
        self._sources: list[SourceInfo] = []
        self.data = _combo("dataChoice", "Data", "What the network learns from")
        self.preset = _combo("presetChoice", "Preset", "How it learns")
        for name, tip in PRESETS.items():
            self.preset.addItem(PRESET_NAMES[name], name)
            self.preset.setItemData(self.preset.count() - 1, tip, 3)  # Qt.ItemDataRole.ToolTipRole
        self.parts = (Labelled("Data", self.data), Labelled("Preset", self.preset))
        self.data.activated.connect(self._choose_data)
        self.preset.activated.connect(self._choose_preset)
        plan.changed.connect(self.show_plan)
        self.show_plan()

    def offer(self, sources: list[SourceInfo]) -> None:
        """Offer the sources that are here; the first start takes MNIST if it is, else the built-in digits."""
        self._sources = [source for source in sources if source.available]
        keys = [source.key for source in self._sources]
        if not self._is_there(self._plan.source):
            self._plan.choose_source("mnist" if "mnist" in keys else keys[0] if keys else "")
        self.show_plan()

    def _is_there(self, source: str) -> bool:
        keys = [each.key for each in self._sources]
        parts = [mixing.plain(part) for part in mixing.parts(source)]
        return bool(source) and all(part in keys or Path(part).exists() for part in parts)

    def show_plan(self) -> None:
        """Show what is chosen."""
        self._fill_data()
        self.data.setCurrentIndex(self.data.findData(self._plan.source) if self._plan.source else -1)
        self.preset.setCurrentIndex(self.preset.findData(self._plan.preset))
        self.preset.setToolTip(PRESETS[self._plan.preset])

    def _fill_data(self) -> None:
        entries = [(source.name, source.key) for source in self._sources]
        entries += [(name, choice) for choice, name in mixing.mixtures(self._sources).items()]
        source = self._plan.source
        if source and source not in [key for _, key in entries]:
            entries.append((_name(source), source))
        entries += [("Other file…", FILE), ("Other folder…", FOLDER)]
        if entries == [(self.data.itemText(i), self.data.itemData(i)) for i in range(self.data.count())]:
            return
        self.data.clear()
        for name, key in entries:
            self.data.addItem(name, key)
        self.data.setPlaceholderText("Choose…")

    def _choose_data(self, index: int) -> None:
        key = self.data.itemData(index)
        if key == FILE:
            key, _ = QFileDialog.getOpenFileName(self._bar.window(), "Learn from a file", "", DATA_FILTERS)
        elif key == FOLDER:
            key = QFileDialog.getExistingDirectory(self._bar.window(), "Learn from a folder")
        if key:
            self._plan.choose_source(key)
        self.show_plan()

    def ask_for_folder(self) -> None:
        """Let the person choose a folder of images."""
        self._choose_data(self.data.findData(FOLDER))

    def _choose_preset(self, index: int) -> None:
        self._plan.choose_preset(self.preset.itemData(index))


def _name(choice: str) -> str:
    """Return what a choice is called that nobody offers, because it is a file's."""
    first, *others = mixing.parts(choice)
    name = Path(first).name or first
    return mixing.words(choice, name) if others else name


class _Combo(QComboBox):
    """As wide as there is room, however long a file's name is."""

    def minimumSizeHint(self) -> QSize:
        """Return room for a short word."""
        return QSize(theme.px(84), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Return the same for every content, so that nothing moves when another is chosen."""
        return QSize(theme.px(120), super().sizeHint().height())


def _combo(name: str, words: str, tip: str) -> QComboBox:
    combo = _Combo()
    combo.setObjectName(name)
    combo.setAccessibleName(words)
    combo.setToolTip(tip)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return combo
