"""The middle of the window: the column at the left, the tabs beside it, the strip at their foot."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from mnistpad.ui import theme
from mnistpad.ui.pad.answer import AnswerView
from mnistpad.ui.pad.bars import Bars
from mnistpad.ui.pad.canvas import Canvas
from mnistpad.ui.pad.paper.view import MARGIN as RING
from mnistpad.ui.pad.preview import BORDER, Preview
from mnistpad.ui.pad.ribbon import Ribbon
from mnistpad.ui.pad.tools import ToolRow
from mnistpad.ui.session import Session
from mnistpad.ui.window.desk.column import BARS, Needs, arrange
from mnistpad.ui.window.desk.reader import ReaderChooser
from mnistpad.ui.window.desk.strip import Strip

CAPTION = "Centred and redrawn at MNIST's pen width"
CAPTION_PICTURE = "The picture as the network is given it"
BACK = "← Back to my drawing"
BACK_SHORT = "← Back"  # where the pad is narrower than that


class Desk(QWidget):
    """Holds the parts and lays them out; what they say to each other is the window's affair."""

    def __init__(self, session: Session, pages: QStackedWidget) -> None:
        super().__init__()
        self.setObjectName("desk")
        self.reader = ReaderChooser(session)
        self.canvas = Canvas()
        self.ribbon = Ribbon()
        self.tools = ToolRow()
        self.answer = AnswerView()
        self.preview = Preview()
        self.caption = QLabel(CAPTION)
        self.bars = Bars()
        self.pages = pages
        self.strip = Strip()
        self.back_chip = QPushButton()
        self._tabs_shown = True
        self._ribbon_place = QRect()
        self._introduce()
        for part in self._parts():
            part.setParent(self)
        self.back_chip.hide()
        self.ribbon.hide()
        self.ribbon.installEventFilter(self)
        self._set_focus_order()
        theme.theme.changed.connect(self.lay_out)

    def _introduce(self) -> None:
        self.caption.setObjectName("previewCaption")
        self.caption.setProperty("role", "note")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.preview.setToolTip(CAPTION)
        self.back_chip.setObjectName("backToDrawingButton")
        self.back_chip.setText(BACK)
        self.back_chip.setAccessibleName("Back to my drawing")
        self.back_chip.setToolTip("Take the picture away and bring your drawing back")

    def _parts(self) -> list[QWidget]:
        column = [self.reader, self.canvas, self.back_chip, self.ribbon, self.tools, self.answer]
        return [*column, self.preview, self.caption, self.bars, self.pages, self.strip]

    def _set_focus_order(self) -> None:
        row = self.tools
        tools: list[QWidget] = [row.pen, row.eraser, row.pen_width, row.undo, row.redo, row.clear]
        parts = [self.reader.list, self.canvas, self.back_chip, self.ribbon, *tools, self.answer, self.pages]
        for first, then in pairwise(parts):
            self.setTabOrder(first, then)

    @property
    def tabs_shown(self) -> bool:
        """Whether the tabs are there; without them, pad and answer are large."""
        return self._tabs_shown

    @tabs_shown.setter
    def tabs_shown(self, shown: bool) -> None:
        self._tabs_shown = shown
        self.pages.setVisible(shown)
        self.lay_out()

    def caption_for(self, *, picture: bool) -> None:
        """Say under the preview how it came about."""
        words = CAPTION_PICTURE if picture else CAPTION
        if words != self.caption.text():  # asked with every move of the pen
            self.caption.setText(words)
            self.preview.setToolTip(words)

    def lay_out(self) -> None:
        """Put everything in its place."""
        places = arrange(self.width(), self.height(), self._needs(), tabs=self._tabs_shown)
        self.reader.setGeometry(places.reader)
        self.canvas.setGeometry(places.pad.adjusted(-RING, -RING, RING, RING))
        self._ribbon_place = places.ribbon
        self._place_ribbon()
        self.tools.setGeometry(places.tools)
        self.answer.set_edge(places.answer.height())
        self.answer.setGeometry(places.answer)
        self.preview.set_edge(places.preview.width() - places.preview.width() % 28)
        self.preview.move(places.preview.topLeft().x() - BORDER, places.preview.y() - BORDER)
        self.caption.setVisible(places.caption is not None)
        if places.caption is not None:
            self.caption.setGeometry(places.caption)
        self.bars.setGeometry(places.bars)
        self._lay_out_beside(places.beside)
        self._place_chip(places.pad)

    def _lay_out_beside(self, beside: QRect) -> None:
        left = beside
        if self.strip.isVisibleTo(self):
            height = self.strip.height_for(beside.width())
            foot = self.height() - theme.MARGIN - height
            self.strip.setGeometry(beside.x(), foot, beside.width(), height)
            left = QRect(beside.x(), beside.y(), beside.width(), foot - theme.GAP - beside.y())
            if not self._tabs_shown:
                self.bars.resize(self.bars.width(), min(self.bars.height(), foot - theme.GAP - self.bars.y()))
        self.pages.setGeometry(left)

    def _place_chip(self, pad: QRect) -> None:
        advance = self.back_chip.fontMetrics().horizontalAdvance
        around = self.back_chip.sizeHint().width() - advance(self.back_chip.text())
        words = BACK if advance(BACK) + around + 2 * theme.GAP <= pad.width() else BACK_SHORT
        if words != self.back_chip.text():  # each new text asks for a new layout
            self.back_chip.setText(words)
        self.back_chip.adjustSize()
        self.back_chip.move(pad.x() + theme.GAP, pad.y() + theme.GAP)
        self.back_chip.raise_()

    def _place_ribbon(self) -> None:
        place = self._ribbon_place
        self.ribbon.move(place.right() + 1 - self.ribbon.width(), place.y())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the ribbon in its place when it grows."""
        if watched is self.ribbon and event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._place_ribbon()
        return super().eventFilter(watched, event)

    def _needs(self) -> Needs:
        note = QFontMetrics(theme.note_font()).height()
        tools = max(theme.BUTTON_HEIGHT, self.tools.sizeHint().height())
        bars = max(BARS, self.bars.minimumSizeHint().height())
        ribbon = self.ribbon.sizeHint().height()
        return Needs(self.reader.sizeHint().height(), tools, note, ribbon, bars, theme.em())

    def minimumSizeHint(self) -> QSize:
        """Return the smallest window in which everything can still be used."""
        return QSize(640, 480 + max(0, 6 * (theme.em() - theme.EM)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        super().resizeEvent(event)
        self.lay_out()

    def event(self, event: QEvent) -> bool:
        """Lay out anew when a part asks for it."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.lay_out()
        return super().event(event)
