"""The window: it puts the parts together, and tells each what the others did."""

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QTabWidget, QWidget

from mnistpad.errors import MnistPadError
from mnistpad.ui.actions import Actions
from mnistpad.ui.look.frame import Invitation
from mnistpad.ui.pace import Attention
from mnistpad.ui.session import Session
from mnistpad.ui.settings import Settings, WindowPlace, onto_screens
from mnistpad.ui.window.desk.bench import Bench
from mnistpad.ui.window.desk.desk import Desk
from mnistpad.ui.window.exchange.drop import DropZone
from mnistpad.ui.window.menus.menus import fill_menu_bar
from mnistpad.ui.window.menus.ring import PointerRing
from mnistpad.ui.window.menus.view import View, restore_look
from mnistpad.ui.window.rooms import FRAME_ALONE, Room, Rooms

if TYPE_CHECKING:  # what the first stroke does not need is imported after the first paint
    from mnistpad.ui.data.download.fetching import Fetch
    from mnistpad.ui.look.page import LookTab
    from mnistpad.ui.training.run.controller import Loader
    from mnistpad.ui.training.tab import KnownSources
    from mnistpad.ui.window.pages.help import HelpPage

TABS = ("look", "train", "data")
FIRST_SIZE = (1280, 800)


class MainWindow(QMainWindow):
    """Pad and answer at the left, tabs at the right.

    The first paint and the first stroke need no more than the invitation to draw. Look is made when it is asked for,
    the rooms by `furnish`, in steps, or by `complete`, at once.

    Parameters
    ----------
    settings
        What is remembered between starts.
    load, known
        Loads the images of a run; tells which sources have a name.
    fetch
        Downloads MNIST.
    at_once
        Whether the window is made whole before it is shown.
    """

    completed = Signal()

    exchange = Room(lambda rooms: rooms.exchange)
    shelf = Room(lambda rooms: rooms.shelf)
    runs = Room(lambda rooms: rooms.runs)
    library = Room(lambda rooms: rooms.library)
    download = Room(lambda rooms: rooms.download)
    training = Room(lambda rooms: rooms.training)
    probe = Room(lambda rooms: rooms.probe)
    data = Room(lambda rooms: rooms.data)
    own_digits = Room(lambda rooms: rooms.own_digits)
    box = Room(lambda rooms: rooms.box)
    run_desk = Room(lambda rooms: rooms.run_desk)
    keeping = Room(lambda rooms: rooms.keeping)

    def __init__(
        self,
        settings: Settings | None = None,
        load: "Loader | None" = None,
        known: "KnownSources | None" = None,
        fetch: "Fetch | None" = None,
        *,
        at_once: bool = True,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.settings = settings or Settings()
        restore_look(self.settings)
        self.rooms = Rooms(self, load, known, fetch)
        self.session = Session(self)
        self.actions_ = Actions(self)
        self.tabs = QTabWidget()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.tabs)
        self.desk = Desk(self.session, self._pages)
        self.setCentralWidget(self.desk)
        self.bench = Bench(self.desk, self.session, self.actions_, self.settings)
        self.attention = Attention(self)
        self.drop_zone = DropZone(self.desk)
        self._begin_tabs()
        self.view = View(self.actions_, self.settings, PointerRing(self))
        fill_menu_bar(self.menuBar(), self.actions_)
        self._connect()
        if at_once:
            self.complete()
        self._restore()
        self._name_the_window()
        self.tabs.currentChanged.connect(self.complete)

    # What is made after the first paint

    @cached_property
    def look(self) -> "LookTab":
        """The Look tab."""
        from mnistpad.ui.look.page import LookTab

        look = LookTab(self.session, self.actions_.numbers)
        self._invite(look)
        look.piece_chosen.connect(self.bench.put)
        self.fill_tab(0, look)
        return look

    def _invite(self, page: "Invitation | LookTab") -> None:
        page.show_me_one_pressed.connect(self.bench.show_me_one)
        page.train_pressed.connect(self.actions_.train.trigger)

    def furnish(self) -> Iterator[None]:
        """Return the steps that make what is still missing; between them a pen can be followed."""
        _ = self.look
        return self.rooms.furnish()

    def complete(self, _index: int = -1) -> None:
        """Make all that is still missing."""
        for _step in self.furnish():
            pass

    def _begin_tabs(self) -> None:
        self.tabs.setObjectName("tabs")
        self.tabs.setAccessibleName("Look, Train, Data")
        invitation = Invitation()
        self._invite(invitation)
        for page, title in ((invitation, "Look"), (QWidget(), "Train"), (QWidget(), "Data")):
            self.tabs.addTab(page, title)

    def fill_tab(self, index: int, page: QWidget) -> None:
        """Put a page where a blank one kept its place."""
        blank, tabs = self.tabs.widget(index), self.tabs
        in_front = tabs.currentIndex()
        tabs.setUpdatesEnabled(False)
        was_blocked = tabs.blockSignals(True)
        tabs.insertTab(index, page, tabs.tabText(index))
        tabs.removeTab(index + 1)
        tabs.setCurrentIndex(in_front)
        tabs.blockSignals(was_blocked)
        tabs.setUpdatesEnabled(True)
        if blank is not None:
            blank.deleteLater()

    def _connect(self) -> None:
        self._connect_actions()
        self.desk.canvas.interval = FRAME_ALONE
        self.session.reader_changed.connect(self._name_the_window)
        self.session.run_reader_changed.connect(self._name_the_window)
        self.desk.reader.chosen.connect(self.session.read_with)
        self.desk.canvas.pen_lowered.connect(self.attention.draw)
        self.desk.canvas.pen_lifted.connect(self.attention.lift)

    def _connect_actions(self) -> None:
        actions = self.actions_
        for action, does in (
            (actions.open, lambda: self.exchange.ask_what_to_open()),
            (actions.save, lambda: self.exchange.save()),
            (actions.save_as, lambda: self.exchange.ask_where_to_save()),
            (actions.quit, self.close),
            (actions.paste, lambda: self.exchange.paste()),
            (actions.shipped_model, self.session.read_with_shipped),
            (actions.look, lambda: self.show_tab(self.look)),
            (actions.train, lambda: self.show_tab(self.training)),
            (actions.data, lambda: self.show_tab(self.data)),
            (actions.shortcuts, self._show_shortcuts),
            (actions.about, self._show_about),
            (actions.first_page, self._show_first_page),
            (actions.show_log, self._show_log),
            (actions.say_state, lambda: self.run_desk.say_state()),
        ):
            action.triggered.connect(lambda _checked=False, does=does: does())
        actions.numbers.toggled.connect(self._show_numbers)
        actions.hide_tabs.toggled.connect(self._hide_tabs)
        actions.full_screen.toggled.connect(self._use_full_screen)

    # Start and end

    def load_model(self) -> None:
        """Load the shipped model; without it the window stays usable, and says what is missing."""
        try:
            self.session.load_shipped()
        except MnistPadError as error:
            self.desk.strip.complain(str(error))
        self._once_whole(lambda: self.run_desk.offer_unfinished())

    def _once_whole(self, does: Callable[[], None]) -> None:
        """Do something now, or as soon as the window is whole."""
        if self.rooms.are_whole:
            does()
        else:
            self.completed.connect(does)

    def open_path(self, path: str) -> None:
        """Open a file that the command line named."""
        self.exchange.open_paths([Path(path)])

    def _restore(self) -> None:
        place = self.settings.window_place
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        if place is not None and screens:
            self.setGeometry(onto_screens(place.frame, screens))
            if place.maximized:
                self.setWindowState(Qt.WindowState.WindowMaximized)
        else:
            room = screens[0].size() if screens else self.size()
            self.resize(min(FIRST_SIZE[0], room.width()), min(FIRST_SIZE[1], room.height()))
        self.tabs.setCurrentIndex(TABS.index(self.settings.choice("tab", TABS, "look")))

    def _remember(self) -> None:
        frame = self.normalGeometry() if self.isMaximized() or self.isFullScreen() else self.geometry()
        self.settings.window_place = WindowPlace(frame, self.isMaximized())
        self.settings.put("tab", TABS[self.tabs.currentIndex()])
        self.settings.save()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the pad the focus, so that keys draw."""
        super().showEvent(event)
        if not event.spontaneous() and self.focusWidget() is None:
            self.desk.canvas.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop and save a run, remember how things were, and let what is being read end."""
        if not self.run_desk.end_run():
            event.ignore()
            return
        self.rooms.close()
        self._remember()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a full screen that the desktop began or ended."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and hasattr(self, "actions_"):
            self.actions_.full_screen.setChecked(self.isFullScreen())

    # Pages

    def show_tab(self, page: QWidget) -> None:
        """Bring a tab to the front, whatever hides it."""
        self._close_page()
        self.actions_.hide_tabs.setChecked(False)
        self.tabs.setCurrentWidget(page)

    def _show_numbers(self, shown: bool) -> None:
        """Bring the chart to the front whose numbers are wanted."""
        self.data.show_numbers(shown)
        in_front = self.tabs.currentWidget()
        if shown:
            self.show_tab(in_front if in_front in (self.training, self.data) else self.look)

    def _show_first_page(self) -> None:
        self.show_tab(self.look)
        self.look.show_first_page()

    def _show_shortcuts(self) -> None:
        from mnistpad.ui.window.pages.help import shortcuts_page

        self._show_page(shortcuts_page(self.actions_))

    def _show_about(self) -> None:
        from mnistpad.ui.window.pages.help import about_page

        self._show_page(about_page(self.session.shipped))

    def _show_log(self) -> None:
        from mnistpad.ui.window.pages.help import show_log

        self.desk.strip.tell(show_log())

    def _show_page(self, page: "HelpPage") -> None:
        self._close_page()
        self.actions_.hide_tabs.setChecked(False)
        page.closed.connect(self._close_page)
        self._pages.setCurrentIndex(self._pages.addWidget(page))
        page.close_button.setFocus()

    def _close_page(self) -> bool:
        page = self._pages.currentWidget()
        if page is None or page is self.tabs:
            return False
        self._pages.removeWidget(page)
        page.deleteLater()
        self.desk.canvas.setFocus()
        return True

    def _hide_tabs(self, hidden: bool) -> None:
        self.desk.tabs_shown = not hidden

    def _use_full_screen(self, full: bool) -> None:
        state = self.windowState()
        fullscreen = Qt.WindowState.WindowFullScreen
        self.setWindowState(state | fullscreen if full else state & ~fullscreen)

    def _name_the_window(self) -> None:
        reader = self.session.reader
        name = reader.label if reader and reader.run else reader.title if reader else ""
        title = f"{name} – MnistPad" if name else "MnistPad"
        if title != self.windowTitle():  # a run reads ten times a second
            self.setWindowTitle(title)

    # Keys, drags

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc drops the stroke under the pen, else leaves one thing: a page, full screen, or a mode."""
        if event.key() == Qt.Key.Key_Escape and self._leave_something():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _leave_something(self) -> bool:
        if self.desk.canvas.cancel_stroke() or self.keeping.leave() or self._close_page():
            return True
        actions = self.actions_
        for mode in (actions.full_screen, actions.presentation, actions.hide_tabs):
            if mode.isChecked():
                mode.setChecked(False)
                return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what a drop would do."""
        promise = self.exchange.promise(event.mimeData())
        if promise is not None:
            self.drop_zone.show_promise(promise)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the words away."""
        self.drop_zone.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self.drop_zone.hide()
        self.exchange.take_mime(event.mimeData(), "dropped picture")
        event.acceptProposedAction()
