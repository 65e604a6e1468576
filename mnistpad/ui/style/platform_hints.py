"""What the desktop says about looks, as far as this version of Qt passes it on."""

from collections.abc import Callable
from functools import cache
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication


def is_dark() -> bool:
    """Return whether the desktop is dark. One that reports no scheme is light."""
    if QGuiApplication.instance() is None:
        return False
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def wants_contrast() -> bool:
    """Return whether high contrast is asked for. Qt tells from 6.10 on."""
    return _accessibility("contrastPreference") == "HighContrast"


def reduces_motion() -> bool:
    """Return whether motion shall be reduced. Qt tells from 6.12 on."""
    return _accessibility("motionPreference") == "ReducedMotion"


def watch(changed: Callable[[], None]) -> None:
    """Call `changed` whenever one of the above may have changed. Needs the application."""
    hints: Any = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(changed)
    accessibility = hints.accessibility() if hasattr(hints, "accessibility") else None
    for name in ("contrastPreferenceChanged", "motionPreferenceChanged"):
        signal = getattr(accessibility, name, None)
        if signal is not None:
            signal.connect(changed)


def system_font() -> QFont:
    """Return a copy of the desktop's own font."""
    return QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))


def type_size(unknown: int) -> int:
    """Return the desktop's type size in px, or `unknown` where Qt only has its built-in default to offer."""
    return unknown if QGuiApplication.instance() is None else _known_type_size(unknown)


@cache  # asked for many times in every paint
def _known_type_size(unknown: int) -> int:
    font = system_font()
    # "Sans Serif" in 9 points is what Qt answers when no desktop told it anything.
    if font.family() in {"", "Sans Serif"} and font.pointSizeF() == 9:
        return unknown
    return QFontInfo(font).pixelSize()


def _accessibility(name: str) -> str:
    if QGuiApplication.instance() is None:
        return ""
    hints: Any = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return ""
    ask = getattr(hints.accessibility(), name, None)
    return "" if ask is None else str(ask().name)
