"""What the window remembers between starts. A damaged or missing file means the defaults, never a failed start."""

import math
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QSettings

from mnistpad import resources


class WindowPlace(NamedTuple):
    """Where the window was, in logical px."""

    frame: QRect
    maximized: bool


class Settings:
    """The settings file. Every answer is within its range, whatever the file says.

    Parameters
    ----------
    path
        Where the file is; it need not exist. The user's data folder by default.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or resources.user_data_dir() / "settings.ini"
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write now. A folder that cannot be written costs the settings, not the session."""
        self._store.sync()

    def choice(self, key: str, allowed: Collection[str], default: str) -> str:
        """Return one of the allowed words."""
        value = self._store.value(key, default)
        return value if isinstance(value, str) and value in allowed else default

    def text(self, key: str, most: int) -> str:
        """Return a text of so many characters at most; empty where there is none."""
        value = self._store.value(key, "")
        return value if isinstance(value, str) and len(value) <= most else ""

    def number(self, key: str, smallest: float, largest: float, default: float) -> float:
        """Return a number between the two, ends included."""
        value = _number(self._store.value(key, default))
        return value if value is not None and smallest <= value <= largest else default

    def flag(self, key: str) -> bool | None:
        """Return yes or no, or None where nobody ever chose."""
        return {"true": True, "false": False}.get(str(self._store.value(key, "")).lower())

    def put(self, key: str, value: str | float | bool | None) -> None:
        """Remember a value; None forgets it."""
        if value is None:
            self._store.remove(key)
        elif isinstance(value, bool):
            self._store.setValue(key, "true" if value else "false")
        else:
            self._store.setValue(key, value)

    @property
    def window_place(self) -> WindowPlace | None:
        """Where the window was when it was last closed; None at the first start."""
        numbers = [_number(self._store.value(f"window/{side}")) for side in ("x", "y", "width", "height")]
        sides = [round(number) for number in numbers if number is not None and abs(number) < 100_000]
        if len(sides) < 4 or min(sides[2:]) < 1:
            return None
        return WindowPlace(QRect(*sides), bool(self.flag("window/maximized")))

    @window_place.setter
    def window_place(self, place: WindowPlace) -> None:
        frame = place.frame
        for side, length in zip(
            ("x", "y", "width", "height"), (frame.x(), frame.y(), frame.width(), frame.height()), strict=True
        ):
            self.put(f"window/{side}", length)
        self.put("window/maximized", place.maximized)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def onto_screens(frame: QRect, screens: list[QRect]) -> QRect:
    """Return the frame, moved and shrunk until a person can reach all of it on one of the screens.

    Parameters
    ----------
    frame
        The wished place.
    screens
        The usable parts of the screens, the first one preferred; at least one.
    """
    home = max(screens, key=lambda screen: _overlap(frame, screen))
    size = frame.size().boundedTo(home.size())
    x = min(max(frame.x(), home.x()), home.x() + home.width() - size.width())
    y = min(max(frame.y(), home.y()), home.y() + home.height() - size.height())
    return QRect(x, y, size.width(), size.height())


def _overlap(frame: QRect, screen: QRect) -> int:
    common = frame.intersected(screen)
    return common.width() * common.height() if common.isValid() else 0
