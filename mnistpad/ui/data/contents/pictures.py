"""The pictures of a source: ten columns that tell of each digit, a filter, and the wall of all of them."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mnistpad.data.dataset import DIGITS, PARTS, PIXELS, Part
from mnistpad.ui import theme
from mnistpad.ui.data.contents import words
from mnistpad.ui.data.contents.columns import DigitColumns
from mnistpad.ui.data.contents.contents import Contents
from mnistpad.ui.data.contents.mean import MeanOfAll
from mnistpad.ui.data.paragraph import Line
from mnistpad.ui.data.wall.wall import PictureWall
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.training.views.judged import Table

HOW = "Click a picture to put it on the pad"
NONE_LEFT = "There are none of these. Choose another digit or part."


class PicturesView(QWidget):
    """What is in a source, filtered by digit and part."""

    picture_chosen = Signal(int)  # its number in the contents
    picture_pointed = Signal(int)  # the one under the mouse or the cursor; −1 for none

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sourcePictures")
        self._contents: Contents | None = None
        self._digit: int | None = None
        self._part: Part = "all"
        self.columns = DigitColumns()
        self.columns.digit_chosen.connect(self.show_digit)
        self.mean = MeanOfAll()
        self.mean.hide()
        self.digits = _combo("digitFilter", "Which digit", "Show one digit alone")
        self.parts = _combo("partFilter", "Which part", "Show one part alone")
        self.digits.activated.connect(lambda index: self.show_digit(self.digits.itemData(index)))
        self.parts.activated.connect(lambda index: self.show_part(self.parts.itemData(index)))
        self.overview = _note("dataOverview")
        self.origin = _note("dataOrigin")
        self.caption = Line("wallCaption")
        self.caption.setProperty("role", "note")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.wall = PictureWall("pictureWall", "All pictures. Return brings one to the pad")
        self.wall.chosen.connect(self.picture_chosen)
        self.wall.pointed.connect(self.picture_pointed)
        self._none = QLabel(NONE_LEFT, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._none.setObjectName("noPictures")
        self._pages = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        self._pages.addWidget(self.wall)
        self._pages.addWidget(self._none)
        row = QWidget()
        flow = Flow(row)
        for part in (self.digits, self.parts, self.caption):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        about = QVBoxLayout()
        about.setSpacing(0)
        about.addWidget(self.overview)
        about.addWidget(self.origin)
        column.addLayout(about)
        column.addWidget(self.columns)
        column.addWidget(self.mean)
        column.addWidget(row)
        column.addWidget(self._pages, 1)

    @property
    def digit(self) -> int | None:
        """The digit that is shown alone; None for all."""
        return self._digit

    @property
    def part(self) -> Part:
        """The part that is shown alone, or "all"."""
        return self._part

    def show_contents(self, contents: Contents) -> None:
        """Show another source, all of it."""
        self._contents, self._digit, self._part = contents, None, "all"
        self.overview.setText(" ".join((words.overview(contents), *contents.dataset.remarks)))
        is_labelled = contents.dataset.is_labelled
        for part in (self.columns, self.digits):
            part.setVisible(is_labelled)
        self.mean.setVisible(not is_labelled)
        if not is_labelled:
            self.mean.show_mean(contents.mean, len(contents))
        self._filter()

    def tell_origin(self, origin: str) -> None:
        """Say where the source lies and what its licence is."""
        self.origin.setText(origin)
        self.origin.setToolTip(origin)

    def forget_contents(self) -> None:
        """Let the images go."""
        self._contents = None
        self.wall.show_pictures(np.empty(0, np.int64), lambda _numbers: np.empty((0, PIXELS), np.uint8))

    def show_digit(self, digit: int | None) -> None:
        """Show one digit alone, or all."""
        self._digit = digit
        self._filter()

    def show_part(self, part: Part) -> None:
        """Show one part alone, or all."""
        self._part = part
        self._filter()

    def table(self) -> Table | None:
        """Return the counts in numbers."""
        return words.table_of(self._contents, self._contents.dataset.name) if self._contents else None

    def tell(self, sentence: str) -> None:
        """Say something of the picture that is pointed at; by default, how to bring one to the pad."""
        self.caption.tell(sentence or HOW)

    def _filter(self) -> None:
        contents = self._contents
        if contents is None:
            return
        self._fill(contents)
        self.columns.show_digits(contents.counts_of(self._part), contents.means_of(self._part))
        self.columns.show_chosen(self._digit)
        pictures = contents.pictures(self._digit, self._part)
        self.wall.show_pictures(pictures, contents.pixels)
        self._pages.setCurrentWidget(self.wall if len(pictures) else self._none)

    def _fill(self, contents: Contents) -> None:
        digits = [(words.digit_words(contents, self._part, digit), digit) for digit in (None, *range(DIGITS))]
        filled: list[Part] = ["all", *(part for part in PARTS if len(contents.dataset.part(part)))]
        parts = [(words.part_words(contents, part, self._digit), part) for part in filled]
        _show(self.digits, digits, self._digit)
        _show(self.parts, parts, self._part)
        self.parts.setVisible(len(filled) > 2)


def _note(name: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setObjectName(name)
    label.setProperty("role", "note")
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _show(combo: QComboBox, entries: list[tuple[str, int | None]] | list[tuple[str, Part]], chosen: object) -> None:
    if combo.count() != len(entries):
        combo.clear()
        for text, data in entries:
            combo.addItem(text, data)
    for index, (text, data) in enumerate(entries):
        combo.setItemText(index, text)
        combo.setItemData(index, data)
        if data == chosen:
            combo.setCurrentIndex(index)


def _combo(name: str, words: str, tip: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(words)
    combo.setToolTip(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo
