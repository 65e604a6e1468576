"""The icon set, tinted to the theme when it is drawn. The drawings are resources/icons/*.svg."""

from typing import Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QIcon

from mnistpad.ui import theme
from mnistpad.ui.style import svg

GRID = 20  # px; the strokes are 1.5 px on it
_APP_SIZES = (16, 24, 32, 48, 64, 128, 256)


class HasIcon(Protocol):
    """A button or an action."""

    def setIcon(self, icon: QIcon, /) -> None: ...  # noqa: D102, N802


def app_icon() -> QIcon:
    """Return the program's icon, drawn anew for every size."""
    icon = QIcon()
    for size in _APP_SIZES:
        icon.addPixmap(svg.pixmap("mnistpad", theme.LIGHT.text, size))
    return icon


def icon(name: str, size: int = GRID, *, on_accent: bool = False) -> QIcon:
    """Return an icon in the theme's colours: plain, disabled, and on an accent fill when it is checked, or always."""
    colours = theme.tokens()
    result = QIcon()
    tints = (
        (colours.on_accent if on_accent else colours.text, QIcon.Mode.Normal, QIcon.State.Off),
        (colours.on_accent, QIcon.Mode.Normal, QIcon.State.On),
        (colours.control, QIcon.Mode.Disabled, QIcon.State.Off),
    )
    # QIcon scales a pixmap down but never up, and a scaled stroke is a blurred one.
    ratios = {2.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    for colour, mode, state in tints:
        for ratio in ratios:
            result.addPixmap(svg.pixmap(name, colour, size, ratio), mode, state)
    return result


def follow_theme(target: HasIcon, name: str, *, on_accent: bool = False) -> None:
    """Give a button or an action its icon, and tint it again whenever the colours change."""
    _Tint(cast("QObject", target), target, name, on_accent=on_accent)


class _Tint(QObject):
    """Lives as long as its target."""

    def __init__(self, parent: QObject, target: HasIcon, name: str, *, on_accent: bool) -> None:
        super().__init__(parent)
        self._on_accent = on_accent
        self._target = target
        self._name = name
        theme.theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        self._target.setIcon(icon(self._name, theme.px(GRID), on_accent=self._on_accent))
