"""The list of runs itself: a group for each set of images, a line for each run."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale, QSize, Qt, QTime, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from mnistpad.ui import theme
from mnistpad.ui.session import percent
from mnistpad.ui.training.views.runs.kept_runs import FULL, RunRow

COLUMNS = ("Run", "Data", "Held out", "Epochs", "Begun")
NAME, DATA, SCORE, EPOCHS, BEGUN = range(5)
ROW = Qt.ItemDataRole.UserRole
NO_SCORE = "No score yet"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunsTree(QTreeWidget):
    """The list itself."""

    delete_pressed = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("runsList")
        self.setAccessibleName("Kept runs; the box lays its curves behind the present run's")
        self.setColumnCount(len(COLUMNS))
        self.setHeaderLabels(list(COLUMNS))
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(False)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(theme.UNIT)
        for column in range(len(COLUMNS)):
            stretched = column == NAME
            mode = QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        for column in (SCORE, EPOCHS, BEGUN):
            self.headerItem().setTextAlignment(column, _RIGHT)
        self.itemDelegate().closeEditor.connect(lambda *_: self.later(self.edited.emit))

    @property
    def is_editing(self) -> bool:
        """Whether a name is being typed."""
        return self.state() == QAbstractItemView.State.EditingState

    def later(self, does: Callable[[], object]) -> None:
        """Do something once Qt has finished what it does with an item."""
        QTimer.singleShot(0, self, does)

    def leaves(self) -> list[QTreeWidgetItem]:
        """Return the items of all runs."""
        groups = [self.topLevelItem(i) for i in range(self.topLevelItemCount())]
        found = [group.child(i) for group in groups if group is not None for i in range(group.childCount())]
        return [leaf for leaf in found if leaf is not None]

    def fill(self, rows: list[RunRow]) -> None:
        """List other runs."""
        self.blockSignals(True)
        self.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for row in rows:
            if row.images not in groups:
                groups[row.images] = self._group(row.images)
            _leaf(groups[row.images], row)
        self.expandAll()
        self.blockSignals(False)

    def fit(self, width: int) -> None:
        """Show the columns for which there is room."""
        self.setColumnHidden(BEGUN, width < theme.px(440))
        self.setColumnHidden(DATA, width < theme.px(640))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete with the key of that name."""
        if event.key() == Qt.Key.Key_Delete and not self.is_editing:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _group(self, images: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self, [f"Scores on {images}" if images else NO_SCORE])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setFirstColumnSpanned(True)
        item.setFont(NAME, theme.note_font(QFont.Weight.DemiBold))
        item.setSizeHint(NAME, _line())
        return item


def _leaf(group: QTreeWidgetItem, row: RunRow) -> None:
    item = QTreeWidgetItem(group, list(texts(row)))
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
    if not row.not_behind:
        flags |= Qt.ItemFlag.ItemIsUserCheckable
    item.setFlags(flags)
    if row.not_behind in ("", FULL):
        item.setCheckState(NAME, Qt.CheckState.Checked if row.is_behind else Qt.CheckState.Unchecked)
    item.setData(NAME, ROW, row)
    box = row.not_behind or "The box lays its curves behind the present run's"
    item.setToolTip(NAME, "\n".join(filter(None, (row.name, box, row.threads))))
    item.setToolTip(DATA, row.data)
    for column in (SCORE, EPOCHS, BEGUN):
        item.setTextAlignment(column, _RIGHT)
    item.setSizeHint(NAME, _line())
    if row.is_present:
        for column in range(len(COLUMNS)):
            item.setFont(column, theme.body_font(QFont.Weight.Bold))


def _line() -> QSize:
    return QSize(0, max(theme.SMALLEST_TARGET, theme.px(theme.SMALLEST_TARGET)))


def texts(row: RunRow) -> tuple[str, ...]:
    """Return what stands in each column."""
    score = "" if row.accuracy is None else percent(row.accuracy)
    return row.name, row.data, score, row.epochs_in_words, when(row.begun)


def when(begun: datetime | None, now: datetime | None = None) -> str:
    """Return a moment as people say it: today's by its time, others by their day."""
    if begun is None:
        return ""
    today = (now or datetime.now()).date()
    time = QLocale().toString(QTime(begun.hour, begun.minute), QLocale.FormatType.ShortFormat)
    if begun.date() == today:
        return time
    if begun.date() == today - timedelta(days=1):
        return f"yesterday {time}"
    day = QDate(begun.year, begun.month, begun.day)
    return QLocale().toString(day, "d MMM" if begun.year == today.year else "d MMM yyyy")
