"""What a person does to the pad by menu, key or button, and what must be kept when they do."""

from functools import cached_property

import numpy as np
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from mnistpad.ink.stroke import Drawing
from mnistpad.ui.actions import Actions
from mnistpad.ui.pad.canvas import DEFAULT, THICKEST, THINNEST
from mnistpad.ui.pad.paper.content import Content, fitted
from mnistpad.ui.session import Piece, Session
from mnistpad.ui.settings import Settings
from mnistpad.ui.window.desk.desk import Desk
from mnistpad.ui.window.desk.reading import Reading
from mnistpad.ui.window.desk.strip import Choice
from mnistpad.ui.window.menus.menus import pad_menu

# What is imported in a function is not needed for the first stroke, and would be in its way.
SMALLEST = 0.25  # of the pad's edge; a smaller drawing that is opened is made larger


class Bench(QObject):
    """Tools, history, recent pieces and copies of the pad."""

    def __init__(self, desk: Desk, session: Session, actions: Actions, settings: Settings) -> None:
        super().__init__(desk)
        self._desk = desk
        self._session = session
        self._actions = actions
        self._settings = settings
        self._reading = Reading(desk, session, settings)
        self._last_sample = -1
        self._menu = pad_menu(actions, desk)
        self._connect_pad()
        self._connect_actions()
        self._choose_width(settings.number("pen_width", THINNEST, THICKEST, DEFAULT))
        desk.tools.set_pen_width(desk.canvas.pen_width)
        desk.tools.set_clearable(False)
        self._show_history(can_undo=False, can_redo=False)

    def _connect_pad(self) -> None:
        canvas, tools = self._desk.canvas, self._desk.tools
        canvas.history_changed.connect(self._history_changed)
        canvas.context_menu_requested.connect(self._open_menu)
        tools.tool_chosen.connect(self._choose_tool)
        tools.pen_width_chosen.connect(self._choose_width)
        tools.undo_requested.connect(canvas.undo)
        tools.redo_requested.connect(canvas.redo)
        tools.clear_requested.connect(self.clear)
        self._desk.back_chip.clicked.connect(self._back_to_drawing)

    def _connect_actions(self) -> None:
        actions, canvas = self._actions, self._desk.canvas
        actions.undo.triggered.connect(canvas.undo)
        actions.redo.triggered.connect(canvas.redo)
        actions.clear.triggered.connect(self.clear)
        actions.copy_picture.triggered.connect(self.copy_picture)
        actions.copy_card.triggered.connect(self.copy_card)
        actions.forget_recent.triggered.connect(self.forget_recent)
        actions.show_me_one.triggered.connect(self.show_me_one)

    @cached_property
    def _rng(self) -> "np.random.Generator":
        return np.random.default_rng()

    # What comes and goes

    def put(self, piece: Piece) -> None:
        """Put a piece on the pad, undoably; what lay there is kept among the recent ones."""
        self._reading.keep()
        content = piece.content
        if content.picture is None:
            content = Content(placed_on_pad(content.drawing))
        self._desk.canvas.set_content(content)
        self._desk.canvas.setFocus()

    def clear(self) -> None:
        """Empty the pad, undoably."""
        self._reading.keep()
        self._desk.canvas.clear()

    def forget_recent(self) -> None:
        """Forget the recent pieces, here and on the disk; until the message is closed they can be brought back."""
        pieces = self._session.recent
        if not pieces:
            self._desk.strip.tell("There are no recent drawings.")
            return
        self._session.forget_recent()
        back = Choice("Bring them back", lambda: self._session.restore_recent(pieces))
        self._desk.strip.ask("The recent drawings are forgotten.", back)

    def show_me_one(self) -> None:
        """Let a digit draw itself: each time another one."""
        self._reading.keep()
        digit = int(self._rng.choice([digit for digit in range(10) if digit != self._last_sample]))
        self._last_sample = digit
        self._desk.canvas.play(fitted(self.sample(digit)))

    def sample(self, digit: int) -> Drawing:
        """Return a digit as the program itself writes it."""
        from mnistpad.data import builtin

        return builtin.sample(digit, self._rng)

    def _back_to_drawing(self) -> None:
        self._reading.keep()
        self._desk.canvas.back_to_drawing()

    # Tools

    def _choose_tool(self, tool: str) -> None:
        self._desk.canvas.tool = "eraser" if tool == "eraser" else "pen"

    def _choose_width(self, width: float) -> None:
        self._desk.canvas.pen_width = width
        self._settings.put("pen_width", width)

    def _history_changed(self, can_undo: bool, can_redo: bool) -> None:
        self._show_history(can_undo=can_undo, can_redo=can_redo)

    def _show_history(self, *, can_undo: bool, can_redo: bool) -> None:
        self._desk.tools.set_history(can_undo=can_undo, can_redo=can_redo)
        self._actions.undo.setEnabled(can_undo)
        self._actions.redo.setEnabled(can_redo)

    def add_to_menu(self, menu: QMenu) -> None:
        """Offer more in the pad's menu."""
        self._menu.addSeparator()
        self._menu.addMenu(menu)

    def _open_menu(self, at: QPoint) -> None:
        self._menu.popup(at)

    # Copies

    def copy_picture(self) -> None:
        """Copy the pad as a picture."""
        from mnistpad.ui.window.desk.copying import picture_of

        self._copy(picture_of(self._desk.canvas.content()), "The picture is copied.")

    def copy_card(self) -> None:
        """Copy the drawing with its answer and bars."""
        from mnistpad.ui.window.desk.card import card

        reader, answer = self._session.reader, self._session.answer
        if reader is not None and answer is not None:
            self._copy(card(self._desk.canvas.content(), answer, reader.label), "The card is copied.")

    def _copy(self, image: QImage, done: str) -> None:
        if self._desk.canvas.content().is_blank:
            self._desk.strip.tell("There is nothing to copy. Draw a digit first.")
            return
        QGuiApplication.clipboard().setImage(image)
        self._desk.strip.tell(done)


def placed_on_pad(drawing: Drawing) -> Drawing:
    """Return a drawing in pad units: as it is if it lies on the pad and is large enough, else fitted."""
    bounds = drawing.bounds
    if bounds is None:
        return drawing
    left, top, right, bottom = bounds
    on_pad = min(left, top) >= 0 and max(right, bottom) <= 1
    return drawing if on_pad and max(right - left, bottom - top) >= SMALLEST else fitted(drawing)
