"""The page that a person sees before the first stroke."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mnistpad.ui import theme
from mnistpad.ui.training.flow import Flow

_STEPS = (
    "Draw on the paper at the left: mouse, finger or pen.",
    "Here you will see what the network sees.",
    "Then teach a network of your own.",
)


class FirstPage(QWidget):
    """Three steps, and two buttons for those who want to see something happen."""

    show_me_one_pressed = Signal()
    train_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("firstPage")
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2 * theme.GAP)
        headline = QLabel("Draw any digit, 0 to 9", wordWrap=True)
        headline.setProperty("role", "headline")
        page.addWidget(headline)
        page.addLayout(_steps())
        page.addLayout(self._buttons())
        page.addStretch(1)

    def _buttons(self) -> Flow:
        show = QPushButton("Show me one")
        show.setObjectName("showMeOneButton")
        show.setToolTip("Let MnistPad draw a digit")
        show.setProperty("primary", True)
        show.clicked.connect(self.show_me_one_pressed)
        train = QPushButton("Train my own")
        train.setObjectName("trainMyOwnButton")
        train.setToolTip("Go to the Train tab")
        train.clicked.connect(self.train_pressed)
        row = Flow()
        for button in (show, train):
            button.setAccessibleName(button.text())
            row.addWidget(button)
        return row


def _steps() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.MARGIN)
    grid.setVerticalSpacing(theme.GAP)
    grid.setColumnStretch(1, 1)
    for number, sentence in enumerate(_STEPS):
        grid.addWidget(QLabel(str(number + 1)), number, 0)
        words = QLabel(sentence)
        words.setWordWrap(True)
        grid.addWidget(words, number, 1)
    return grid
