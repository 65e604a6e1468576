"""The last twelve drawings; a click brings one back."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from mnistpad.answer import Unsure
from mnistpad.ui import theme
from mnistpad.ui.look.thumbnail import thumbnail
from mnistpad.ui.pad.wording import Kind, reading_of
from mnistpad.ui.session import Piece, Reader
from mnistpad.ui.widgets import discard

SIDE = 40  # px


class Recent(QWidget):
    """A row of small pictures, newest first; a second row where the first is full."""

    chosen = Signal(object)  # Piece

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recent")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.GAP_INSIDE)
        self._buttons: list[QToolButton] = []
        self._pieces: tuple[Piece, ...] = ()
        self._reader: Reader | None = None
        self._unsure: Unsure = "balanced"

    @property
    def buttons(self) -> list[QToolButton]:
        """One for each piece."""
        return self._buttons

    def show_pieces(self, pieces: Sequence[Piece], reader: Reader | None, unsure: Unsure = "balanced") -> None:
        """Show the pieces, each named by what the reader makes of it."""
        self._pieces, self._reader, self._unsure = tuple(pieces), reader, unsure
        for button in self._buttons:
            discard(button)
        self._buttons = [self._button(number, piece) for number, piece in enumerate(self._pieces, 1)]
        self.arrange()

    def repaint_pieces(self) -> None:
        """Show the same pieces in the colours in force."""
        self.show_pieces(self._pieces, self._reader, self._unsure)

    def arrange(self) -> None:
        """Fill the rows from the left."""
        columns = max(1, (self.width() + theme.GAP_INSIDE) // (SIDE + theme.GAP_INSIDE))
        for index, button in enumerate(self._buttons):
            self._grid.addWidget(button, index // columns, index % columns)
        self._grid.setColumnStretch(len(self._buttons) + columns, 1)

    def _button(self, number: int, piece: Piece) -> QToolButton:
        colours = theme.tokens()
        button = QToolButton(self)
        button.setObjectName(f"recent{number}")
        button.setFixedSize(SIDE, SIDE)
        button.setIconSize(QSize(SIDE - 4, SIDE - 4))
        button.setIcon(QIcon(thumbnail(piece.content, SIDE - 4, self.devicePixelRatioF(), colours.paper, colours.ink)))
        words = self._words(number, piece)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.clicked.connect(lambda: self.chosen.emit(piece))
        return button

    def _words(self, number: int, piece: Piece) -> str:
        what = piece.name or f"drawing {number}"
        if self._reader is None:
            return f"Bring back {what}"
        reading = reading_of(self._reader.answer_to(piece.content, self._unsure))
        match reading.kind:
            case Kind.DIGIT:
                return f"Bring back {what}, read as {reading.digit}"
            case Kind.EITHER | Kind.PERHAPS:
                return f"Bring back {what}, {reading.headline.lower()}"
            case _:
                return f"Bring back {what}, which doesn't look like a digit"
