"""The strip: the one place where the window tells something, in place, without a dialog."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from mnistpad.ui import theme
from mnistpad.ui.pad.answer import announce
from mnistpad.ui.widgets import discard

TOAST_TIME = 6000  # ms
SMALLEST_HEIGHT = 40  # px
FEWEST_WORDS = 200  # px at 13 px type that the words get beside the choices


class Kind(StrEnum):
    """How a message looks and how long it stays."""

    TOAST = "toast"  # gone after 6 s
    QUESTION = "question"  # stays until it is answered or closed
    ERROR = "error"  # stays until it is closed
    LOADING = "loading"  # stays until it is taken back


class Choice(NamedTuple):
    """A button in the strip. Pressing it closes the message."""

    text: str
    chosen: Callable[[], object]


class Message(NamedTuple):
    """One sentence, or two, and a way on."""

    text: str
    kind: Kind = Kind.TOAST
    choices: tuple[Choice, ...] = ()
    is_spoken: bool = True  # False where a screen reader hears the same from elsewhere, or need not hear it


class Strip(QWidget):
    """Shows the newest message; those that stay come back when it has gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._messages: list[Message] = []
        self.timer = QTimer(self, singleShot=True, interval=TOAST_TIME)
        self.timer.timeout.connect(self._expire)
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setObjectName("stripText")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._busy = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self._busy.setFixedWidth(80)
        self._close = QToolButton()
        self._close.setText("×")
        self._close.setObjectName("stripCloseButton")
        self._close.setAccessibleName("Close this message")
        self._close.setToolTip("Close this message")
        self._close.clicked.connect(self.close_message)
        self._choices: list[QPushButton] = []
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self._choices_row = QWidget()
        row = QHBoxLayout(self._choices_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(theme.MARGIN + theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        self._rows.setSpacing(theme.GAP)
        self._rows.setColumnStretch(0, 1)
        self._rows.addWidget(self._text, 0, 0)
        self._rows.addWidget(self._choices_row, 0, 1)
        self._rows.addWidget(self._busy, 0, 2)
        self._rows.addWidget(self._close, 0, 3)

    def _arrange(self, width: int) -> None:
        """Put the choices under the words where both have no room side by side."""
        words = self._text.fontMetrics().horizontalAdvance(self._text.text()) + theme.px(64)  # and the cross
        needed = self._choices_row.sizeHint().width() + min(words, theme.px(FEWEST_WORDS))
        below = bool(self._choices) and needed > width
        if below != (self._rows.itemAtPosition(1, 0) is not None):
            self._rows.removeWidget(self._choices_row)
            place = (1, 0, 1, 4) if below else (0, 1, 1, 1)
            self._rows.addWidget(self._choices_row, *place, Qt.AlignmentFlag.AlignLeft)

    @property
    def message(self) -> Message | None:
        """What is shown."""
        return self._messages[-1] if self._messages else None

    @property
    def shows_a_toast(self) -> bool:
        """Whether what is shown would be lost if another message came."""
        return self.message is not None and self.message.kind is Kind.TOAST

    @property
    def buttons(self) -> list[QPushButton]:
        """The choices of the message that is shown."""
        return self._choices

    def tell(self, text: str, *choices: Choice, is_spoken: bool = True) -> Message:
        """Show a notice for six seconds."""
        return self.show_message(Message(text, Kind.TOAST, choices, is_spoken))

    def ask(self, text: str, *choices: Choice, is_spoken: bool = True) -> Message:
        """Show a question until it is answered or closed."""
        return self.show_message(Message(text, Kind.QUESTION, choices, is_spoken))

    def complain(self, text: str, *choices: Choice) -> Message:
        """Show what went wrong until it is closed."""
        return self.show_message(Message(text, Kind.ERROR, choices))

    def show_message(self, message: Message) -> Message:
        """Show a message on top of those that stay. A toast, or a message of the same text, makes way."""
        self._messages = [old for old in self._messages if old.kind is not Kind.TOAST and old.text != message.text]
        self._messages.append(message)
        self._refresh()
        if message.is_spoken:
            announce(self, message.text)
        return message

    def take_back(self, message: Message) -> None:
        """Remove a message, shown or waiting; one that has gone already is no error."""
        left = [other for other in self._messages if other is not message]
        if len(left) < len(self._messages):  # or a toast on top would begin its six seconds again
            self._messages = left
            self._refresh()

    def height_for(self, width: int) -> int:
        """Return how tall the strip must be to hold its words at a width, in px."""
        self._arrange(width)
        return max(SMALLEST_HEIGHT, self.heightForWidth(width), self.sizeHint().height())

    def close_message(self) -> None:
        """Close what is shown."""
        self._messages = self._messages[:-1]
        self._refresh()

    def hide_all(self) -> None:
        """Forget every message, because the window closes."""
        self._messages = []
        self.timer.stop()
        self._refresh()

    def _expire(self) -> None:
        if self.underMouse() or any(button.hasFocus() for button in self._choices):
            self.timer.start()
            return
        if self.message and self.message.kind is Kind.TOAST:
            self.close_message()

    def _refresh(self) -> None:
        message = self.message
        for button in self._choices:
            discard(button)
        self._choices = [self._button(choice) for choice in message.choices] if message else []
        self._choices_row.setVisible(bool(self._choices))
        self.setVisible(message is not None)
        if message is None:
            self.timer.stop()
            return
        self._text.setText(f"! {message.text}" if message.kind is Kind.ERROR else message.text)
        self.setAccessibleName(message.text)
        self._busy.setVisible(message.kind is Kind.LOADING)
        self._close.setVisible(message.kind is not Kind.LOADING)
        self.timer.start() if message.kind is Kind.TOAST else self.timer.stop()
        self.updateGeometry()
        self.update()

    def _button(self, choice: Choice) -> QPushButton:
        button = QPushButton(choice.text, self)
        button.setObjectName(f"stripChoice{len(self._choices)}")
        button.setAccessibleName(choice.text)
        message = self.message

        def press() -> None:
            if message:
                self.take_back(message)
            choice.chosen()

        button.clicked.connect(press)
        row = self._choices_row.layout()
        if row is not None:
            row.addWidget(button)
        return button

    def enterEvent(self, event: QEnterEvent) -> None:
        """Hold a toast that is being read."""
        self.timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let it go again."""
        if self.message and self.message.kind is Kind.TOAST:
            self.timer.start()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground, and at its left end a bar in the colour of the message."""
        colours = theme.tokens()
        edge = {Kind.ERROR: colours.bad, Kind.QUESTION: colours.accent}.get(self._kind(), colours.control)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(colours.track))
            painter.fillRect(0, 0, theme.UNIT, self.height(), QColor(edge))

    def _kind(self) -> Kind:
        return self.message.kind if self.message else Kind.TOAST
