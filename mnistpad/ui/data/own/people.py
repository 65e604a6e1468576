"""Who draws: choosing a person, adding one, giving one another name; all in place."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mnistpad.data import own
from mnistpad.ui import theme
from mnistpad.ui.data.own.box import DigitBox

NEW, RENAME = "\0new", "\0rename"


class NameRow(QWidget):
    """Asks for a name: Return takes it, Esc does not."""

    named = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.line = QLineEdit(maxLength=own.LONGEST_NAME)
        self.line.setObjectName("personName")
        self.done = QPushButton("OK")
        self.done.setObjectName("personNameButton")
        self.cancel = QPushButton("Cancel")
        self.cancel.setObjectName("personNameCancelButton")
        self.words.setBuddy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        for part in (self.words, self.line, self.done, self.cancel):
            row.addWidget(part, int(part is self.line))
        self.line.textChanged.connect(lambda text: self.done.setEnabled(bool(own.clean_name(text))))
        self.line.returnPressed.connect(self._take)
        self.done.clicked.connect(self._take)
        self.cancel.clicked.connect(self.left)
        self.hide()

    def ask(self, words: str, name: str = "") -> None:
        """Show the row."""
        self.words.setText(words)
        self.line.setAccessibleName(words)
        self.line.setText(name)
        self.done.setEnabled(bool(name))
        self.line.selectAll()
        self.show()
        self.line.setFocus()

    def _take(self) -> None:
        name = own.clean_name(self.line.text())
        if name:
            self.named.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc; Return is the line's."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


class PersonBar(QWidget):
    """Whose drawings are kept from now on, and whether theirs alone are shown."""

    only_toggled = Signal(bool)

    def __init__(self, box: DigitBox) -> None:
        super().__init__()
        self._box = box
        self._ask_for: Callable[[str], object] = self._choose
        self.persons = QComboBox()
        self.persons.setObjectName("personChoice")
        self.persons.setAccessibleName("Drawn by")
        self.persons.setToolTip("Whose digits are kept from now on")
        self.persons.setMinimumContentsLength(8)
        self.persons.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.only = QCheckBox("Only this person's")
        self.only.setObjectName("onlyPersonBox")
        self.only.setToolTip("Show the digits of this person alone. Training takes those of everybody")
        self.name_row = NameRow()
        self._lay_out()
        self.persons.activated.connect(self._take_choice)
        self.only.toggled.connect(self.only_toggled)
        self.name_row.named.connect(self._take_name)
        self.name_row.left.connect(self._close)
        self.refresh()

    def _lay_out(self) -> None:
        label = QLabel("Drawn by")
        label.setBuddy(self.persons)
        self._choice = QWidget()
        row = QHBoxLayout(self._choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        for part in (label, self.persons, self.only):
            row.addWidget(part)
        row.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._choice)
        page.addWidget(self.name_row)

    @property
    def shown_person(self) -> str | None:
        """Whose digits are shown; None for everybody's."""
        return self._box.person if self.only.isChecked() and not self.only.isHidden() else None

    def refresh(self) -> None:
        """Offer who there is now."""
        persons = self._box.persons()
        entries = [(f"{name} ({count:,})" if count else name, name) for name, count in persons.items()]
        entries += [("Somebody else…", NEW), (f"Rename {self._box.person}…", RENAME)]
        if entries != [(self.persons.itemText(at), self.persons.itemData(at)) for at in range(self.persons.count())]:
            self.persons.clear()
            for words, name in entries:
                self.persons.addItem(words, name)
        self.persons.setCurrentIndex(self.persons.findData(self._box.person))
        self.only.setVisible(sum(1 for count in persons.values() if count) > 1 or self.only.isChecked())

    def _take_choice(self, index: int) -> None:
        name = self.persons.itemData(index)
        if name == NEW:
            self._ask("Who draws now?", "", self._choose)
        elif name == RENAME:
            person = self._box.person
            self._ask(f"Another name for {person}", person, lambda new: self._rename(person, new))
        else:
            self._choose(name)
        self.refresh()

    def _ask(self, words: str, name: str, then: Callable[[str], object]) -> None:
        self._ask_for = then
        self._choice.hide()
        self.name_row.ask(words, name)

    def _take_name(self, name: str) -> None:
        self._ask_for(name)
        self._close()

    def _choose(self, name: str) -> None:
        self._box.person = name

    def _rename(self, person: str, name: str) -> None:
        if self._box.rename(person, name) is not None and self._box.person == person:
            self._box.person = name

    def _close(self) -> None:
        self.name_row.hide()
        self._choice.show()
        self.refresh()
        self.persons.setFocus()
