"""Several drawings or pictures at once, each with its answer. Answers are made when a cell comes into sight."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QToolButton, QVBoxLayout, QWidget

from mnistpad.answer import Unsure
from mnistpad.ui import theme
from mnistpad.ui.look.thumbnail import thumbnail
from mnistpad.ui.pad.wording import Reading, reading_of
from mnistpad.ui.session import Piece, Reader

SIDE = 56  # px
_Index = QModelIndex | QPersistentModelIndex


class ResultsModel(QAbstractListModel):
    """The pieces, their pictures, and what the reader makes of them."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: tuple[Piece, ...] = ()
        self._reader: Reader | None = None
        self._unsure: Unsure = "balanced"
        self._cells: dict[int, tuple[QIcon, Reading]] = {}

    def show_pieces(self, pieces: Sequence[Piece], reader: Reader | None, unsure: Unsure) -> None:
        """Show other pieces, or the same with another reader or at another stop."""
        self.beginResetModel()
        self.pieces, self._reader, self._unsure, self._cells = tuple(pieces), reader, unsure, {}
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many pieces there are."""
        return 0 if parent.isValid() else len(self.pieces)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a piece's picture, answer or full sentence."""
        piece = self.pieces[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._cell(index.row())[0]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(index.row())[1].in_short
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{piece.name}: {self._cell(index.row())[1].spoken}"
        return None

    def _cell(self, row: int) -> tuple[QIcon, Reading]:
        if row not in self._cells:
            colours = theme.tokens()
            content = self.pieces[row].content
            reading = reading_of(self._reader.answer_to(content, self._unsure)) if self._reader else Reading()
            picture = thumbnail(content, SIDE, 2, colours.paper, colours.ink)
            self._cells[row] = QIcon(picture), reading
        return self._cells[row]


class Results(QWidget):
    """The grid under its headline; a click or Return puts a piece on the pad."""

    chosen = Signal(object)  # Piece
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("results")
        self._model = ResultsModel()
        self._headline = QLabel(wordWrap=True)
        self._view = QListView()
        self._view.setObjectName("resultsGrid")
        self._view.setAccessibleName("Opened drawings and pictures, with their answers")
        self._view.setModel(self._model)
        self._view.setViewMode(QListView.ViewMode.IconMode)
        self._view.setResizeMode(QListView.ResizeMode.Adjust)
        self._view.setMovement(QListView.Movement.Static)
        self._view.setUniformItemSizes(True)
        self._view.setIconSize(QSize(SIDE, SIDE))
        self._view.clicked.connect(self._choose)
        self._view.activated.connect(self._choose)
        self._lay_out()

    def _lay_out(self) -> None:
        close = QToolButton()
        close.setText("×")
        close.setObjectName("resultsCloseButton")
        close.setAccessibleName("Close the results")
        close.setToolTip("Close the results")
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self._headline, 1)
        head.addWidget(close)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GAP_INSIDE)
        page.addLayout(head)
        page.addWidget(self._view)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is shown."""
        return self._model.pieces

    def show_pieces(self, pieces: Sequence[Piece], reader: Reader | None, unsure: Unsure = "balanced") -> None:
        """Show the pieces with the answers of the reader."""
        cell = SIDE + 2 * theme.em()
        self._view.setGridSize(QSize(SIDE + theme.GAP, cell))
        self._view.setFixedHeight(min(3, -(-len(pieces) // 6)) * cell + 2 * theme.GAP)
        self._headline.setText(f"Opened: {len(pieces):,}. A click puts one on the pad.")
        self._model.show_pieces(pieces, reader, unsure)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.pieces[index.row()])
