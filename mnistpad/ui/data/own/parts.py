"""Small parts of the page of kept digits."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QStackedWidget, QToolButton


class Leaves(QStackedWidget):
    """Needs the height of the leaf that is seen; the others do not count."""

    def minimumSizeHint(self) -> QSize:
        """Return that of the leaf."""
        leaf = self.currentWidget()
        needed = leaf.minimumSizeHint().expandedTo(leaf.minimumSize()) if leaf is not None else QSize()
        if leaf is not None and leaf.hasHeightForWidth():
            needed.setHeight(leaf.heightForWidth(self.width()))
        return QSize(1, needed.height())

    def hasHeightForWidth(self) -> bool:
        """Return that the height is the page's affair."""
        return False


def menu_button(name: str, text: str, words: str) -> QToolButton:
    """Return a button that opens a menu."""
    made = QToolButton()
    made.setText(text)
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setProperty("boxed", True)
    return made


def explain(button: QPushButton | QToolButton, obstacle: str, tip: str) -> None:
    """Let a button say what it does, or why it cannot."""
    button.setEnabled(not obstacle)
    button.setToolTip(obstacle or tip)
    button.setAccessibleDescription(obstacle or tip)
