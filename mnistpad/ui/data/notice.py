"""In place of what cannot be shown: a bar and a word while it comes, or one sentence and a way on."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from mnistpad.ui import theme
from mnistpad.ui.data.paragraph import Paragraph
from mnistpad.ui.pad.answer import announce
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.widgets import discard, push_button


@dataclass(frozen=True)
class WayOn:
    """A button under a sentence."""

    text: str
    chosen: Callable[[], object]
    name: str  # objectName


class Notice(QWidget):
    """A sentence with buttons at the top of an empty page."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.words = Paragraph(f"{name}Words")
        self.buttons: list[QPushButton] = []
        self._row = QWidget()
        self._flow = Flow(self._row)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2 * theme.GAP, 0, 0)
        self._column.setSpacing(theme.MARGIN)
        self._column.addWidget(self.words)
        self._column.addWidget(self._row)
        self._column.addStretch(1)

    def tell(self, words: str, *ways: WayOn) -> None:
        """Say something; what is wrong carries its mark in the words."""
        self.words.setText(words)
        self.setAccessibleName(words)
        for button in self.buttons:
            self._flow.removeWidget(button)
            discard(button)
        self.buttons = [self._button(way) for way in ways]
        self._row.setVisible(bool(ways))

    def complain(self, why: str, *ways: WayOn) -> None:
        """Say what went wrong."""
        self.tell(f"! {why}", *ways)
        self.setAccessibleName(why)
        announce(self, why)

    def _button(self, way: WayOn) -> QPushButton:
        button = QPushButton(way.text)
        button.setObjectName(way.name)
        button.setAccessibleName(way.text)
        button.clicked.connect(lambda: way.chosen())
        self._flow.addWidget(button)
        return button


class Waiting(QWidget):
    """Empty for 400 ms, then a bar and a word, and a way out."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("dataLoading")
        self._words = ""
        self.label = Paragraph("dataLoadingWords")
        self.bar = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.bar.setObjectName("dataLoadingBar")
        self.cancel = push_button("cancelLoadingButton", "Cancel", "Read no further. Nothing is changed")
        self.cancel.clicked.connect(self.cancelled)
        row = QWidget()
        flow = Flow(row)
        flow.addWidget(self.bar)
        flow.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * theme.GAP, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.label)
        column.addWidget(row)
        column.addStretch(1)
        theme.theme.changed.connect(self._restyle)
        self._restyle()
        self.begin("")

    def begin(self, words: str) -> None:
        """Wait for something, silently for now."""
        self._words = words
        self.label.setText("")
        self.bar.hide()
        self.bar.setRange(0, 0)
        self.cancel.hide()

    def say(self) -> None:
        """Say what is waited for."""
        self.label.setText(self._words)
        self.bar.setAccessibleName(self._words)
        self.bar.show()
        self.cancel.show()

    def count(self, done: int, total: int) -> None:
        """Say how far it is."""
        words = f"{self._words.removesuffix('…')}: {done:,} of {total:,} pictures"
        self.label.setText(words)
        self.bar.setAccessibleName(words)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _restyle(self) -> None:
        self.bar.setFixedWidth(theme.px(240))
