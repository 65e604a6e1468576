"""Asks whether a file was read rightly, before it is taken."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mnistpad.data.dataset import DIGITS
from mnistpad.ui import theme
from mnistpad.ui.data.accept.samples import Samples
from mnistpad.ui.data.paragraph import Paragraph
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.widgets import discard

if TYPE_CHECKING:
    from mnistpad.data.sources import Preview
    from mnistpad.data.stored import Switch

USE, NOT = "Use these digits", "Not these"
LOOK = "Look at these"
ASK = "Does each digit stand upright above its own label, in ink as on the pad?"
ASK_UNLABELLED = "Does each digit stand upright, in ink as on the pad?"


class AcceptPanel(QWidget):
    """Ten samples, what was noticed, switches where that may be wrong, and two ways on."""

    accepted = Signal(str)  # the SOURCE, as it was shown
    refused = Signal()
    switched = Signal(str)  # another SOURCE to look at

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("acceptPanel")
        self._key = ""
        self.title = Paragraph("acceptTitle")
        self.title.setProperty("role", "headline")
        self.about = Paragraph("acceptAbout")
        self.about.setProperty("role", "note")
        self.samples = Samples()
        self.question = Paragraph("acceptQuestion")
        self.question.setText(ASK)
        self.notes = Paragraph("acceptNotes")
        self.switches: list[QPushButton] = []
        self._switch_row = QWidget()
        self._switch_flow = Flow(self._switch_row)
        self.use = QPushButton(USE)
        self.use.setObjectName("useDigitsButton")
        self.use.setAccessibleName(USE)
        self.use.setProperty("primary", True)
        self.use.setToolTip("Keep this file among the sources, to look at and to learn from")
        self.refuse = QPushButton(NOT)
        self.refuse.setObjectName("notTheseButton")
        self.refuse.setAccessibleName(NOT)
        self.refuse.setToolTip("Forget this file; nothing was changed in it")
        self.use.clicked.connect(lambda: self.accepted.emit(self._key))
        self.refuse.clicked.connect(self.refused)
        self._lay_out()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addWidget(self.use)
        foot.addWidget(self.refuse)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.GAP, 0, 0)
        column.setSpacing(theme.MARGIN)
        for part in (self.title, self.about, self.samples, self.notes, self.question, self._switch_row):
            column.addWidget(part)
        column.addLayout(foot)
        column.addStretch(1)
        column.setSpacing(theme.GAP)

    def show_preview(self, preview: "Preview") -> None:
        """Show what a file holds."""
        dataset = preview.dataset
        self._key = dataset.key
        self.title.setText(dataset.name)
        self.about.setText(about(preview))
        self.samples.show_images(preview.samples)
        self.notes.setText("\n".join(preview.notes))
        self.notes.setVisible(bool(preview.notes))
        self.question.setText(ASK if dataset.is_labelled else ASK_UNLABELLED)
        self.use.setText(USE if dataset.is_labelled else LOOK)
        self.use.setAccessibleName(self.use.text())
        self._offer(preview.switches)
        self.setAccessibleName(f"{dataset.name}: {self.about.text()}")

    def take_focus(self) -> None:
        """Begin with what is asked."""
        self.use.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, switches: "tuple[Switch, ...]") -> None:
        for button in self.switches:
            self._switch_flow.removeWidget(button)
            discard(button)
        self.switches = [self._button(number, each) for number, each in enumerate(switches)]
        self._switch_row.setVisible(bool(switches))

    def _button(self, number: int, switch: "Switch") -> QPushButton:
        button = QPushButton(switch.words)
        button.setObjectName(f"acceptSwitch{number}")
        button.setAccessibleName(switch.words)
        button.clicked.connect(lambda: self.switched.emit(switch.source))
        self._switch_flow.addWidget(button)
        return button


def about(preview: "Preview") -> str:
    """Say how many digits there are, which are missing, and where the file lies."""
    count = len(preview.dataset)
    digits = "1 image" if count == 1 else f"{count:,} images"
    if not preview.dataset.is_labelled:
        return (
            f"{digits} without labels. They can be looked at, but not learned from or scored on. "
            f"{preview.dataset.to_label}"
        )
    missing = [str(digit) for digit in range(DIGITS) if digit not in preview.samples.labels]
    lacks = f" None is labelled {' or '.join(missing)}." if missing else ""
    return f"{digits} of digits.{lacks}"
