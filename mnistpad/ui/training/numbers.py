"""Whatever view of the run is shown, in numbers: a real table below it, for those who read numbers or listen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from mnistpad.ui import theme

if TYPE_CHECKING:
    from mnistpad.ui.training.views.judged import Table

MOST_STRETCHED = 8  # columns; more of them scroll
HEIGHT = 184  # px at 13 px type: the heads and five rows
INTERVAL = 1000  # ms between two looks at what has changed: faster cannot be read
EMPTY = "There are no numbers yet."
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ChartNumbers(QWidget):
    """Follows a view that has a `table()`, as long as somebody looks.

    Parameters
    ----------
    source
        Returns the table of what is shown; None where that has none.
    name
        What its parts are called, followed by `Title` and `Table`.
    """

    def __init__(self, source: "Callable[[], Table | None]", name: str = "chartNumbers") -> None:
        super().__init__()
        self.setObjectName(name)
        self._source = source
        self._model = _Model(self)
        self._title = QLabel(EMPTY)
        self._title.setObjectName(f"{name}Title")
        self._title.setProperty("role", "note")
        self.view = QTableView()
        self.view.setObjectName(f"{name}Table")
        self.view.setAccessibleName(EMPTY)
        self.view.setModel(self._model)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setMinimumSectionSize(theme.px(40))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_INSIDE)
        column.addWidget(self._title)
        column.addWidget(self.view)
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.refresh)
        theme.theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def refresh(self) -> None:
        """Show the numbers of now; where nothing has changed, nothing moves."""
        table = self._source()
        title = table.title if table is not None and table.rows else EMPTY
        self._title.setText(title)
        self.view.setAccessibleName(title)
        self.view.setVisible(title != EMPTY)
        self._model.show_table(table)
        modes = QHeaderView.ResizeMode
        is_wide = self._model.columnCount() > MOST_STRETCHED
        self.view.horizontalHeader().setSectionResizeMode(modes.ResizeToContents if is_wide else modes.Stretch)

    def _restyle(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))
        self.view.verticalHeader().setDefaultSectionSize(2 * theme.em())

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to follow."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Follow no more."""
        self._timer.stop()
        super().hideEvent(event)


class _Model(QAbstractTableModel):
    """A table as Qt wants it: ten thousand mistakes cost no more than the rows that are seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._table: Table | None = None

    def show_table(self, table: "Table | None") -> None:
        if table == self._table:
            return
        before, self._table = self._table, table
        if before and table and before.columns == table.columns and len(before.rows) == len(table.rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(table.rows) - 1, len(table.columns) - 1))
        else:
            self.beginResetModel()
            self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return len(self._table.rows) if self._table and not parent.isValid() else 0

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return len(self._table.columns) if self._table and not parent.isValid() else 0

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None or not index.isValid():
            return None
        text = self._table.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if text[:1].isdigit() or text[:1] in "<>–" else None
        return text if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None or orientation is not Qt.Orientation.Horizontal:
            return None
        return self._table.columns[section] if role == Qt.ItemDataRole.DisplayRole else None
