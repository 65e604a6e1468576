"""The Runs view: what was tried, what came of it, and what can be done with each."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mnistpad.errors import MnistPadError
from mnistpad.ui import theme
from mnistpad.ui.session import percent
from mnistpad.ui.training.run.controller import RunController
from mnistpad.ui.training.views.judged import Table
from mnistpad.ui.training.views.runs.kept_runs import KeptRuns, RunRow
from mnistpad.ui.training.views.runs.tree import COLUMNS, EPOCHS, NAME, NO_SCORE, ROW, SCORE, RunsTree, texts
from mnistpad.ui.widgets import push_button

EMPTY = "Every run is kept here, to go on with and to compare."
BUSY = "A run is going on. Stop it first."
PICK = "Pick a run first."
NOTHING_LEARNED = "This run ended before it had learned anything."


class RunsView(QWidget):
    """A list in groups: only scores on the same images stand in one column.

    Parameters
    ----------
    controller
        Whose runs are listed; names, curves behind and deletions are changed in its store.
    """

    continue_requested = Signal(str, object)  # key, and the epochs it is to have in all, or None
    use_requested = Signal(str)  # key: read the pad with it
    behind_changed = Signal()  # other runs lie behind the curves: ask `runs.behind(run)`
    deleted = Signal(str, str)  # key, name
    restored = Signal(str)  # key
    failed = Signal(object)  # MnistPadError

    def __init__(self, controller: RunController, runs: KeptRuns | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs")
        self.setAccessibleName("Runs")
        self.runs = runs or KeptRuns(controller.store)
        self._controller = controller
        self._rows: list[RunRow] = []
        self._gone: list[tuple[str, str]] = []
        self._is_stale = True
        self.tree = RunsTree()
        self.go_on = push_button("continueRunButton", "Continue")
        self.use = push_button("useRunButton", "Use on the pad")
        self.rename = push_button("renameRunButton", "Rename")
        self.delete = push_button("deleteRunButton", "Delete")
        self.undo = push_button("undoDeleteRunButton", "Undo")
        self._gone_words = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._gone_words.setObjectName("deletedRunWords")
        self._gone_words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._empty = QLabel(EMPTY, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setObjectName("runsEmpty")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.tree)
        self._undo_row = QWidget()
        above = QHBoxLayout(self._undo_row)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(theme.GAP)
        above.addWidget(self._gone_words, 1)
        above.addWidget(self.undo)
        self._actions_row = QWidget()
        self._actions_row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._actions = QGridLayout(self._actions_row)
        self._actions.setContentsMargins(0, 0, 0, 0)
        self._actions.setSpacing(theme.GAP)
        self._arrange(len(self._deeds()))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GAP)
        page.addWidget(self._undo_row)
        page.addWidget(self._stack, 1)
        page.addWidget(self._actions_row)

    def _connect(self) -> None:
        controller = self._controller
        controller.runs_changed.connect(self.refresh)
        controller.run_changed.connect(self.refresh)
        controller.phase_changed.connect(self.refresh)
        controller.evaluation_changed.connect(self._show_progress)
        theme.theme.changed.connect(self._restyle)
        self.tree.itemChanged.connect(self._take_change)
        self.tree.currentItemChanged.connect(lambda *_: self._offer())
        self.tree.delete_pressed.connect(self._delete)
        self.tree.edited.connect(self._catch_up)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        for button, does in self._deeds():
            button.clicked.connect(lambda _checked=False, does=does: does())
        self.undo.clicked.connect(self.undo_delete)

    def _deeds(self) -> list[tuple[QPushButton, Callable[[], None]]]:
        return [
            (self.go_on, self._continue),
            (self.use, self._use),
            (self.rename, self._rename),
            (self.delete, self._delete),
        ]

    # What is shown

    @property
    def rows(self) -> list[RunRow]:
        """What is listed, in order."""
        return self._rows

    @property
    def current(self) -> RunRow | None:
        """The run that is picked."""
        item = self.tree.currentItem()
        row = item.data(NAME, ROW) if item is not None else None
        return row if isinstance(row, RunRow) else None

    def pick(self, key: str) -> None:
        """Pick a run."""
        found = next((item for item in self.tree.leaves() if item.data(NAME, ROW).key == key), None)
        if found is not None:
            self.tree.setCurrentItem(found)

    def table(self) -> Table:
        """Return the list in words."""
        rows = tuple((*texts(row), row.images or NO_SCORE) for row in self._rows)
        return Table("Runs", (*COLUMNS, "Images"), rows)

    def refresh(self, _: object = None) -> None:
        """Show the runs as they are now, unless nobody sees them or a name is being typed."""
        self._is_stale = True
        if self.isVisible() and not self.tree.is_editing:
            self._fill()

    def _catch_up(self) -> None:
        if self._is_stale:
            self.refresh()

    def _fill(self) -> None:
        self._is_stale = False
        picked, scroll = self.current, self.tree.verticalScrollBar().value()
        self._rows = self.runs.rows(self._controller.run)
        self.tree.fill(self._rows)
        self._stack.setCurrentWidget(self.tree if self._rows else self._empty)
        self._actions_row.setVisible(bool(self._rows))
        if picked is not None:
            self.pick(picked.key)
        self.tree.verticalScrollBar().setValue(scroll)
        self._offer()
        self._show_undo()
        self._fit()

    def _show_progress(self) -> None:
        """Show how far the present run is, and nothing else: reading every card twice a second is too much."""
        run = self._controller.run
        if run is None or not self.isVisible() or self.tree.is_editing:
            return
        for item in self.tree.leaves():
            if item.data(NAME, ROW).key == run.key:
                self.tree.blockSignals(True)
                item.setText(SCORE, percent(run.best.accuracy) if run.best else "")
                item.setText(EPOCHS, f"this run: {run.epoch:,} of {run.config.epochs:,}")
                self.tree.blockSignals(False)

    def _offer(self) -> None:
        row = self.current
        busy = self._controller.phase.is_busy
        mine = row is not None and row.is_present
        learned = "" if row is not None and row.can_go_on else NOTHING_LEARNED
        nothing = PICK if row is None else ""
        more = row is not None and row.is_done
        self.go_on.setText(f"Add {_epochs(row.epochs)}" if more and row is not None else "Continue")
        self._explain(self.go_on, nothing or (BUSY if busy else learned), "Go on with this run where it was")
        self._explain(self.use, nothing or learned, "Let this run read what you draw")
        self._explain(self.rename, nothing, "Call this run as you like; an empty name brings its own back (F2)")
        self._explain(self.delete, nothing or (BUSY if busy and mine else ""), "Delete this run (Del)")

    @staticmethod
    def _explain(button: QPushButton, obstacle: str, tip: str) -> None:
        button.setEnabled(not obstacle)
        button.setToolTip(obstacle or tip)
        button.setAccessibleDescription(obstacle or tip)

    def _show_undo(self) -> None:
        self._undo_row.setVisible(bool(self._gone))
        self._gone_words.setText(f"Deleted: {self._gone[-1][1]}" if self._gone else "")

    def _restyle(self) -> None:
        self._is_stale = True
        self._catch_up()

    # What a person does

    def _take_change(self, item: QTreeWidgetItem, column: int) -> None:
        row = item.data(NAME, ROW)
        if column != NAME or not isinstance(row, RunRow):
            return
        checked = item.checkState(NAME) == Qt.CheckState.Checked
        if checked != row.is_behind and not row.not_behind:
            self._try(lambda: self.runs.put_behind(row.key, checked, self._controller.run))
            self.behind_changed.emit()
        elif item.text(NAME).strip() != row.name:
            name = " ".join(item.text(NAME).split())[:80]
            self._try(lambda: self._controller.store.change(row.key, name=name))
            self._controller.runs_changed.emit()
        # Another list inside the signal of the old one's item would pull it from under Qt's feet.
        self.tree.later(self.refresh)

    def _continue(self) -> None:
        row = self.current
        if row is not None:
            # A run whose patience ended it needs to be told again how long it may go on.
            self.continue_requested.emit(row.key, row.epoch + row.epochs if row.is_done else self._whole(row))

    def _whole(self, row: RunRow) -> int | None:
        kept = self._controller.store.find(row.key)
        patient = kept is not None and kept.config.patience is not None and not kept.interrupted
        return row.epochs if patient else None

    def _use(self) -> None:
        if self.current is not None:
            self.use_requested.emit(self.current.key)

    def _rename(self) -> None:
        item = self.tree.currentItem()
        if item is not None and self.current is not None:
            self.tree.editItem(item, NAME)

    def _delete(self) -> None:
        row = self.current
        if row is None or not self.delete.isEnabled():
            return
        if self._try(lambda: self._controller.store.delete(row.key)):
            self._gone.append((row.key, row.name))
            self._pick_neighbour(row)
            self.deleted.emit(row.key, row.name)
            self._controller.runs_changed.emit()
            self.behind_changed.emit()

    def _pick_neighbour(self, row: RunRow) -> None:
        keys = [each.key for each in self._rows]
        at = keys.index(row.key)
        beside = keys[at + 1 : at + 2] or keys[max(0, at - 1) : at]
        if beside:
            self.pick(beside[0])

    def undo_delete(self) -> None:
        """Bring back the run that was deleted last."""
        if not self._gone:
            return
        key, _ = self._gone[-1]
        if self._try(lambda: self._controller.store.restore(key)):
            self._gone.pop()
            self.restored.emit(key)
            self._controller.runs_changed.emit()
            self.behind_changed.emit()
            self.pick(key)

    def forget_deleted(self) -> None:
        """Forget the deleted runs for good, because the window closes."""
        self._gone = []
        self._controller.store.purge()

    def _try(self, does: Callable[[], object]) -> bool:
        try:
            does()
        except MnistPadError as error:
            self.failed.emit(error)
            return False
        return True

    def _open_menu(self, at: QPoint) -> None:
        if self.current is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for button, does in self._deeds():
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.setToolTip(button.toolTip())
            action.triggered.connect(lambda _checked=False, does=does: does())
        menu.popup(self.tree.viewport().mapToGlobal(at))

    # Room

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened unseen."""
        super().showEvent(event)
        self._catch_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the columns to another type size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Give the list its columns, and the buttons two rows where one is too narrow."""
        self.tree.fit(self.width())
        widths = [button.sizeHint().width() + theme.GAP for button, _ in self._deeds()]
        self._arrange(len(widths) if sum(widths) <= self.width() else len(widths) // 2)

    def _arrange(self, columns: int) -> None:
        for number, (button, _) in enumerate(self._deeds()):
            self._actions.addWidget(button, number // columns, number % columns)
        for column in range(len(self._deeds()) + 1):
            self._actions.setColumnStretch(column, int(column == columns))


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count:,} epochs"
