"""The menus of the page of kept digits."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from mnistpad.data import own
from mnistpad.data.dataset import DIGITS

if TYPE_CHECKING:
    from mnistpad.ui.data.own.page import OwnDigitsPage


class DigitMenus:
    """Made once; what they do is the page's affair."""

    def __init__(self, page: "OwnDigitsPage") -> None:
        self._page = page
        self.labels = QMenu("&Relabel", page)
        self.people = QMenu("&Drawn by", page)
        self.more = QMenu(page)
        self.of_picked = QMenu(page)
        names = {"Label": self.labels, "Person": self.people, "More": self.more, "Picked": self.of_picked}
        for name, menu in names.items():
            menu.setObjectName(f"own{name}Menu")
        for digit in range(DIGITS):
            action = self.labels.addAction(f"&{digit}")
            action.triggered.connect(lambda _checked=False, digit=digit: page.relabel_picked(digit))
        self.people.aboutToShow.connect(self._fill_people)
        self._fill_more()
        self._fill_picked()

    def _fill_more(self) -> None:
        page = self._page
        self.import_ = _add(self.more, "importOwnAction", "&Import…", page.sharing.ask_what_to_import)
        self.export = _add(self.more, "exportOwnAction", "&Export…", page.export)
        self.nameless = _add(
            self.more, "exportNamelessAction", "Export &without names…", lambda: page.export(with_names=False)
        )
        self.more.addSeparator()
        self.delete_all = _add(self.more, "deleteAllOwnAction", "Delete &all my digits…", page.ask_to_delete_all)

    def _fill_picked(self) -> None:
        page = self._page
        self.of_picked.addMenu(self.labels)
        self.of_picked.addMenu(self.people)
        self.of_picked.addSeparator()
        _add(self.of_picked, "exportPickedAction", "&Export…", page.export)
        _add(self.of_picked, "deletePickedAction", "D&elete", page.delete_picked)

    def _fill_people(self) -> None:
        self.people.clear()
        for name in self._page.box.persons():
            action = self.people.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, name=name: self._page.give_picked(name))

    def offer(self, *, has_any: bool) -> None:
        """Offer only what can be done."""
        self.export.setEnabled(has_any)
        self.nameless.setEnabled(any(name != own.ME for name, count in self._page.box.persons().items() if count))
        self.delete_all.setEnabled(has_any or bool(self._page.box.trouble) or self._page.box.damaged > 0)


def _add(menu: QMenu, name: str, text: str, does: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.setObjectName(name)
    action.triggered.connect(lambda _checked=False: does())
    return action
