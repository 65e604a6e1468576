"""The pages of the Data tab, one at a time."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QStackedWidget


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
