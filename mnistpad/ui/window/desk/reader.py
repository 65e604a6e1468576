"""Who reads the pad: a model that came with the program, or one that was opened."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from mnistpad.ui import theme
from mnistpad.ui.session import Reader, Session

ARROW = 24  # px at 13 px type, at the list's end


class ReaderChooser(QWidget):
    """The words "Read by", and a list of the models, each with its score."""

    chosen = Signal(object)  # Reader

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._label = QLabel("Read by")
        self.list = QComboBox()
        self.list.setObjectName("readerChooser")
        self.list.setAccessibleName("Read by")
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.setMinimumContentsLength(8)
        self._label.setBuddy(self.list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self._label)
        row.addWidget(self.list, 1)
        self.list.activated.connect(self._choose)
        session.readers_changed.connect(self._fill)
        session.reader_changed.connect(self._show_reader)
        session.run_reader_changed.connect(self._rename_run)
        self.list.currentTextChanged.connect(self._make_room)
        theme.theme.changed.connect(self._tint)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        for reader in self._session.readers:
            self.list.addItem(reader.label, reader)
        self.list.setEnabled(self.list.count() > 0)
        if not self.list.count():
            self.list.addItem("No model")
        self._show_reader()

    def _show_reader(self) -> None:
        readers = self._session.readers
        reader = self._session.reader
        self.list.setCurrentIndex(readers.index(reader) if reader in readers else -1 if readers else 0)
        self._tint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the words in front where the model's name would be cut."""
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        """Do the same in another type size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room()

    def _make_room(self, _text: str = "") -> None:
        text = self.list.fontMetrics().horizontalAdvance(self.list.currentText())
        around = theme.px(ARROW) + 2 * theme.GAP + 2 * theme.UNIT
        self._label.setVisible(self._label.sizeHint().width() + theme.GAP + text + around <= self.width())
        self.list.setToolTip(f"The model that reads what you draw: {self.list.currentText()}")

    def _rename_run(self, reader: Reader) -> None:
        """Say how far the run is, without disturbing a list that is open."""
        index = self._session.readers.index(reader)
        self.list.setItemData(index, reader)
        self.list.setItemText(index, reader.label)

    def _tint(self) -> None:
        """A run that reads has the colour of its curve."""
        reader = self._session.reader
        self.list.setAccessibleDescription(reader.label if reader else "")
        colours = self.list.palette()
        colour = theme.tokens().accent if reader is not None and reader.run else theme.tokens().text
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            colours.setColor(QPalette.ColorGroup.Active, role, QColor(colour))
            colours.setColor(QPalette.ColorGroup.Inactive, role, QColor(colour))
        self.list.setPalette(colours)

    def _choose(self, index: int) -> None:
        reader = self.list.itemData(index)
        if isinstance(reader, Reader):
            self.chosen.emit(reader)
