"""What a run made of the drawing on the pad: ten rows over the run, in line with the curves above."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mnistpad.ui import theme
from mnistpad.ui.pad.bars import percent_text
from mnistpad.ui.training.curves.chips import ChipButton
from mnistpad.ui.training.curves.data.span import Span
from mnistpad.ui.training.curves.sheet.look import INSET, Look

CAPTION = "What this run made of your drawing"
HINT = "◀ drag to look back"
EMPTY = "While a run learns, the ten rows of the digit on the pad appear here."

_ROW = 11  # px; ten make the 110 of the sketch
_TALLEST_ROW = 26  # px
_SMALLEST_TYPE = 11  # px

Floats32 = npt.NDArray[np.floating]


class HeatStrip(QWidget):
    """The ten probabilities of one drawing over the run. Dragging looks back."""

    moment_chosen = Signal(int)  # the step of a reading
    returned = Signal()  # to the newest

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("heat")
        self._rows = _Rows()
        self._caption, self._hint, self._back = QLabel(CAPTION), QLabel(HINT), ChipButton("Back to now")
        self._back.setObjectName("backToNow")
        self._back.setToolTip("Show what the newest network makes of your drawing (Esc)")
        self._ends = QStackedWidget()
        self._lay_out()
        self._back.clicked.connect(self.come_back)
        self._rows.chosen.connect(self._look_back)
        self._rows.given_up.connect(self.come_back)
        self._show_end()

    @property
    def moment(self) -> int | None:
        """The step that is looked back at; None while it is the newest."""
        return self._rows.moment

    def set_readings(self, steps: npt.NDArray[np.int64], probabilities: Floats32) -> None:
        """Show what the networks of the run make of the drawing.

        Parameters
        ----------
        steps
            Of each reading, increasing, shape (n,).
        probabilities
            Shape (10, n), each in [0, 1].
        """
        self._rows.set_readings(steps, probabilities)
        if self.moment is not None and not (len(steps) and self.moment <= steps[-1]):
            self.come_back()  # the run went back to before that moment
        self._show_end()

    def clear(self) -> None:
        """Show nothing: the pad is blank, or there is no run."""
        self.set_readings(np.empty(0, np.int64), np.empty((10, 0), np.float32))

    def set_span(self, span: Span) -> None:
        """Show the same stretch of the run as the curves."""
        self._rows.set_span(span)

    def come_back(self) -> None:
        """Show the newest again."""
        if self.moment is not None:
            self._rows.set_moment(None)
            self._show_end()
            self.returned.emit()

    def _look_back(self, step: int) -> None:
        self._rows.set_moment(step)
        self._show_end()
        self.moment_chosen.emit(step)

    def _lay_out(self) -> None:
        for label in (self._caption, self._hint):
            label.setProperty("role", "note")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._hint.setAlignment(right)
        self._ends.addWidget(self._hint)
        self._ends.addWidget(_at_the_right(self._back))
        above = QHBoxLayout()
        above.addWidget(self._caption)
        above.addWidget(self._ends, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_INSIDE)
        column.addLayout(above)
        column.addWidget(self._rows)
        self._ends.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _show_end(self) -> None:
        self._ends.setCurrentIndex(int(self.moment is not None))
        self._hint.setText(HINT if self._rows.is_filled else "")


class _Rows(QWidget):
    """Ten rows of colour, with the digits at their left."""

    chosen = Signal(int)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("heatRows")
        self.setAccessibleName(CAPTION)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._steps: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._probabilities: Floats32 = np.empty((10, 0), np.float32)
        self._span = Span()
        self.moment: int | None = None
        theme.theme.changed.connect(self._restyle)
        self._restyle()
        self._describe()

    @property
    def is_filled(self) -> bool:
        """Whether there are readings."""
        return bool(self._steps.size)

    def set_readings(self, steps: npt.NDArray[np.int64], probabilities: Floats32) -> None:
        self._steps, self._probabilities = np.asarray(steps), np.asarray(probabilities)
        self._describe()
        self.update()

    def set_span(self, span: Span) -> None:
        self._span = span
        self._describe()
        self.update()

    def set_moment(self, step: int | None) -> None:
        self.moment = step
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), 10 * self._row_height)

    # What a person does.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the moment under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the moment under the mouse while it is held."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose_at(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back and forth by readings; Esc and End return to the newest."""
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        key = event.key()
        if key in (Qt.Key.Key_End, Qt.Key.Key_Escape):
            if self.moment is None:
                event.ignore()
            self.given_up.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home) and self.is_filled:
            steps = {Qt.Key.Key_Left: -far, Qt.Key.Key_Right: far, Qt.Key.Key_Home: -len(self._steps)}
            self._choose(self._index + steps[Qt.Key(key)])
        else:
            event.ignore()

    def _choose_at(self, x: float) -> None:
        if self.is_filled:
            left, width = self._inner
            step = self._span.step_at((x - left) / width)
            self._choose(int(np.searchsorted(self._steps, step, side="right")) - 1)

    def _choose(self, index: int) -> None:
        """Look at a reading; the last one is now."""
        step = int(self._steps[max(index, 0)]) if index < len(self._steps) - 1 else None
        if step is None:
            self.given_up.emit()
        elif step != self.moment:
            self.chosen.emit(step)

    # What is seen.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the rows, the digits and the moment."""
        colours = theme.tokens()
        with QPainter(self) as painter:
            left, width = self._inner
            room = QRectF(left, 0, width, 10 * self._row_height)
            painter.fillRect(room, QColor(colours.surface))
            if self.is_filled:
                painter.drawImage(room, self._image(round(width * self.devicePixelRatioF())))
            else:
                painter.setFont(theme.note_font())
                painter.setPen(QColor(colours.text2))
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, EMPTY)
            self._paint_digits(painter, colours)
            self._paint_moment(painter, colours, room)
            if self.hasFocus():
                painter.setPen(QPen(QColor(colours.accent), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_digits(self, painter: QPainter, colours: theme.Tokens) -> None:
        top = int(self._probabilities[:, self._index].argmax()) if self.is_filled else None
        width = self._look.left - theme.UNIT
        for digit in range(10):
            painter.setFont(self._bold if digit == top else self._plain)
            painter.setPen(QColor(colours.text if digit == top else colours.text2))
            box = QRectF(0, digit * self._row_height, width, self._row_height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(digit))

    def _paint_moment(self, painter: QPainter, colours: theme.Tokens, room: QRectF) -> None:
        if self.moment is None or not self.is_filled:
            return
        x = room.left() + float(self._span.fraction(self.moment)) * room.width()
        if room.left() - 1 <= x <= room.right() + 1:
            painter.fillRect(QRectF(round(x) - 2, 0, 4, room.height()), QColor(colours.surface))
            painter.fillRect(QRectF(round(x) - 1, 0, 2, room.height()), QColor(colours.text))

    def _image(self, columns: int) -> QImage:
        """Return a pixel for each digit and column: the last reading at or before its step."""
        colours = theme.tokens()
        steps = self._span.steps_at((np.arange(columns) + 0.5) / max(1, columns))
        index = np.searchsorted(self._steps, steps, side="right") - 1
        shares = np.clip(self._probabilities[:, np.maximum(index, 0)], 0, 1)[..., None]
        low, high = (_rgb(each) for each in (colours.track, colours.accent))
        pixels = np.full((10, columns, 4), 255, np.uint8)
        pixels[..., 2::-1] = np.rint(low + shares * (high - low))
        unknown = (index < 0) | (steps > self._span.hi) | (steps > self._steps[-1] + 0.5)
        pixels[:, unknown] = [*_rgb(colours.surface)[::-1], 255]
        return QImage(pixels.tobytes(), columns, 10, 4 * columns, QImage.Format.Format_RGB32).copy()

    @property
    def _index(self) -> int:
        """Which reading is shown in bold: the chosen one, or the newest."""
        if self.moment is None:
            return len(self._steps) - 1
        return max(0, int(np.searchsorted(self._steps, self.moment, side="right")) - 1)

    @property
    def _inner(self) -> tuple[float, float]:
        """Where the first step lies and how wide the stretch is, in px: as in the plots."""
        return self._look.left + INSET, max(1.0, self._look.frame_width(self.width()) - 2 * INSET)

    def _restyle(self) -> None:
        self._look = Look.of_the_window()
        self._row_height = min(max(theme.px(_ROW), _ROW), _TALLEST_ROW)
        self._plain, self._bold = theme.note_font(), theme.note_font(QFont.Weight.Bold)
        for font in (self._plain, self._bold):
            font.setPixelSize(max(_SMALLEST_TYPE, min(font.pixelSize(), self._row_height)))
        self.setFixedHeight(10 * self._row_height)
        self.update()

    def _describe(self) -> None:
        """Say the digits above 5 % at the moment that is looked at."""
        if not self.is_filled:
            self.setAccessibleDescription(EMPTY)
            return
        shares = self._probabilities[:, self._index]
        ranking = [digit for digit in np.argsort(-shares, kind="stable").tolist() if shares[digit] >= 0.05]
        words = ", ".join(f"{digit} {percent_text(float(shares[digit]))}" for digit in ranking)
        step = float(self._steps[self._index])
        self.setAccessibleDescription(f"Epoch {step / self._span.batches:.2f}: {words}")


def _rgb(colour: str) -> npt.NDArray[np.float64]:
    parts = QColor(colour)
    return np.array([parts.red(), parts.green(), parts.blue()], np.float64)


def _at_the_right(widget: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(widget)
    return box
