"""Rows that break where there is no more room, as words do: for narrow windows and large type."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from mnistpad.ui import theme


class Flow(QLayout):
    """Puts widgets side by side, and those that may grow take what is left of a row."""

    def __init__(self, parent: QWidget | None = None, gap: int = theme.GAP) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Take an item in."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are, hidden ones included."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Return an item; None where there is none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give an item away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Return that rows take the whole width."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how tall the rows are."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """Return one row with everything in it."""
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802
        """Return the widest of all: each may have a row of its own."""
        sizes = [item.minimumSize() for item in self._shown()]
        heights = [size.height() for size in sizes]
        return QSize(max((size.width() for size in sizes), default=0), max(heights, default=0))

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Lay everything out."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        left = -1
        for item in self._shown():
            needed = _least(item)
            if not rows or needed > left:
                rows.append([])
                left = width
            rows[-1].append(item)
            left -= needed + self._gap
        return rows

    def _place(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for row in self._rows(rect.width()):
            height = max(item.sizeHint().height() for item in row)
            if move:
                self._place_row(row, QRect(rect.x(), y, rect.width(), height))
            y += height + self._gap
        return max(0, y - self._gap - rect.y())

    def _place_row(self, row: list[QLayoutItem], place: QRect) -> None:
        widths = [min(_least(item), place.width()) for item in row]
        spare = place.width() - sum(widths) - self._gap * (len(row) - 1)
        total = sum(item.sizeHint().width() for item in row if _grows(item))
        x = place.x()
        for item, width in zip(row, widths, strict=True):
            share = item.sizeHint().width() if _grows(item) else 0
            wide = width + (spare * share // total if share and spare > 0 else 0)
            size = QSize(wide, min(item.sizeHint().height(), place.height()))
            item.setGeometry(QRect(QPoint(x, place.y() + (place.height() - size.height()) // 2), size))
            x += wide + self._gap


class Column(QWidget):
    """The inside of a scroll area, whose layout breaks lines: it is never lower than what is in it needs.

    A scroll area asks for the height that the content would like best, and a stack that takes what is left likes none.
    """

    def heightForWidth(self, width: int) -> int:
        """Return the least height at a width."""
        layout = self.layout()
        return layout.totalMinimumHeightForWidth(width) if layout else super().heightForWidth(width)


def _grows(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


def _least(item: QLayoutItem) -> int:
    return item.minimumSize().width() if _grows(item) else item.sizeHint().width()
