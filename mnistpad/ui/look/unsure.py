"""The three stops: what is done where a network is not sure, and what each of them costs."""

from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from mnistpad.answer import Unsure
from mnistpad.model_file import Header
from mnistpad.ui import theme
from mnistpad.ui.pad.wording import ONLY_DIGITS
from mnistpad.ui.session import Reader, Session, best_known_score, describe, percent
from mnistpad.ui.training.flow import Flow

STOPS: dict[Unsure, str] = {"guess": "Always guess", "balanced": "Balanced", "sure": "Only when sure"}
LINE = 460  # px at 13 px type: seventy characters
_UNMEASURED: dict[Unsure, str] = {
    "guess": "Names a digit for everything, a letter or a scribble, too.",
    "balanced": "Says so where something does not look like a digit, or could be two.",
    "sure": "Names a digit only where it is very sure, and says so more often where it is not.",
}


class WhenUnsure(QWidget):
    """A choice of three, and a sentence below that says what the chosen one costs."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("whenUnsure")
        self._session = session
        self._title = QLabel("When unsure:")
        self.cost = QLabel(wordWrap=True)
        self.cost.setObjectName("unsureCost")
        self.cost.setProperty("role", "note")
        self.stops = {unsure: self._stop(unsure) for unsure in get_args(Unsure)}
        self._group = QButtonGroup(self)
        for stop in self.stops.values():
            self._group.addButton(stop)
        self._lay_out()
        session.unsure_changed.connect(self.show_choice)
        theme.theme.changed.connect(self._restyle)
        self._restyle()
        self.show_choice()

    def _restyle(self) -> None:
        self.cost.setMaximumWidth(theme.px(LINE))

    def _stop(self, unsure: Unsure) -> QRadioButton:
        stop = QRadioButton(STOPS[unsure])
        stop.setObjectName(f"unsure{unsure.capitalize()}Button")
        stop.setAccessibleName(f"When unsure: {STOPS[unsure].lower()}")
        stop.setMinimumHeight(theme.SMALLEST_TARGET)
        stop.clicked.connect(lambda: self._session.decline_when(unsure))
        return stop

    def _lay_out(self) -> None:
        row = Flow(gap=theme.GAP_COLUMNS)
        self._title.setMinimumHeight(theme.SMALLEST_TARGET)
        self._title.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        for widget in (self._title, *self.stops.values()):
            row.addWidget(widget)
        sentence = QHBoxLayout()  # which knows that the sentence is no wider than it may be, and how tall it is then
        sentence.addWidget(self.cost, 1000)
        sentence.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GAP_INSIDE)
        page.addLayout(row)
        page.addLayout(sentence)

    def show_choice(self, _unsure: object = None) -> None:
        """Show what is chosen, and what it costs with the network that reads."""
        reader, chosen = self._session.reader, self._session.unsure
        self.stops[chosen].setChecked(True)
        for unsure, stop in self.stops.items():
            words = cost(reader, unsure)
            stop.setToolTip(words)
            stop.setAccessibleDescription(words)
        self.cost.setText(cost(reader, chosen))


def cost(reader: Reader | None, unsure: Unsure) -> str:
    """Return what a stop costs with a network, as it was measured; in general words where nobody measured it."""
    if reader is None:
        return _UNMEASURED[unsure]
    if not reader.recognizer.can_decline:
        return ONLY_DIGITS
    header = reader.recognizer.model.header
    return _cost_of_guessing(header) if unsure == "guess" else _cost_of_declining(header, unsure)


def _cost_of_guessing(header: Header) -> str:
    score = best_known_score(header)
    if score is None:
        return _UNMEASURED["guess"]
    return f"{_UNMEASURED['guess']} Right: {describe(score)}."


def _cost_of_declining(header: Header, unsure: Unsure) -> str:
    measured = header.thresholds.get(unsure)
    if measured is None or None in (measured.digits_named, measured.right, measured.others_declined):
        return _UNMEASURED[unsure]
    named, right, declined = (
        percent(share or 0) for share in (measured.digits_named, measured.right, measured.others_declined)
    )
    return (
        f"Of drawings that it never learned, it names {named} of the digits, {right} of these right, "
        f"and declines {declined} of what is no digit."
    )
