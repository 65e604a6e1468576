"""Colours, type and line widths of the curves, and the margins that they share with the heat strip."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from mnistpad.ui import theme

INSET = 6  # px between the frame and the first and last step, so that no dot is cut in half
DASHES = ([6, 3], [1.5, 2.5], [6, 3, 1.5, 3], [6, 3, 1.5, 3, 1.5, 3])  # one for each earlier run
_EXPORT_TYPE = 12  # px

_WIDEST_NUMBER = "0.0005"


@dataclass(frozen=True)
class Look:
    """How curves are drawn."""

    colours: theme.Tokens
    note: QFont
    bold: QFont
    training: int = 1  # px
    validation: int = 2
    dot: int = 8
    ring: int = 12

    @classmethod
    def of_the_window(cls) -> "Look":
        """Return what suits the theme now; thicker for a projector."""
        colours, note, bold = theme.tokens(), theme.note_font(), theme.note_font(QFont.Weight.Bold)
        if theme.theme.presentation:
            return cls(colours, note, bold, training=2, validation=4, dot=12, ring=20)
        return cls(colours, note, bold)

    @classmethod
    def of_a_file(cls) -> "Look":
        """Return what is saved: light and of one size, whatever the window looks like."""
        note, bold = theme.note_font(), theme.note_font(QFont.Weight.Bold)
        note.setPixelSize(_EXPORT_TYPE)
        bold.setPixelSize(_EXPORT_TYPE)
        return cls(theme.LIGHT, note, bold)

    @cached_property
    def metrics(self) -> QFontMetricsF:
        """Of the note font."""
        return QFontMetricsF(self.note)

    @cached_property
    def left(self) -> int:
        """Px from the widget's edge to the frame: the widest number of an axis fits."""
        return round(self.metrics.horizontalAdvance(_WIDEST_NUMBER)) + 2 * theme.GAP

    @property
    def right(self) -> int:
        """Px from the frame to the widget's edge."""
        return theme.GAP_COLUMNS

    @cached_property
    def line_height(self) -> int:
        """Of a line of notes, in px."""
        return round(self.metrics.height())

    @property
    def heading(self) -> int:
        """Px above the frame: for the title and for a chip that is large enough to press."""
        return max(theme.SMALLEST_TARGET, self.line_height + 2 * theme.UNIT)

    def frame_width(self, width: int) -> int:
        """Return how wide the frame is in a widget of this width."""
        return max(1, width - self.left - self.right)

    def earlier_pen(self, index: int) -> QPen:
        """Return the pen of an earlier run: its dash tells it from the others."""
        pen = line_pen(self.colours.earlier, 1.5 * self.training)
        pen.setDashPattern(DASHES[index % len(DASHES)])
        return pen


def line_pen(colour: str, width: float = 1.0) -> QPen:
    """Return a solid pen of so many px."""
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin if width > 1 else Qt.PenJoinStyle.BevelJoin)
    return pen


def dotted_pen(colour: str) -> QPen:
    """Return the pen of pure guessing."""
    pen = line_pen(colour)
    pen.setDashPattern([1, 3])
    return pen
