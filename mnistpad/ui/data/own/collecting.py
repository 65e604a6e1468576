"""Collecting: digits are asked for one after the other, and the person draws them. Knows no pad."""

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mnistpad.data.own import Change, next_round
from mnistpad.ink.stroke import Drawing
from mnistpad.ui import theme
from mnistpad.ui.data.own.box import DigitBox, one
from mnistpad.ui.pad.answer import announce
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.widgets import push_button

HOW = "Draw it on the pad, then press Enter or Next. Whatever the network reads, your word counts."


class Collecting(QObject):
    """What is asked for, and what came of it.

    Parameters
    ----------
    box
        Keeps what is drawn.
    rng
        Orders the digits.
    """

    asked = Signal()  # another digit, or the first
    began = Signal()
    ended = Signal()

    def __init__(self, box: DigitBox, rng: np.random.Generator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._box = box
        self._rng = rng
        self._round: list[int] = []
        self._at = 0
        self._kept: list[Change] = []
        self._words = ""
        self.is_active = False

    @property
    def digit(self) -> int:
        """The digit that is asked for."""
        return self._round[self._at] if self._round else 0

    @property
    def place(self) -> tuple[int, int]:
        """Which of how many of the round it is, from 1."""
        return self._at + 1, len(self._round)

    @property
    def can_undo(self) -> bool:
        """Whether anything was kept since it began."""
        return bool(self._kept)

    @property
    def words(self) -> str:
        """What became of the last drawing."""
        return self._words

    def begin(self) -> None:
        """Ask for the first digit."""
        if self.is_active:
            return
        self.is_active, self._kept, self._words = True, [], ""
        self._begin_round(None)
        self.began.emit()
        self.asked.emit()

    def end(self) -> None:
        """Ask for no more; what was kept stays."""
        if self.is_active:
            self.is_active = False
            self.ended.emit()

    def keep(self, drawing: Drawing, label: int | None = None) -> bool:
        """Keep what was drawn as the digit asked for, or as one that the person named; return whether it is kept."""
        label = self.digit if label is None else label
        change = None if drawing.is_blank else self._box.keep(drawing, label)
        if change is None:
            self._say(f"Draw {one(self.digit)} first." if drawing.is_blank else "That was not kept.")
            return False
        self._kept.append(change)
        if label == self.digit:
            self._go_on(f"Kept as {label}.")
        else:
            self._say(f"Kept as {label}. The {self.digit} is still to come.")
        return True

    def skip(self) -> None:
        """Ask for another digit."""
        self._go_on(f"The {self.digit} was skipped.")

    def undo_last(self) -> Drawing | None:
        """Take the last kept drawing back, and ask for its digit again; return it, or None."""
        if not self._kept:
            return None
        change = self._kept.pop()
        (kept,) = change.digits
        if not self._box.undo(change):
            self._say("That was deleted meanwhile.")
            return None
        self._round.insert(self._at, kept.label)
        del self._round[self._at + 1 : self._at + 2]
        self._say(f"The last {kept.label} is no longer kept. Draw it again.")
        return kept.drawing.labelled(None)

    def _say(self, words: str) -> None:
        self._words = words
        self.asked.emit()

    def _go_on(self, words: str) -> None:
        last = self.digit
        self._at += 1
        if self._at == len(self._round):
            self._begin_round(last)
        self._say(words)

    def _begin_round(self, last: int | None) -> None:
        self._round, self._at = next_round(self._box.counts(self._box.person), self._rng, last), 0


class CollectPanel(QWidget):
    """The digit asked for in large type, and what can be done. Esc leaves."""

    next_pressed = Signal()
    undo_pressed = Signal()

    def __init__(self, collecting: Collecting, box: DigitBox) -> None:
        super().__init__()
        self.setObjectName("collectPanel")
        self._collecting = collecting
        self._box = box
        self.ask = QLabel(textFormat=Qt.TextFormat.PlainText, alignment=Qt.AlignmentFlag.AlignCenter)
        self.ask.setObjectName("collectAsk")
        self.place = self._note("collectPlace")
        self.outcome = self._note("collectOutcome")
        self.how = self._note("collectHow")
        self.how.setText(HOW)
        self.next = push_button("collectNextButton", "Next", "Keep the drawing and ask for the next digit (Enter)")
        self.next.setProperty("primary", True)
        self.skip = push_button("collectSkipButton", "Skip", "Ask for another digit")
        self.undo = push_button("collectUndoButton", "Undo last", "Take the last one back and draw it again")
        self.done = push_button("collectDoneButton", "Done", "Stop collecting; what was kept stays (Esc)")
        self._lay_out()
        self.next.clicked.connect(self.next_pressed)
        self.skip.clicked.connect(collecting.skip)
        self.undo.clicked.connect(self.undo_pressed)
        self.done.clicked.connect(collecting.end)
        collecting.asked.connect(self.refresh)
        theme.theme.changed.connect(self._restyle)
        self._restyle()

    def _note(self, name: str) -> QLabel:
        label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText, alignment=Qt.AlignmentFlag.AlignCenter)
        label.setObjectName(name)
        return label

    def _lay_out(self) -> None:
        self.how.setProperty("role", "note")
        buttons = QWidget()
        row = Flow(buttons)
        for button in (self.next, self.skip, self.undo, self.done):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus with the pad
            row.addWidget(button)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, theme.GAP, 0, 0)
        page.setSpacing(theme.GAP)
        for part in (self.ask, self.place, self.outcome):
            page.addWidget(part)
        page.addWidget(buttons, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addWidget(self.how)
        page.addStretch(1)

    def refresh(self) -> None:
        """Show what is asked for."""
        collecting, (nth, of) = self._collecting, self._collecting.place
        self.ask.setText(f"Draw {one(collecting.digit)}")
        count = self._box.counts(self._box.person)[collecting.digit]
        self.place.setText(f"{nth} of {of} in this round. Kept by {self._box.person} so far: {count:,}.")
        self.outcome.setText(collecting.words or " ")
        self.undo.setEnabled(collecting.can_undo)
        announce(self, f"{collecting.words} {self.ask.text()}.".strip())

    def _restyle(self) -> None:
        self.ask.setFont(theme.font_of_cap_height(theme.px(32)))
