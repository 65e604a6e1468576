"""What the network says, as one big digit and a few words. The wording itself is next door."""

import math
import re
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from mnistpad.answer import Answer
from mnistpad.ui import theme
from mnistpad.ui.pad.wording import Calm, Kind, Reading, beside, reading_of

EDGES = (84, 112)  # px of the digit's box
CAP_HEIGHT = 0.72  # of the box
OUTLINE = 1.5  # px
ANNOUNCE_AFTER = 600  # ms from the pen's lift
REST = 600  # ms
_LAST_WORD_IS_A_DIGIT = re.compile(r" (?=\d$)")  # "as 3" stays on one line
_WRAP = Qt.TextFlag.TextWordWrap

Line = tuple[str, QFont, str]  # words, type, colour


def announce(source: QObject, message: str) -> None:
    """Have a screen reader say something when it has finished what it is saying."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # the first stroke need not wait for them

    event = QAccessibleAnnouncementEvent(source, message)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)


class AnswerView(QLabel):
    """The answer. As a label its text is the spoken sentence; what is seen is painted.

    Parameters
    ----------
    clock
        Seconds of a steady clock.
    say
        Called with this widget and the sentence that a screen reader shall speak.
    """

    shown = Signal(object)  # the Reading on the screen, whenever it changed
    shipped_shown = Signal(object)  # the Reading of the shipped model, likewise
    rested = Signal()  # the answer has stood for a while, with the pen up: whoever or whatever brought it

    def __init__(
        self,
        parent: QWidget | None = None,
        edge: int = EDGES[1],
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[QObject, str], None] = announce,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("answer")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._edge = edge
        self._clock = clock
        self._say = say
        self._calm = Calm()
        self._shipped_calm = Calm()
        self._answer: Answer | None = None
        self._shipped: Answer | None = None
        self._pen_down = False
        self._guess_shown = False
        self._seen: tuple[object, ...] = ()
        self._shipped_seen = Reading()
        self._announced = Reading().spoken
        self._patience = self._single_shot(0, self._look_again)
        self._announcement = self._single_shot(ANNOUNCE_AFTER, self._announce)
        self._rest = self._single_shot(REST, self.rested.emit)
        theme.theme.changed.connect(self.update)
        self._tell()

    @property
    def reading(self) -> Reading:
        """What is on the screen."""
        return self._calm.shown

    @property
    def shipped_reading(self) -> Reading:
        """What the shipped model is said to read, where another one reads."""
        return self._shipped_calm.shown

    def show_answer(self, answer: Answer, shipped: Answer | None = None) -> None:
        """Show an answer; `shipped` is what the shipped model says where another one reads."""
        self._answer = answer
        self._shipped = shipped
        self._offer()

    def settle(self) -> None:
        """Show at once what is held back, because somebody asked for another answer; and have it said."""
        self._calm.settle()
        self._shipped_calm.settle()
        self._tell()
        if self.isVisible():
            self._announcement.start()
            self._rest.start()

    def set_pen_down(self, down: bool) -> None:
        """Be patient while the pen is on the paper; when it lifts, say what it made."""
        self._pen_down = down
        if down or not self.isVisible():
            self._be_silent()
        else:
            self._announcement.start()
            self._rest.start()
        self._offer()

    def set_edge(self, edge: int) -> None:
        """Make the digit's box, and with it the whole view, `edge` px tall."""
        if edge == self._edge:
            return  # asking for a new layout in every layout would never end
        self._edge = edge
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the box and two words beside it."""
        return QSize(self._edge + theme.MARGIN + theme.px(150), self._edge)

    def minimumSizeHint(self) -> QSize:
        """Return room for the box and one word beside it: the words wrap, then shrink."""
        return QSize(self._edge + theme.GAP + 72, self._edge)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on waiting."""
        super().showEvent(event)
        self._look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say and change nothing that nobody sees."""
        super().hideEvent(event)
        self._patience.stop()
        self._be_silent()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell the guess."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._toggle_guess()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell the guess."""
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.reading.guess:
            self._toggle_guess()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the box, the digit in it, and the words beside it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_box(painter)
            self._paint_digit(painter)
            self._paint_words(painter)

    def _single_shot(self, interval: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval)
        timer.timeout.connect(then)
        return timer

    def _offer(self) -> None:
        now, down = self._clock(), self._pen_down
        if self._answer is not None:
            self._calm.offer(reading_of(self._answer, down), now, down)
        self._shipped_calm.offer(reading_of(self._shipped, down) if self._shipped else Reading(), now, down)
        self._tell()

    def _look_again(self) -> None:
        self._calm.look(self._clock())
        self._shipped_calm.look(self._clock())
        self._tell()

    def _tell(self) -> None:
        """Bring everything that is seen and heard up to the reading on the screen."""
        if self.isVisible():
            self._wait()
        self._guess_shown &= bool(self.reading.guess)
        sentence = self._sentence()
        if sentence != self.text() or not sentence:
            self.setText(sentence)
            self.setAccessibleName(sentence)
            self.shown.emit(self.reading)
        if self.shipped_reading != self._shipped_seen:
            self._shipped_seen = self.shipped_reading
            self.shipped_shown.emit(self.shipped_reading)
        seen = (sentence, self._shipped_words(), self._written_large(), self._is_settled())
        if seen != self._seen:
            self._seen = seen
            self.setAccessibleDescription(self._shipped_words() or "What the network reads")
            self.setCursor(Qt.CursorShape.PointingHandCursor if self.reading.guess else Qt.CursorShape.ArrowCursor)
            self.update()
            if self.isVisible() and not self._pen_down:
                self._rest.start()

    def _wait(self) -> None:
        """Look again when something changes though nothing new comes."""
        waits = [calm.remaining(self._clock()) for calm in (self._calm, self._shipped_calm)]
        if any(waits):
            self._patience.start(math.ceil(1000 * min(wait for wait in waits if wait)))
        else:
            self._patience.stop()

    def _sentence(self) -> str:
        if self._guess_shown:
            return f"{self.reading.spoken} {self.reading.guess}."
        return self.reading.spoken

    def _announce(self) -> None:
        if self.reading.spoken != self._announced:
            self._announced = self.reading.spoken
            self._say(self, self._announced)

    def _be_silent(self) -> None:
        self._announcement.stop()
        self._rest.stop()

    def _toggle_guess(self) -> None:
        if self.reading.guess:
            self._guess_shown = not self._guess_shown
            self._tell()
            if self._guess_shown:
                self._say(self, self.reading.guess)

    def _shipped_words(self) -> str:
        return beside(self.reading, self.shipped_reading)

    def _written_large(self) -> str:
        if self._guess_shown:
            return str(self.reading.digit)
        if self.reading.kind in {Kind.EITHER, Kind.NEITHER}:
            return "?"
        return "" if self.reading.written_large is None else str(self.reading.written_large)

    def _is_settled(self) -> bool:
        """Return whether the digit is filled; one that may still change is an outline."""
        return self.reading.is_decided and not (self._pen_down and self._calm.is_in_doubt(self._clock()))

    def _box(self) -> QRectF:
        return QRectF(0.5, 0.5, self._edge - 1, self._edge - 1)

    def _paint_box(self, painter: QPainter) -> None:
        colours = theme.tokens()
        ring = self.hasFocus()
        painter.setPen(QPen(QColor(colours.accent if ring else colours.divider), 2 if ring else 1))
        painter.setBrush(QColor(colours.surface))
        inset = 0.5 if ring else 0
        painter.drawRoundedRect(self._box().adjusted(inset, inset, -inset, -inset), theme.RADIUS, theme.RADIUS)

    def _paint_digit(self, painter: QPainter) -> None:
        colours = theme.tokens()
        path = glyph(self._written_large(), CAP_HEIGHT * self._edge)
        if self._is_settled():
            painter.fillPath(path.translated(self._box().center()), QColor(colours.text))
        else:
            pen = QPen(QColor(colours.text2), OUTLINE)
            painter.strokePath(path.translated(self._box().center()), pen)

    def _paint_words(self, painter: QPainter) -> None:
        left = self._edge + (theme.MARGIN if self.width() > 240 else theme.GAP)
        room = QRect(left, 1, self.width() - left - 1, self.height() - 2)
        lines, heights = _fitted(self._lines, room)
        top = max(0, (room.height() - _height_of_three(lines)) // 2) if len(lines) <= 3 else 0
        top = room.top() + max(0, min(top, room.height() - sum(heights)))
        for (words, font, colour), height in zip(lines, heights, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(QRect(room.left(), top, room.width(), height), _WRAP, words)
            top += height

    def _lines(self) -> Iterator[Line]:
        colours = theme.tokens()
        decided = self.reading.kind not in {Kind.PERHAPS, Kind.BLANK}
        yield self.reading.headline, theme.headline_font(), colours.text if decided else colours.text2
        if self.reading.second_choice:
            yield self.reading.second_choice, theme.body_font(), colours.text
        if self.reading.guess and self._guess_shown:
            yield self.reading.guess, theme.body_font(), colours.text
        elif self.reading.guess:
            link = theme.body_font()
            link.setUnderline(True)
            yield "Show its guess", link, colours.accent
        if shipped := self._shipped_words():
            loud = "disagrees" in shipped
            weight = QFont.Weight.DemiBold if loud else QFont.Weight.Normal
            yield shipped, theme.note_font(weight), colours.text if loud else colours.text2


def glyph(text: str, cap_height: float) -> QPainterPath:
    """Return bold figures as a path around (0, 0), `cap_height` px tall."""
    path = QPainterPath()
    path.addText(0, 0, theme.font_of_cap_height(cap_height), text)
    return path.translated(-QPointF(path.boundingRect().center()))


def _fitted(lines: Callable[[], Iterator[Line]], room: QRect) -> tuple[list[Line], list[int]]:
    """Return the lines in the largest type, down to 11 px, with which they fit, and their heights."""
    fitted = []
    for line, font, colour in lines():
        words = _LAST_WORD_IS_A_DIGIT.sub("\N{NO-BREAK SPACE}", line)
        fitted.append((words, _unbroken(words, font, room.width()), colour))
    while True:
        heights = [_wrapped(words, font, room.width()) for words, font, _ in fitted]
        widest = max(_longest_word(words, font) for words, font, _ in fitted)
        largest = max(font.pixelSize() for _, font, _ in fitted)
        if sum(heights) <= room.height() and widest <= room.width():
            return fitted, heights
        if largest <= theme.SMALLEST_TYPE:
            broken = [(words.replace("\N{NO-BREAK SPACE}", " "), font, colour) for words, font, colour in fitted]
            return broken, [_wrapped(words, font, room.width()) for words, font, _ in broken]
        fitted = [(words, _smaller(font), colour) for words, font, colour in fitted]


def _unbroken(words: str, font: QFont, width: int) -> QFont:
    """Return slightly smaller type if that spares the words a break, else the same."""
    smaller = QFont(font)
    while smaller.pixelSize() > max(0.8 * font.pixelSize(), theme.SMALLEST_TYPE):
        if QFontMetrics(smaller).horizontalAdvance(words) <= width:
            return smaller
        smaller.setPixelSize(smaller.pixelSize() - 1)
    return smaller if QFontMetrics(smaller).horizontalAdvance(words) <= width else font


def _smaller(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPixelSize(max(theme.SMALLEST_TYPE, round(0.93 * font.pixelSize() - 0.5)))
    return smaller


def _wrapped(words: str, font: QFont, width: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), _WRAP, words).height()


def _longest_word(words: str, font: QFont) -> int:
    return max(QFontMetrics(font).horizontalAdvance(word) for word in words.split(" "))


def _height_of_three(lines: list[Line]) -> int:
    """Return the height of a headline, a second line and a note, so that the headline keeps its place."""
    headline = QFontMetrics(lines[0][1]).height()
    return headline + QFontMetrics(theme.body_font()).height() + QFontMetrics(theme.note_font()).height()
