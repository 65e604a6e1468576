"""Ten columns, one a digit: how sure the network is of each. Never sorted, so that a place means a digit."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mnistpad.ui import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QVariantAnimation

EASE = 80  # ms, for readings that training changed
WIDEST_BAR = 48  # px
LOWEST = 99  # px, the height at 900×600
_BAR_SHARE = 0.62  # of the column; the rest is air
_TICK = 2  # px

Probabilities = NDArray[np.float64]


def percent_text(probability: float) -> str:
    """Return a probability in [0, 1] as people read it: whole per cent from 5 up, ">99 %" for 100, else nothing."""
    if probability < 0.05:
        return ""
    whole = round(100 * probability)
    return ">99 %" if whole >= 100 else f"{whole} %"


def exact_text(digit: int, probability: float) -> str:
    """Return "3: 86.2 %"."""
    return f"{digit}: {100 * probability:.1f} %"


class Bars(QWidget):
    """The ten probabilities, the top one in accent with its number, and a tick for what the shipped model says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bars")
        self.setAccessibleName("How sure the network is of each digit")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._target: Probabilities | None = None
        self._drawn = np.zeros(10)
        self._from = np.zeros(10)
        self._shipped: Probabilities | None = None
        self._declined = False
        self._ground = QPixmap()  # what only changes with the top digit
        self._ground_of: tuple[object, ...] = ()
        self._tracks: list[QRectF] = []  # where the bars lie on it
        self._widths: dict[str, float] = {}  # px, of numbers: measuring one takes as long as painting four bars
        self._ease: QVariantAnimation | None = None  # until a run reads: the first paint need not wait for it
        theme.theme.changed.connect(self._restyle)
        self._restyle()
        self._describe()

    @property
    def top(self) -> int | None:
        """The digit that is drawn as the answer; None where there is none."""
        if self._target is None or self._declined:
            return None
        return int(self._target.argmax())

    @property
    def shipped(self) -> Probabilities | None:
        """Where the marks are; None where there are none."""
        return self._shipped

    def set_probabilities(
        self, probabilities: Sequence[float] | Probabilities | None, animate: bool = False, *, declined: bool = False
    ) -> None:
        """Show a reading.

        Parameters
        ----------
        probabilities
            Ten numbers in [0, 1]; None empties the bars.
        animate
            Glide there in 80 ms, for readings that training changed. Ink jumps.
        declined
            The network would not say: no bar stands out.
        """
        self._target = None if probabilities is None else np.array(probabilities, dtype=np.float64)
        self._declined = declined
        self._describe()
        if self._ease is not None:
            self._ease.stop()
        if animate and not theme.theme.reduced_motion:
            self._from = self._drawn.copy()
            self._glide()
        else:
            self._move(1.0)

    def set_declined(self, declined: bool) -> None:
        """Let a bar stand out or not, the reading being the same."""
        if declined != self._declined:
            self._declined = declined
            self.update()

    def set_shipped(self, probabilities: Sequence[float] | Probabilities | None) -> None:
        """Mark on each bar what the shipped model says; None takes the marks away."""
        self._shipped = None if probabilities is None else np.array(probabilities, dtype=np.float64)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the bars of the smallest window, or what large type needs."""
        return QSize(280, max(LOWEST, self.minimumSizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """Return room for the number, the label, and bars between them."""
        return QSize(theme.px(160), 2 * self._line_height + theme.px(40))

    def event(self, event: QEvent) -> bool:
        """Answer what hovers with the exact figures of the column under it."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(event.pos().x()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint ten bars, their labels, and the number of the top one."""
        top, colours = self.top, theme.tokens()
        self._lay_ground(top, colours)
        plain, accent, text = QColor(colours.control), QColor(colours.accent), QColor(colours.text)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._ground)
            for digit, (track, probability) in enumerate(zip(self._tracks, self._drawn.tolist(), strict=True)):
                level = self._level(track, probability)
                filled = QRectF(track.left(), level, track.width(), track.bottom() - level)
                painter.fillRect(filled, accent if digit == top else plain)
            if self._shipped is not None:
                self._paint_ticks(painter, self._shipped, text)
            if top is not None:
                self._paint_number(painter, top, text)

    def _lay_ground(self, top: int | None, colours: theme.Tokens) -> None:
        """Keep tracks and labels as a picture: painting them took twice as long as all that a reading changes."""
        ratio, window = self.devicePixelRatioF(), self.palette().window().color()
        of = (top, colours, window.rgba(), self.width(), self.height(), ratio, self._line_height)
        if of == self._ground_of:
            return
        self._ground_of = of
        self._tracks = [self._column(digit) for digit in range(10)]
        self._ground = QPixmap(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio))
        self._ground.setDevicePixelRatio(ratio)
        self._ground.fill(window)
        with QPainter(self._ground) as painter:
            for digit, track in enumerate(self._tracks):
                painter.fillRect(track, QColor(colours.track))
                painter.setFont(self._bold if digit == top else self._plain)
                painter.setPen(QColor(colours.text if digit == top else colours.text2))
                painter.drawText(self._below(track), Qt.AlignmentFlag.AlignCenter, str(digit))

    def _glide(self) -> None:
        if self._ease is None:
            from PySide6.QtCore import QEasingCurve, QVariantAnimation

            self._ease = QVariantAnimation(self)
            self._ease.setDuration(EASE)
            self._ease.setStartValue(0.0)
            self._ease.setEndValue(1.0)
            self._ease.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._ease.valueChanged.connect(self._move)
        self._ease.start()

    def _move(self, progress: float) -> None:
        target = np.zeros(10) if self._target is None else self._target
        # A reading that arrives mid-glide starts from what is on the screen.
        self._drawn = target.copy() if progress >= 1 else self._from + progress * (target - self._from)
        self.update()

    def _restyle(self) -> None:
        self._plain = theme.note_font()
        self._bold = theme.note_font(QFont.Weight.Bold)
        self._line_height = QFontMetrics(self._plain).height()
        self._ground_of = ()
        self._ascent = QFontMetricsF(self._bold).ascent()
        self._widths.clear()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        if self._target is None:
            self.setAccessibleDescription("No digit yet")
            return
        self.setAccessibleDescription(", ".join(exact_text(digit, p) for digit, p in enumerate(self._target)))

    def _tip(self, x: int) -> str:
        digit = min(max(10 * x // max(self.width(), 1), 0), 9)
        if self._target is None:
            return str(digit)
        text = exact_text(digit, self._target[digit])
        if self._shipped is not None:
            text += f"\nThe line marks the shipped model: {100 * self._shipped[digit]:.1f} %"
        return text

    def _column(self, digit: int) -> QRectF:
        """Return where the track of a digit lies, on whole device pixels so that its edges are sharp."""
        ratio = self.devicePixelRatioF()
        column = self.width() / 10
        width = round(min(column * _BAR_SHARE, WIDEST_BAR) * ratio) / ratio
        left = round((column * (digit + 0.5) - width / 2) * ratio) / ratio
        top = self._line_height + 2
        return QRectF(left, top, width, self.height() - top - self._line_height - 2)

    def _level(self, track: QRectF, probability: float) -> float:
        ratio = self.devicePixelRatioF()
        return track.bottom() - round(track.height() * min(max(probability, 0.0), 1.0) * ratio) / ratio

    def _below(self, track: QRectF) -> QRectF:
        """Return where the label of a track goes; it may be wider than the track."""
        width = self.width() / 10
        return QRectF(track.center().x() - width / 2, track.bottom() + 2, width, self._line_height)

    def _paint_ticks(self, painter: QPainter, shipped: Probabilities, colour: QColor) -> None:
        for track, probability in zip(self._tracks, shipped.tolist(), strict=True):
            level = min(self._level(track, probability), track.bottom() - _TICK)
            painter.fillRect(QRectF(track.left() - 2, level, track.width() + 4, _TICK), colour)

    def _paint_number(self, painter: QPainter, top: int, colour: QColor) -> None:
        text = percent_text(float(self._target[top])) if self._target is not None else ""
        if text not in self._widths:
            self._widths[text] = QFontMetricsF(self._bold).horizontalAdvance(text)
        width, tracks = self._widths[text], self._tracks
        left = tracks[top].center().x() - width / 2
        # In line with the outer bars: at the very edge of the widget a wide number looks cut.
        left = min(max(left, tracks[0].left()), tracks[9].right() - width)
        painter.setFont(self._bold)
        painter.setPen(colour)
        painter.drawText(QPointF(left, self._ascent), text)
