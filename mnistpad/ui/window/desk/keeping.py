"""Keeping what is on the pad with its label: by key, by menu, and when digits are collected."""

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu

from mnistpad.data.dataset import DIGITS
from mnistpad.data.own import Change, Kept
from mnistpad.ink.stroke import Drawing
from mnistpad.ui.actions import Actions
from mnistpad.ui.data.own.box import DigitBox
from mnistpad.ui.pad.digit_keys import DigitKeys
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.session import Piece
from mnistpad.ui.settings import Settings
from mnistpad.ui.window.desk.bench import Bench
from mnistpad.ui.window.desk.desk import Desk
from mnistpad.ui.window.desk.strip import Choice

if TYPE_CHECKING:
    from mnistpad.ui.data.own.collecting import Collecting
    from mnistpad.ui.data.own.page import OwnDigitsPage

BLANK = "Draw first, then press its digit."
PICTURE = "A picture has no strokes to keep. Draw the digit, then press its key."
_KEYS = "pad/digit_keys"
_REMEMBERED = 100  # drawings that were brought to the pad from the wall


class Keeping(QObject):
    """Knows which kept digit is on the pad, so that the same drawing is never kept twice."""

    def __init__(self, desk: Desk, bench: Bench, box: DigitBox, actions: Actions, settings: Settings) -> None:
        super().__init__(desk)
        self._desk = desk
        self._bench = bench
        self._box = box
        self._page: OwnDigitsPage | None = None  # once somebody looked at it
        self._settings = settings
        self._brought: OrderedDict[Drawing, str] = OrderedDict()  # as they lie on the pad, and their keys
        self.keys = DigitKeys(desk.canvas)
        self.menu = self._make_menu()
        self._switch = actions.digit_keys
        self._switch.setChecked(settings.flag(_KEYS) is not False)
        self._connect()
        self._use_keys()

    def _make_menu(self) -> QMenu:
        menu = QMenu("&Keep as", self._desk)
        menu.setObjectName("keepAsMenu")
        self._labels = QActionGroup(menu)
        self._labels.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        for digit in range(DIGITS):
            action = QAction(f"&{digit}", self._labels, checkable=True)
            action.triggered.connect(lambda _checked=False, digit=digit: self.keep(digit))
        menu.addActions(self._labels.actions())
        menu.addSeparator()
        self.forget = menu.addAction("Keep it &no longer")
        self.forget.setObjectName("keepNoLongerAction")
        self.forget.triggered.connect(self._forget)
        menu.aboutToShow.connect(self._show_label)
        return menu

    def _connect(self) -> None:
        self.keys.pressed.connect(self.keep)
        self.keys.entered.connect(self._keep_asked)
        self._switch.toggled.connect(self._choose_keys)
        self._box.failed.connect(self._desk.strip.complain)
        QApplication.instance().applicationStateChanged.connect(self._look_again)  # type: ignore[union-attr]

    def follow(self, page: "OwnDigitsPage") -> None:
        """Serve the page of kept digits, which is made when it is first wanted."""
        self._page = page
        collecting = page.collecting
        page.digit_chosen.connect(self._bring)
        page.panel.next_pressed.connect(self._keep_asked)
        page.panel.undo_pressed.connect(self._undo_last)
        collecting.began.connect(self._begin_collecting)
        collecting.ended.connect(self._use_keys)

    @property
    def _collecting(self) -> "Collecting | None":
        """What asks for digits, while it does."""
        collecting = self._page.collecting if self._page is not None else None
        return collecting if collecting is not None and collecting.is_active else None

    # Keeping

    def keep(self, digit: int) -> None:
        """Keep the drawing as a digit; say so, and offer the way back."""
        content = self._desk.canvas.content()
        if content.picture is not None:
            self._desk.strip.tell(PICTURE)
        elif self._collecting is not None:
            self._keep_collected(self._collecting, digit)
        elif content.drawing.is_blank:
            self._desk.strip.tell(BLANK)
        else:
            self._keep_drawing(content.drawing, digit)

    def _keep_drawing(self, drawing: Drawing, digit: int) -> None:
        kept = self._kept(drawing)
        if kept is not None and kept.label == digit:
            self._desk.strip.tell(f"Already kept as {digit}.")
            return
        change = self._box.relabel([kept.key], digit) if kept else self._box.keep(drawing, digit)
        if change is not None and change.digits:
            self._tell(f"Relabelled as {digit}." if kept else f"Kept as {digit}.", change)

    def _tell(self, words: str, change: Change) -> None:
        self._desk.strip.tell(words, Choice("Undo", lambda: self._undo(change)))

    def _undo(self, change: Change) -> None:
        if self._box.undo(change):
            self._desk.strip.tell("Undone.")
        self._desk.canvas.setFocus()

    def _kept(self, drawing: Drawing) -> Kept | None:
        """Return the digit that was kept of a drawing, or that was brought to the pad as this drawing."""
        self._box.refresh()
        return self._box.same(drawing) or self._box.find(self._brought.get(drawing.labelled(None), ""))

    def _show_label(self) -> None:
        content = self._desk.canvas.content()
        kept = None if content.picture or content.drawing.is_blank else self._kept(content.drawing)
        for digit, action in enumerate(self._labels.actions()):
            action.setChecked(kept is not None and kept.label == digit)
        self.forget.setEnabled(kept is not None)

    def _forget(self) -> None:
        kept = self._kept(self._desk.canvas.drawing())
        change = self._box.delete([kept.key]) if kept else None
        if change is not None:
            self._tell("No longer kept.", change)

    def _bring(self, kept: Kept) -> None:
        """Put a kept digit on the pad; the wall keeps the keys."""
        self._bench.put(Piece(Content(kept.drawing.labelled(None))))
        self._brought[self._desk.canvas.drawing().labelled(None)] = kept.key
        while len(self._brought) > _REMEMBERED:
            self._brought.popitem(last=False)
        if self._page is not None:
            self._page.wall.setFocus()

    # Collecting

    def _begin_collecting(self) -> None:
        self._bench.clear()
        self._use_keys()
        self._desk.canvas.setFocus()

    def leave(self) -> bool:
        """Stop collecting; return whether that was going on."""
        collecting = self._collecting
        if collecting is not None:
            collecting.end()
        return collecting is not None

    def _keep_asked(self) -> None:
        collecting = self._collecting
        if self._desk.canvas.content().picture is not None:
            self._desk.strip.tell(PICTURE)
        elif collecting is not None:
            self._keep_collected(collecting, collecting.digit)
        self._desk.canvas.setFocus()

    def _keep_collected(self, collecting: "Collecting", digit: int) -> None:
        if collecting.keep(self._desk.canvas.drawing(), digit):
            self._desk.canvas.clear()

    def _undo_last(self) -> None:
        drawing = self._collecting.undo_last() if self._collecting is not None else None
        if drawing is not None:
            self._desk.canvas.set_drawing(drawing)
        self._desk.canvas.setFocus()

    # Keys

    def _choose_keys(self, used: bool) -> None:
        self._settings.put(_KEYS, used)
        self._use_keys()

    def _use_keys(self) -> None:
        is_asking = self._collecting is not None
        self.keys.enabled = self._switch.isChecked() or is_asking
        self.keys.takes_enter = is_asking

    def _look_again(self, state: Qt.ApplicationState) -> None:
        """See what another window kept, once this one is looked at again and its digits are shown."""
        if state is Qt.ApplicationState.ApplicationActive and self._page is not None and self._page.isVisible():
            self._box.refresh()
