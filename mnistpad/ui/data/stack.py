"""The pages of the Data tab, one at a time, and what scrolls them where there is no room."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget

STOPS = Qt.FocusPolicy.NoFocus, Qt.FocusPolicy.StrongFocus


class PageStack(QStackedWidget):
    """Takes the height that is left. Its pages would like one that follows their width, and get it inside."""

    needs_changed = Signal()

    def event(self, event: QEvent) -> bool:
        """Tell that what is inside needs another height."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.needs_changed.emit()
        return super().event(event)

    def hasHeightForWidth(self) -> bool:
        """Return that the height is the window's affair."""
        return False


class Scroll(QScrollArea):
    """Scrolls up and down. A stop for the Tab key only where the arrow keys have something to scroll."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(STOPS[False])
        self.verticalScrollBar().rangeChanged.connect(lambda _, most: self.setFocusPolicy(STOPS[most > 0]))
