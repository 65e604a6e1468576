"""The Data tab: the sources, what is in the chosen one, and how a person's own files become one."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mnistpad.data import own, sources
from mnistpad.data.mixture import TrainingData
from mnistpad.data.sources import SourceInfo
from mnistpad.ui import theme
from mnistpad.ui.data.chips import SourceChips, short_name
from mnistpad.ui.data.download.fetching import MnistDownload
from mnistpad.ui.data.download.offer import MnistOffer, OfferPage
from mnistpad.ui.data.errand import Errand
from mnistpad.ui.data.library import Library
from mnistpad.ui.data.notice import Notice, Waiting, WayOn
from mnistpad.ui.data.reading import Reading
from mnistpad.ui.data.stack import PageStack, Scroll
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.flow import Column
from mnistpad.ui.training.numbers import ChartNumbers
from mnistpad.ui.training.setup.plan import Plan
from mnistpad.ui.training.setup.shelf import Shelf

if TYPE_CHECKING:
    from mnistpad.data.sources import Preview
    from mnistpad.ui.data.accept.panel import AcceptPanel
    from mnistpad.ui.data.contents.contents import Contents
    from mnistpad.ui.data.contents.page import SourcePage
    from mnistpad.ui.data.own.box import DigitBox
    from mnistpad.ui.data.own.page import OwnDigitsPage
    from mnistpad.ui.training.views.judged import Table

LOWEST = 400  # px at 13 px type, of what is below the sources
CANCELLED = "Nothing was loaded. Choose a source above, or open another file."
NO_OWN = "Draw, then press the digit's key. Kept on this computer only."


class DataTab(Scroll):
    """Look at what there is to learn from, and bring more.

    Parameters
    ----------
    library
        The sources.
    shelf
        Loads their images, and shares them with the run.
    plan
        Of the next run.
    settings
        Remember which source was looked at.
    learned
        Returns what the present run learns from; None where there is no run.
    look_into
        Returns samples of a SOURCE and what was noticed; called in another thread.
    """

    piece_chosen = Signal(object)  # Piece, for the pad
    source_chosen = Signal(str)  # a SOURCE to learn from

    def __init__(
        self,
        library: Library,
        shelf: Shelf,
        plan: Plan,
        settings: Settings,
        learned: Callable[[], TrainingData | None] = lambda: None,
        look_into: "Callable[[str], Preview]" = lambda source: sources.preview(source),
    ) -> None:
        super().__init__()
        self.setObjectName("dataTab")
        self.setAccessibleName("Data to learn from")
        self._library = library
        self._reading = Reading(shelf, look_into)
        self._settings = settings
        self._plan = plan
        self._learned = learned
        self._key = ""  # of what is shown, or waited for
        self._shown = ""  # the last of them that came
        self._is_offered = False  # what is shown is not among the sources yet
        self._is_welcome = False  # the pictures shall have the focus when they come
        self._contents: Contents | None = None
        self.offer: MnistOffer | None = None
        self.own: OwnDigitsPage | None = None
        self._make_own: Callable[[], OwnDigitsPage] | None = None
        self.errand = Errand(self)
        self.chips = SourceChips()
        self.chips.follows = self
        self.waiting = Waiting()
        self.notice = Notice("dataNotice")
        self.numbers = ChartNumbers(self._table, "sourceNumbers")
        self.numbers.hide()
        self._stack = PageStack()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for part in (self.waiting, self.notice):
            self._stack.addWidget(part)
        # A scroll area gives its content the height that it likes best; the wall shall take what is left instead.
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        inside = Column()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.UNIT, theme.MARGIN, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.chips)
        column.addWidget(self._stack, 1)
        column.addWidget(self.numbers)
        self.setWidget(inside)
        theme.theme.changed.connect(self._restyle)
        self._restyle()

    def _connect(self) -> None:
        self.chips.chosen.connect(self.show_source)
        self.chips.opened.connect(self.show_source)
        self._stack.currentChanged.connect(lambda _: self._show_top())
        self._stack.needs_changed.connect(self._restyle)
        self.errand.done.connect(self._take)
        self.errand.failed.connect(self._complain)
        self.errand.slow.connect(self.waiting.say)
        self.errand.advanced.connect(self.waiting.count)
        self.waiting.cancelled.connect(self._cancel)
        self._library.changed.connect(self._offer)

    @cached_property
    def page(self) -> "SourcePage":
        """What is in a source; made when it is first wanted, not at the start of the program."""
        from mnistpad.ui.data.contents.page import SourcePage

        page = SourcePage(self._plan)
        page.train_pressed.connect(lambda: self.source_chosen.emit(self._key))
        page.forget_pressed.connect(self._forget)
        page.view_changed.connect(self._refresh_numbers)
        page.pictures.picture_chosen.connect(self._put_on_pad)
        page.pictures.picture_pointed.connect(self._tell_of)
        page.pictures.wall.sentence = self._sentence
        self._stack.addWidget(page)
        QWidget.setTabOrder(page.last_in_focus, self.numbers.view)  # it was made before, but stands below
        return page

    @cached_property
    def accept(self) -> "AcceptPanel":
        """What is asked before a file is taken."""
        from mnistpad.ui.data.accept.panel import AcceptPanel

        panel = AcceptPanel()
        panel.accepted.connect(self._accept)
        panel.refused.connect(self._refuse)
        panel.switched.connect(self._look_at)
        self._stack.addWidget(panel)
        return panel

    def _restyle(self) -> None:
        """Leave the wall room; a window that has less of it scrolls."""
        self._stack.setMinimumSize(1, max(theme.px(LOWEST), self._height_needed()))

    def _height_needed(self) -> int:
        own_page, shown = self._shown_own(), self._stack.currentWidget()
        if own_page is not None:
            return own_page.height_needed
        if "page" in vars(self) and shown is self.page:
            return self.page.height_needed(self._stack.width())
        layout = shown.layout() if shown is not None else None
        return layout.totalMinimumHeightForWidth(self._stack.width()) if layout is not None else 0

    def _show_top(self) -> None:
        """Begin each page at its top: what was scrolled to belonged to another."""
        self._restyle()
        self.verticalScrollBar().setValue(0)

    # What a person does

    @property
    def source(self) -> str:
        """The SOURCE that is shown, or waited for."""
        return self._key

    @property
    def contents(self) -> "Contents | None":
        """What is shown of it; None while it is not loaded."""
        return self._contents

    def show_source(self, key: str) -> None:
        """Show a source; a file that is none yet is looked into, and becomes one if the person says so."""
        known = self._library.find(key)
        if known is None:
            self._look_at(key)
            return
        self._begin(key, is_offered=False)
        self._settings.put("data/source", key)
        if key == own.KEY and self._make_own is not None:
            self._show_own(self._make_own)
        elif known.available:
            self.waiting.begin(f"Loading {short_name(known)}…")
            self.errand.send(lambda: self._reading.survey(key))
        else:
            self._tell_what_is_missing(known)

    def show_numbers(self, shown: bool) -> None:
        """Show the view's numbers below it."""
        self.numbers.setVisible(shown)
        if shown:  # once there is room for them
            QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self.numbers))

    def take_download(self, download: MnistDownload) -> None:
        """Offer MNIST where it is missing, by the window's download."""
        self.offer = MnistOffer(download, "Here")
        self._offer_page = OfferPage(self.offer)
        self._stack.addWidget(self._offer_page)
        self.offer.ready_here.connect(lambda: self.show_source("mnist"))
        self.offer.folder_chosen.connect(self.show_source)
        self.offer.builtin_chosen.connect(lambda: self.show_source("builtin"))
        download.finished.connect(self._take_mnist)

    def take_own(self, box: "DigitBox", make: "Callable[[], OwnDigitsPage]") -> None:
        """Show a person's own digits on a page of their own, made when it is first wanted."""
        self._make_own = make
        # Looking at all sources again takes half a second; a person keeps digits faster than that.
        box.changed.connect(lambda: self._library.put(sources.own_digits()))
        box.changed.connect(self._refresh_numbers)

    def _show_own(self, make: "Callable[[], OwnDigitsPage]") -> None:
        if self.own is None:
            self.own = make()
            self._stack.addWidget(self.own)
            self.own.needs_changed.connect(self._restyle)
            self.own.train_pressed.connect(self.source_chosen)
        self._shown = own.KEY
        self._stack.setCurrentWidget(self.own)
        self._refresh_numbers()

    def _shown_own(self) -> "OwnDigitsPage | None":
        return self.own if self._stack.currentWidget() is self.own else None

    def _table(self) -> "Table | None":
        own_page = self._shown_own()
        if own_page is not None:
            return own_page.table()
        return self.page.table() if self._contents is not None else None

    def _get_again(self) -> None:
        if self.offer is not None:
            self._stack.setCurrentWidget(self._offer_page)
            self.offer.get_mnist()

    def _take_mnist(self) -> None:
        if self._stack.currentWidget() is self._offer_page and self._key == "mnist":
            self.show_source("mnist")

    def close_errand(self) -> None:
        """Wait a little for what is being loaded, because the window closes."""
        self.errand.close()
        if self.offer is not None:
            self.offer.close_errand()

    def _look_at(self, key: str) -> None:
        self._begin(key, is_offered=True)
        self.waiting.begin("Looking into it…")
        self.errand.send(lambda: self._reading.look_into(key))

    def _begin(self, key: str, *, is_offered: bool) -> None:
        self.errand.call_off()
        self._key, self._is_offered, self._contents = key, is_offered, None
        if "page" in vars(self):
            self.page.forget_contents()
        self.chips.show_chosen("" if is_offered else key)
        self._stack.setCurrentWidget(self.waiting)

    def _accept(self, key: str) -> None:
        self._library.remember(key)
        self.chips.open.setFocus(Qt.FocusReason.OtherFocusReason)  # or Qt hands it to whatever comes next
        self._is_welcome = True
        self.show_source(key)

    def _cancel(self) -> None:
        """Wait no longer: show again what was shown before, if that is not the very thing."""
        self.errand.call_off()
        self.chips.open.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._shown != self._key and self._library.find(self._shown):
            self.show_source(self._shown)
        else:
            self.notice.tell(CANCELLED)
            self._stack.setCurrentWidget(self.notice)

    def _refuse(self) -> None:
        self._reading.forget()
        self.chips.open.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_source(self._first())

    def _forget(self) -> None:
        key = self._key
        self.chips.open.setFocus(Qt.FocusReason.OtherFocusReason)
        self._library.forget(key)
        self.show_source(self._first())

    def _put_on_pad(self, picture: int) -> None:
        if self._contents is not None:
            self.piece_chosen.emit(self._contents.about(picture, self._learned()).piece)

    def _tell_of(self, picture: int) -> None:
        self.page.pictures.tell(self._sentence(picture) if picture >= 0 else "")

    def _sentence(self, picture: int) -> str:
        return self._contents.about(picture, self._learned()).sentence if self._contents else ""

    # What comes back

    def _take(self, result: "Contents | Preview") -> None:
        from mnistpad.ui.data.contents.contents import Contents

        if isinstance(result, Contents):
            key, _ = self._key, self.page  # which is made in this turn of the event loop, and filled in the next
            QTimer.singleShot(0, self, lambda: self._show_contents(result) if key == self._key else None)
        else:
            self._offer_file(result)

    def _offer_file(self, preview: "Preview") -> None:
        self.accept.show_preview(preview)
        self._stack.setCurrentWidget(self.accept)
        self.accept.take_focus()

    def _show_contents(self, contents: "Contents") -> None:
        source = self._library.find(self._key)
        if source is None:
            return
        self._contents, self._shown = contents, self._key
        self.page.show_contents(contents, source, can_forget=self._key in self._library.opened)
        self._stack.setCurrentWidget(self.page)
        self._tell_of(-1)
        self._refresh_numbers()
        if self._is_welcome:
            self._is_welcome = False
            self.page.pictures.wall.setFocus(Qt.FocusReason.OtherFocusReason)

    def _complain(self, why: str) -> None:
        ways = [
            WayOn("Open another file…", self.chips.ask_for_file, "anotherFileButton"),
            WayOn("Open a folder…", self.chips.ask_for_folder, "anotherFolderButton"),
        ]
        if self._key == "mnist" and self.offer is not None:
            ways.insert(0, WayOn("Get MNIST again", self._get_again, "getMnistAgainButton"))
        if self._key in self._library.opened:
            ways.append(WayOn("Forget it", self._forget, "forgetBrokenButton"))
        elif self._is_offered:
            ways.append(WayOn("Back", self._refuse, "backToSourcesButton"))
        self.notice.complain(why, *ways)
        self._stack.setCurrentWidget(self.notice)

    def _tell_what_is_missing(self, source: SourceInfo) -> None:
        if source.key == "mnist" and self.offer is not None:
            self.offer.set_needed(True)
            self._stack.setCurrentWidget(self._offer_page)
            return
        if source.key == "my-digits":
            self.notice.tell(NO_OWN)
        else:
            self._complain(f"{source.name} is no longer where it was: {source.where}. Open it from its new place.")
        self._stack.setCurrentWidget(self.notice)

    # What is shown

    def showEvent(self, event: QShowEvent) -> None:
        """Find out after the first paint what there is, and show the source that was looked at last."""
        super().showEvent(event)
        if not self._key:
            QTimer.singleShot(0, self, self._prepare)

    def _prepare(self) -> None:
        self._offer()
        if not self._key:
            self.show_source(self._first())

    def _first(self) -> str:
        """Return what is shown where nobody chose: what was looked at last, the planned run's, or what is here."""
        known = {each.key: each for each in self._library.sources()}
        wished = (self._settings.text("data/source", 4096), self._plan.source, "mnist", "builtin")
        here = (key for key in wished if key in known and known[key].available and key != self._key)
        return next(here, next(iter(known), "builtin"))

    def _offer(self) -> None:
        self.chips.offer(self._library.sources())
        QWidget.setTabOrder(self.chips.open, self.waiting.cancel)
        self.chips.show_chosen("" if self._is_offered else self._key)

    def _refresh_numbers(self) -> None:
        if self.numbers.isVisible():
            self.numbers.refresh()
