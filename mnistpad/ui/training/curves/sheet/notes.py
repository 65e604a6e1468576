"""What lies above the curves: dots, the ring of the best epoch, ticks where α changed, and words that never overlap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mnistpad.ui import theme
from mnistpad.ui.training.curves.sheet.look import Look, line_pen

_AIR = 3  # px around words
_BACKING = 215  # of 255: curves shine through a little
_ALPHA_TICK = 10  # px
_SAMPLE = 40  # px, long enough to tell the longest dash from the others

Place = Callable[[float, float], QPointF]


class Shape(Enum):
    """What a mark looks like."""

    DOT = auto()
    RING = auto()
    TICK = auto()  # down from the upper edge


@dataclass(frozen=True)
class Mark:
    """Something at a place in [0, 1]."""

    shape: Shape
    x: float
    y: float
    colour: str


class Around(Enum):
    """Where words may stand."""

    POINT = auto()  # near it
    LINE_END = auto()  # over or under the right end of a level line
    CURVE_END = auto()  # before the end of a curve, moved up and down until there is room
    TOP = auto()  # at the upper edge, beside a tick


@dataclass(frozen=True)
class Label:
    """Words at a place in [0, 1]. The first in a list get their place first; those without room are left out."""

    text: str
    x: float
    y: float
    around: Around
    colour: str
    bold: bool = False
    sample: QPen | None = None  # of the curve that is named, drawn before the words


class Notes(QGraphicsItem):
    """Paints in px of the plot."""

    def __init__(self) -> None:
        super().__init__()
        self._look: Look | None = None
        self._frame = QRectF()
        self._marks: list[tuple[Mark, QPointF]] = []
        self._placed: list[tuple[Label, QRectF]] = []
        self._invitation = ""

    @property
    def texts(self) -> list[str]:
        """The words that found a place."""
        return [label.text for label, _ in self._placed] + ([self._invitation] if self._invitation else [])

    @property
    def boxes(self) -> list[QRectF]:
        """Where they stand, in px."""
        return [box for _, box in self._placed]

    def show_content(
        self,
        look: Look,
        frame: QRectF,
        place: Place,
        marks: Sequence[Mark],
        labels: Sequence[Label],
        invitation: str,
    ) -> None:
        """Draw this from now on."""
        if frame != self._frame:
            self.prepareGeometryChange()
        self._look, self._frame, self._invitation = look, frame, invitation
        self._marks = [(mark, place(mark.x, mark.y)) for mark in marks]
        self._placed = []
        taken = [_square(at, look.ring) for mark, at in self._marks if mark.shape is Shape.RING]
        for label in labels:
            box = self._find_room(label, place(label.x, label.y), taken)
            if box is not None:
                self._placed.append((label, box))
                taken.append(box)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Return the frame, and the half of a dot around it."""
        return self._frame.adjusted(-8, -8, 8, 8)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Paint the marks, then the words."""
        if self._look is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark, at in self._marks:
            self._paint_mark(painter, self._look, mark, at)
        for label, box in self._placed:
            self._paint_words(painter, self._look, label, box)
        if self._invitation:
            painter.setFont(self._look.note)
            painter.setPen(QColor(self._look.colours.text2))
            room = self._frame.adjusted(theme.MARGIN, 0, -theme.MARGIN, 0)
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            words = painter.boundingRect(room, centred, self._invitation)
            painter.fillRect(words.adjusted(-theme.UNIT, 0, theme.UNIT, 0), QColor(self._look.colours.surface))
            painter.drawText(room, centred, self._invitation)

    def _paint_mark(self, painter: QPainter, look: Look, mark: Mark, at: QPointF) -> None:
        colour = QColor(mark.colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if mark.shape is Shape.TICK:
            x = round(at.x()) + 0.5
            painter.setPen(line_pen(mark.colour, 2))
            painter.drawLine(QPointF(x, self._frame.top()), QPointF(x, self._frame.top() + _ALPHA_TICK))
            return
        if mark.shape is Shape.DOT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(_square(at, look.dot))
            return
        painter.setPen(QPen(colour, look.validation))
        painter.drawEllipse(_square(at, look.ring))

    @staticmethod
    def _paint_words(painter: QPainter, look: Look, label: Label, box: QRectF) -> None:
        backing = QColor(look.colours.surface)
        backing.setAlpha(_BACKING)
        painter.fillRect(box, backing)
        painter.setFont(look.bold if label.bold else look.note)
        if label.sample is not None:
            painter.setPen(label.sample)
            middle = QPointF(box.left() + _AIR, box.center().y())
            painter.drawLine(middle, middle + QPointF(_SAMPLE, 0))
            box = box.adjusted(_SAMPLE + 2 * _AIR, 0, 0, 0)
        painter.setPen(QColor(label.colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)

    def _find_room(self, label: Label, at: QPointF, taken: list[QRectF]) -> QRectF | None:
        look, frame = self._look, self._frame
        if look is None:
            return None
        font_metrics = look.metrics
        width = font_metrics.horizontalAdvance(label.text) * (1.08 if label.bold else 1) + 2 * _AIR
        width += _SAMPLE + 2 * _AIR if label.sample is not None else 0
        height = font_metrics.height()
        for box in _candidates(label.around, at, width, height, frame, look.ring):
            if frame.contains(box) and not any(box.intersects(other) for other in taken):
                return box
        return None


def _candidates(around: Around, at: QPointF, width: float, height: float, frame: QRectF, ring: int) -> list[QRectF]:
    x, y, gap = at.x(), at.y(), ring / 2 + 2
    if around is Around.LINE_END:
        tops, lefts = [y - height - 1, y + 2], [frame.right() - width, frame.center().x() - width / 2, frame.left() + 2]
    elif around is Around.TOP:
        tops, lefts = [frame.top()], [x + 3, x - 3 - width]
    elif around is Around.CURVE_END:
        right = min(x, frame.right() - 2)
        shifts = [step * side * height for step in range(1, 9) for side in (1, -1)]
        tops, lefts = [y - height / 2 + shift for shift in shifts], [right - width, x + 4]
    else:
        tops, lefts = [y + gap, y - gap - height], [x - width / 2, x - width, x]
        tops += [y - height / 2]
        lefts += [x + gap, x - gap - width]
    return [QRectF(left, top, width, height) for left in lefts for top in tops]


def _square(centre: QPointF, edge: float) -> QRectF:
    return QRectF(centre.x() - edge / 2, centre.y() - edge / 2, edge, edge)
