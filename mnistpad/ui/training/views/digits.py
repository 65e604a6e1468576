"""The Digits view: the confusion matrix, the accuracy of each digit, and the pictures behind a cell."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from mnistpad.data.dataset import DIGITS
from mnistpad.ui import theme
from mnistpad.ui.session import percent
from mnistpad.ui.style import icons
from mnistpad.ui.training.views.accuracy import DigitAccuracy
from mnistpad.ui.training.views.judged import Judged, Table, sure
from mnistpad.ui.training.views.lazy import EvaluationView
from mnistpad.ui.training.views.matrix import Cell, ConfusionMatrix
from mnistpad.ui.training.views.wall import Tile, Wall

EMPTY = "After the first epoch, which digit was read as which."
HINT = "A cell opens the pictures behind it."


class DigitsView(EvaluationView):
    """The matrix with its bars; in their place, the pictures behind a cell that was opened."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("digits", EMPTY, parent, clock)
        self.setAccessibleName("Digits: which were read as which, on held-out images")
        self.matrix = ConfusionMatrix()
        self.accuracy = DigitAccuracy(self.matrix)
        self.wall = Wall("cellWall", "The pictures behind a cell. Return brings one to the pad")
        self.back = QPushButton("Back")
        self._sentence = QLabel(HINT, textFormat=Qt.TextFormat.PlainText)
        self._sentence.setObjectName("cellSentence")
        self._sentence.setProperty("role", "note")
        self._title = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._title.setObjectName("cellTitle")
        self._cell: Cell | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self._chart())
        self._pages.addWidget(self._cell_page())
        self._add_toggle()
        self._lay_out(self._pages)
        self._connect()

    def _chart(self) -> QWidget:
        chart = QWidget()
        row = QHBoxLayout()
        row.setSpacing(theme.GAP_COLUMNS)
        row.addWidget(self.matrix, 3)
        row.addWidget(self.accuracy, 1)
        page = QVBoxLayout(chart)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GAP_INSIDE)
        page.addLayout(row, 1)
        page.addWidget(self._sentence)
        return chart

    def _cell_page(self) -> QWidget:
        cell = QWidget()
        self.back.setObjectName("cellBackButton")
        self.back.setAccessibleName("Back to the matrix")
        self.back.setToolTip("Back to the matrix (Esc)")
        icons.follow_theme(self.back, "back")
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(self.back)
        head.addWidget(self._title, 1)
        page = QVBoxLayout(cell)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GAP)
        page.addLayout(head)
        page.addWidget(self.wall, 1)
        return cell

    def _add_toggle(self) -> None:
        self._toggle = QButtonGroup(self)
        for words, name, tip in (
            ("Counts", "matrixCounts", "Show how many"),
            ("%", "matrixPercent", "Show the part of each row, in per cent"),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.setAccessibleName(tip)
            button.setToolTip(tip)
            button.setCheckable(True)
            self._toggle.addButton(button)
            self.head.addWidget(button)
        self._toggle.buttons()[0].setChecked(True)
        self._toggle.buttons()[1].toggled.connect(self.matrix.show_percent)

    def _connect(self) -> None:
        self.matrix.cell_opened.connect(self.open_cell)
        self.matrix.cell_shown.connect(self._tell)
        self.back.clicked.connect(self.close_cell)
        self.wall.chosen.connect(self._choose)

    @property
    def cell(self) -> Cell | None:
        """The cell that is open: label, read as."""
        return self._cell

    def show_judged(self, judged: Judged) -> None:
        """Show the matrix, and what is behind the open cell now."""
        self.matrix.set_counts(judged.confusion)
        self.accuracy.set_counts(judged.confusion)
        if self._cell is not None:
            self._fill_cell(judged, self._cell)

    def open_cell(self, label: int, read_as: int) -> None:
        """Show the pictures behind a cell."""
        if self.judged is None:
            return
        self._cell = (label, read_as)
        self._fill_cell(self.judged, self._cell)
        self.wall.scroll_to_top()
        self._pages.setCurrentIndex(1)
        self._show_toggle(shown=False)
        self.wall.setFocus()

    def close_cell(self) -> None:
        """Show the matrix again, the cursor where it was."""
        self._cell = None
        self._pages.setCurrentIndex(0)
        self._show_toggle(shown=True)
        self.matrix.setFocus()

    def table(self) -> Table:
        """Return the matrix in numbers, and of each label the part that was read right."""
        shares = [percent(share) if share is not None else "" for share in self.accuracy.shares]
        rows = zip(range(DIGITS), self.matrix.counts.tolist(), shares, strict=True) if self.judged is not None else ()
        columns = ("Label", *(f"Read as {digit}" for digit in range(DIGITS)), "Read right")
        numbers = tuple((str(label), *(f"{count:,}" for count in counts), share) for label, counts, share in rows)
        return Table("Which digit was read as which", columns, numbers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the open cell with Esc."""
        if event.key() == Qt.Key.Key_Escape and self._cell is not None:
            self.close_cell()
        else:
            super().keyPressEvent(event)

    def _forget(self) -> None:
        super()._forget()
        self._cell = None
        self._pages.setCurrentIndex(0)
        self._show_toggle(shown=True)

    def _show_toggle(self, *, shown: bool) -> None:
        for button in self._toggle.buttons():
            button.setVisible(shown)

    def _fill_cell(self, judged: Judged, cell: Cell) -> None:
        places = judged.behind(*cell)
        order = "the least sure first" if cell[0] == cell[1] else "the surest first"
        sentence = self.matrix.sentence(cell)
        self._title.setText(f"{sentence[0].upper()}{sentence[1:]}, {order}")
        self.wall.show_places(places.tolist(), lambda place: tile(judged, place), "image 00,000")

    def _tell(self, sentence: str) -> None:
        self._sentence.setText(f"{sentence[0].upper()}{sentence[1:]}" if sentence else HINT)

    def _choose(self, place: int) -> None:
        if self.judged is not None:
            self.picture_chosen.emit(self.judged.choice(place))

    def _is_held(self) -> bool:
        return self.wall.is_pressed


def tile(judged: Judged, place: int) -> Tile:
    """Return a picture behind a cell; its label is in the title."""
    choice = judged.choice(place)
    certainty, number = sure(choice.probability), f"image {choice.number:,}"
    words = f"{choice.source} {number}, labelled {choice.label}, read as {choice.read_as} · {certainty}"
    return Tile(choice.image, (certainty, number), words)
