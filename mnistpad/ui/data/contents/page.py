"""One source: its name and origin, its pictures, and how they may be distorted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from mnistpad.data.sources import SourceInfo
from mnistpad.ui import theme
from mnistpad.ui.data.contents import words
from mnistpad.ui.data.contents.contents import Contents, name_of
from mnistpad.ui.data.contents.pictures import PicturesView
from mnistpad.ui.data.distortion.view import DistortionView
from mnistpad.ui.data.paragraph import Line
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.training.setup.plan import Plan
from mnistpad.ui.training.views.judged import Table
from mnistpad.ui.widgets import push_button

TRAIN, TRAIN_TIP = "Train on this", "Let the next run learn from these images"


class SourcePage(QWidget):
    """What is shown of a source that was loaded.

    Parameters
    ----------
    plan
        Of the next run, which the distortion belongs to.
    """

    train_pressed = Signal()
    forget_pressed = Signal()
    view_changed = Signal()

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.setObjectName("sourcePage")
        self.title = Line("dataSource")
        self.title.setProperty("role", "headline")
        self.train = push_button("trainOnThisButton", TRAIN, TRAIN_TIP)
        self.train.setProperty("primary", True)
        self.forget = push_button(
            "forgetSourceButton", "Forget it", "Take it off this list. The file stays where it is"
        )
        self.train.clicked.connect(self.train_pressed)
        self.forget.clicked.connect(self.forget_pressed)
        self.tabs = QTabBar()
        self.tabs.setObjectName("sourceViewTabs")
        self.tabs.setAccessibleName("Views of the source")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.pictures = PicturesView()
        self.distortion = DistortionView(plan)
        self._views = QStackedWidget()
        for title, view in (("Pictures", self.pictures), ("Distortion", self.distortion)):
            self.tabs.addTab(title)
            self._views.addWidget(view)
        self.tabs.currentChanged.connect(self._show_view)
        self._lay_out()

    def _lay_out(self) -> None:
        self._head = QWidget()
        head = Flow(self._head)
        for part in (self.title, self.forget, self.train):
            head.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_INSIDE)
        column.addWidget(self._head)
        column.addWidget(self.tabs)
        column.addSpacing(theme.GAP_INSIDE)
        column.addWidget(self._views, 1)

    @property
    def last_in_focus(self) -> QWidget:
        """Where the keyboard leaves the page."""
        return self.distortion.last_in_focus

    def show_contents(self, contents: Contents, source: SourceInfo, *, can_forget: bool) -> None:
        """Show a source."""
        self.title.tell(name_of(contents.dataset))
        self.pictures.tell_origin(words.origin(source.where, contents.dataset.licence or source.licence))
        self.forget.setVisible(can_forget)
        is_labelled = contents.dataset.is_labelled
        self.train.setEnabled(is_labelled and len(contents.dataset.train) > 0)
        self.train.setToolTip(TRAIN_TIP if is_labelled else words.NO_LABELS)
        if not is_labelled:
            self.tabs.setCurrentIndex(0)
        self.tabs.setTabVisible(1, is_labelled)  # nothing that is never learned is ever distorted
        self.pictures.show_contents(contents)
        self.distortion.show_contents(contents)

    def forget_contents(self) -> None:
        """Let the images go: not two large sources at a time."""
        self.pictures.forget_contents()
        self.distortion.forget_contents()

    def show_view(self, title: str) -> None:
        """Bring "Pictures" or "Distortion" to the front."""
        self.tabs.setCurrentIndex([self.tabs.tabText(i) for i in range(self.tabs.count())].index(title))

    def height_needed(self, width: int) -> int:
        """Return the least height, in px, at which the view in front is seen whole."""
        view = self._views.currentWidget()
        layout = view.layout() if view is not None else None
        broken = self._head.heightForWidth(width) - self._head.minimumSizeHint().height()
        rest = self.minimumSizeHint().height() - self._views.minimumSizeHint().height() + broken
        return rest + layout.totalMinimumHeightForWidth(width) if layout is not None else rest

    def table(self) -> Table | None:
        """Return the view in front in numbers."""
        front = self._views.currentWidget()
        return front.table() if isinstance(front, PicturesView | DistortionView) else None

    def _show_view(self, index: int) -> None:
        self._views.setCurrentIndex(index)
        self.view_changed.emit()
