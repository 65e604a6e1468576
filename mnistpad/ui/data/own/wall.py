"""The wall of kept digits: pictures with their labels, of which several can be picked."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mnistpad.data.dataset import EDGE, Bytes
from mnistpad.data.own import Kept
from mnistpad.ui import theme
from mnistpad.ui.data.own.box import one
from mnistpad.ui.pad.digit_keys import digit_of
from mnistpad.ui.training.views.wall import picture_of

ZOOM, LARGE_ZOOM = 2, 3
LARGE_TYPE = 18  # px
KEPT_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_NO_KEYS = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class DigitModel(QAbstractListModel):
    """The digits, in the order in which they hang."""

    def __init__(self) -> None:
        super().__init__()
        self.digits: tuple[Kept, ...] = ()

    def show_digits(self, digits: Sequence[Kept]) -> None:
        """Show other digits."""
        self.beginResetModel()
        self.digits = tuple(digits)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.digits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a digit, or what is said of it."""
        if not index.isValid():
            return None
        kept = self.digits[index.row()]
        if role == KEPT_ROLE:
            return kept
        told = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        return sentence(kept) if role in told else None


def sentence(kept: Kept) -> str:
    """Say what a digit is: "A 7 by Anna, kept on 2026-11-22"."""
    return f"{one(kept.label).capitalize()} by {kept.person}, kept on {kept.time[:10]}"


class DigitDelegate(QStyledItemDelegate):
    """Paints a picture in big pixels, its label below, and a frame around what is picked."""

    def __init__(self, parent: QWidget, pixels: Callable[[Kept], Bytes]) -> None:
        super().__init__(parent)
        self._pixels = pixels
        self.zoom = ZOOM

    def size(self) -> QSize:
        """Return what a digit takes, the gap included."""
        side = self.zoom * EDGE + 4 * theme.GAP_INSIDE
        return QSize(side, side + QFontMetrics(theme.note_font()).height())

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        """Return the same for all."""
        return self.size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one digit."""
        kept, colours = index.data(KEPT_ROLE), theme.tokens()
        gap, side = theme.GAP_INSIDE, self.zoom * EDGE
        cell = QRect(option.rect.topLeft(), self.size()).adjusted(gap // 2, gap // 2, -gap // 2, -gap // 2)
        picked = bool(option.state & QStyle.StateFlag.State_Selected)
        if picked or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(cell, QColor(colours.accent if picked else colours.track))
        place = QRectF(cell.x() + (cell.width() - side) / 2, cell.y() + gap, side, side)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(place, picture_of(self._pixels(kept), colours.paper, colours.ink))
        words = QRect(cell.x(), int(place.bottom()), cell.width(), cell.bottom() - int(place.bottom()))
        painter.setFont(theme.note_font())
        painter.setPen(QColor(colours.on_accent if picked else colours.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, str(kept.label))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.text if picked else colours.accent), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))


class DigitWall(QListView):
    """Digits in rows. A plain click, or Return, chooses one; digit keys relabel what is picked, Del deletes it."""

    chosen = Signal(object)  # Kept
    picked_changed = Signal()
    digit_typed = Signal(int)
    delete_pressed = Signal()
    undo_pressed = Signal()

    def __init__(self, pixels: Callable[[Kept], Bytes]) -> None:
        super().__init__()
        self.setObjectName("ownDigitsWall")
        self.setAccessibleName("Your own digits. Return puts one on the pad, a digit's key relabels, Delete deletes")
        self.model_ = DigitModel()
        self._delegate = DigitDelegate(self, pixels)
        self.setModel(self.model_)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked_changed.emit())
        theme.theme.changed.connect(self._fit)
        self._fit()

    @property
    def picked(self) -> tuple[Kept, ...]:
        """What is picked, in the order in which it hangs."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.model_.digits[row] for row in rows)

    def show_digits(self, digits: Sequence[Kept]) -> None:
        """Show other digits; what was picked stays picked where it is still there."""
        picked, scroll = {kept.key for kept in self.picked}, self.verticalScrollBar().value()
        current = self.currentIndex().row()
        self.model_.show_digits(digits)
        if digits and current >= 0:
            at = self.model_.index(min(current, len(digits) - 1))
            self.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.pick(picked)
        self.verticalScrollBar().setValue(scroll)
        self.picked_changed.emit()

    def pick(self, keys: set[str]) -> None:
        """Pick what has these keys, and nothing else."""
        select = QItemSelectionModel.SelectionFlag.Select
        self.selectionModel().clearSelection()
        for row, kept in enumerate(self.model_.digits):
            if kept.key in keys:
                self.selectionModel().select(self.model_.index(row), select)

    def _fit(self) -> None:
        self._delegate.zoom = LARGE_ZOOM if theme.em() >= LARGE_TYPE else ZOOM
        size = self._delegate.size()
        self.setGridSize(size)
        self.verticalScrollBar().setSingleStep(size.height())
        self.doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew."""
        super().resizeEvent(event)
        self._fit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked with nothing held."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_plain = event.button() == Qt.MouseButton.LeftButton and event.modifiers() == _NO_KEYS
        if index.isValid() and is_plain and self.selectionModel().isSelected(index) and len(self.picked) == 1:
            self.chosen.emit(self.model_.digits[index.row()])

    def event(self, event: QEvent) -> bool:
        """Take the keys that are something else on the pad."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._act_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, relabel, delete, undo, or walk."""
        act = self._act_of(event)
        if act is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            act()

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        digit = digit_of(event)
        if digit is not None:
            return lambda: self.digit_typed.emit(digit)
        if event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            return self.undo_pressed.emit
        if event.modifiers() & ~_KEYPAD:
            return None
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return self.delete_pressed.emit
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            return lambda: self.chosen.emit(self.model_.digits[self.currentIndex().row()])
        return None
