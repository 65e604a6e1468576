"""The row of tools under the pad. It asks; the pad and its history decide."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget

from mnistpad.ui import theme
from mnistpad.ui.style import icons

NARROWEST_PEN, WIDEST_PEN, USUAL_PEN = 2, 14, 7  # per cent of the pad's edge
SHORTEST_SLIDER = 64  # px


class ToolRow(QWidget):
    """Pen, eraser, the pen's width, undo, redo and Clear."""

    tool_chosen = Signal(str)  # "pen" or "eraser"
    pen_width_chosen = Signal(float)  # fraction of the pad's edge
    undo_requested = Signal()
    redo_requested = Signal()
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolRow")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pen = self._button("pen", "Pen", "")
        self.eraser = self._button("eraser", "Eraser", "right drag")
        self.undo = self._button("undo", "Undo", _native(QKeySequence.StandardKey.Undo))
        self.redo = self._button("redo", "Redo", _native(QKeySequence.StandardKey.Redo))
        self.clear = self._button("clear", "Clear", _native(QKeySequence("Ctrl+Backspace")))
        self.pen_width = self._slider()
        self._make_a_choice()
        # clicked carries a bool that the signals have no place for.
        self.undo.clicked.connect(lambda: self.undo_requested.emit())
        self.redo.clicked.connect(lambda: self.redo_requested.emit())
        self.clear.clicked.connect(lambda: self.clear_requested.emit())
        self._lay_out()
        self.set_history(can_undo=False, can_redo=False)
        theme.theme.changed.connect(self._fit)

    def set_tool(self, tool: str) -> None:
        """Check "pen" or "eraser" without asking for it."""
        (self.eraser if tool == "eraser" else self.pen).setChecked(True)

    def set_pen_width(self, fraction: float) -> None:
        """Move the slider to a fraction of the pad's edge without asking for it."""
        self.pen_width.blockSignals(True)
        self.pen_width.setValue(round(100 * fraction))
        self.pen_width.blockSignals(False)
        self._name_the_width()

    def set_history(self, *, can_undo: bool, can_redo: bool) -> None:
        """Say what there is to undo and redo."""
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def set_clearable(self, clearable: bool) -> None:
        """Say whether there is anything to clear."""
        self.clear.setEnabled(clearable)

    def minimumSizeHint(self) -> QSize:
        """Return the row with icons alone."""
        return QSize(5 * theme.BUTTON_HEIGHT + SHORTEST_SLIDER + 4 * theme.GAP, theme.BUTTON_HEIGHT)

    def sizeHint(self) -> QSize:
        """Return the row at its own type size."""
        return QSize(theme.px(320), max(theme.BUTTON_HEIGHT, theme.px(theme.BUTTON_HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the word Clear where there is room for it."""
        super().resizeEvent(event)
        self._fit()

    def _button(self, name: str, title: str, shortcut: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{name}Button")
        button.setAccessibleName(title)
        button.setText(title)
        button.setToolTip(f"{title} ({shortcut})" if shortcut else title)
        icons.follow_theme(button, name)
        return button

    def _slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setObjectName("penWidth")
        slider.setAccessibleName("Pen width")
        slider.setRange(NARROWEST_PEN, WIDEST_PEN)
        slider.setValue(USUAL_PEN)
        slider.setMinimumWidth(SHORTEST_SLIDER)
        slider.valueChanged.connect(self._width_moved)
        return slider

    def _make_a_choice(self) -> None:
        group = QButtonGroup(self)
        for button, tool in ((self.pen, "pen"), (self.eraser, "eraser")):
            button.setCheckable(True)
            group.addButton(button)
            button.clicked.connect(lambda _checked, tool=tool: self.tool_chosen.emit(tool))
        self.pen.setChecked(True)

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP_INSIDE)
        for widget in (self.pen, self.eraser):
            row.addWidget(widget)
        row.addSpacing(theme.GAP_INSIDE)
        row.addWidget(self.pen_width, 1)
        row.addSpacing(theme.GAP_INSIDE)
        for widget in (self.undo, self.redo, self.clear):
            row.addWidget(widget)
        self._name_the_width()

    def _width_moved(self, percent: int) -> None:
        self._name_the_width()
        self.pen_width_chosen.emit(percent / 100)

    def _name_the_width(self) -> None:
        percent = self.pen_width.value()
        self.pen_width.setToolTip(f"Pen width: {percent} % of the pad")
        self.pen_width.setAccessibleDescription(f"{percent} % of the pad")

    def _fit(self) -> None:
        """Grow the buttons with the type as far as the row is wide, and let Clear say its name if it can."""
        gaps = 7 * theme.GAP_INSIDE
        room = (self.width() - SHORTEST_SLIDER - gaps) // 5
        edge = max(theme.BUTTON_HEIGHT, min(theme.px(theme.BUTTON_HEIGHT), room))
        icon = edge * icons.GRID // theme.BUTTON_HEIGHT
        for button in (self.pen, self.eraser, self.undo, self.redo, self.clear):
            button.setIconSize(QSize(icon, icon))
            button.setFixedSize(edge, edge)
        spelled = self.clear.fontMetrics().horizontalAdvance(self.clear.text()) + icon + 3 * theme.GAP
        if 4 * edge + spelled + 2 * SHORTEST_SLIDER + gaps <= self.width():
            self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self.clear.setFixedWidth(spelled)
        else:
            self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._row.activate()  # else the old sizes are painted once


def _native(keys: QKeySequence | QKeySequence.StandardKey) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
