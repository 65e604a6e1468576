"""The View menu: how the window looks, and that it is remembered."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from mnistpad.ui import theme
from mnistpad.ui.actions import Actions
from mnistpad.ui.settings import Settings
from mnistpad.ui.window.menus.ring import PointerRing

STEP = 10  # per cent of type size


def restore_look(settings: Settings) -> None:
    """Dress the application as it was at the end of the last start.

    Do it before there are widgets: each change of the style sheet visits every widget, 0.2 s for a whole window.
    """
    wanted = {
        "scheme": theme.Scheme(settings.choice("colours", list(theme.Scheme), theme.Scheme.SYSTEM)),
        "paper": theme.Paper(settings.choice("paper", list(theme.Paper), theme.Paper.THEME)),
        "scale": round(settings.number("type", *theme.SCALES, 100)),
        "presentation": False,
    }
    switches = {"reduced_motion": settings.flag("reduced_motion"), "high_contrast": settings.flag("high_contrast")}
    wanted |= {name: switch for name, switch in switches.items() if switch is not None}
    for name, value in wanted.items():
        if getattr(theme.theme, name) != value:
            setattr(theme.theme, name, value)


class View(QObject):
    """Carries the choices from the settings to the theme, and from the menu to both."""

    def __init__(self, actions: Actions, settings: Settings, ring: PointerRing) -> None:
        super().__init__(ring.parentWidget())
        self._actions = actions
        self._settings = settings
        self._ring = ring
        self._show_choices()
        actions.colours.triggered.connect(self._choose_colours)
        actions.paper.triggered.connect(self._choose_paper)
        actions.larger_type.triggered.connect(self._enlarge)
        actions.smaller_type.triggered.connect(self._shrink)
        actions.normal_type.triggered.connect(self._reset_type)
        actions.presentation.toggled.connect(self._present)
        actions.reduced_motion.triggered.connect(self._choose_motion)
        actions.high_contrast.triggered.connect(self._choose_contrast)

    def _show_choices(self) -> None:
        look = theme.theme
        _check(self._actions.colours, look.scheme)
        _check(self._actions.paper, look.paper)
        self._actions.reduced_motion.setChecked(look.reduced_motion)
        self._actions.high_contrast.setChecked(look.high_contrast)
        self._enable_type_actions()

    def _choose_colours(self, action: QAction) -> None:
        theme.theme.scheme = theme.Scheme(action.data())
        self._settings.put("colours", action.data())

    def _choose_paper(self, action: QAction) -> None:
        theme.theme.paper = theme.Paper(action.data())
        self._settings.put("paper", action.data())

    def _choose_motion(self, reduced: bool) -> None:
        theme.theme.reduced_motion = reduced
        self._settings.put("reduced_motion", reduced)

    def _choose_contrast(self, high: bool) -> None:
        theme.theme.high_contrast = high
        self._settings.put("high_contrast", high)

    def _enlarge(self) -> None:
        self._scale_type(theme.theme.scale + STEP)

    def _shrink(self) -> None:
        self._scale_type(theme.theme.scale - STEP)

    def _reset_type(self) -> None:
        self._scale_type(100)

    def _scale_type(self, scale: int) -> None:
        theme.theme.scale = scale
        self._settings.put("type", theme.theme.scale)
        self._enable_type_actions()

    def _enable_type_actions(self) -> None:
        smallest, largest = theme.SCALES
        self._actions.smaller_type.setEnabled(theme.theme.scale > smallest)
        self._actions.larger_type.setEnabled(theme.theme.scale < largest)

    def _present(self, on: bool) -> None:
        theme.theme.presentation = on
        self._ring.set_shown(on)


def _check(group: QActionGroup, value: str) -> None:
    for action in group.actions():
        action.setChecked(action.data() == value)
