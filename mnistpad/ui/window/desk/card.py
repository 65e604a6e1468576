"""One picture that tells the whole story, for a chat or a slide: ink, what the network saw, bars, answer, model."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from mnistpad.answer import Answer
from mnistpad.ui import theme
from mnistpad.ui.pad.answer import glyph
from mnistpad.ui.pad.bars import percent_text
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.pad.paper.painting.surface import Look, on_paper
from mnistpad.ui.pad.preview import grey_image
from mnistpad.ui.pad.wording import Kind, Reading, reading_of

SIZE = QSize(1200, 630)  # what link previews show without cutting
MARGIN = 56
PAD = QRect(MARGIN, MARGIN, 518, 518)
RIGHT = QRect(PAD.right() + 1 + MARGIN, MARGIN, 1200 - 2 * MARGIN - PAD.right() - 1, 518)
DIGIT = 140  # px, the answer's cap height
SEEN = 168  # px, six for each pixel of the image
BARS = QRect(RIGHT.left(), 356, RIGHT.width(), 172)


def card(content: Content, answer: Answer, model: str) -> QImage:
    """Return the card, 1200×630, dark only if the blackboard was chosen.

    Parameters
    ----------
    content
        What lies on the pad.
    answer
        What was read.
    model
        The name of the model that read it.
    """
    colours = card_colours()
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.paper))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        _Card(painter, colours).paint(content, answer, model)
    return image


def card_colours() -> theme.Tokens:
    """Return the palette of what leaves the program: black on white unless the blackboard was chosen."""
    return theme.DARK if theme.theme.paper is theme.Paper.BLACKBOARD else theme.LIGHT


class _Card:
    """Paints the parts with one painter and one palette."""

    def __init__(self, painter: QPainter, colours: theme.Tokens) -> None:
        self._painter = painter
        self._colours = colours

    def paint(self, content: Content, answer: Answer, model: str) -> None:
        reading = reading_of(answer)
        self._paint_pad(content)
        self._paint_seen(answer)
        self._paint_answer(reading)
        self._paint_bars(answer)
        self._text(
            model, 20, QFont.Weight.Normal, self._colours.text2, QRect(RIGHT.left(), 538, RIGHT.width() - 120, 36)
        )
        name = QRect(RIGHT.right() - 159, 538, 160, 36)
        self._text("MnistPad", 20, QFont.Weight.DemiBold, self._colours.accent, name, Qt.AlignmentFlag.AlignRight)

    def _paint_pad(self, content: Content) -> None:
        look = Look(PAD.width(), 1.0, self._colours.paper, self._colours.ink)
        self._painter.drawPixmap(PAD.topLeft(), on_paper(content, look))
        self._painter.setPen(QColor(self._colours.control))
        self._painter.drawRoundedRect(QRectF(PAD).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_PAD, theme.RADIUS_PAD)

    def _paint_seen(self, answer: Answer) -> None:
        place = QRect(RIGHT.right() + 1 - SEEN, RIGHT.top(), SEEN, SEEN)
        self._painter.drawImage(place, grey_image(answer.image))
        below = QRect(place.left(), place.bottom() + 9, SEEN, 24)
        self._text("What the network saw", 13, QFont.Weight.Normal, self._colours.text2, below)

    def _paint_answer(self, reading: Reading) -> None:
        room = QRect(RIGHT.left(), RIGHT.top(), RIGHT.width() - SEEN - 24, SEEN)
        large = "?" if reading.kind in {Kind.EITHER, Kind.NEITHER} else str(reading.written_large or 0)
        if reading.kind is not Kind.BLANK:
            digit = glyph(large, DIGIT)
            digit.translate(room.left() + digit.boundingRect().width() / 2, room.top() + DIGIT / 2)
            if reading.kind is Kind.DIGIT:
                self._painter.fillPath(digit, QColor(self._colours.text))
            else:
                self._painter.strokePath(digit, QPen(QColor(self._colours.text2), 2))
        headline = QRect(room.left(), room.top() + SEEN + 36, RIGHT.width(), 44)
        self._text(reading.headline, 32, QFont.Weight.DemiBold, self._colours.text, headline)
        below = headline.translated(0, 46)
        self._text(reading.second_choice, 22, QFont.Weight.Normal, self._colours.text2, below)

    def _paint_bars(self, answer: Answer) -> None:
        top = answer.digit
        column = BARS.width() / 10
        for digit, probability in enumerate(answer.probabilities.tolist()):
            shown = 0.0 if answer.blank else probability
            track = QRectF(round(BARS.left() + column * digit + 8), BARS.top() + 28, round(column - 16), 108)
            self._painter.fillRect(track, QColor(self._colours.track))
            fill = track.adjusted(0, round(track.height() * (1 - shown)), 0, 0)
            on_top = digit == top
            self._painter.fillRect(fill, QColor(self._colours.accent if on_top else self._colours.control))
            weight = QFont.Weight.Bold if on_top else QFont.Weight.Normal
            colour = self._colours.text if on_top else self._colours.text2
            cell = QRect(round(track.center().x()) - 40, 0, 80, 28)
            centred = Qt.AlignmentFlag.AlignHCenter
            self._text(str(digit), 20, weight, colour, cell.translated(0, round(track.bottom()) + 6), centred)
            if on_top:
                self._text(percent_text(shown), 20, weight, colour, cell.translated(0, BARS.top() - 2), centred)

    def _text(
        self,
        words: str,
        size: int,
        weight: QFont.Weight,
        colour: str,
        room: QRect,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """Write one line, shortened where it is too long."""
        font = theme.body_font(weight)
        font.setPixelSize(size)
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        fitting = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        self._painter.drawText(room, side | Qt.AlignmentFlag.AlignTop, fitting)
