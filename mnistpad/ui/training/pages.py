"""The views of a run: each is made when it is first shown, and pyqtgraph comes with the first."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from mnistpad.ui import theme
from mnistpad.ui.training.numbers import ChartNumbers

if TYPE_CHECKING:
    from mnistpad.ui.training.views.judged import Table

Maker = Callable[[], QWidget]


class Pages(QWidget):
    """A row of tabs, below it what they show, and below that its numbers where somebody wants them."""

    made = Signal(str, object)  # a page's title, and its widget, shown for the first time

    def __init__(self, makers: dict[str, Maker]) -> None:
        super().__init__()
        self.setObjectName("runViews")
        self._makers = makers
        self._places: list[QWidget] = []
        self._menus: dict[int, QMenu] = {}
        self.tabs = QTabBar()
        self.tabs.setObjectName("runViewTabs")
        self.tabs.setAccessibleName("Views of the run")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.menu = QToolButton()
        self.menu.setObjectName("viewMenuButton")
        self.menu.setText("View")
        self.menu.setAccessibleName("How this view is shown")
        self.menu.setToolTip("How this view is shown, and exports of it")
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu.hide()
        self._stack = QStackedWidget()
        self.numbers = ChartNumbers(self._table)
        for title in makers:
            self.tabs.addTab(title)
            place = _Place()
            place.wanted.connect(self._make)
            self._places.append(place)
            self._stack.addWidget(place)
        self.tabs.currentChanged.connect(self._show)
        row = QHBoxLayout()
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_INSIDE)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        column.addWidget(self.numbers)

    def page(self, title: str) -> QWidget | None:
        """Return a view; None until it was shown for the first time."""
        place = self._places[list(self._makers).index(title)]
        return place.inside if isinstance(place, _Place) else None

    def show_page(self, title: str) -> None:
        """Bring a view to the front."""
        self.tabs.setCurrentIndex(list(self._makers).index(title))

    def _show(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._refresh_menu()
        self._refresh_numbers()

    def _refresh_numbers(self) -> None:
        if self.numbers.isVisible():
            self.numbers.refresh()

    def _table(self) -> "Table | None":
        place = self._places[self._stack.currentIndex()]
        make = getattr(place.inside, "table", None) if isinstance(place, _Place) else None
        return make() if callable(make) else None

    def _make(self, place: QWidget) -> None:
        index = self._places.index(place)
        title = list(self._makers)[index]
        widget = self._makers[title]()
        if isinstance(place, _Place):
            place.fill(widget)
        self.made.emit(title, widget)
        self._refresh_menu()
        self._refresh_numbers()

    def _refresh_menu(self) -> None:
        index = self._stack.currentIndex()
        place = self._places[index]
        make = getattr(place.inside, "view_menu", None) if isinstance(place, _Place) else None
        if callable(make) and index not in self._menus:
            self._menus[index] = make(self)
        if index in self._menus:
            self.menu.setMenu(self._menus[index])
        self.menu.setVisible(index in self._menus)


class _Place(QWidget):
    """Empty until it is seen for the first time."""

    wanted = Signal(object)  # itself

    def __init__(self) -> None:
        super().__init__()
        self.inside: QWidget | None = None
        self._asked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def fill(self, widget: QWidget) -> None:
        """Take the view in."""
        self.inside = widget
        layout = self.layout()
        if layout is not None:
            layout.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask for the view after the first paint: what is never seen is never made, and nothing waits for it."""
        super().paintEvent(event)
        if self.inside is None and not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._ask)

    def _ask(self) -> None:
        self.wanted.emit(self)
