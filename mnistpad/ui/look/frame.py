"""What the Look tab scrolls in, so that the invitation lies where it lay before the rest of the tab was there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mnistpad.ui import theme
from mnistpad.ui.look.first import FirstPage


class Frame(QScrollArea):
    """A content with the margins of the tab, and the wishes of who looks at it."""

    show_me_one_pressed = Signal()
    train_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.first = FirstPage()
        self.first.show_me_one_pressed.connect(self.show_me_one_pressed)
        self.first.train_pressed.connect(self.train_pressed)

    def hold(self, content: QWidget) -> None:
        """Fill the frame."""
        page = QWidget()
        frame = QVBoxLayout(page)
        frame.setContentsMargins(theme.UNIT, 2 * theme.GAP, theme.GAP, theme.GAP)
        frame.addWidget(content)
        self.setWidget(page)


class Invitation(Frame):
    """What the tab shows until there is time to make it."""

    def __init__(self) -> None:
        super().__init__()
        self.hold(self.first)
