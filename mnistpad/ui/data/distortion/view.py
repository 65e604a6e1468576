"""Distortion made visible: what it does to the images of a source, and what the next run is set to."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mnistpad.data.augment import Augmentation
from mnistpad.data.mixture import combine
from mnistpad.training import PRESETS
from mnistpad.training.naming import PRESET_NAMES
from mnistpad.ui import theme
from mnistpad.ui.data.contents.contents import Contents
from mnistpad.ui.data.distortion import ranges
from mnistpad.ui.data.distortion.board import BeforeAndAfter
from mnistpad.ui.data.distortion.draw import Batch, Draws
from mnistpad.ui.data.distortion.sliders import PresetButtons, RangeSliders
from mnistpad.ui.training.setup.plan import Plan
from mnistpad.ui.training.views.judged import Table

ANOTHER = "Another draw"


class DistortionView(QWidget):
    """Sliders, and what they do at once. They set the plan of the next run, and follow it.

    Parameters
    ----------
    plan
        Of the next run.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.setObjectName("distortionView")
        self._plan = plan
        self._contents: Contents | None = None
        self._draws: Draws | None = None
        self._batch: Batch | None = None
        self._number = 0
        self.presets = PresetButtons()
        self.presets.chosen.connect(self._set)
        self.another = QPushButton(ANOTHER)
        self.another.setObjectName("anotherDrawButton")
        self.another.setAccessibleName(ANOTHER)
        self.another.setToolTip("Show the next batch that the run will draw")
        self.another.clicked.connect(self._draw_another)
        self.sliders = RangeSliders()
        self.sliders.changed.connect(self._set)
        self.board = BeforeAndAfter()
        self.caption = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.caption.setObjectName("distortionCaption")
        self.caption.setProperty("role", "note")
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        plan.changed.connect(self._follow)
        self._follow()

    def _lay_out(self) -> None:
        self.presets.row.addWidget(self.another)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.presets)
        column.addWidget(self.sliders)
        column.addWidget(self.caption)
        column.addWidget(self.board, 1)

    @property
    def last_in_focus(self) -> QWidget:
        """Where the keyboard leaves the view."""
        return list(self.sliders.rows.values())[-1].slider

    @property
    def batch(self) -> Batch | None:
        """What is shown; None before there is a source."""
        return self._batch

    def show_contents(self, contents: Contents) -> None:
        """Show another source's images."""
        self._contents, self._draws, self._batch, self._number = contents, None, None, 0
        self._follow()

    def forget_contents(self) -> None:
        """Let the images go."""
        self._contents = self._draws = self._batch = None

    def table(self) -> Table:
        """Return the ranges in numbers."""
        return ranges.table_of(self._plan.config.augmentation)

    def _set(self, distortion: Augmentation) -> None:
        self._plan.change("augmentation", None if distortion.is_identity else distortion)

    def _draw_another(self) -> None:
        self._number += 1
        self._batch = None
        self._follow()

    def _follow(self) -> None:
        config, preset = self._plan.config, self._plan.preset
        self.presets.show_distortion(config.augmentation)
        self.sliders.show_distortion(config.augmentation, PRESETS[preset].augmentation, PRESET_NAMES[preset])
        if self.isVisible():
            self._redraw()

    def _redraw(self) -> None:
        contents, config = self._contents, self._plan.config
        if contents is None or not len(contents.dataset.train):
            return
        if self._draws is None or not self._draws.belongs_to(config):
            self._draws, self._batch = Draws(combine([(contents.dataset, 1.0)]), config), None
        if self._batch is None:
            self._batch = self._draws.batch(self._number)
        self.board.show_pictures(self._batch.before, self._batch.after(config.augmentation, config.seed))
        self.caption.setText(caption(contents.dataset.name, self._batch, config.seed, config.augmentation is None))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened unseen."""
        super().showEvent(event)
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sliders side by side where there is room."""
        super().resizeEvent(event)
        self.sliders.arrange(self.width())


def caption(name: str, batch: Batch, seed: int, is_off: bool) -> str:
    """Say what is shown, and that it is what a run will see."""
    if is_off:
        return f"The next run learns each image of {name} as it is. Choose a distortion to see what it does."
    if batch.is_exact:
        return f"Batch {batch.number + 1:,} of the next run, if it learns {name} with the random seed {seed:,}."
    return f"Images of {name} as the next run may see them: it varies each anew in every epoch."
