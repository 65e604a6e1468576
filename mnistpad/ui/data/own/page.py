"""The page of a person's own digits: how many there are, all of them on a wall, and what can be done with them."""

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from mnistpad.data import drawn, own
from mnistpad.data.dataset import DIGITS, Bytes
from mnistpad.data.own import Kept
from mnistpad.ui import theme
from mnistpad.ui.data.contents.columns import DigitColumns
from mnistpad.ui.data.errand import Errand
from mnistpad.ui.data.notice import Notice, WayOn
from mnistpad.ui.data.own.box import DigitBox, digits, keys_of
from mnistpad.ui.data.own.collecting import Collecting, CollectPanel
from mnistpad.ui.data.own.menus import DigitMenus
from mnistpad.ui.data.own.parts import Leaves, explain, menu_button
from mnistpad.ui.data.own.people import PersonBar
from mnistpad.ui.data.own.pictures import Pictures
from mnistpad.ui.data.own.sharing import Sharing, drawing_files
from mnistpad.ui.data.own.wall import DigitWall
from mnistpad.ui.pad.answer import announce
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.training.views.judged import Table
from mnistpad.ui.widgets import push_button

EMPTY = "Draw, then press the digit's key. Kept on this computer only."
LOWEST_WALL = 96  # px at 13 px type
AT_ONCE = 64  # images made while the person waits: a thirtieth of a second


