"""The Look tab, put together."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mnistpad.answer import Answer
from mnistpad.ui import theme
from mnistpad.ui.look.frame import Frame
from mnistpad.ui.look.numbers import Numbers
from mnistpad.ui.look.recent import Recent
from mnistpad.ui.look.results import Results
from mnistpad.ui.look.steps import Steps
from mnistpad.ui.look.unsure import WhenUnsure
from mnistpad.ui.session import Reader, Session
from mnistpad.ui.training.flow import Flow

SHOWN = 3  # digits in the line of the closest
SMALLEST_PERCENT = 5
BETWEEN = "     "  # two of them in one line


class LookTab(Frame):
    """First an invitation; after the first stroke, the way from ink to answer."""

    piece_chosen = Signal(object)  # Piece

    def __init__(self, session: Session, numbers: QAction) -> None:
        super().__init__()
        self.setObjectName("lookTab")
        self.setAccessibleName("Look: how the drawing became the answer")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._session = session
        self.steps = Steps()
        self.numbers = Numbers()
        self.recent = Recent()
        self.results = Results()
        self._closest = QLabel()
        self._closest.setObjectName("closest")
        self._likeness = QLabel(wordWrap=True)
        self._likeness.setObjectName("likeness")
        self.unsure = WhenUnsure(session)
        self._recent_title = QLabel("Recent")
        self._model = QLabel(wordWrap=True)
        self._model.setObjectName("modelLine")
        self._model.setProperty("role", "note")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.first)
        self._told = self._story(numbers)
        self._stack.addWidget(self._told)
        self._stack.currentChanged.connect(self._give_room)
        self._give_room()
        self.hold(self._stack)
        self._connect(numbers)
        self._catch_up(numbers)

    def _story(self, numbers: QAction) -> QWidget:
        headline = QLabel("From ink to answer", wordWrap=True)
        headline.setProperty("role", "headline")
        story = QWidget()
        page = QVBoxLayout(story)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2 * theme.GAP)
        page.addWidget(headline)
        page.addWidget(self.steps)
        page.addLayout(self._closest_row(numbers))
        page.addWidget(self._likeness)
        page.addWidget(self.numbers)
        page.addWidget(self.results)
        recent = QVBoxLayout()
        recent.setSpacing(theme.GAP_INSIDE)
        recent.addWidget(self._recent_title)
        recent.addWidget(self.recent)
        page.addLayout(recent)
        page.addWidget(self._model)
        page.addWidget(self.unsure)
        page.addStretch(1)
        return story

    def _closest_row(self, numbers: QAction) -> Flow:
        button = QPushButton("Numbers")
        button.setObjectName("numbersButton")
        button.setCheckable(True)
        button.setChecked(numbers.isChecked())
        button.setToolTip(numbers.toolTip())
        button.toggled.connect(numbers.setChecked)
        numbers.toggled.connect(button.setChecked)
        button.setAccessibleName("Numbers: the ten probabilities as a table")
        row = Flow(gap=theme.GAP_COLUMNS)
        row.addWidget(self._closest)
        row.addWidget(button)
        return row

    def _connect(self, numbers: QAction) -> None:
        self.recent.chosen.connect(self.piece_chosen)
        self.results.chosen.connect(self.piece_chosen)
        self.results.closed.connect(self.close_results)
        self._session.answered.connect(self._show_answer)
        self._session.reader_changed.connect(self._show_reader)
        self._session.unsure_changed.connect(self._read_all_again)
        self._session.run_reader_changed.connect(self._describe_run)
        self._session.recent_changed.connect(self._show_recent)
        numbers.toggled.connect(self._show_numbers)
        theme.theme.changed.connect(self._restyle)

    def _catch_up(self, numbers: QAction) -> None:
        """Show what was said before the tab was there."""
        self.numbers.setVisible(numbers.isChecked())
        self.results.hide()
        self._show_reader()
        if self._session.answer is not None:
            self._show_answer(self._session.answer)
        self._restyle()

    @property
    def is_first_page(self) -> bool:
        """Whether the invitation is shown."""
        return self._stack.currentIndex() == 0

    def show_first_page(self) -> None:
        """Bring the invitation back, until the next stroke."""
        self._stack.setCurrentIndex(0)

    def show_story(self) -> None:
        """Show how ink becomes an answer, also on a blank pad: there are earlier drawings to bring back."""
        self._stack.setCurrentIndex(1)

    def show_results(self, pieces: "tuple[object, ...]") -> None:
        """Show several opened drawings or pictures."""
        self.results.show_pieces(pieces, self._session.reader, self._session.unsure)  # type: ignore[arg-type]
        self.results.show()
        self._stack.setCurrentIndex(1)

    def close_results(self) -> None:
        """Put the opened pieces away."""
        self.results.show_pieces((), None)
        self.results.hide()

    def _show_answer(self, answer: Answer) -> None:
        if not self._session.content.is_blank:
            self._stack.setCurrentIndex(1)
        if self.isVisible():  # else it is told when the tab is shown: every move of the pen would pay for it
            self._tell(answer)
            if self.numbers.isVisible():
                self._fill_numbers()

    def _tell(self, answer: Answer) -> None:
        self.steps.show_content(self._session.content, answer.image)
        self._show_closest()
        self._likeness.setText(likeness(answer))
        self._likeness.setVisible(answer.likeness is not None and not answer.blank)

    def _show_closest(self) -> None:
        """One line, or one for each digit where that is wider than the page."""
        words = closest(self._session.answer) if self._session.answer is not None else ""
        fits = self._closest.fontMetrics().horizontalAdvance(words) <= self._width()
        self._closest.setText(words if fits else words.replace(BETWEEN, "\n"))

    def _give_room(self, _index: int = 0) -> None:
        """Let the page that is hidden need no width: in large type it would make the other one scroll sideways."""
        for page in (self.first, self._told):
            policy = QSizePolicy.Policy.Preferred if page is self._stack.currentWidget() else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)

    def _width(self) -> int:
        return self.viewport().width() - theme.UNIT - theme.GAP

    def _fill_numbers(self) -> None:
        reader, answer, shipped = self._session.reader, self._session.answer, self._session.shipped_answer
        answers = [(reader.title, answer)] if reader and answer else []
        self.numbers.show_answers([*answers, ("Shipped model", shipped)] if shipped else answers)

    def _show_numbers(self, shown: bool) -> None:
        self._fill_numbers()
        self.numbers.setVisible(shown)
        if shown:
            self._stack.setCurrentIndex(1)
            self.ensureWidgetVisible(self.numbers)

    def _show_reader(self) -> None:
        reader = self._session.reader
        self._model.setText(reader.description if reader else "")
        self.unsure.show_choice()
        self._read_all_again()

    def _read_all_again(self, _unsure: object = None) -> None:
        self._show_recent()
        if self.results.pieces:
            self.results.show_pieces(self.results.pieces, self._session.reader, self._session.unsure)

    def _describe_run(self, run: Reader) -> None:
        if self._session.reader is run:
            self._model.setText(run.description)

    def _show_recent(self) -> None:
        pieces = self._session.recent
        self.recent.show_pieces(pieces, self._session.reader, self._session.unsure)
        self._recent_title.setVisible(bool(pieces))
        self.recent.setVisible(bool(pieces))

    def _restyle(self) -> None:
        self._fit()
        self.recent.repaint_pieces()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell what was drawn while nobody looked."""
        super().showEvent(event)
        if self._session.answer is not None:
            self._tell(self._session.answer)
        self._fill_numbers()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pictures what room there is."""
        super().resizeEvent(event)
        self._fit()
        self.recent.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the table to another type size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.steps.fit(self._width())
        self.numbers.fit(self._width())
        self._show_closest()


def closest(answer: Answer) -> str:
    """Return the most probable digits in one line; under 5 per cent, no number."""
    if answer.blank:
        return "Closest: nothing yet"
    parts = []
    for digit in answer.ranking[:SHOWN]:
        share = 100 * float(answer.probabilities[digit])
        if share < SMALLEST_PERCENT:
            break
        parts.append(f"{digit}  {'>99' if share > 99 else round(share)} %")
    return "Closest:  " + BETWEEN.join(parts)


def likeness(answer: Answer) -> str:
    """Return how much something looks like a digit at all; empty where the network cannot tell."""
    if answer.likeness is None:
        return ""
    share = 100 * answer.likeness
    if share < 1:
        return "Looks like a digit at all:  under 1 %"
    return f"Looks like a digit at all:  {'>99' if share > 99 else round(share)} %"
