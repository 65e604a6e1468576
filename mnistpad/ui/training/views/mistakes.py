"""The mistakes of a run, the surest first: those that it was most wrong about."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QStackedWidget, QWidget

from mnistpad.data.dataset import DIGITS
from mnistpad.ui.training.views.judged import Judged, Table, sure
from mnistpad.ui.training.views.lazy import EvaluationView
from mnistpad.ui.training.views.wall import Tile, Wall

EMPTY = "After the first epoch, the mistakes it was surest of."
WIDEST = "labelled 8"


class MistakesView(EvaluationView):
    """A wall of them; a click brings one to the pad."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("mistakes", EMPTY, parent, clock)
        self.setAccessibleName("Mistakes on held-out images, the surest first")
        self.wall = Wall("mistakesWall", "Mistakes, the surest first. Return brings one to the pad")
        self.wall.chosen.connect(self._choose)
        self.labels = QComboBox()
        self.labels.setObjectName("mistakesLabel")
        self.labels.setAccessibleName("Which label")
        self.labels.setToolTip("Show the mistakes of one label alone")
        self.labels.activated.connect(self._choose_label)
        self._none = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._none.setObjectName("noMistakes")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.wall)
        self._pages.addWidget(self._none)
        self._lay_out(self._pages)
        self.head.addWidget(self.labels)
        self._fill_labels([0] * DIGITS)

    def show_judged(self, judged: Judged) -> None:
        """Show the mistakes of the chosen label."""
        counts = judged.confusion.sum(axis=1) - judged.confusion.diagonal()
        self._fill_labels(counts.tolist())
        places = judged.mistakes(self.labels.currentData())
        self.wall.show_places(places.tolist(), lambda place: tile(judged, place), WIDEST)
        label = self.labels.currentData()
        self._none.setText("No mistakes at all." if label is None else f"No mistakes among those labelled {label}.")
        self._pages.setCurrentWidget(self.wall if len(places) else self._none)

    def table(self) -> Table:
        """Return the mistakes in words."""
        judged = self.judged
        places = judged.mistakes(self.labels.currentData()).tolist() if judged else []
        choices = [judged.choice(place) for place in places] if judged else []
        rows = ((f"{c.source} {c.number:,}", str(c.label), str(c.read_as), sure(c.probability)) for c in choices)
        return Table("Mistakes, the surest first", ("Image", "Label", "Read as", "Sure"), tuple(rows))

    def _fill_labels(self, counts: list[int]) -> None:
        texts = [
            f"All mistakes: {sum(counts):,}",
            *(f"Labelled {digit}: {count:,}" for digit, count in enumerate(counts)),
        ]
        if not self.labels.count():
            for number, text in enumerate(texts):
                self.labels.addItem(text, number - 1 if number else None)
        for number, text in enumerate(texts):
            self.labels.setItemText(number, text)

    def _choose_label(self) -> None:
        if self.judged is not None:
            self.show_judged(self.judged)
            self.wall.scroll_to_top()

    def _choose(self, place: int) -> None:
        if self.judged is not None:
            self.picture_chosen.emit(self.judged.choice(place))

    def _is_held(self) -> bool:
        return self.wall.is_pressed


def tile(judged: Judged, place: int) -> Tile:
    """Return a mistake as it hangs on the wall."""
    label, read = judged.labels[place], judged.read[place]
    certainty = sure(float(judged.sureness[place]))
    sentence = f"labelled {label}, read as {read} · {certainty}"
    return Tile(judged.pixels(place), (f"labelled {label}", f"read as {read}", certainty), sentence)
