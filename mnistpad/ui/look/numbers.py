"""The ten probabilities as a real table, for those who read numbers and for screen readers."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from mnistpad.answer import Answer
from mnistpad.ui import theme

WIDTH = 360  # px at 13 px type
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Numbers(QTableWidget):
    """One row a digit; a second column of numbers when the shipped model is not the one that reads."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(10, 2, parent)
        self.setObjectName("numbersTable")
        self.setAccessibleName("Ten probabilities")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_answers([])

    def show_answers(self, answers: Sequence[tuple[str, Answer]]) -> None:
        """Show what each of the named models says, one column each."""
        self.setColumnCount(1 + max(1, len(answers)))
        self.setHorizontalHeaderLabels(["Digit", *([name for name, _ in answers] or ["Probability"])])
        for digit in range(10):
            cells = [str(digit), *[number(answer, digit) for _, answer in answers]]
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_RIGHT if column else Qt.AlignmentFlag.AlignCenter)
                self.setItem(digit, column, item)

    def fit(self, room: int) -> None:
        """Take the height of all rows, so that the page scrolls and not the table; be `room` px wide at most."""
        self.setFixedWidth(max(1, min(theme.px(WIDTH), room)))
        row = 2 * theme.em()
        self.verticalHeader().setDefaultSectionSize(row)
        self.setFixedHeight(10 * row + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth())


def number(answer: Answer, digit: int) -> str:
    """Return a probability with one decimal; a blank pad has none."""
    if answer.blank:
        return "–"
    share = float(answer.probabilities[digit])
    if 0 < share < 0.001:
        return "<0.1 %"
    return ">99.9 %" if 0.999 < share < 1 else f"{100 * share:.1f} %"