class OwnDigitsPage(QWidget):
    """Shows the digits of a box; it reads nothing before it is first seen.

    Parameters
    ----------
    box
        The digits.
    rng
        Orders what the collecting mode asks for.
    """

    digit_chosen = Signal(object)  # Kept, for the pad
    needs_changed = Signal()  # `height_needed`
    train_pressed = Signal(str)  # the SOURCE to learn from

    def __init__(self, box: DigitBox, rng: np.random.Generator | None = None) -> None:
        super().__init__()
        self.setObjectName("ownDigits")
        self.setAccessibleName("My digits")
        self.setAcceptDrops(True)
        self.box = box
        self.pictures = Pictures()
        self.collecting = Collecting(box, rng or np.random.default_rng(), self)
        self.sharing = Sharing(box, self)
        self._renderer = Errand(self)
        self._digit: int | None = None
        self._is_stale = True
        self.height_needed = 0  # px, for all that must be seen at this width
        self._make_parts()
        self._lay_out()
        self._connect()
        self._restyle()

    def _make_parts(self) -> None:
        self.people = PersonBar(self.box)
        self.collect = push_button("collectButton", "Collect digits", "Be asked for one digit after the other")
        self.train = push_button("trainOnOwnButton", "Train on these", "Take these digits to the Train tab")
        self.more = menu_button("ownDigitsMoreButton", "More", "More that can be done with your digits")
        self.columns = DigitColumns()
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.words.setObjectName("ownDigitsWords")
        self.news = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.news.setObjectName("ownDigitsNews")
        self.relabel = menu_button("relabelOwnButton", "Relabel", "Relabel the picked digits")
        self.delete = push_button("deleteOwnButton", "Delete", "Delete the picked digits (Del)")
        self.undo = push_button("undoOwnButton", "Undo", "")
        self.wall = DigitWall(self.pictures.of)
        self.panel = CollectPanel(self.collecting, self.box)
        self.notice = Notice("ownDigitsNotice")
        self.question = Notice("ownDigitsQuestion")
        self.where = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.where.setProperty("role", "note")
        self.where.setObjectName("ownDigitsPlace")
        self.menus = DigitMenus(self)
        self.more.setMenu(self.menus.more)
        self.relabel.setMenu(self.menus.labels)

    def _lay_out(self) -> None:
        head, deeds = QWidget(), QWidget()
        head_row, deeds_row = Flow(head), Flow(deeds)
        self.people.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head_parts: tuple[QWidget, ...] = (self.people, self.collect, self.train, self.more)
        for part in head_parts:
            head_row.addWidget(part)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        deed_parts: tuple[QWidget, ...] = (self.words, self.relabel, self.delete, self.undo)
        for part in deed_parts:
            deeds_row.addWidget(part)
        self.deeds = deeds
        self.stack = Leaves()
        leaves: tuple[QWidget, ...] = (self.wall, self.panel, self.notice, self.question)
        for part in leaves:
            self.stack.addWidget(part)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, theme.GAP, 0, 0)
        page.setSpacing(theme.GAP)
        for part in (head, self.columns, deeds, self.news):
            page.addWidget(part)
        page.addWidget(self.stack, 1)
        page.addWidget(self.where)

    def _connect(self) -> None:
        box, wall = self.box, self.wall
        box.changed.connect(self.refresh)
        box.deeds_changed.connect(self._offer)
        box.person_changed.connect(lambda _: self.refresh())
        self.people.only_toggled.connect(lambda _: self.refresh())
        self.columns.digit_chosen.connect(self.show_digit)
        self.collect.clicked.connect(self.collecting.begin)
        self.train.clicked.connect(lambda: self.train_pressed.emit(own.KEY))
        wall.chosen.connect(self.digit_chosen)
        wall.picked_changed.connect(self._offer)
        wall.digit_typed.connect(self.relabel_picked)
        wall.delete_pressed.connect(self.delete_picked)
        wall.undo_pressed.connect(self.undo_last)
        wall.customContextMenuRequested.connect(self._open_menu)
        self.delete.clicked.connect(self.delete_picked)
        self.undo.clicked.connect(self.undo_last)
        self.collecting.began.connect(self.refresh)
        self.collecting.ended.connect(self.refresh)
        self.collecting.asked.connect(self._show_asked)
        self.sharing.told.connect(self.tell)
        self.sharing.failed.connect(self.complain)
        self._renderer.done.connect(self._take_pictures)
        theme.theme.changed.connect(self._restyle)

    # What is shown

    @property
    def shown(self) -> tuple[Kept, ...]:
        """The digits on the wall."""
        every = self.box.all(self.people.shown_person)
        return tuple(kept for kept in every if self._digit in (None, kept.label))

    def show_digit(self, digit: int | None) -> None:
        """Show one digit alone, or all."""
        self._digit = digit
        self.refresh()

    def refresh(self) -> None:
        """Show the digits as they are now, unless nobody sees them."""
        self._is_stale = True
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        self._is_stale = False
        self.people.refresh()
        if self._digit is not None and not self.shown:
            self._digit = None
        self.wall.show_digits(self.shown)
        self._show_means()
        self._show_asked()
        self._show_part()
        self._offer()

    def _show_means(self) -> None:
        every = self.box.all(self.box.person if self.collecting.is_active else self.people.shown_person)
        missing = self.pictures.missing(every)
        if len(missing) <= AT_ONCE:
            for kept in missing:
                self.pictures.of(kept)
        else:
            self._renderer.send(lambda: (missing, drawn.render([kept.drawing for kept in missing])))
        counts = np.bincount([kept.label for kept in every], minlength=DIGITS).astype(np.int64)
        self.columns.show_digits(counts, self.pictures.means(every))

    def _take_pictures(self, made: tuple[list[Kept], Bytes]) -> None:
        self.pictures.add(*made)
        self.refresh()

    def _show_asked(self) -> None:
        self.columns.show_chosen(self.collecting.digit if self.collecting.is_active else self._digit)

    def _show_part(self) -> None:
        """Show the wall, or what takes its place."""
        active, trouble = self.collecting.is_active, self.box.trouble
        has_any = bool(self.box.all())
        self.notice.setAccessibleName("")
        if trouble:
            self.notice.complain(trouble, WayOn("Look again", self.box.refresh, "lookAgainButton"))
        elif not self.shown:
            self._tell_empty(has_any=has_any)
        is_asking = self.stack.currentWidget() is self.question and self.question.property("asks")
        part = self.panel if active else self.notice if trouble or not self.shown else self.wall
        self.stack.setCurrentWidget(self.question if is_asking and not active else part)
        for widget in (self.people, self.more, self.where):
            widget.setVisible(not active)
        self.collect.setVisible(not active and has_any)
        self.train.setVisible(not active and has_any)
        self.columns.setVisible(active or (has_any and not trouble))
        can_do = not trouble and not is_asking and (has_any or self.box.last_deed is not None)
        self.deeds.setVisible(can_do and not active)
        self.news.setVisible(bool(self.news.text()) and not active)
        self.collect.setEnabled(not trouble)
        self._measure()

    def _tell_empty(self, *, has_any: bool) -> None:
        """Say why the wall is empty, and offer ways on."""
        collect = WayOn("Collect digits", self.collecting.begin, "collectFirstButton")
        bring = WayOn("Import…", self.sharing.ask_what_to_import, "importFirstButton")
        if has_any:
            self.notice.tell(f"{self.box.person} has kept none yet.", collect)
        else:
            self.notice.tell(EMPTY, collect, bring)

    def _offer(self) -> None:
        picked, count = self.wall.picked, len(self.shown)
        words = f"{digits(len(picked))} picked" if picked else _overview(count, self._digit)
        self.words.setText(words)
        nothing = "" if picked else "Pick a digit first: click it, or more of them with Ctrl or Shift"
        explain(self.relabel, nothing, "Say that they are another digit (or press its key)")
        explain(self.delete, nothing, "Delete what is picked (Del)")
        deed = self.box.last_deed
        self.undo.setText(f"Undo {deed.words}" if deed else "Undo")
        explain(self.undo, "" if deed else "There is nothing to undo", "Take it back (Ctrl+Z)")
        total = len(self.box.all())
        few = "" if total >= own.FEWEST else f"{own.FEWEST} are the fewest to train on; there are {total}"
        explain(self.train, few, "Take your digits to the Train tab, alone or beside other images")
        self.menus.offer(has_any=bool(total))
        place = f"Kept on this computer only, in {self.box.path}"
        damaged = self.box.damaged
        lines = "1 line of it is" if damaged == 1 else f"{damaged:,} lines of it are"
        self.where.setText(f"{place}. {lines} damaged and left out." if damaged else place)

    def table(self) -> Table:
        """Return how many there are of each digit, by person, in numbers."""
        persons = [name for name, count in self.box.persons().items() if count]
        counts = [self.box.counts(name) for name in persons] + [self.box.counts()]
        rows = [(str(digit), *(f"{each[digit]:,}" for each in counts)) for digit in range(DIGITS)]
        total = ("All", *(f"{sum(each):,}" for each in counts))
        return Table("My digits by person", ("Label", *persons, "All"), (*rows, total))

    def tell(self, words: str) -> None:
        """Say what was done."""
        self.news.setText(words)
        self.news.setVisible(bool(words) and not self.collecting.is_active)
        self._measure()
        if words:
            announce(self.news, words)

    def complain(self, why: str) -> None:
        """Say what was not done, and why."""
        self.tell(f"! {why}")

    # What a person does

    def relabel_picked(self, digit: int) -> None:
        """Say that what is picked is another digit."""
        others = [kept for kept in self.wall.picked if kept.label != digit]
        if others and self.box.relabel(keys_of(others), digit):
            self.tell(f"{digits(len(others))} relabelled as {digit}.")

    def delete_picked(self) -> None:
        """Delete what is picked."""
        picked = self.wall.picked
        if picked and self.box.delete(keys_of(picked)):
            self.tell("")

    def give_picked(self, person: str) -> None:
        """Say who drew what is picked."""
        picked = self.wall.picked
        if picked and self.box.give_to(keys_of(picked), person):
            self.tell(f"{digits(len(picked))} given to {person}.")

    def undo_last(self) -> None:
        """Take the last act back."""
        deed = self.box.undo_last()
        if deed is not None:
            self.tell(f"Undone: {deed.words}.")

    def export(self, *, with_names: bool = True) -> None:
        """Export what is picked, else what is shown."""
        self.sharing.ask_where_to_export(self.wall.picked or self.shown, with_names=with_names)

    def ask_to_delete_all(self) -> None:
        """Ask before everything is deleted for good."""
        count, persons = len(self.box.all()), len([name for name, n in self.box.persons().items() if n])
        whose = f" by {persons} persons" if persons > 1 else ""
        self.question.setProperty("asks", True)
        self.question.tell(
            f"Delete all {digits(count)}{whose} from this computer? This cannot be undone.",
            WayOn("Delete all", self._delete_all, "deleteAllButton"),
            WayOn("Keep them", self._keep_all, "keepAllButton"),
        )
        self.stack.setCurrentWidget(self.question)
        self._show_part()
        self.question.buttons[1].setFocus()

    def _delete_all(self) -> None:
        self._leave_question()
        if self.box.delete_all():
            self.pictures.forget_all()
            self.tell("All your digits are deleted.")
        self.collect.setFocus()

    def _keep_all(self) -> None:
        self._leave_question()
        self.wall.setFocus()

    def _leave_question(self) -> None:
        self.question.setProperty("asks", False)
        self._show_part()

    def _open_menu(self, at: QPoint) -> None:
        if self.wall.picked:
            self.menus.of_picked.popup(self.wall.viewport().mapToGlobal(at))

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the collecting mode or the question."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.collecting.is_active:
            self.collecting.end()
        elif self.question.property("asks"):
            self._keep_all()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what there is."""
        super().showEvent(event)
        self.box.refresh()
        if self._is_stale:
            self._fill()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for no more digits where nobody can read the question."""
        super().hideEvent(event)
        self.collecting.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take drawing files; anything else is the window's."""
        if drawing_files(event.mimeData()):
            self.tell("Drop it to keep its drawings.")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the words away."""
        super().dragLeaveEvent(event)
        self.tell("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep what was dropped."""
        self.tell("")
        self.sharing.import_files(drawing_files(event.mimeData()))
        event.acceptProposedAction()

    def close_errands(self) -> None:
        """Let what is being read or written come to its end."""
        self.sharing.close()
        self._renderer.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew."""
        super().resizeEvent(event)
        self.columns.updateGeometry()  # their means grow with the width, and the layout remembers their height
        self._measure()

    def _measure(self) -> None:
        """Tell how much room the parts need."""
        layout = self.layout()
        needed = layout.minimumHeightForWidth(self.width()) if layout is not None else 0
        if needed != self.height_needed:
            self.height_needed = needed
            self.needs_changed.emit()

    def _restyle(self) -> None:
        self.wall.setMinimumHeight(theme.px(LOWEST_WALL))
        for each in (self.more, self.relabel):
            each.setMinimumHeight(max(theme.px(theme.BUTTON_HEIGHT), theme.BUTTON_HEIGHT))
        QTimer.singleShot(0, self, self._measure)  # once the parts have taken the new type


def _overview(count: int, digit: int | None) -> str:
    return digits(count) if digit is None else f"{digits(count)} labelled {digit}"
